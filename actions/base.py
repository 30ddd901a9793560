"""What Signpost's actions share: the pack, the talk, one message's meaning, and a reply out."""

import traceback
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import Reply
from actions.talk import Talk
from bot import settings
from bot.nlu.danger import POSSIBLE
from knowledge.pack import Pack

Domain = dict[str, Any]
SURE = 0.55  # confidence from which a message's flow is taken at its word
logger = structlog.get_logger()


@dataclass(frozen=True)
class Heard:
    """One message as it was understood."""

    id: str | None
    text: str
    flow: str
    confidence: float
    facts: dict[str, Any]
    danger: str | None
    handbook: dict[str, Any] | None
    choice: str | None  # a button's payload
    alarm: str | None = None  # the danger that the conversation is in now
    advice: str | None = None  # what answers it, of that danger's guide
    denied: str | None = None  # the danger that it is not

    @property
    def asides(self) -> list[dict[str, Any]]:
        """The guides' own advice that may answer it, likest first: knowledge/asides.py."""
        return (self.handbook or {}).get("asides") or []

    @classmethod
    def of(cls, tracker: Tracker) -> "Heard":
        message = tracker.latest_message or {}
        intent = message.get("intent") or {}
        choice = next((e.get("value") for e in message.get("entities") or [] if e.get("entity") == "choice"), None)
        return cls(
            id=message.get("message_id"),
            text=message.get("text") or "",
            flow=intent.get("name") or "",
            confidence=intent.get("confidence") or 0.0,
            facts=message.get("facts") or {},
            danger=message.get("danger"),
            handbook=message.get("handbook"),
            choice=choice,
            **{name: message.get(name) for name in ("alarm", "advice", "denied")},
        )


class TalkAction(Action, ABC):
    """An action that takes the talk from its slot, does one thing in `respond`, and puts the talk back."""

    @abstractmethod
    def name(self) -> str: ...

    @property
    def pack(self) -> Pack:
        return settings.pack()

    def respond(self, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> str | None:
        """Changes `talk`, says what there is to say; gives the next step, where rules branch on it."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[EventType]:
        talk, heard = Talk.of(tracker.get_slot("talk")), Heard.of(tracker)
        if heard.choice is None:  # a button says itself what alarm it leaves or enters
            talk.alarm = heard.alarm
        try:
            step = self.respond(talk, heard, dispatcher)
        except Exception as error:  # a fault must not lose the conversation, nor quote it in a log
            logger.error("action.failed", action=self.name(), kind=type(error).__name__, at=_place(error))
            dispatcher.messages.clear()
            failed(self.pack).send(dispatcher, talk)
            step = "stay"
        talk.heard = heard.id
        events = [SlotSet("talk", talk.as_slot())]
        return [*events, SlotSet("next_step", step)] if step else events

    def say(self, reply: Reply, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        """Says a reply; when danger is possible, one line of 999 comes first, once a turn."""
        doubtful = heard.danger == POSSIBLE and not (heard.id and talk.warned == heard.id)
        talk.warned = heard.id if doubtful else talk.warned
        reply.send(dispatcher, talk, danger_first=doubtful)


def failed(pack: Pack) -> Reply:
    """What is said when something went wrong here."""
    return Reply(
        "Something went wrong on my side, and I am sorry. If anyone is in danger now, call 999. For anything that can't wait, "
        f"speak to your designated or named person, or {pack.info.contact.name}: {pack.info.contact.phone}. You can try again "
        "in other words.",
        urgency="urgent",
    )


def _place(error: Exception) -> str:
    """File and line where it happened, without any of the values."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
