"""What the store keeps, and for how long."""

import asyncio
import threading
import time

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.conversation import Remembered
from bot.database import DAY, Database, noted
from bot.insights import KINDS
from bot.retention import Retention, days
from bot.store import ForgetfulTrackerStore
from bot.turns import TurnFailed
from tests.conftest import ROOT

NOW = 1_800_000_000.0
ASKED = "what is the wuggleflop of [name]"


@pytest.fixture
def domain():
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(tmp_path, domain, monkeypatch):
    monkeypatch.setenv("SIGNPOST_DATABASE", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.delenv("SIGNPOST_KEEP_QUESTIONS", raising=False)
    return ForgetfulTrackerStore(domain, host=f"sqlite:///{tmp_path / 'a.db'}")


@pytest.fixture
def clock(monkeypatch):
    now = [NOW]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def turn(said="There.", kind=None, section=None, text=ASKED, mark=None):
    custom = {"gap": {"kind": kind, "section": section}} if kind else {}
    events = [
        ActionExecuted("action_listen"),
        UserUttered(text, {"name": "x"}, metadata={"turn": mark} if mark else {}),
    ]
    return [*events, ActionExecuted("action_answer"), *([BotUttered(said, {"custom": custom})] if said else [])]


def save(store, domain, sender, events):
    asyncio.run(store.save(DialogueStateTracker.from_events(sender, events, domain.slots)))


def read(store, sender):
    return asyncio.run(store.retrieve(sender))


def gaps(store):
    rows = store.database.run(lambda db: db.execute(noted.select()).all())
    return [row.kind for row in rows if row.kind in KINDS]


def content(tmp_path):
    return b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_no_word_is_kept_and_the_facts_are(store, domain, tmp_path):
    save(store, domain, "a", [*turn(mark="0a1b"), SlotSet("dialogue", {"facts": {"area": "erewash"}})])
    assert b"wuggleflop" not in content(tmp_path)
    kept = read(store, "a")
    assert kept.get_slot("dialogue") == {"facts": {"area": "erewash"}}
    assert kept.latest_message.text is None and kept.latest_message.metadata == {"turn": "0a1b"}


def test_a_turn_that_is_sent_again_after_a_restart_gets_its_whole_answer(store, domain):
    asked = UserUttered(ASKED, {"name": "x"}, metadata={"turn": "0a1b", "left_out": ["a name", "an address"]})
    save(store, domain, "a", [*turn(), ActionExecuted("action_listen"), asked, BotUttered("One."), BotUttered("Two.")])
    before = Remembered.of(read(store, "a"))
    mark, answer = before.last
    told = [message.text for message in answer.messages]
    assert mark == "0a1b" and "a name and an address" in told[0] and told[1:] == ["One.", "Two."]
    assert answer.messages[0].notice is True
    assert before.left_out == ("a name", "an address")


def test_what_was_told_to_be_left_out_is_known_when_that_turn_is_no_longer_stored(store, domain):
    asked = UserUttered(ASKED, {"name": "x"}, metadata={"told": ["a postcode"], "left_out": ["a name"]})
    save(store, domain, "a", [*turn(), ActionExecuted("action_listen"), asked, BotUttered("One.")])
    assert Remembered.of(read(store, "a")).left_out == ("a postcode", "a name")


def test_a_turn_that_was_not_answered_is_not_stored(store, domain):
    save(store, domain, "a", turn())
    before = [e.as_dict() for e in read(store, "a").events]
    save(store, domain, "a", [*turn(), *turn(said=None)])
    assert [e.as_dict() for e in read(store, "a").events] == before


def test_a_conversation_does_not_grow(store, domain):
    events = [event for _ in range(200) for event in turn()]
    save(store, domain, "a", [*events[:4], SlotSet("dialogue", {"facts": 1}), *events])
    kept = read(store, "a")
    assert len(kept.events) < 40 and kept.get_slot("dialogue") == {"facts": 1}


def test_what_cannot_be_written_goes_on_in_memory_and_is_written_later(store, domain, monkeypatch):
    save(store, domain, "a", turn())
    run, error = store.database.run, sa.exc.OperationalError("insert 'secret'", None, Exception("disk is full"))

    def full(work):
        raise error

    monkeypatch.setattr(store.database, "run", full)
    save(store, domain, "a", [*turn(), SlotSet("dialogue", {"n": 2})])
    assert read(store, "a").get_slot("dialogue") == {"n": 2}
    store.write_again()
    with pytest.raises(TurnFailed):
        read(store, "somebody who was not heard while it was full")
    monkeypatch.setattr(store.database, "run", run)
    store.write_again()
    assert not store._unwritten
    assert read(store, "a").get_slot("dialogue") == {"n": 2}


def test_what_can_never_be_written_fails_the_turn(store, domain):
    with pytest.raises(TurnFailed):
        save(store, domain, "half a character \ud800", turn())
    assert not store._unwritten


def test_memory_for_what_is_not_written_is_bounded(store, domain, monkeypatch):
    monkeypatch.setattr("bot.store._MOST_UNWRITTEN", 3)
    monkeypatch.setattr(store, "database", None)

    def full(work):
        raise sa.exc.OperationalError("", None, Exception("full"))

    store.database = type("Full", (), {"run": staticmethod(full), "shared": False})()
    for number in range(9):
        save(store, domain, f"s{number}", turn())
    assert list(store._unwritten) == ["s6", "s7", "s8"]


def test_a_turn_that_is_being_written_is_not_cancelled(store, domain, monkeypatch):
    write = store._write
    monkeypatch.setattr(store, "_write", lambda *args: (time.sleep(0.4), write(*args)))

    async def too_late():
        tracker = DialogueStateTracker.from_events("a", turn(), domain.slots)
        return await asyncio.wait_for(store.save(tracker), 0.1)

    asyncio.run(too_late())  # no TimeoutError: what is told to send it again would do it twice
    assert read(store, "a") is not None


def test_deleting_leaves_nothing_in_the_file(store, domain, tmp_path):
    save(store, domain, "web-a-long-and-unmistakable-name", turn(said="an unmistakable answer " * 200))
    save(store, domain, "another", turn())
    assert b"unmistakable answer" in content(tmp_path)
    assert store.delete("web-a-long-and-unmistakable-name") is True
    assert b"unmistakable" not in content(tmp_path)
    assert read(store, "web-a-long-and-unmistakable-name") is None and read(store, "another") is not None
    assert store.delete("web-a-long-and-unmistakable-name") is False


# --- retention


def test_what_is_old_is_purged_and_nothing_else(store, domain, clock, tmp_path):
    save(store, domain, "old", turn(said="old and unmistakable", kind="unsure", section="3.3"))
    clock[0] += 20 * DAY
    save(store, domain, "newer", turn(kind="not_covered"))
    clock[0] += 9.9 * DAY
    assert store.purge(30) == 0 and gaps(store) == ["unsure", "not_covered"]
    clock[0] += 1.2 * DAY
    assert store.purge(30) == 1
    assert read(store, "old") is None and read(store, "newer") is not None
    assert gaps(store) == ["not_covered"]
    assert b"unmistakable" not in content(tmp_path)


def test_going_on_keeps_a_conversation(store, domain, clock):
    save(store, domain, "a", turn())
    clock[0] += 25 * DAY
    save(store, domain, "a", [*turn(), *turn()])
    clock[0] += 25 * DAY
    assert store.purge(30) == 0


def test_the_servers_job_does_not_believe_a_clock_that_jumps(store, domain, clock):
    steady = [0.0]
    job = Retention(store, wall=lambda: clock[0], steady=lambda: steady[0])
    save(store, domain, "a", turn())
    clock[0], steady[0] = clock[0] + 3_600, steady[0] + 3_600
    assert job.round() == 0
    clock[0], steady[0] = clock[0] + 400 * DAY, steady[0] + 3_600  # somebody's clock is wrong
    assert job.round() is None and read(store, "a") is not None
    clock[0], steady[0] = clock[0] - 400 * DAY, steady[0] + 3_600  # and is put right
    assert job.round() is None and read(store, "a") is not None
    clock[0], steady[0] = clock[0] + 31 * DAY, steady[0] + 31 * DAY
    assert job.round() == 1


def test_a_row_from_the_future_does_not_stay_for_ever(store, domain, clock):
    clock[0] += 5_000 * DAY
    save(store, domain, "a", turn())
    clock[0] -= 5_000 * DAY
    assert store.purge(30) == 0
    clock[0] += 31 * DAY
    assert store.purge(30) == 1


def test_days_are_thirty_unless_said_otherwise(monkeypatch):
    monkeypatch.delenv("SIGNPOST_RETENTION_DAYS", raising=False)
    assert days() == 30
    monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", "7.5")
    assert days() == 7.5


def test_a_database_that_was_taken_away_is_made_again(store, domain, tmp_path):
    save(store, domain, "a", turn())
    (tmp_path / "a.db").unlink()
    assert read(store, "a") is None
    save(store, domain, "a", turn())
    assert read(store, "a") is not None
    folder = tmp_path / "deeper" / "still"
    database = Database(f"sqlite:///{folder / 'b.db'}")
    (folder / "b.db").unlink()
    folder.rmdir()
    assert database.run(lambda db: db.exec_driver_sql("select count(*) from conversations").scalar()) == 0


def test_a_newer_state_is_never_written_over_by_an_older_one(store, domain, monkeypatch):
    """Rows that could not be written are written again by another thread than the one that saves."""
    broken = [True]
    run = store.database.run

    def sometimes(work):
        if broken[0]:
            raise sa.exc.OperationalError("no", {}, Exception())
        time.sleep(0.002)
        return run(work)

    monkeypatch.setattr(store.database, "run", sometimes)
    save(store, domain, "a", turn("Older."))
    broken[0] = False
    again = [threading.Thread(target=store.write_again) for _ in range(4)]
    for thread in again:
        thread.start()
    save(store, domain, "a", turn("Newer."))
    for thread in again:
        thread.join()
    store.write_again()
    said = [e.text for e in read(store, "a").events if isinstance(e, BotUttered)]
    assert said == ["Newer."]
    assert not store._unwritten
