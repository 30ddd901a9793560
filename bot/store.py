"""The tracker store: what was understood and replied, in one small row a conversation; never a user's words."""

import asyncio
import json
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_KEEP_TURNS = 4
_CUT_FROM = 80  # events; a conversation's row and its cost stay below this however long it goes on

_tables = sa.MetaData()
_conversations = sa.Table(
    "conversations",
    _tables,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated", sa.Float, nullable=False, index=True),
)


class ForgetfulTrackerStore(TrackerStore):
    """Keeps slots and the last few turns of each conversation, without the words that a user typed."""

    def __init__(self, domain: Domain | None = None, event_broker: Any = None, host: str = "sqlite://", **kwargs: Any):
        """`host` is what Rasa calls the `url` of `endpoints.yml`: an address that SQLAlchemy knows."""
        super().__init__(domain, event_broker)
        self._engine = sa.create_engine(host, future=True, connect_args=_patience(host))
        _tables.create_all(self._engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        events = [_without_words(event.as_dict()) for event in _latest(tracker)]
        await asyncio.get_running_loop().run_in_executor(None, self._write, tracker.sender_id, json.dumps(events))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        state = await asyncio.get_running_loop().run_in_executor(None, self._read, sender_id)
        if state is None:
            return None
        events = [e for e in map(Event.from_parameters, json.loads(state)) if e is not None]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        with self._engine.connect() as db:
            return [row.sender_id for row in db.execute(sa.select(_conversations.c.sender_id))]

    def delete(self, sender_id: str) -> bool:
        """Removes a conversation for good. True if there was one."""
        with self._engine.begin() as db:
            return bool(db.execute(_conversations.delete().where(_conversations.c.sender_id == sender_id)).rowcount)

    def purge(self, days: float, now: float | None = None) -> int:
        """Removes the conversations that nobody has gone on with for `days`; gives their number."""
        oldest = (time.time() if now is None else now) - days * 86_400
        with self._engine.begin() as db:
            return db.execute(_conversations.delete().where(_conversations.c.updated < oldest)).rowcount

    def _read(self, sender_id: str) -> str | None:
        with self._engine.connect() as db:
            return db.execute(sa.select(_conversations.c.state).where(_conversations.c.sender_id == sender_id)).scalar()

    def _write(self, sender_id: str, state: str) -> None:
        row = {"state": state, "updated": time.time()}
        with self._engine.begin() as db:
            if not db.execute(
                _conversations.update().where(_conversations.c.sender_id == sender_id).values(**row)
            ).rowcount:
                db.execute(_conversations.insert().values(sender_id=sender_id, **row))


def _latest(tracker: DialogueStateTracker) -> list[Event]:
    """The tracker's events, or, once they are many, its state before the last turns and those turns."""
    events = list(tracker.events)
    turns = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(events) < _CUT_FROM or len(turns) <= _KEEP_TURNS:
        return events
    cut = turns[-_KEEP_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], list(tracker.slots.values()))
    state: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    state += [SlotSet(name, slot.value) for name, slot in before.slots.items() if slot.value is not None]
    if before.active_loop_name:
        state.append(ActiveLoop(before.active_loop_name))
    return [*state, ActionExecuted("action_listen"), *events[cut:]]


def _without_words(event: dict[str, Any]) -> dict[str, Any]:
    """An event without anything typed: of a user's turn only the flow that was understood stays."""
    if event["event"] == UserUttered.type_name:
        intent = (event.get("parse_data") or {}).get("intent") or {}
        kept = {"intent": {k: intent.get(k) for k in ("name", "confidence")}, "entities": [], "text": None}
        return {**event, "text": None, "metadata": {}, "parse_data": kept}
    if event["event"] == BotUttered.type_name:
        return {**event, "metadata": {}}
    return event


def _patience(url: str) -> dict[str, Any]:
    return {"timeout": 10, "check_same_thread": False} if url.startswith("sqlite") else {}
