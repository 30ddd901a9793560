"""Deliveries: what a platform sends is done once only, on any instance, and after the platform was answered.

A platform sends again what was not acknowledged in time, perhaps to another instance. So it is acknowledged at once, the work
on it goes on in the background, and a row in the database says that it is taken.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import sqlalchemy as sa
from sanic import Blueprint, Sanic

from bot import metrics
from bot.channels.secret import pseudonym
from bot.database import Database, deliveries, reason

STALE = 60.0  # seconds after which whoever claimed a delivery and did not finish it must have died
FINISHES_WITHIN = 20.0  # seconds that a server which is to end waits for what it has begun
_log = logging.getLogger(__name__)


class Deliveries:
    """The deliveries of one channel. The platform's ids are kept as names made with `key` alone."""

    def __init__(self, database: Database, channel: str, key: str, clock: Callable[[], float] = time.time):
        self._database, self._channel, self._key, self._clock = database, channel, key, clock
        self._writer = ThreadPoolExecutor(1, "deliveries")  # one: claims are answered in the order of their coming

    async def claim(self, *ids: str) -> bool:
        """May the delivery be worked on now? False if it is done or somebody is at it. If the database can't say, it may:
        an answer twice is better than none."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._claim, self._named(ids))

    async def finish(self, *ids: str) -> None:
        """The delivery is done: it is never taken again."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._finish, self._named(ids))

    async def release(self, *ids: str) -> None:
        """Nothing came of it: whoever sends it again may have it done."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._release, self._named(ids))

    def _claim(self, name: str) -> bool:
        kind = self._kind(name)
        metrics.came.labels(self._channel, kind).inc()
        return kind != "again"

    def _kind(self, name: str) -> Literal["new", "again", "taken over", "unknown"]:
        """What a delivery is. `taken over`: whoever claimed it before must have died."""
        now = self._clock()
        claimed = {"done": False, "time": now}
        try:
            try:
                new = deliveries.insert().values(channel=self._channel, id=name, **claimed)
                self._database.run(lambda db: db.execute(new))
                return "new"
            except sa.exc.IntegrityError:  # it was claimed before
                abandoned = sa.and_(~deliveries.c.done, deliveries.c.time < now - STALE)
                again = deliveries.update().where(self._is(name), abandoned).values(**claimed)
                return "taken over" if self._database.run(lambda db: db.execute(again).rowcount) else "again"
        except sa.exc.SQLAlchemyError as error:
            _log.error("The database can't say if a delivery is new, so it is taken: %s", reason(error))
            return "unknown"

    def _finish(self, name: str) -> None:
        self._mark(deliveries.update().where(self._is(name)).values(done=True, time=self._clock()))

    def _release(self, name: str) -> None:
        self._mark(deliveries.delete().where(self._is(name)))

    def _mark(self, change: Any) -> None:
        try:
            self._database.run(lambda db: db.execute(change))
        except sa.exc.SQLAlchemyError as error:
            _log.error("What came of a delivery could not be marked: %s", reason(error))

    def _named(self, ids: tuple[str, ...]) -> str:
        return pseudonym(self._key, self._channel, "delivery", *ids)

    def _is(self, name: str) -> Any:
        return sa.and_(deliveries.c.channel == self._channel, deliveries.c.id == name)


class Background:
    """Work that goes on after its request was answered, kept track of: the server does not end in the middle of it."""

    def __init__(self, within: float = FINISHES_WITHIN) -> None:
        self._within, self._tasks = within, set[asyncio.Task[None]]()
        self.ending = False  # a channel then refuses what comes, so that the platform sends it again, elsewhere

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        metrics.background.inc()
        task.add_done_callback(self._ended)

    async def finish(self) -> int:
        """Wait for what was started, but not for ever; gives the number of what had to be cancelled."""
        self.ending = True
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=self._within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            _log.error("%d messages were still being answered when the server ended", len(late))
        return len(late)

    def ends_with(self, blueprint: Blueprint) -> None:
        """Have the server of `blueprint` finish this before it stops."""

        async def finish(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            await self.finish()

        blueprint.listener("before_server_stop")(finish)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        metrics.background.dec()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("Work on a delivery failed: %s", type(error).__name__)
            metrics.failures.labels("delivery", type(error).__name__).inc()
