"""What Signpost's actions share: the pack, the talk, one message's meaning, and a reply out."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import Reply
from actions.talk import Talk
from bot import settings
from knowledge.pack import Pack

Domain = dict[str, Any]


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
        step = self.respond(talk, heard, dispatcher)
        talk.heard = heard.id
        events = [SlotSet("talk", talk.as_slot())]
        return [*events, SlotSet("next_step", step)] if step else events

    def say(self, reply: Reply, talk: Talk, heard: Heard, dispatcher: CollectingDispatcher) -> None:
        """Says a reply; when danger is possible, one line of 999 comes first, once a turn."""
        first_of_turn = not dispatcher.messages and talk.heard != heard.id
        reply.send(dispatcher, talk, danger_first=heard.danger == "possible" and first_of_turn)
