"""How much more was counted: what a test brings about, apart from all that was before."""

from collections.abc import Callable

from bot import metrics


def counter(name: str, **labels: str) -> Callable[[], int]:
    """A function that gives how much was counted since."""

    def now() -> int:
        return int(metrics.registry.get_sample_value(name, labels) or 0)

    before = now()
    return lambda: now() - before


def sent(channel: str, kind: str) -> Callable[[], int]:
    return counter("signpost_sent_total", channel=channel, kind=kind)


def came(channel: str, kind: str) -> Callable[[], int]:
    return counter("signpost_deliveries_total", channel=channel, kind=kind)
