"""Who learns in Teams and Slack is known again by a keyed hash of their account: where nobody reads along, and with the secret alone."""

import asyncio
import json
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.conversation import Conversations
from bot.channels.secret import account
from bot.channels.slack import events
from bot.dialogue.state import DialogueState
from bot.store import ForgetfulTrackerStore
from tests.channels.fakes import FakeAgent, FakeGate
from tests.conftest import ROOT

SECRET = "a secret for these tests alone, and long enough"


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", SECRET)


def test_without_the_secret_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNPOST_LEARNER_SECRET", raising=False)
    assert account("slack", "U1") is None


def test_a_key_is_one_persons_in_one_place_and_says_nothing_of_them(secret, monkeypatch: pytest.MonkeyPatch) -> None:
    key = account("slack", "U0123")
    assert key and len(key) == 64 and "U0123" not in key
    assert account("slack", "U0123") == key and account("slack", "") is None
    assert len({key, account("slack", "U0124"), account("teams", "U0123")}) == 3
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", SECRET[::-1])
    assert account("slack", "U0123") != key


def test_it_goes_with_the_turn(secret) -> None:
    agent, conversations = FakeAgent(), Conversations("slack", gate=FakeGate())  # type: ignore[arg-type]
    asyncio.run(conversations.say(agent, "slack-1", "which", account=account("slack", "U1")))
    asyncio.run(conversations.answer(agent, "slack-1", choice='/pick{"choice": "medium"}', account="k" * 64))
    asyncio.run(conversations.say(agent, "slack-1", "hello"))
    assert [one.metadata.get("account") for one in agent.heard] == [account("slack", "U1"), "k" * 64, None]


def test_it_is_not_stored_with_the_turn(secret, tmp_path: Path) -> None:
    key = account("teams", "29:1-person")
    store = ForgetfulTrackerStore(Domain.load(str(ROOT / "domain.yml")), host=f"sqlite:///{tmp_path / 'a.db'}")
    turn = [
        SlotSet("session_started_metadata", {"account": key}),  # which Rasa makes of the first turn's
        ActionExecuted("action_listen"),
        UserUttered("hello", {"name": "x"}, metadata={"account": key, "turn": "t"}),
        ActionExecuted("action_small_talk"),
        SlotSet("dialogue", DialogueState().as_slot()),
        BotUttered("There."),
    ]
    asyncio.run(store.save(DialogueStateTracker.from_events("teams-1", turn, store.domain.slots)))
    everything = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"teams-1" in everything and key and key.encode() not in everything and b"1-person" not in everything


@pytest.mark.parametrize(("channel", "alone"), [("D012", True), ("C012", False), ("G012", False)])
def test_slack_tells_whether_nobody_else_is_there(channel: str, alone: bool) -> None:
    event = {"type": "message", "channel_type": "im", "channel": channel, "user": "U1", "text": "hello", "ts": "1.2"}
    said = events.of_event({"event": event})
    assert isinstance(said, events.Said) and said.user == "U1" and said.place.alone is alone
    assert json.dumps(said.delivery).count("U1") == 0
