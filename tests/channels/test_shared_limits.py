"""What instances count together, on a real Redis: one count for all of them, and each its own while Redis is away or was emptied."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from bot.channels.web import shared_limits
from bot.channels.web.limits import Limit
from bot.channels.web.shared_limits import SharedLimits
from tests.channels.fakes import served
from tests.conftest import free_port
from tests.servers import Redis

pytestmark = pytest.mark.slow
KEY = "a key for these tests alone, long enough for them"
ADDRESS = "203.0.113.7"


@pytest.fixture(scope="module")
def running() -> Iterator[Redis]:
    server = Redis(free_port())
    yield server
    server.stop()


@pytest.fixture
def redis(running: Redis) -> Redis:
    running.ask("FLUSHALL")
    return running


def ask(shared: SharedLimits, limit: Limit, times: int, key: str = ADDRESS) -> list[float]:
    async def run() -> list[float]:
        try:
            return [await shared.wait(limit, key) for _ in range(times)]
        finally:
            await shared.close()

    return asyncio.run(run())


def test_two_instances_have_one_count(redis):
    limit = Limit(5, "session")
    waits = [ask(SharedLimits(redis.url, KEY), limit, 3) for _ in range(2)]
    assert waits[0] == [0, 0, 0] and waits[1][:2] == [0, 0]
    assert 11 < waits[1][2] <= 12  # the next of five a minute
    assert ask(SharedLimits(redis.url, KEY), limit, 1, "another") == [0]
    assert ask(SharedLimits(redis.url, KEY), Limit(5, "opening"), 1) == [0]


def test_what_is_kept_tells_nobody_who_asked_and_goes_once_it_says_nothing(redis):
    ask(SharedLimits(redis.url, KEY), Limit(5, "session"), 2)
    [name] = redis.ask("KEYS", "*")
    assert ADDRESS.encode() not in name and 12_000 < redis.ask("PTTL", name) <= 24_000


def test_tokens_come_back(redis):
    limit = Limit(60_000, "session")  # one a millisecond
    assert ask(SharedLimits(redis.url, KEY), limit, 100) == [0] * 100
    [name] = redis.ask("KEYS", "*")
    redis.ask("HSET", name, "left", "0.5", "time", "1.0")
    assert ask(SharedLimits(redis.url, KEY), limit, 1) == [0]


def test_while_redis_is_away_nothing_is_refused_and_it_is_said_once(redis, caplog):
    now, limit = [0.0], Limit(2, "session")

    async def run() -> None:
        counting = SharedLimits(redis.url, KEY, clock=lambda: now[0])
        assert await counting.wait(limit, ADDRESS) == 0 and counting.is_there
        redis.stop()
        assert [await counting.wait(limit, ADDRESS) for _ in range(9)] == [0] * 9 and not counting.is_there
        redis.start()
        assert await counting.wait(limit, ADDRESS) == 0 and not counting.is_there  # it is not asked again at once
        now[0] = 6.0
        assert [await counting.wait(limit, ADDRESS) > 0 for _ in range(3)] == [False, False, True] and counting.is_there
        await counting.close()

    asyncio.run(run())
    assert [record.message.partition(" ")[2].partition(" (")[0].partition(":")[0] for record in caplog.records] == [
        "does not answer",
        "answers again",
    ]
    assert str(redis.url) not in caplog.text


def test_a_redis_that_hangs_is_away(redis):
    redis.process.send_signal(signal.SIGSTOP)
    try:
        counting = SharedLimits(redis.url, KEY)
        assert ask(counting, Limit(2, "session"), 3) == [0, 0, 0] and not counting.is_there
    finally:
        redis.process.send_signal(signal.SIGCONT)


class EachTime(SharedLimits):
    """Leaves no connection to servers that end without a word to their listeners, as those of these tests do."""

    async def wait(self, limit: Limit, key: str) -> float:
        try:
            return await super().wait(limit, key)
        finally:
            await self.close()


@pytest.fixture
def instances(redis, monkeypatch) -> Iterator[list[str]]:
    """Two, each of which lets an address open three conversations a minute."""
    monkeypatch.setattr(shared_limits, "shared", lambda: EachTime(redis.url, KEY))
    with ExitStack() as both:
        yield [both.enter_context(served(opening_rate=3))[0] for _ in range(2)]


def open_one(base: str) -> int:
    return httpx.post(f"{base}/webhooks/web/session").status_code


def test_who_is_refused_by_one_is_refused_by_the_other(instances):
    assert [open_one(base) for base in instances * 2] == [200, 200, 200, 429]
    assert open_one(instances[0]) == 429


def test_each_keeps_to_its_own_count_where_redis_was_emptied_or_is_away(redis, instances):
    assert [open_one(instances[0]) for _ in range(4)] == [200, 200, 200, 429]
    redis.ask("FLUSHALL")
    assert open_one(instances[0]) == 429
    redis.stop()
    assert [open_one(base) for base in instances] == [429, 200]
    redis.start()
