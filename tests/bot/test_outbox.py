"""Events for partners: what a turn and an opinion leave, that nothing of anybody is in them, and how they are sent."""

import asyncio
import json
import time
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import feedback, metrics, outbox, publisher
from bot.database import DAY, Database, conversations, noted, purge
from bot.publisher import Away, Publisher
from bot.store import ForgetfulTrackerStore
from bot.turns import TurnFailed
from tests.conftest import ROOT

NOW = 1_800_000_000.0
ADDRESS = "amqp://signpost:a-password@nowhere.invalid/"
SENDER = "web-somebody"


@pytest.fixture
def clock(monkeypatch):
    now = [NOW]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


@pytest.fixture
def store(database_url, clock, monkeypatch):
    monkeypatch.setenv("SIGNPOST_EVENTS", ADDRESS)
    return ForgetfulTrackerStore(Domain.load(str(ROOT / "domain.yml")), host=database_url)


def guide(name, concluded=False, **state):
    return {"guide": {"id": name, "concluded": concluded}, **state}


def said(state, gap=None, channel="teams"):
    """One turn, with the words and the names of somebody in it."""
    asked = UserUttered("Zebedee is hurt", {"name": "referral", "confidence": 0.9}, input_channel=channel)
    custom = {"gap": {"kind": gap[0], "section": gap[1]}} if gap else {}
    reply = BotUttered("There.", {"custom": custom})
    return [ActionExecuted("action_listen"), asked, ActionExecuted("x"), reply, SlotSet("dialogue", state)]


def save(store, *turns, sender=SENDER):
    """Writes a conversation after each of its turns."""
    events = []
    tracker = None
    for turn in turns:
        events += turn
        version = getattr(tracker, "version", None)
        tracker = DialogueStateTracker.from_events(sender, events, store.domain.slots)
        tracker.version = version
        asyncio.run(store.save(tracker))
    return tracker


def rows(database):
    return database.run(lambda db: [tuple(r) for r in db.execute(sa.select(outbox.outbox))])


def told(database):
    return sorted((r[2], r[3]) for r in rows(database))


# --- what is told


@pytest.mark.parametrize(
    ("turns", "events"),
    [
        ([guide("referral")], [("guide_began", "referral")]),
        ([guide("referral"), guide("referral")], [("guide_began", "referral")]),
        ([guide("referral"), guide("referral", True)], [("guide_began", "referral"), ("guide_ended", "referral")]),
        ([guide("marac", True)], [("guide_began", "marac"), ("guide_ended", "marac")]),
        ([guide("marac", True), guide("marac", True)], [("guide_began", "marac"), ("guide_ended", "marac")]),
        ([guide("marac", True), guide("marac")], [("guide_began", "marac")] * 2 + [("guide_ended", "marac")]),
        ([guide("marac"), guide("referral", paused=["marac"]), guide("marac")],
         [("guide_began", "marac"), ("guide_began", "referral")]),
        ([{"alarm": "suicidal"}, {"alarm": "suicidal"}, {"alarm": "emergency"}],
         [("danger", "emergency"), ("danger", "suicidal")]),
        ([{}], []),
    ],
)  # fmt: skip
def test_guides_and_dangers_are_told_when_they_begin_and_end(store, turns, events):
    save(store, *(said(state) for state in turns))
    assert told(store.database) == events


def test_whether_an_answer_helped_is_told_from_a_conversation_and_beside_it(store):
    save(store, said({}, gap=("not_helpful", "2.12")))
    feedback.note(store.database, "3.4", True, channel="slack")
    feedback.note(store.database, "3.4", False, "seems-wrong")
    assert [(r[2], r[3], r[4]) for r in sorted(rows(store.database), key=lambda r: r[2:5])] == [
        ("helpful", "3.4", "slack"),
        ("not_helpful", "2.12", "teams"),
        ("not_helpful", "3.4", "unknown"),
    ]


def test_other_gaps_are_no_opinion(store):
    save(store, said({}, gap=("not_covered", "2.12")))
    assert told(store.database) == []


def test_an_event_has_these_fields_and_no_other(store, pack):
    save(store, said(guide("referral")))
    [row] = store.database.run(lambda db: outbox.batch(db, True, 9))
    assert json.loads(outbox.as_message(row)) == {
        "id": row.id,
        "version": 1,
        "kind": "guide_began",
        "about": "referral",
        "channel": "teams",
        "pack": pack.info.id,
        "edition": pack.info.edition,
        "day": "2027-01-15",
    }
    assert not any(part in str(tuple(row)) for part in (SENDER, "Zebedee", "1800000000"))


def test_nothing_is_kept_where_it_is_switched_off(store, monkeypatch):
    monkeypatch.delenv("SIGNPOST_EVENTS")
    save(store, said(guide("referral", alarm="emergency")))
    feedback.note(store.database, "3.4", True)
    assert rows(store.database) == []


