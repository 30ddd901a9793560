"""The tracker store: what was understood and replied, in one small row a conversation; never a user's words."""

import asyncio
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import database, insights, learners, outbox, retention, rows
from bot.dialogue import learner_code
from bot.dialogue.state import DialogueState
from bot.turns import TurnFailed

_KEEP_TURNS = 4  # a conversation's row, and its cost, stay the same however long it goes on
_MOST_UNWRITTEN = 500  # conversations

T = TypeVar("T")
Left = tuple[
    list[dict[str, Any]], list[dict[str, Any]]
]  # what a turn leaves to be counted, and its events for partners
_log = logging.getLogger(__name__)


class ForgetfulTrackerStore(TrackerStore):
    """Keeps slots and the last few turns of each conversation, without the words that a user typed.

    What was read and is no longer there (another instance wrote it, or it was deleted) is not written over: that turn fails.

    While a SQLite file takes no writing, the conversations that speak go on from memory, and are written once it does. With a
    server that several instances share, or while nothing can be read either, a turn fails as a whole: going on without what
    was said would lose it.
    """

    def __init__(self, domain: Domain | None = None, event_broker: Any = None, host: str = "sqlite://", **kwargs: Any):
        """`host` is what Rasa calls the `url` of `endpoints.yml`: an address that SQLAlchemy knows."""
        super().__init__(domain, event_broker)
        self.database = database.Database(host)  # also for what is counted beside the conversations
        self._unwritten: OrderedDict[str, str] = OrderedDict()  # touched by several threads: only under the lock
        self._writing = (
            nullcontext() if self.database.shared else threading.Lock()
        )  # nothing is unwritten of a shared one

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the conversation, unless its last turn was not answered: that one never was."""
        events = list(tracker.events)
        if not _answered(events):
            return
        state = json.dumps(
            [
                _without_words(e.as_dict())
                for e in _latest(tracker)
                if getattr(e, "key", "") != SESSION_START_METADATA_SLOT
            ]
        )
        turn = insights.last_turn(events)
        left = insights.of_turn(turn, tracker.sender_id), outbox.of_turn(turn)
        kept, seen = learner_code.hidden(state), getattr(tracker, "version", None)
        try:
            version = await _to_its_end(self._write, tracker.sender_id, kept, seen, left, _dialogue(tracker))
        except rows.Overtaken:
            raise TurnFailed("the conversation was changed or deleted meanwhile") from None
        except Exception as error:  # Rasa would keep the conversation, words and all, in a store of its own
            raise TurnFailed(f"the conversation can't be written ({type(error).__name__})") from None
        tracker.version = version  # Rasa writes a new conversation twice in its first turn

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, or None if there is none. Raises TurnFailed if the database can't be read."""
        if (unwritten := self._unwritten.get(sender_id)) is not None:
            return self._tracker(sender_id, unwritten, None)
        row = await self._row(sender_id)
        return None if row.state is None else self._tracker(sender_id, row.state, row.version)

    async def ended(self, sender_id: str) -> bool:
        """Was the conversation deleted for good? Raises TurnFailed if the database can't be read."""
        return sender_id not in self._unwritten and (await self._row(sender_id)).ended

    async def keys(self) -> Iterable[str]:
        return self.database.run(
            lambda db: [r.sender_id for r in db.execute(sa.select(database.conversations.c.sender_id))]
        )

    def delete(self, sender_id: str, for_good: bool = False) -> bool:
        """Removes a conversation and the questions kept of it. True if there was one. `for_good`: nobody may go on with it."""

        def work(db: sa.engine.Connection) -> bool:
            insights.delete(db, sender_id)
            return rows.delete(db, sender_id, for_good)

        with self._writing:
            written = self.database.run(work)
            return bool(self._unwritten.pop(sender_id, None)) or written

    def purge(self, days: float, now: float | None = None) -> int:
        """Removes the conversations that nobody has gone on with for `days`, and what was noted before; gives the
        conversations' number. What learners agreed to keep has days of its own."""
        learners.purge(self.database, retention.learning_days(), now)
        return database.purge(self.database, days, now)

    def write_again(self) -> None:
        """Writes what could not be written, if the database takes it now."""
        with self._writing:
            for sender_id, state in list(self._unwritten.items()):
                try:
                    self.database.run(lambda db, s=sender_id, kept=state: rows.write(db, s, kept))
                except rows.Overtaken:  # it was deleted
                    pass
                except sa.exc.SQLAlchemyError:
                    return
                del self._unwritten[sender_id]

    async def _row(self, sender_id: str) -> rows.Row:
        try:
            return await asyncio.get_running_loop().run_in_executor(
                None, self.database.run, lambda db: rows.read(db, sender_id)
            )
        except sa.exc.SQLAlchemyError as error:
            _log.error("The database can't be read: %s", database.reason(error))
            raise TurnFailed("the conversation can't be read") from None

    def _tracker(self, sender_id: str, state: str, version: int | None) -> DialogueStateTracker:
        """The conversation, with the version that was read. It begins afresh, and says so, if another version of Signpost wrote what this
        one can't go on from."""
        try:
            tracker = self._of(sender_id, [e for e in map(Event.from_parameters, json.loads(state)) if e is not None])
            readable = DialogueState.takes(_dialogue(tracker))
        except Exception:
            readable = False
        if not readable:
            _log.error("A conversation that was stored can't be read, so it begins afresh")
            tracker = self._of(sender_id, [SlotSet("dialogue", DialogueState(afresh=True).as_slot())])
        tracker.version = version
        return tracker

    def _of(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    def _write(self, sender_id: str, state: str, seen: int | None, left: Left, dialogue: Any) -> int | None:
        """Writes a turn, all of it or nothing; gives the row's version, None while it is in memory alone."""

        def write(db: sa.engine.Connection) -> int:
            noted, events = left
            insights.write(db, noted)
            outbox.write(db, events)
            learners.write(db, dialogue)
            return rows.write(db, sender_id, state, seen)

        with self._writing:  # or an older state, written again meanwhile, would replace this one
            try:
                version = self.database.run(write)
            except sa.exc.SQLAlchemyError as error:
                if self.database.shared:
                    raise
                _log.error(
                    "The database takes no writing, the conversation goes on in memory: %s", database.reason(error)
                )
                self._unwritten[sender_id] = state
                self._unwritten.move_to_end(sender_id)
                if len(self._unwritten) > _MOST_UNWRITTEN:
                    self._unwritten.popitem(last=False)
                return None
            self._unwritten.pop(sender_id, None)
            return version


async def _to_its_end(function: Callable[..., T], *args: Any) -> T:
    """`function(*args)` in a thread, waited for even when the turn is cancelled: what is being written is done, and
    a client must not be told to send it again."""
    work = asyncio.get_running_loop().run_in_executor(None, lambda: function(*args))
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            continue
    return work.result()


def _dialogue(tracker: DialogueStateTracker) -> Any:
    """The slot with the dialogue's state; None where a domain has none."""
    return tracker.get_slot("dialogue") if "dialogue" in tracker.slots else None


def _answered(events: list[Event]) -> bool:
    """False if nothing was said since the user last spoke."""
    last = next((e for e in reversed(events) if isinstance(e, UserUttered | BotUttered)), None)
    return not isinstance(last, UserUttered)


def _latest(tracker: DialogueStateTracker) -> list[Event]:
    """The tracker's events, or, once there are more turns than are kept, its state before the last turns and those turns."""
    events = list(tracker.events)
    turns = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= _KEEP_TURNS:
        return events
    cut = turns[-_KEEP_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], list(tracker.slots.values()))
    state: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    state += [SlotSet(name, slot.value) for name, slot in before.slots.items() if slot.value is not None]
    if before.active_loop_name:
        state.append(ActiveLoop(before.active_loop_name))
    return [*state, ActionExecuted("action_listen"), *events[cut:]]


def _without_words(event: dict[str, Any]) -> dict[str, Any]:
    """An event without anything typed: of a user's turn only the flow that was understood stays, the turn's mark and the
    kinds of details that were told to be left out, then and before."""
    if event["event"] == UserUttered.type_name:
        intent = (event.get("parse_data") or {}).get("intent") or {}
        kept = {"intent": {k: intent.get(k) for k in ("name", "confidence")}, "entities": [], "text": None}
        turn = {k: v for k, v in (event.get("metadata") or {}).items() if k in ("turn", "left_out", "told")}
        return {**event, "text": None, "metadata": turn, "parse_data": kept}
    if event["event"] == BotUttered.type_name:
        return {**event, "metadata": {}}
    return event
