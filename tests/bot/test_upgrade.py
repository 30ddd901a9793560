"""A conversation that another version of Signpost stored goes on, or is told that it starts afresh. (Tables: test_migrations.py.)"""

import asyncio
import json

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions import turn
from bot.channels import gate
from bot.channels.conversation import Remembered
from bot.database import conversations
from bot.dialogue.state import DialogueState
from bot.store import ForgetfulTrackerStore
from tests.conftest import ROOT

SENDER = "web-somebody"
CONTACT = "DCHST.StartingPoint@nhs.net"
BABY = {"stage": "0-18-months", "age": "8 months", "months": 8}
# As the first version of the state wrote it, before there were subjects, learning, editions, and the number of a guide's questions.
FIRST = {
    "case": {"facts": {"children": [BABY], "area": "amber-valley"}, "implied": {}, "latest": [BABY], "flags": []},
    "others": [],
    "guide": {"id": "referral", "answered": [], "tries": 0, "asked": "risk", "said": [], "chosen": [], "concluded": False},
    "paused": [],
    "alarm": None,
    "denied": [],
    "voice": "practitioner",
    "introduced": [],
    "spoken": {"guide": None, "sections": [], "passages": [], "part": None, "services": [], "advice": None, "record": None},
    "offers": {"risk:medium": "Medium"},
    "acts": ["guide referral"],
    "turn": "1",
}  # fmt: skip
NEWER = {**FIRST, "a field to come": 1, "case": {**FIRST["case"], "another": [2]}}
UNREADABLE = [
    {**FIRST, "case": [FIRST["case"]]},
    {**FIRST, "guide": {"name": "referral"}},
    {**FIRST, "offers": ["risk:medium"]},
    "another kind of state",
]


@pytest.fixture
def store(database_url):
    return ForgetfulTrackerStore(Domain.load(str(ROOT / "domain.yml")), host=database_url)


def stored(store: ForgetfulTrackerStore, slot: object, version: int = 3) -> None:
    """A conversation as another version left it."""
    events = [ActionExecuted("action_listen"), UserUttered("", {"name": "referral"}), BotUttered("Which?")]
    state = json.dumps([event.as_dict() for event in (*events, SlotSet("dialogue", slot))])
    write_row(store, state, version)


def write_row(store: ForgetfulTrackerStore, state: str, version: int = 3) -> None:
    row = {"sender_id": SENDER, "state": state, "updated": 1.0, "version": version}
    store.database.run(lambda db: db.execute(conversations.insert().values(**row)))


def read(store: ForgetfulTrackerStore) -> DialogueStateTracker:
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker is not None
    return tracker


@pytest.mark.parametrize("slot", [FIRST, NEWER, {}, None], ids=["older", "newer", "empty", "none"])
def test_what_another_version_wrote_is_gone_on_with(store, slot):
    stored(store, slot)
    state = DialogueState.of(read(store).get_slot("dialogue"))
    assert not state.afresh
    if slot:
        assert (state.facts["area"], state.guide.asked, state.offers) == ("amber-valley", "risk", FIRST["offers"])


@pytest.mark.parametrize("slot", UNREADABLE, ids=str)
def test_what_can_not_be_read_begins_afresh_and_is_written_over(store, slot, caplog):
    stored(store, slot)
    tracker = read(store)
    assert DialogueState.of(tracker.get_slot("dialogue")) == DialogueState(afresh=True)
    assert Remembered.of(tracker) == Remembered()
    assert "begins afresh" in caplog.text and SENDER not in caplog.text
    tracker.update_with_events([UserUttered("x", {"name": "x"}), BotUttered("There.")], store.domain)
    asyncio.run(store.save(tracker))
    assert store.database.run(lambda db: db.execute(sa.select(conversations.c.version)).scalar()) == 4


@pytest.mark.parametrize("state", ["", "{", "[1]", '[{"event": "of another kind"}]', '{"a": 1}'])
def test_a_row_that_is_no_conversation_begins_afresh_too(store, state):
    write_row(store, state)
    assert DialogueState.of(read(store).get_slot("dialogue")).afresh


@pytest.mark.slow
def test_the_older_conversation_is_answered_and_the_unreadable_one_told(store, pack):
    from bot.nlu import loading
    from tests.conversations.player import Player

    stored(store, FIRST)
    begun = DialogueState.of(read(store).get_slot("dialogue"))
    assert CONTACT in Player(gate.shared(), loading.shared(), pack, state=begun).say("medium").text
    afresh = Player(gate.shared(), loading.shared(), pack, state=DialogueState(afresh=True))
    danger = afresh.say("he is outside with a knife")
    assert danger.text.startswith("Call 999") and turn._AFRESH not in danger.text
    assert turn._AFRESH in afresh.say("what is MARAC?").text
    assert turn._AFRESH not in afresh.say("thanks").text
