"""What a platform sends twice is done once, on any instance; and what was begun is finished before the server ends."""

import asyncio
import time

import pytest
import sqlalchemy as sa

from bot.channels.delivery import STALE, Background, Deliveries
from bot.database import DAY, Database, deliveries, purge
from tests.channels.counting import came

KEY = "a key for these tests alone, long enough"
NOW = 1_800_000_000.0


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def url(database_url):
    return database_url


@pytest.fixture
def instances(url, clock):
    """Two instances over one database, each with connections of its own."""
    return [Deliveries(Database(url), "slack", KEY, clock=lambda: clock[0]) for _ in range(2)]


def claim(instance, *ids):
    return asyncio.run(instance.claim(*ids))


def test_a_delivery_is_claimed_once_whichever_instance_it_comes_to(instances):
    one, other = instances
    new, again = came("slack", "new"), came("slack", "again")
    assert claim(one, "Ev1") is True
    assert claim(other, "Ev1") is False and claim(one, "Ev1") is False
    assert claim(other, "Ev2") is True
    assert (new(), again()) == (2, 2)


def test_of_many_claims_at_once_one_wins(instances):
    async def all_at_once():
        return await asyncio.gather(*(instance.claim("Ev1") for instance in instances * 10))

    assert sum(asyncio.run(all_at_once())) == 1


def test_what_was_claimed_and_left_may_be_taken_again_once(instances, clock):
    one, other = instances
    over = came("slack", "taken over")
    claim(one, "Ev1")
    clock[0] += STALE - 1
    assert claim(other, "Ev1") is False
    clock[0] += 2
    assert claim(other, "Ev1") is True
    assert claim(one, "Ev1") is False
    assert over() == 1


def test_what_is_done_is_never_taken_again(instances, clock):
    one, other = instances
    claim(one, "Ev1")
    asyncio.run(one.finish("Ev1"))
    clock[0] += 10 * STALE
    assert claim(other, "Ev1") is False


def test_two_channels_and_two_kinds_do_not_meet(instances, url):
    teams = Deliveries(Database(url), "teams", KEY)
    assert claim(instances[0], "Ev1") and claim(teams, "Ev1")
    assert claim(instances[0], "a", "b") and claim(instances[0], "ab")


def test_nothing_of_the_platform_is_stored(instances, url):
    claim(instances[0], "Ev-unmistakable")
    [row] = Database(url).run(lambda db: db.execute(sa.select(deliveries)).all())
    assert "unmistakable" not in str(row) and row.id.startswith("slack-")


def test_deliveries_are_forgotten_after_a_day_or_sooner_if_nothing_is_kept_so_long(instances, url):
    database = Database(url)

    def kept():
        return database.run(lambda db: db.execute(sa.select(sa.func.count()).select_from(deliveries)).scalar())

    claim(instances[0], "Ev1")
    purge(database, 30, NOW + DAY - 1)
    assert kept() == 1
    purge(database, 30, NOW + DAY + 1)
    assert kept() == 0
    claim(instances[0], "Ev1")
    purge(database, 0, NOW + 1)
    assert kept() == 0


def test_a_database_that_is_away_stops_no_answer(instances, monkeypatch, caplog):
    def away(work):
        raise sa.exc.OperationalError("insert 'Ev1'", None, Exception("disk is full"))

    monkeypatch.setattr(instances[0]._database, "run", away)
    assert claim(instances[0], "Ev1") is True
    asyncio.run(instances[0].finish("Ev1"))
    assert "disk is full" in caplog.text and "Ev1" not in caplog.text


def test_work_is_finished_before_the_server_ends():
    done = []

    async def work():
        await asyncio.sleep(0.05)
        done.append(True)

    async def server():
        background = Background()
        background.start(work())
        assert await background.finish() == 0 and background.ending

    asyncio.run(server())
    assert done == [True]


def test_work_that_does_not_end_holds_no_server_up_for_ever(caplog):
    async def server():
        background = Background(within=0.05)
        background.start(asyncio.sleep(60))
        began = time.monotonic()
        assert await background.finish() == 1
        assert time.monotonic() - began < 30  # it did not wait the minute

    asyncio.run(server())
    assert "1 messages were still being answered" in caplog.text


def test_work_that_fails_is_logged_without_its_words(caplog):
    async def broken():
        raise RuntimeError("unmistakable words")

    async def server():
        background = Background()
        background.start(broken())
        await background.finish()

    asyncio.run(server())
    assert "RuntimeError" in caplog.text and "unmistakable" not in caplog.text
