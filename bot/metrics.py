"""What is counted while Signpost runs, for `/metrics`: how much, how long and what went wrong; never who, what or about whom.

Labels are words of the project's own, a fixed few each: a channel, an act, a kind. Nothing that came with a message is one.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client import disable_created_metrics as _without_times_of_making

from bot import traces

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

_without_times_of_making()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
ProcessCollector(registry=registry)

turns = Counter("signpost_turns", "Turns, by the act that led them", ["channel", "act"], registry=registry)
alarms = Counter("signpost_alarms", "Turns that a danger led, by its kind", ["kind"], registry=registry)
unanswered = Counter("signpost_unanswered", "Questions without an answer, by kind", ["kind"], registry=registry)
came = Counter(
    "signpost_deliveries", "What came from a platform: new, or sent again", ["channel", "kind"], registry=registry
)
sent = Counter(
    "signpost_sent", "What was sent to a platform, by what came of it", ["channel", "kind"], registry=registry
)
failures = Counter("signpost_failures", "What failed, by where and how", ["where", "kind"], registry=registry)
_turn = Histogram(
    "signpost_turn_seconds",
    "A turn, from words that came to messages that answer them, its wait for earlier turns too",
    ["channel"],
    buckets=_SECONDS,
    registry=registry,
)
_part = Histogram("signpost_part_seconds", "A part of a turn", ["part"], buckets=_SECONDS, registry=registry)
in_hand = Gauge(
    "signpost_turns_in_hand", "Turns that are taken or wait for an earlier one", ["channel"], registry=registry
)
background = Gauge("signpost_background", "Messages that were acknowledged and are being answered", registry=registry)
draining = Gauge("signpost_draining", "1 while the server is about to end", registry=registry)
events = Counter("signpost_events", "Events for partners that RabbitMQ confirmed", registry=registry)
events_waiting = Gauge("signpost_events_waiting", "Events for partners that may be sent and are not", registry=registry)
events_oldest = Gauge("signpost_events_oldest_days", "For how many days the oldest of them waits", registry=registry)
limits_together = Gauge(
    "signpost_limits_together", "1 while instances count messages a minute together, in Redis", registry=registry
)
_unwritten = Gauge(
    "signpost_unwritten_rows", "Conversations in memory that the database did not take", registry=registry
)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Measures a part of a turn: `wait`, `mask`, `understanding`, `search`, `dialogue` or `actions`."""
    with traces.span(name), _part.labels(name).time():
        yield


@contextmanager
def turn(channel: str) -> Iterator[None]:
    """Measures a whole turn, and counts it as in hand meanwhile."""
    with traces.span("turn", channel=channel), in_hand.labels(channel).track_inprogress(), _turn.labels(channel).time():
        yield


@asynccontextmanager
async def waiting(place: AbstractAsyncContextManager[Any]) -> Any:
    """`place`, with the time that it takes to get into it."""
    async with AsyncExitStack() as until_its_end:
        with part("wait"):
            held = await until_its_end.enter_async_context(place)
        yield held


def watch_unwritten(count: Callable[[], int]) -> None:
    """Has the number of unwritten conversations asked for whenever it is wanted."""
    _unwritten.set_function(count)


def written_out() -> bytes:
    """All of it, as Prometheus reads it (CONTENT_TYPE)."""
    return generate_latest(registry)
