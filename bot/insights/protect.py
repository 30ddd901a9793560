"""Counts that may be shown: those under five are hidden, and can't be worked out from what is shown beside them.

The tables of one measure count the same events in several ways (by section, by week, by channel), so each of them adds up to the same
total. As soon as one count in any of them is small, the total is not given, and each of the tables hides one count that is not small
as well. Which one that is goes by its name alone, so it tells nothing of the numbers: whatever total one supposes, what is hidden
in a table can make it up in more than one way. A nought is no small count: it is about nobody.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
_CHANNELS = ("unknown", "rest", "slack", "teams", "web")  # in the order in which one is hidden beside a small one

Counts = Mapping[str, int]
Shown = dict[str, int | None]  # None is hidden


@dataclass(frozen=True)
class Protected:
    """A measure's tables as they may be shown. `total` is None where it would give something away."""

    total: int | None
    tables: dict[str, Shown]


def protect(tables: Mapping[str, Counts]) -> Protected:
    """The tables of one measure, each of the same events."""
    total = max((sum(counts.values()) for counts in tables.values()), default=0)
    if 0 < total < LEAST:
        return Protected(None, {})
    if not any(_small(count) for counts in tables.values() for count in counts.values()):
        return Protected(total, {name: dict(counts) for name, counts in tables.items()})
    return Protected(None, {name: _hidden(name, counts) for name, counts in tables.items()})


def protect_parts(total: int, parts: Counts) -> tuple[int | None, Shown]:
    """A count and its two parts: all are hidden where the whole is small, both parts where one of them is."""
    if _small(total):
        return None, dict.fromkeys(parts)
    return total, dict.fromkeys(parts) if any(map(_small, parts.values())) else dict(parts)


def _hidden(table: str, counts: Counts) -> Shown:
    large = [name for name, count in counts.items() if count >= LEAST]
    beside = min(large, key=lambda name: _lot(table, name), default=None)
    return {name: None if _small(count) or name == beside else count for name, count in counts.items()}


def _lot(table: str, name: str) -> tuple[int, str]:
    """What is hidden first: the oldest week, the channel that fewest are missed of, else by lot. Never by how many."""
    if table == "channel":
        return _CHANNELS.index(name) if name in _CHANNELS else -1, name
    return 0, name if table == "week" else hashlib.sha256(f"{table}\0{name}".encode()).hexdigest()


def _small(count: int) -> bool:
    return 0 < count < LEAST
