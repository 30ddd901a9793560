"""Turn order: one at a time, in the order of their coming, and nobody waits for the dead."""

import asyncio
import multiprocessing
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from bot import locks
from bot.locks import TurnLocks, WaitedTooLong
from bot.turns import TurnFailed


def hold(url, held):
    """Takes a turn and never ends it: what an instance does that is killed in the middle."""

    async def hold():
        async with TurnLocks(SimpleNamespace(url=url)).lock("a"):
            held.set()
            await asyncio.sleep(60)

    asyncio.run(hold())


@pytest.fixture
def instances(database_url):
    """Two instances; with SQLite there is one, and it is named twice."""
    made = [TurnLocks(SimpleNamespace(url=database_url)) for _ in range(2)]
    return made if database_url.startswith("postgresql") else made[:1] * 2


@pytest.fixture
def shared(postgresql):
    url = postgresql.new("locks")
    return [TurnLocks(SimpleNamespace(url=url)) for _ in range(2)]


class Turns:
    """Turns that take a moment, with a note of who was at it and how many at once."""

    def __init__(self):
        self.order, self.at_once, self.most = [], 0, 0

    async def take(self, instance, number, name="a", lasts=0.02):
        async with instance.lock(name):
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            await asyncio.sleep(lasts)
            self.order.append(number)
            self.at_once -= 1


def test_turns_that_come_at_once_are_taken_in_their_order(instances):
    turns = Turns()

    async def come():
        await asyncio.gather(*(turns.take(instances[0], number) for number in range(8)))

    asyncio.run(come())
    assert turns.order == list(range(8)) and turns.most == 1


def test_turns_that_come_to_two_instances_are_taken_in_their_order(instances):
    turns = Turns()

    async def come():
        coming = []
        for number in range(8):
            coming.append(asyncio.create_task(turns.take(instances[number % 2], number, lasts=0.2)))
            await asyncio.sleep(0.06)  # as long as somebody needs to send another
        await asyncio.gather(*coming)

    asyncio.run(come())
    assert turns.order == list(range(8)) and turns.most == 1


def test_two_conversations_do_not_wait_for_each_other(instances):
    turns = Turns()

    async def come():
        await asyncio.gather(turns.take(instances[0], 0, "a", 0.2), turns.take(instances[1], 1, "b", 0.2))

    asyncio.run(come())
    assert turns.most == 2


def test_who_has_the_turn_may_ask_again_and_others_still_wait(instances):
    turns = Turns()

    async def twice(instance):
        async with instance.lock("a"):
            await asyncio.wait_for(turns.take(instance, 0, lasts=0.1), 5)  # in a task of its own, as a turn is taken

    async def come():
        await asyncio.gather(twice(instances[0]), twice(instances[1]))
        await turns.take(instances[1], 1)  # both have let go

    asyncio.run(come())
    assert turns.order == [0, 0, 1] and turns.most == 1


def test_who_goes_away_while_waiting_holds_nobody_up(instances):
    turns = Turns()

    async def come():
        first = asyncio.create_task(turns.take(instances[0], 0, lasts=0.3))
        await asyncio.sleep(0.1)
        gone = asyncio.create_task(turns.take(instances[1], 1))
        await asyncio.sleep(0.1)
        last = asyncio.create_task(turns.take(instances[0], 2))
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        await asyncio.gather(first, last)
        await turns.take(instances[1], 3)

    asyncio.run(come())
    assert turns.order == [0, 2, 3]


def test_a_turn_that_fails_lets_go(instances):
    async def come():
        with pytest.raises(TurnFailed):
            async with instances[0].lock("a"):
                raise TurnFailed
        await asyncio.wait_for(Turns().take(instances[1], 0), 5)

    asyncio.run(come())


@pytest.mark.slow
def test_more_turns_than_connections_are_all_taken(shared):
    turns = Turns()

    async def come():
        await asyncio.gather(*(turns.take(shared[n % 2], n, str(n % 7)) for n in range(6 * locks.MOST)))

    asyncio.run(come())
    assert sorted(turns.order) == list(range(6 * locks.MOST))


@pytest.mark.slow
def test_nobody_waits_for_a_holder_that_was_killed(postgresql, shared):
    fork = multiprocessing.get_context("fork")  # a process begun afresh would import Rasa first
    held = fork.Event()
    holder = fork.Process(target=hold, args=(postgresql.url("locks"), held))
    holder.start()
    assert held.wait(10)
    turns = Turns()

    async def come():
        waiting = [asyncio.create_task(turns.take(shared[n % 2], n)) for n in range(2)]
        await asyncio.sleep(0.3)
        assert turns.order == []
        holder.kill()
        await asyncio.wait_for(asyncio.gather(*waiting), 10)

    asyncio.run(come())
    holder.join()
    holder.close()
    assert sorted(turns.order) == [0, 1] and turns.most == 1


@pytest.mark.slow
def test_who_waits_too_long_is_told_so(postgresql, monkeypatch):
    monkeypatch.setitem(locks._SETTINGS, "lock_timeout", 100)
    url = postgresql.new("locks")
    one, other = (TurnLocks(SimpleNamespace(url=url)) for _ in range(2))

    async def come():
        holding = asyncio.create_task(Turns().take(one, 0, lasts=0.5))
        await asyncio.sleep(0.1)
        with pytest.raises(WaitedTooLong):
            await Turns().take(other, 1)
        await holding
        await Turns().take(other, 2)

    asyncio.run(come())


@pytest.mark.slow
def test_a_database_that_restarts_is_waited_for_and_one_that_is_away_fails_the_turn(postgresql, shared, monkeypatch):
    turns = Turns()

    async def restart():
        await turns.take(shared[0], 0)
        postgresql.stop()
        coming = asyncio.create_task(turns.take(shared[0], 1))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgresql.start)
        await coming
        postgresql.stop()
        monkeypatch.setattr(locks, "BACK_WITHIN", 0.5)
        began = time.monotonic()
        with pytest.raises(TurnFailed, match="gives no turn"):
            await turns.take(shared[0], 2)
        assert time.monotonic() - began < 20
        await asyncio.to_thread(postgresql.start)
        await turns.take(shared[0], 3)

    asyncio.run(restart())
    assert turns.order == [0, 1, 3]