def test_a_turn_that_is_not_written_tells_nothing(store):
    tracker = save(store, said(guide("referral")))
    store.delete(SENDER)
    tracker.update(SlotSet("dialogue", guide("referral", True)))
    with pytest.raises(TurnFailed):
        asyncio.run(store.save(tracker))
    assert told(store.database) == [("guide_began", "referral")]


def test_a_turn_whose_events_cannot_be_written_is_not_written_either(store, monkeypatch):
    """On PostgreSQL the turn fails; with a file, it goes on in memory, and is counted nowhere."""
    broken = sa.exc.OperationalError("insert", None, Exception("disk full"))
    monkeypatch.setattr(outbox, "write", lambda db, events: (_ for _ in ()).throw(broken))
    if store.database.shared:
        with pytest.raises(TurnFailed):
            save(store, said(guide("referral")))
    else:
        save(store, said(guide("referral")))
    for table in (conversations, noted, outbox.outbox):
        assert store.database.run(lambda db, t=table: db.execute(sa.select(t)).all()) == []


# --- how it is sent


class Broker:
    """In RabbitMQ's place: takes events, or says why not after the first few."""

    def __init__(self, monkeypatch):
        self.taken, self.away, self.takes = [], None, 1_000
        monkeypatch.setattr(publisher, "channel", self._channel)

    @contextmanager
    def _channel(self, url):
        assert url == ADDRESS
        if self.away:
            raise Away(self.away)
        yield self._publish

    def _publish(self, row):
        if len(self.taken) >= self.takes:
            raise Away("it is full")
        self.taken.append(row.id)


@pytest.fixture
def broker(monkeypatch):
    return Broker(monkeypatch)


def wait_in(store, count):
    for n in range(count):
        feedback.note(store.database, f"3.{n}", True)
    return {row[0] for row in rows(store.database)}


def test_all_that_waits_is_sent_and_removed(store, broker):
    ids = wait_in(store, 250)
    assert Publisher(store.database, ADDRESS, at_once=True).round() == 250
    assert (set(broker.taken), len(broker.taken), rows(store.database)) == (ids, 250, [])
    assert broker.taken[:100] == sorted(
        broker.taken[:100]
    )  # by ids of chance: the order in which things happened is lost


def test_a_day_is_sent_once_it_is_over(store, broker, clock):
    wait_in(store, 3)
    sending = Publisher(store.database, ADDRESS)
    assert (sending.round(), metrics.events_waiting._value.get()) == (0, 0)
    clock[0] += DAY
    assert (sending.round(), rows(store.database)) == (3, [])


def test_what_rabbitmq_does_not_take_waits_and_is_told_of_once(store, broker, clock, caplog):
    ids = wait_in(store, 5)
    sending = Publisher(store.database, ADDRESS, at_once=True)
    broker.away = "nobody is there"
    assert [sending.round() for _ in range(3)] == [0, 0, 0] and not sending.is_there
    clock[0] += 2 * DAY
    sending.round()
    assert (metrics.events_waiting._value.get(), metrics.events_oldest._value.get()) == (5, 2)
    broker.away, broker.takes = None, 2
    assert sending.round() == 0 and len(rows(store.database)) == 3 and not sending.is_there
    broker.takes = 9
    assert sending.round() == 3 and sending.is_there
    assert sorted(broker.taken) == sorted(ids)
    assert [r.message.partition(":")[0] for r in caplog.records] == [
        "Events for partners wait",
        "No event for partners waits any more",
    ]


def test_what_ended_before_the_removal_is_sent_again_with_its_id(store, broker, monkeypatch):
    ids = wait_in(store, 3)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "sent", lambda db, ids: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            Publisher(store.database, ADDRESS, at_once=True).round()
    Publisher(store.database, ADDRESS, at_once=True).round()
    assert (sorted(broker.taken), set(broker.taken)) == (sorted([*ids] * 2), ids)


def test_one_instance_publishes_at_a_time(store, broker, database_url):
    if not store.database.shared:
        pytest.skip("a file serves one instance")
    wait_in(store, 3)
    other = Database(database_url)
    with other.alone(publisher.EVENTS) as mine:
        assert mine and Publisher(store.database, ADDRESS, at_once=True).round() == 0
    assert Publisher(store.database, ADDRESS, at_once=True).round() == 3


def test_events_wait_no_longer_than_counts_are_kept(store, clock):
    wait_in(store, 3)
    purge(store.database, 30, NOW + 29 * DAY)
    assert len(rows(store.database)) == 3
    purge(store.database, 30, NOW + 32 * DAY)
    assert rows(store.database) == []


@pytest.mark.parametrize(
    "url", ["amqp://nowhere.invalid:1/", "amqp://host:port/", "amqp://user@127.0.0.1:1/", "amqps://127.0.0.1:1/"]
)
def test_a_server_that_is_not_there_is_away_and_no_address_is_told(url):
    with pytest.raises(Away) as away, publisher.channel(url):
        pass
    assert "nowhere" not in str(away.value) and "127" not in str(away.value)
