"""What the web channel remembers of a conversation between its turns: in memory, and none of the user's words."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.base import as_message, notice
from bot.dialogue.buttons import payload

_OFFERS = 60  # payloads remembered for each conversation: as many as its state keeps (bot/dialogue/state.py)


@dataclass
class Conversation:
    """One conversation: whose turn it is, which choices it was offered, and its last answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    offered: OrderedDict[str, None] = field(default_factory=OrderedDict)
    last: tuple[str, dict[str, Any]] | None = None  # a turn's id and its answer, for a client that did not get it
    left_out: set[str] = field(default_factory=set)  # the kinds of details that it was told are left out
    deleted: bool = False
    recalled: bool = False

    def recall(self, stored: DialogueStateTracker | None) -> None:
        """Take up, from what is stored, the choices that were offered, the last answer and what it was told is left out:
        another process gave them."""
        self.recalled = True
        if stored is None:
            return
        offers = (stored.get_slot("dialogue") or {}).get("offers") or {}
        self.offered = OrderedDict((payload(choice), None) for choice in offers)
        turns = [event.metadata or {} for event in stored.events if isinstance(event, UserUttered)]
        self.left_out = {kind for turn in turns for kind in turn.get("left_out", ())}
        if turns and (mark := turns[-1].get("turn")):
            said = takewhile(lambda event: not isinstance(event, UserUttered), reversed(stored.events))
            messages = [as_message(event.message()) for event in said if isinstance(event, BotUttered)][::-1]
            self.last = (mark, {"messages": notice(turns[-1].get("left_out", ())) + messages}) if messages else None

    def answered(self, turn: str | None, answer: dict[str, Any], left_out: Iterable[str] = ()) -> None:
        """Remember what `answer` offers and tells is left out, and the answer itself until the next."""
        self.left_out.update(left_out)
        for message in answer["messages"]:
            for choice in message["choices"]:
                self.offered[choice["payload"]] = None
                self.offered.move_to_end(choice["payload"])
        while len(self.offered) > _OFFERS:
            self.offered.popitem(last=False)
        self.last = (turn, answer) if turn else None


class Conversations:
    """The conversations that spoke last, up to `most`."""

    def __init__(self, most: int = 5_000):
        self._most, self._known = most, OrderedDict[str, Conversation]()

    def of(self, sender: str) -> Conversation:
        known = self._known.setdefault(sender, Conversation())
        self._known.move_to_end(sender)
        if len(self._known) > self._most:
            # One that is in the middle of a turn keeps its place: its lock is what keeps its turns apart.
            oldest = next((s for s, c in self._known.items() if not c.waiting and s != sender), None)
            if oldest is not None:
                del self._known[oldest]
        return known
