"""A channel's conversations: whose turn it is, what was offered, and one turn from raw words to the messages that answer it.

In memory, and none of the user's words. What another instance answered is taken up from the store before each turn.
"""

import asyncio
import inspect
import logging
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import metrics, quiet
from bot.channels import gate as gates
from bot.channels.base import take_turn
from bot.channels.message import DANGER_LINE, FAILURE, Message, notice
from bot.channels.observing import observed
from bot.dialogue.buttons import payload
from bot.turns import TurnFailed

QUEUE = 3  # turns of one conversation that may wait for each other
TURN_SECONDS = 20.0  # for one turn, its wait for earlier ones aside
_OFFERS = 60  # payloads remembered for each conversation: as many as its state keeps (bot/dialogue/state.py)
_COMMAND = "/ \t\r\n"  # what a command of Rasa's begins with, and what may stand before it
_DELETE = re.compile(
    r"(please )?(delete|erase|remove) (this|my|our|the) (conversation|chat|messages|data|thread)( please)?[.!]?", re.I
)
_log = logging.getLogger(__name__)

TOO_LONG = Message(
    f"{DANGER_LINE}\n\nThat is more than I can read in one go ({gates.LONGEST:,} characters). Please send me the main "
    "points: the child's age, where they live, what has happened, and what you need to know."
)
EMPTY = Message(f"I could not read any words in that. Please type your question. {DANGER_LINE}")
DELETED = Message(
    "What I kept of this conversation has been deleted. The messages you can see here stay until they are deleted here. "
    "You can begin again whenever you like."
)


class Declined(Exception):
    """A turn that is not taken; the message is one plain sentence that says why."""

    @property
    def told(self) -> Message:
        """It, as it is told to somebody."""
        return Message(f"{self} {DANGER_LINE}")


class Busy(Declined):
    """Too many turns of the conversation wait already."""

    def __init__(self) -> None:
        super().__init__("Your earlier messages are still being answered. Please wait for those.")


class Ended(Declined):
    """The conversation was ended for good."""

    def __init__(self) -> None:
        super().__init__("This conversation has ended. Please start a new one.")


class NotOffered(Declined):
    """A choice that the conversation was not offered, or no longer is."""

    def __init__(self) -> None:
        super().__init__("That choice is no longer open. Please type your answer instead.")


class NotDeleted(Declined):
    """The store did not delete the conversation."""

    def __init__(self) -> None:
        super().__init__("The conversation could not be deleted just now. Please try again in a moment.")


@dataclass(frozen=True)
class Answer:
    """A turn's messages. `failed`: nothing of the turn is stored, and it may be sent again. `said` are typed words as they
    passed the gate, for a place that shows them again."""

    messages: list[Message]
    failed: bool = False
    said: str | None = None


@dataclass
class Conversation:
    """One conversation: whose turn it is, which choices it was offered, and its last answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    offered: OrderedDict[str, None] = field(default_factory=OrderedDict)
    last: tuple[str, Answer] | None = None  # a turn's mark and its answer, for a client that did not get it
    left_out: set[str] = field(default_factory=set)  # the kinds of details that it was told are left out
    ended: bool = False

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until the conversation's earlier turns are done. Raises Busy if too many wait."""
        if self.waiting >= QUEUE:
            raise Busy
        self.waiting += 1
        try:
            async with self.lock:
                yield
        finally:
            self.waiting -= 1

    def recall(self, stored: DialogueStateTracker | None) -> None:
        """Take up, from what is stored, the choices that were offered, the last answer and what it was told is left out:
        another instance may have given them."""
        if stored is None:
            return
        offers = (stored.get_slot("dialogue") or {}).get("offers") or {}
        self.offered = OrderedDict((payload(choice), None) for choice in offers)
        turns = [event.metadata or {} for event in stored.events if isinstance(event, UserUttered)]
        self.left_out |= {
            kind for turn in turns for kind in turn.get("left_out", ())
        }  # earlier turns are no longer stored
        if turns and (mark := turns[-1].get("turn")):
            said = takewhile(lambda event: not isinstance(event, UserUttered), reversed(stored.events))
            messages = [Message.of_rasa(event.message()) for event in said if isinstance(event, BotUttered)][::-1]
            self.last = (mark, Answer(notice(turns[-1].get("left_out", ())) + messages)) if messages else None

    def answered(self, mark: str | None, answer: Answer, left_out: Iterable[str] = ()) -> None:
        """Remember what `answer` offers and tells is left out, and the answer itself until the next."""
        self.left_out.update(left_out)
        for choice in (choice for message in answer.messages for choice in message.choices):
            self.offered[choice.payload] = None
            self.offered.move_to_end(choice.payload)
        while len(self.offered) > _OFFERS:
            self.offered.popitem(last=False)
        self.last = (mark, answer) if mark else None

    def forget(self) -> None:
        self.offered.clear()
        self.left_out.clear()
        self.last = None


