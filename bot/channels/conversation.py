"""A channel's conversations: one turn from raw words to the messages that answer it, in the order in which they came.

What was offered, answered and deleted before is read from the store in each turn: another instance may have had the turn before.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
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
from bot.locks import WaitedTooLong
from bot.turns import TurnFailed

QUEUE = 3  # turns of one conversation that may wait for each other on one instance
TURN_SECONDS = 20.0  # for one turn, its wait for earlier ones aside
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


class NotRead(Declined):
    """The store could not be read."""

    def __init__(self) -> None:
        super().__init__("The conversation could not be read just now. Please try again in a moment.")


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


@dataclass(frozen=True)
class Remembered:
    """What the store has of a conversation that its next turn must know."""

    offered: frozenset[str] = frozenset()  # the payloads of choices that are open
    left_out: tuple[str, ...] = ()  # the kinds of details that it was told are left out
    last: tuple[str, Answer] | None = None  # a turn's mark and its answer, for a client that did not get it

    @classmethod
    def of(cls, stored: DialogueStateTracker | None) -> "Remembered":
        if stored is None:
            return cls()
        offers = (stored.get_slot("dialogue") or {}).get("offers") or {}
        turns = [event.metadata or {} for event in stored.events if isinstance(event, UserUttered)]
        told = {kind: None for turn in turns for kind in (*turn.get("told", ()), *turn.get("left_out", ()))}
        last = turns[-1] if turns else {}
        said = takewhile(lambda event: not isinstance(event, UserUttered), reversed(stored.events))
        messages = [Message.of_rasa(event.message()) for event in said if isinstance(event, BotUttered)][::-1]
        mark = last.get("turn") if messages else None
        return cls(
            offered=frozenset(payload(choice) for choice in offers),
            left_out=tuple(told),
            last=(mark, Answer(notice(last.get("left_out", ())) + messages)) if mark else None,
        )


class Conversations:
    """The conversations of one channel.

    `agent` is Rasa's (`app.ctx.agent`); a `sender` is a conversation's id, made by the channel and telling nothing of anyone.
    """

    def __init__(self, channel: str, turn_seconds: float = TURN_SECONDS, gate: gates.Gate | None = None):
        self._channel, self._turn_seconds, self._gate = channel, turn_seconds, gate
        self._reader = quiet.InContext(1, "gate")  # the gate's work is kept off the server's loop
        self._here = Counter[str]()  # turns of each conversation that are taken and waited for on this instance

    async def say(
        self, agent: Any, sender: str, text: str | None = None, choice: str | None = None, account: str | None = None
    ) -> list[Message]:
        """The messages that answer typed words or a pressed button, whatever happens: for places where nothing but a message
        can be told. Words that ask for it, alone, delete the conversation. `account`: as for `answer`."""
        try:
            if text and _DELETE.fullmatch(" ".join(text.split())):
                await self.delete(agent, sender)
                return [DELETED]
            return (await self.answer(agent, sender, text, choice, account=account)).messages
        except Declined as declined:
            return [declined.told]

    @observed
    async def answer(
        self,
        agent: Any,
        sender: str,
        text: str | None = None,
        choice: str | None = None,
        mark: str | None = None,
        account: str | None = None,
    ) -> Answer:
        """The turn's answer, once the earlier turns are done: to `choice` if it was offered, else to the typed `text`.

        `mark` names the turn, if its client may send it again: then it gets the same answer and is not taken twice. `account` is the key
        of who speaks (see secret.py), where the place knows them and nobody else reads along; it is not stored with the turn.
        Raises Declined.
        """
        try:
            async with metrics.waiting(self._turn(agent, sender)):
                before = Remembered.of(await self._stored(agent, sender))
                if mark and before.last and before.last[0] == mark:
                    return await self._in_time(self._again(before.last[1], text if choice is None else None))
                words = _words(before, text, choice)
                told = {name: value for name, value in (("turn", mark), ("account", account)) if value}
                return await self._in_time(self._read_and_take(agent, sender, before, words, told))
        except TurnFailed as failed:
            _log.error("A turn failed: %s", failed)
            return Answer([FAILURE], failed=True)

    async def state(self, agent: Any, sender: str) -> dict[str, Any]:
        """The dialogue's state as it is stored, empty where there is none. Raises Declined."""
        try:
            stored = await self._stored(agent, sender)
        except TurnFailed:
            raise NotRead from None
        return (stored.get_slot("dialogue") if stored else None) or {}

    async def delete(self, agent: Any, sender: str, for_good: bool = False) -> None:
        """Delete what is stored of the conversation, once its earlier turns are done. `for_good`: nobody can go on with it.
        Raises Declined."""
        try:
            async with self._turn(agent, sender):
                store = innermost(agent.tracker_store)
                if await store.ended(sender):
                    raise Ended
                await asyncio.get_running_loop().run_in_executor(None, store.delete, sender, for_good)
        except Declined:
            raise
        except (Exception, TurnFailed) as error:
            _log.error("A conversation could not be deleted: %s", type(error).__name__)
            raise NotDeleted from None

    @asynccontextmanager
    async def _turn(self, agent: Any, sender: str) -> AsyncIterator[None]:
        """Waits until the conversation's earlier turns are done, on any instance. Raises Busy if too many wait, and TurnFailed."""
        if self._here[sender] >= QUEUE:
            raise Busy
        self._here[sender] += 1
        try:
            async with agent.lock_store.lock(sender):
                yield
        except WaitedTooLong:
            raise Busy from None
        finally:
            self._here[sender] -= 1
            self._here += Counter()  # which leaves out those at nought

    async def _stored(self, agent: Any, sender: str) -> DialogueStateTracker | None:
        """What is stored of the conversation. Raises Ended if it was deleted for good, and TurnFailed if it can't be read."""
        try:
            stored: DialogueStateTracker | None = await agent.tracker_store.retrieve(sender)
            if stored is None and await innermost(agent.tracker_store).ended(sender):
                raise Ended
        except Declined:
            raise
        except Exception as error:
            raise TurnFailed(f"the conversation can't be read ({type(error).__name__})") from None
        return stored

    async def _in_time(self, turn: Coroutine[Any, Any, Answer | None]) -> Answer:
        try:
            # Cancelled before its end, a turn is not stored: so what is told to try again is not done twice.
            answer = await asyncio.wait_for(turn, self._turn_seconds)
        except Exception as error:
            _log.error("A turn failed: %s", type(error).__name__)
            answer = None
        return answer or Answer([FAILURE], failed=True)

    async def _again(self, answer: Answer, text: str | None) -> Answer:
        """The answer that was given already, with typed words as they passed the gate: those are not stored."""
        return replace(answer, said=_typed((await self._admit(text)).text) if text else None)

    async def _read_and_take(
        self, agent: Any, sender: str, before: Remembered, words: str, told: dict[str, str]
    ) -> Answer | None:
        """The turn's answer, or None if it failed. `told` goes with the turn."""
        if len(words) > gates.LONGEST:
            return Answer([TOO_LONG])
        admitted = await self._admit(words)
        if admitted.answer:
            return Answer([Message(admitted.answer, urgency="urgent")])
        if not admitted.text.strip(_COMMAND):
            return Answer([EMPTY])
        text = admitted.text if words in before.offered else _typed(admitted.text)
        new = tuple(kind for kind in admitted.masked if kind not in before.left_out)  # each kind is told of once
        admitted = replace(admitted, metadata={**admitted.metadata, **told, **_kept(new, before.left_out)})
        messages = await take_turn(agent.handle_message, text, admitted, sender, self._channel)
        if messages is None:
            return None
        return Answer(notice(new) + messages, said=None if words in before.offered else text)

    async def _admit(self, words: str) -> gates.Admitted:
        gate = self._gate or gates.shared()
        return await asyncio.get_running_loop().run_in_executor(self._reader, gate.admit, words)


def _typed(words: str) -> str:
    """Typed words are never a command, not even one that only shows once the gate has tidied them."""
    return words.lstrip(_COMMAND)


def _kept(new: Sequence[str], told: Sequence[str]) -> dict[str, Any]:
    """What is stored with a turn beside its mark: which kinds of details it was told of now, and which before."""
    return {key: value for key, value in (("left_out", list(new)), ("told", list(told))) if value}


def innermost(store: Any) -> Any:
    """The project's own store: Rasa wraps the one that it is given."""
    while not hasattr(store, "delete"):
        store = store._tracker_store
    return store


def _words(before: Remembered, text: str | None, choice: str | None) -> str:
    """A payload that the conversation was offered, or what somebody typed, which is never a command. Raises NotOffered."""
    if choice is not None and choice in before.offered:
        return choice
    if text is None:
        raise NotOffered
    return _typed(text)
