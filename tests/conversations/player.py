"""Plays conversations in this process: the privacy gate, the real understanding, the interpreter and the handlers, without
Rasa or a server. What a channel and Rasa add is tested end to end (`test_end_to_end.py`)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions import turn
from actions.reply import Composed
from bot.channels.gate import Gate
from bot.dialogue.acts import Turn
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack

FRIDAY_EVENING = datetime(2026, 11, 27, 19, 5)


@dataclass
class Player:
    """One conversation. `state` is what it knows; `turn` the acts of its last message."""

    gate: Gate
    understanding: Understanding
    pack: Pack
    now: datetime = FRIDAY_EVENING
    state: DialogueState = field(default_factory=DialogueState)
    turn: Turn = field(default_factory=Turn)
    meaning: Meaning = field(default_factory=lambda: Meaning(""))

    def say(self, words: str) -> Composed:
        """The reply to something typed."""
        admitted = self.gate.admit(words)
        if admitted.answer:
            return Composed(admitted.answer, [], [], None, "normal", None, [])
        self.meaning = self.understanding.read(admitted.text, admitted.metadata.get("facts"))
        return self._take(self.meaning, None)

    def press(self, title: str) -> Composed:
        """The reply to a button of the conversation. Raises LookupError where there is none of that title."""
        choice = next((c for c, t in reversed(self.state.offers.items()) if t.lower() == title.lower()), None)
        if choice is None:
            raise LookupError(f"There is no button '{title}'; there are {list(self.state.offers.values())[-12:]}.")
        return self._take(Meaning(""), choice)

    def _take(self, meaning: Meaning, choice: str | None) -> Composed:
        # As it travels through Rasa: plain JSON, there and back.
        meaning = Meaning.of_json(json.loads(json.dumps(meaning.as_json())))
        slot = json.loads(json.dumps(self.state.as_slot()))
        self.state, reply, self.turn = turn.take(meaning, DialogueState.of(slot), self.pack, choice, self.now)
        return reply


def as_message(reply: Composed) -> dict[str, Any]:
    """A reply as a channel has it: text, and buttons by title."""
    return {"text": reply.text, "buttons": [title for _, title in reply.choices]}
