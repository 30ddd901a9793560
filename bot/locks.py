"""Turn order: the turns of one conversation are taken one after another, in the order in which they came.

With SQLite there is one process, and it keeps the order itself. With PostgreSQL there may be many, and the database keeps it: by
an advisory lock on a connection of the turn's own. Whoever waits is served in turn, and what dies lets go with its connection.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, Protocol
from weakref import WeakValueDictionary

import sqlalchemy as sa
from rasa.core.lock_store import LockStore

from bot.database import is_postgresql, postgresql, reason
from bot.turns import TurnFailed

MOST = 16  # turns that an instance takes and waits for at once, each on a connection; more wait without one
PATIENCE = 30  # seconds that a turn waits for those before it: a request is not answered later either
BACK_WITHIN = 5.0  # seconds in which a database that was restarted may be back
_AGAIN_EVERY = 0.25
_IN_LINE_WITHIN = 0.05  # seconds in which what was asked over a connection has reached the database
_LOCK = sa.text("select pg_advisory_lock(hashtextextended(:name, 0))")
_UNLOCK = sa.text("select pg_advisory_unlock(hashtextextended(:name, 0))")
_TOO_LONG = "55P03"  # PostgreSQL's word for a lock that was waited for too long
_SETTINGS = {
    "lock_timeout": PATIENCE * 1_000,
    "statement_timeout": 0,
    # A holder whose machine is gone says no word: the database asks, and frees its locks after half a minute.
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 4,
}

_mine: ContextVar[frozenset[str]] = ContextVar("the conversations whose turn this task has", default=frozenset())


class WaitedTooLong(TurnFailed):
    """The turns before this one did not end."""


class Order(Protocol):
    """Whoever keeps the order of turns."""

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        """Holds the turn called `name`. Raises TurnFailed if it can't be had."""


class TurnLocks(LockStore):
    """What Rasa asks for a conversation's turn, and a channel asks before it reads what is stored. A task that has the turn may
    ask for it again."""

    def __init__(self, endpoint_config: Any = None):
        """`endpoint_config.url` is the database's address, and it says who keeps the order; without one, this process does."""
        url = getattr(endpoint_config, "url", None)
        self._order: Order = OfTheDatabase(url) if url and is_postgresql(url) else OfTheProcess()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[None]:
        """Holds the conversation's turn. Raises TurnFailed if it can't be had."""
        before = _mine.get()
        if conversation_id in before:
            yield
            return
        async with self._order.turn(conversation_id):
            _mine.set(before | {conversation_id})
            try:
                yield
            finally:
                _mine.set(before)


class OfTheProcess:
    """One lock a conversation, in memory, for as long as somebody holds it or waits."""

    def __init__(self) -> None:
        self._locks = WeakValueDictionary[str, asyncio.Lock]()

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        return self._locks.setdefault(name, asyncio.Lock())


class OfTheDatabase:
    """PostgreSQL's advisory locks: for each turn a connection, and a thread while it waits."""

    def __init__(self, url: str):
        self._engine = postgresql(url, _SETTINGS, isolation_level="AUTOCOMMIT", pool_size=MOST, max_overflow=0)
        self._free = asyncio.Semaphore(MOST)
        self._waiting = ThreadPoolExecutor(MOST, "turns")
        self._ending = ThreadPoolExecutor(2, "ended turns")  # or those who wait would leave no thread to those who end
        self._doors = OfTheProcess()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        taking = asyncio.ensure_future(self._taken(name))
        try:
            connection = await asyncio.shield(taking)
        except asyncio.CancelledError:  # it keeps its place in the line, and gives way once it is there
            taking.add_done_callback(partial(self._give_way, name=name))
            raise
        try:
            yield
        finally:
            self._end(connection, name)

    async def _taken(self, name: str) -> sa.engine.Connection:
        """A connection that has the turn; tried again for a while if the database is away."""
        await self._free.acquire()
        until = time.monotonic() + BACK_WITHIN
        try:
            while True:
                try:
                    return await self._in_line(name)
                except sa.exc.SQLAlchemyError as error:
                    if getattr(getattr(error, "orig", None), "pgcode", None) == _TOO_LONG:
                        raise WaitedTooLong("the turns before it did not end") from None
                    if time.monotonic() >= until:
                        raise TurnFailed(f"the database gives no turn: {reason(error)}") from None
                await asyncio.sleep(_AGAIN_EVERY)
        except BaseException:
            self._free.release()
            raise

    async def _in_line(self, name: str) -> sa.engine.Connection:
        """A connection that has the turn, once it came to it. Raises SQLAlchemyError."""
        run = asyncio.get_running_loop().run_in_executor
        async with self._doors.turn(name):  # whoever comes after stands behind: two threads would run a race
            connection = await run(self._waiting, self._engine.connect)
            taking = run(self._waiting, _take, connection, name)
            await asyncio.wait([taking], timeout=_IN_LINE_WITHIN)
        return await taking

    def _give_way(self, taken: "asyncio.Future[sa.engine.Connection]", name: str) -> None:
        if not (taken.cancelled() or taken.exception()):
            self._end(taken.result(), name)

    def _end(self, connection: sa.engine.Connection, name: str) -> None:
        self._ending.submit(_give_back, connection, name)
        self._free.release()


def _take(connection: sa.engine.Connection, name: str) -> sa.engine.Connection:
    try:
        connection.execute(_LOCK, {"name": name})
    except BaseException:
        connection.close()
        raise
    return connection


def _give_back(connection: sa.engine.Connection, name: str) -> None:
    try:
        connection.execute(_UNLOCK, {"name": name})
    except sa.exc.SQLAlchemyError:  # it is broken, and the lock gone with it
        connection.invalidate()
    finally:
        connection.close()