class Conversations:
    """The conversations of one channel; in memory are those that spoke last, up to `most`.

    `agent` is Rasa's (`app.ctx.agent`); a `sender` is a conversation's id, made by the channel and telling nothing of anyone.
    """

    def __init__(
        self, channel: str, turn_seconds: float = TURN_SECONDS, gate: gates.Gate | None = None, most: int = 5_000
    ):
        self._channel, self._turn_seconds, self._gate = channel, turn_seconds, gate
        self._reader = quiet.InContext(1, "gate")  # the gate's work is kept off the server's loop
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

    async def say(self, agent: Any, sender: str, text: str | None = None, choice: str | None = None) -> list[Message]:
        """The messages that answer typed words or a pressed button, whatever happens: for places where nothing but a message
        can be told. Words that ask for it, alone, delete the conversation."""
        try:
            if text and _DELETE.fullmatch(" ".join(text.split())):
                await self.delete(agent, sender)
                return [DELETED]
            return (await self.answer(agent, sender, text, choice)).messages
        except Declined as declined:
            return [declined.told]

    @observed
    async def answer(
        self, agent: Any, sender: str, text: str | None = None, choice: str | None = None, mark: str | None = None
    ) -> Answer:
        """The turn's answer, once the earlier turns are done: to `choice` if it was offered, else to the typed `text`.

        `mark` names the turn, if its client may send it again: then it gets the same answer and is not taken twice.
        Raises Declined.
        """
        conversation = self.of(sender)
        async with metrics.waiting(conversation.turn()):
            if conversation.ended:
                raise Ended
            try:
                conversation.recall(await agent.tracker_store.retrieve(sender))
            except (Exception, TurnFailed):
                return Answer([FAILURE], failed=True)
            if mark and conversation.last and conversation.last[0] == mark:
                return conversation.last[1]
            words = _words(conversation, text, choice)
            if len(words) > gates.LONGEST:
                return Answer([TOO_LONG])
            try:
                # Cancelled before its end, a turn is not stored: so what is told to try again is not done twice.
                answer = await asyncio.wait_for(
                    self._read_and_take(agent, sender, conversation, words, mark), self._turn_seconds
                )
            except Exception as error:
                _log.error("A turn failed: %s", type(error).__name__)
                answer = None
            return answer or Answer([FAILURE], failed=True)

    async def delete(self, agent: Any, sender: str, for_good: bool = False) -> None:
        """Delete what is stored of the conversation, once its earlier turns are done. `for_good`: nobody can go on with it.
        Raises Declined."""
        conversation = self.of(sender)
        async with conversation.turn():
            try:
                store = innermost(agent.tracker_store)
                done = await asyncio.get_running_loop().run_in_executor(None, lambda: store.delete(sender))
                if inspect.isawaitable(done):
                    await done
            except Exception as error:
                _log.error("A conversation could not be deleted: %s", type(error).__name__)
                raise NotDeleted from None
            conversation.ended = for_good
            conversation.forget()

    async def _read_and_take(
        self, agent: Any, sender: str, conversation: Conversation, words: str, mark: str | None
    ) -> Answer | None:
        """The turn's answer, or None if it failed."""
        loop = asyncio.get_running_loop()
        admitted = await loop.run_in_executor(self._reader, lambda: (self._gate or gates.shared()).admit(words))
        if admitted.answer:
            return Answer([Message(admitted.answer, urgency="urgent")])
        if not admitted.text.strip(_COMMAND):
            return Answer([EMPTY])
        # Typed words are never a command, not even one that only shows once the gate has tidied them.
        text = admitted.text if words in conversation.offered else admitted.text.lstrip(_COMMAND)
        new = tuple(kind for kind in admitted.masked if kind not in conversation.left_out)  # each kind is told of once
        kept = {key: value for key, value in (("turn", mark), ("left_out", list(new))) if value}
        admitted = replace(admitted, metadata={**admitted.metadata, **kept})
        messages = await take_turn(agent.handle_message, text, admitted, sender, self._channel)
        if messages is None:
            return None
        answer = Answer(notice(new) + messages, said=None if words in conversation.offered else text)
        conversation.answered(mark, answer, new)
        return answer


def innermost(store: Any) -> Any:
    """The project's own store: Rasa wraps the one that it is given."""
    while not hasattr(store, "delete"):
        store = store._tracker_store
    return store


def _words(conversation: Conversation, text: str | None, choice: str | None) -> str:
    """A payload that the conversation was offered, or what somebody typed, which is never a command."""
    if choice is not None and choice in conversation.offered:
        return choice
    if text is None:
        raise NotOffered
    return text.lstrip(_COMMAND)
