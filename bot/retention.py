"""Retention: what nobody went on with for so many days is deleted, by one instance at a time and once the clock is to be believed."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot import settings
from bot.database import RETENTION

if TYPE_CHECKING:
    from bot.store import ForgetfulTrackerStore

PURGE_EVERY = 3_600  # seconds
_MAY_DIFFER = 600  # seconds between two looks by which the two clocks may drift apart


def days() -> float:
    """For how many days a conversation is kept that nobody goes on with."""
    return settings.current().retention_days


def learning_days() -> float:
    """For how many days after the last time a learner's progress is kept, who agreed to that."""
    return settings.current().learning_days


class Retention:
    """Purges a store. A clock that jumps ahead would delete what is not old, so a round in which the wall clock went
    otherwise than the steady one is left out; the next believes it, for by then somebody may have set it right."""

    def __init__(
        self,
        store: "ForgetfulTrackerStore",
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ):
        self._store, self._wall, self._steady = store, wall, steady
        self._last = (wall(), steady())

    def round(self) -> int | None:
        """The number of conversations deleted, or None if the clock was not believed or another instance is at it."""
        now = (self._wall(), self._steady())
        jump = abs((now[0] - self._last[0]) - (now[1] - self._last[1]))
        self._last = now
        if jump > _MAY_DIFFER:
            return None
        with self._store.database.alone(RETENTION) as mine:
            return self._store.purge(days(), now[0]) if mine else None
