"""The figures of a soak: a row a minute, what became of them from the first to the last third, a table file and a chart."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import fmean

GROWS = 1.10  # times: more than this from the first third to the last, and the soak has failed
_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 180, 60, 30  # of a chart's half, in its own units
_COLOURS = ("#005ea5", "#b10e1e")


@dataclass(frozen=True)
class Minute:
    """One minute: messages answered and not, p50 and p95 of an answer in seconds, the most memory of each instance in MB."""

    minute: int
    messages: int
    failed: int
    p50: float
    p95: float
    one: float
    other: float


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def growth(minutes: Sequence[Minute]) -> dict[str, tuple[float, float]]:
    """Of each figure, its mean in the first third and in the last."""
    third = max(1, len(minutes) // 3)
    first, last = minutes[:third], minutes[-third:]
    return {
        name: (fmean(getattr(m, name) for m in first), fmean(getattr(m, name) for m in last))
        for name in ("p95", "one", "other")
    }


def wrong(minutes: Sequence[Minute]) -> list[str]:
    """What grew too much, or failed, a sentence each; none if the soak passed."""
    named = {"p95": "The slowest answers (p95)", "one": "Memory of the first instance", "other": "Memory of the second"}
    found = [
        f"{named[name]} grew from {first:.2f} to {last:.2f}, which is {last / first:.2f} times."
        for name, (first, last) in growth(minutes).items()
        if last > GROWS * first
    ]
    if failed := sum(minute.failed for minute in minutes):
        found.append(f"{failed} messages got no answer.")
    return found


def write_table(minutes: Sequence[Minute], path: Path) -> None:
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, [field.name for field in fields(Minute)])
        table.writeheader()
        table.writerows(asdict(minute) for minute in minutes)


def chart(minutes: Sequence[Minute]) -> str:
    """An SVG: memory above, latency below, over the same minutes."""
    memory = {"one instance": [m.one for m in minutes], "the other": [m.other for m in minutes]}
    latency = {"p50": [1000 * m.p50 for m in minutes], "p95": [1000 * m.p95 for m in minutes]}
    halves = _half("Memory of each instance, MB", memory, 0) + _half("An answer, milliseconds", latency, _HEIGHT + 20)
    last = minutes[-1].minute
    axis = _text(_LEFT, 2 * _HEIGHT + 15, "minute 1") + _text(_WIDTH - 40, 2 * _HEIGHT + 15, str(last))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {2 * _HEIGHT + 30}" font-family="sans-serif" font-size="12">'
        f"<title>A soak of {last} minutes: memory and latency, minute by minute</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{halves}{axis}</svg>\n'
    )


def _half(title: str, lines: dict[str, list[float]], top: int) -> str:
    """One diagram, from nought: what looks flat is flat."""
    most = 1.1 * max(max(values) for values in lines.values()) or 1.0
    high, wide = _HEIGHT - _TOP - 20, _WIDTH - _LEFT - 20
    drawn = _text(_LEFT, top + 18, title)
    for share in (0, 0.5, 1):
        y = top + _TOP + high * (1 - share)
        drawn += f'<path d="M{_LEFT} {y:.0f}h{wide}" stroke="#ccc"/>' + _text(4, y + 4, f"{share * most:,.0f}")
    for number, (name, values) in enumerate(lines.items()):
        step, colour = wide / max(1, len(values) - 1), _COLOURS[number]
        points = " ".join(
            f"{_LEFT + i * step:.1f},{top + _TOP + high * (1 - v / most):.1f}" for i, v in enumerate(values)
        )
        dashes = "" if number else ' stroke-dasharray="6 3"'
        drawn += f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        drawn += _text(_WIDTH - 220 + 110 * number, top + 18, f"{'—' if number else '- -'} {name}", colour)
    return drawn


def _text(x: float, y: float, words: str, colour: str = "#0b0c0c") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{words}</text>'
