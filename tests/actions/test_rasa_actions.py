"""Rasa's side of a turn: the slot, the buttons and parts that are sent, and a fault that quotes nobody."""

import asyncio
import json
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from structlog.testing import capture_logs

from actions import rasa_actions, turn
from actions.rasa_actions import ACTIONS, SLOT, choice_in
from bot.dialogue.state import Case, DialogueState, GuideProgress
from bot.nlu.meaning import Meaning
from tests.dialogue.saying import FOUR, asked, danger, said

ALL = [action() for action in ACTIONS]


def run(message: Meaning | None, slot: Any = None, choice: str | None = None, action: Any = ALL[0], **more: Any):
    """The events and what was said, for a message in a conversation."""
    entities = [{"entity": "choice", "value": choice}] if choice else []
    latest = {"message_id": "m1", "entities": entities, "meaning": message.as_json() if message else None, **more}
    tracker = Tracker("a", {SLOT: slot}, latest, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    return events, dispatcher.messages


def state_in(events: list[Any]) -> DialogueState:
    (event,) = events
    assert (event["event"], event["name"]) == ("slot", SLOT)
    return DialogueState.of(json.loads(json.dumps(event["value"])))


def test_the_actions_are_those_that_the_policies_name():
    from bot.policies import dialogue

    named = {*(name for _, name in dialogue._ACTIONS), dialogue._OTHERWISE, dialogue.CRISIS}
    assert {action.name() for action in ALL} == named


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name())
def test_each_action_does_the_whole_turn(action: Any):
    events, [message] = run(said("4, Ilkeston", children=[FOUR], area="erewash"), action=action)
    state = state_in(events)
    assert state.facts["area"] == "erewash" and state.turn == "m1"
    assert message["text"] and message["buttons"]


def test_buttons_come_back_as_the_choice_that_they_are():
    state = DialogueState(Case({"children": [FOUR], "area": "erewash"}), guide=GuideProgress("referral", asked="risk"))
    state.offers = {"risk:high": "High"}
    events, [message] = run(Meaning(""), state.as_slot(), "risk:high")
    assert state_in(events).facts["risk"] == "high"
    assert message["custom"]["record"] and message["custom"]["urgency"] == "urgent"
    for button in message["buttons"]:
        assert json.loads(button["payload"].removeprefix("/pick"))["choice"] in state_in(events).offers


def test_danger_is_sent_as_that():
    _, [message] = run(said("x", danger=danger("emergency")))
    assert message["custom"]["urgency"] == "emergency"
    assert message["custom"]["parts"][0]["kind"] == "danger" and "999" in message["text"]


def test_a_question_without_an_answer_is_counted_without_its_words():
    text = "do they get biscuits?"
    _, [message] = run(said(text, asks=[asked(text, answered=False)]))
    assert message["custom"]["gap"] == {"kind": "not_covered", "section": "2.9"}


@pytest.mark.parametrize("slot", [None, {}, {"an older": "version"}])
def test_an_empty_slot_is_a_new_conversation(slot: Any):
    events, [message] = run(said("hello", "greet"), slot)
    assert message["text"].startswith("Hello.") and state_in(events).facts == {}


def test_a_message_without_a_meaning_is_answered():
    _, [message] = run(None)
    assert message["text"]


SECRET = "Sarah Smith of 12 Acre Lane"


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name())
def test_a_fault_is_said_with_999_keeps_the_case_and_quotes_nobody(monkeypatch: pytest.MonkeyPatch, action: Any):
    def fails(*_: Any) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(turn, "interpret", fails)
    slot = DialogueState(Case({"children": [FOUR]})).as_slot()
    with capture_logs() as logs:
        events, [message] = run(said(SECRET), slot, action=action)
    assert "999" in message["text"] and "Something went wrong" in message["text"]
    assert message["custom"]["urgency"] == "urgent"
    assert state_in(events).facts == {"children": [FOUR]}
    (log,) = logs
    assert (log["action"], log["kind"]) == (action.name(), "ValueError")
    assert "test_rasa_actions.py:" in log["at"]
    assert "Sarah" not in json.dumps([logs, message, events])


def test_a_meaning_of_another_version_is_a_fault_and_no_end(monkeypatch: pytest.MonkeyPatch):
    with capture_logs() as logs:
        events, [message] = run(None, meaning={"text": SECRET, "a key": "of another version"})
    assert "Something went wrong" in message["text"] and "Sarah" not in json.dumps([logs, message, events])


@pytest.mark.parametrize(
    ("message", "choice"),
    [
        ({}, None),
        ({"entities": None}, None),
        ({"entities": [{"entity": "place", "value": "x"}]}, None),
        ({"entities": [{"entity": "choice", "value": "risk:high"}]}, "risk:high"),
        ({"entities": [{"entity": "choice"}]}, None),
    ],
)
def test_the_choice_in_a_message(message: dict[str, Any], choice: str | None):
    assert choice_in(message) == choice


def test_the_reply_to_a_fault_names_a_person(pack):
    reply = rasa_actions.failed(pack)
    assert pack.info.contact.phone in reply.text and "999" in reply.text


def test_an_action_server_takes_every_action_and_nothing_else():
    """As it is started apart: `python -m actions.server` finds them by their package."""
    executor = ActionExecutor()
    executor.register_package("actions.rasa_actions")
    assert set(executor.actions) == {action.name() for action in ALL}
