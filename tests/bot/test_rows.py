"""Two instances over one database: what one reads and another changes is not written over, and what was deleted stays so."""

import asyncio

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rows
from bot.database import DAY, RETENTION, Database, conversations, deleted
from bot.retention import Retention
from bot.store import ForgetfulTrackerStore
from bot.turns import TurnFailed
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def instances(database_url, domain):
    return [ForgetfulTrackerStore(domain, host=database_url) for _ in range(2)]


def turn(said):
    return [ActionExecuted("action_listen"), UserUttered("x", {"name": "x"}), BotUttered(said)]


def begin(store, domain, sender="a", said="First."):
    asyncio.run(store.save(DialogueStateTracker.from_events(sender, turn(said), domain.slots)))


def go_on(store, tracker, said):
    """The end of a turn that began by reading `tracker`."""
    for event in turn(said):
        tracker.update(event)
    asyncio.run(store.save(tracker))


def read(store, sender="a"):
    return asyncio.run(store.retrieve(sender))


def replies(store, sender="a"):
    return [event.text for event in read(store, sender).events if isinstance(event, BotUttered)]


def test_of_two_turns_over_the_same_reading_one_is_kept_and_the_other_fails(instances, domain):
    one, other = instances
    begin(one, domain)
    read_by_one, read_by_other = read(one), read(other)
    go_on(one, read_by_one, "Second.")
    with pytest.raises(TurnFailed, match="changed or deleted"):
        go_on(other, read_by_other, "Another second.")
    assert replies(other) == ["First.", "Second."]


def test_a_turn_that_writes_twice_goes_on_from_what_it_wrote(instances, domain):
    one, other = instances
    tracker = DialogueStateTracker.from_events("a", [], domain.slots)
    asyncio.run(one.save(tracker))  # as Rasa does with a new conversation
    go_on(one, tracker, "First.")
    go_on(other, read(other), "Second.")
    assert replies(one) == ["First.", "Second."]


@pytest.mark.parametrize("for_good", [False, True])
def test_a_late_save_does_not_bring_a_deleted_conversation_back(instances, domain, for_good):
    one, other = instances
    begin(one, domain)
    late = read(one)
    assert other.delete("a", for_good) is True and other.delete("a", for_good) is False
    with pytest.raises(TurnFailed, match="changed or deleted"):
        go_on(one, late, "Too late.")
    assert read(one) is None and read(other) is None
    assert asyncio.run(one.ended("a")) is for_good


def test_the_first_turn_of_a_conversation_that_is_deleted_meanwhile_is_not_kept(instances, domain):
    one, other = instances
    tracker = DialogueStateTracker.from_events("a", [], domain.slots)
    asyncio.run(one.save(tracker))
    other.delete("a")
    with pytest.raises(TurnFailed, match="changed or deleted"):
        go_on(one, tracker, "Too late.")
    assert read(other) is None


def test_a_row_that_is_written_beside_its_deletion_counts_as_none(database_url):
    """A save that saw neither row nor deletion, in the moment before the deletion was done."""
    database = Database(database_url)
    database.run(lambda db: rows.delete(db, "a"))
    late = {"sender_id": "a", "state": "[]", "updated": 1.0, "version": 1}
    database.run(lambda db: db.execute(conversations.insert().values(**late)))
    assert database.run(lambda db: rows.read(db, "a")).state is None
    with pytest.raises(rows.Overtaken):
        database.run(lambda db: rows.write(db, "a", "[1]", seen=1))
    stands = database.run(lambda db: rows.read(db, "a"))
    database.run(lambda db: rows.write(db, "a", "[2]", seen=stands.version))
    assert database.run(lambda db: rows.read(db, "a")).state == "[2]"


def test_who_deletes_may_begin_again_unless_it_was_for_good(instances, domain):
    one, other = instances
    begin(one, domain)
    one.delete("a")
    begin(other, domain, said="Again.")
    assert replies(one) == ["Again."]
    one.delete("a", for_good=True)
    with pytest.raises(TurnFailed, match="changed or deleted"):
        begin(other, domain)
    other.delete("a")
    assert asyncio.run(one.ended("a")) is True  # once is for ever


def test_what_is_left_of_a_deleted_conversation_tells_nothing_and_goes_with_time(instances, domain):
    one, _ = instances
    begin(one, domain, "web-unmistakable")
    one.delete("web-unmistakable")
    [left] = one.database.run(lambda db: db.execute(sa.select(deleted)).all())
    assert "unmistakable" not in str(left)
    one.purge(0, left.time + DAY - 1)  # a turn may be in the middle, or its client may send it again
    assert one.database.run(lambda db: db.execute(sa.select(deleted)).all())
    one.purge(30, left.time + 29 * DAY)
    assert one.database.run(lambda db: db.execute(sa.select(deleted)).all())
    one.purge(30, left.time + 31 * DAY)
    assert not one.database.run(lambda db: db.execute(sa.select(deleted)).all())


@pytest.mark.slow
def test_retention_runs_on_one_instance_at_a_time(postgresql, domain):
    url = postgresql.new("retention")
    one, other = (ForgetfulTrackerStore(domain, host=url) for _ in range(2))
    with one.database.alone(RETENTION) as mine:
        assert mine is True and Retention(other).round() is None
    assert Retention(other).round() == 0


@pytest.mark.slow
def test_a_shared_database_that_is_away_fails_the_turn_as_a_whole(postgresql, domain):
    """Going on in one instance's memory would lose what the others do meanwhile."""
    store = ForgetfulTrackerStore(domain, host=postgresql.new("away"))
    begin(store, domain)
    tracker = read(store)
    postgresql.stop()
    try:
        with pytest.raises(TurnFailed, match="can't be written"):
            go_on(store, tracker, "Second.")
        with pytest.raises(TurnFailed, match="can't be read"):
            read(store)
    finally:
        postgresql.start()
    assert replies(store) == ["First."]
    go_on(store, read(store), "Second.")
    assert replies(store) == ["First.", "Second."]
