"""Rasa's side of the turn: one action a kind of act, each of which does the whole turn that its act leads."""

import traceback
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.reply import Composed, Reply, compose
from bot import learners, settings
from bot.dialogue.buttons import choice_in, payload
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning
from knowledge.pack import Pack

SLOT = "dialogue"
logger = structlog.get_logger()


class TurnAction(Action, ABC):
    """Takes the state from its slot and the meaning from the message, does the turn, and puts the state back."""

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state, message = DialogueState.of(tracker.get_slot(SLOT)), tracker.latest_message or {}
        pack = settings.pack()
        try:
            meaning = Meaning.of_json(message.get("meaning") or {"text": ""})
            keeps, kept = settings.current().keep_questions, learners.shared()
            if kept:
                kept = kept.of((message.get("metadata") or {}).get("account"))
            state, reply, _ = turn.take(meaning, state, pack, choice_in(message), learners=kept, keeps_questions=keeps)
        except Exception as error:  # a fault must not lose the conversation, nor quote it in a log
            logger.error("action.failed", action=self.name(), kind=type(error).__name__, at=_place(error))
            reply = failed(pack)
        state.turn = message.get("message_id")
        say(reply, dispatcher)
        return [SlotSet(SLOT, state.as_slot())]


class ActionCrisis(TurnAction):
    """Danger and disclosure, and what follows an alarm."""

    def name(self) -> str:
        return "action_crisis"


class ActionSteer(TurnAction):
    """A pressed button, or a word that steers."""

    def name(self) -> str:
        return "action_steer"


class ActionAnswer(TurnAction):
    """What was asked."""

    def name(self) -> str:
        return "action_answer"


class ActionGuide(TurnAction):
    """A guide that begins or goes on, and the facts of its case."""

    def name(self) -> str:
        return "action_guide"


class ActionLearn(TurnAction):
    """The tour, the quiz, practice cases and their record."""

    def name(self) -> str:
        return "action_learn"


class ActionSpeakTo(TurnAction):
    """Somebody who is no practitioner."""

    def name(self) -> str:
        return "action_speak_to"


class ActionSmallTalk(TurnAction):
    """The conversation itself, and what was not understood."""

    def name(self) -> str:
        return "action_small_talk"


def say(reply: Composed, dispatcher: CollectingDispatcher) -> None:
    """The reply as Rasa sends it: text, buttons, and the parts for channels that show them apart."""
    custom: dict[str, Any] = {
        "sources": reply.sources,
        "record": reply.record,
        "urgency": reply.urgency,
        "parts": reply.parts,
    }
    if reply.progress:
        custom["progress"] = True
    if reply.gap:
        custom["gap"] = {"kind": reply.gap[0], "section": reply.gap[1]}
    buttons = [{"title": title, "payload": payload(choice)} for choice, title in reply.choices]
    dispatcher.utter_message(text=reply.text, buttons=buttons, json_message=custom)


def failed(pack: Pack) -> Composed:
    """What is said when something went wrong here."""
    contact = pack.info.contact
    text = (
        "Something went wrong on my side, and I am sorry. If anyone is in danger now, call 999. For anything that can't wait, "
        f"speak to your designated or named person, or {contact.name}: {contact.phone}. You can try again in other words."
    )
    return compose(Reply(urgency="urgent").add("answer", text))


def _place(error: Exception) -> str:
    """File and line where it happened, without any of the values."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


ACTIONS = (ActionCrisis, ActionSteer, ActionSpeakTo, ActionAnswer, ActionGuide, ActionLearn, ActionSmallTalk)
