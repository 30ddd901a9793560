"""What a turn leaves to be counted, as rows: the day, the channel, a kind and what it is about. Nothing of it says who asked.

A partnership that sets SIGNPOST_KEEP_QUESTIONS=1 also keeps the masked words of questions without an answer, for as long as
conversations are kept, and they go with the conversation; by default no word is.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from bot import settings
from bot.database import DAY, noted, unanswered
from bot.dialogue.buttons import is_payload

if TYPE_CHECKING:
    from rasa.shared.core.events import Event

KINDS = {
    "not_covered": "not in the handbook",
    "elsewhere": "another area's arrangements",
    "unsure": "several sections could be meant",
    "not_helpful": "answered, and it did not help",
    "not_understood": "nothing was understood",
}
TURN, UNSURE, ALARM, ASKED, WENT_ON = "turn", "low_confidence", "alarm", "asked", "went_on"
LOW_CONFIDENCE = 0.5  # of the likeliest flow: below, the others together are as likely
_SLOT = "dialogue"

Row = dict[str, Any]


def keeps_words() -> bool:
    """Has the partnership switched on that masked words of unanswered questions are kept?"""
    return settings.current().keep_questions


class Turn(NamedTuple):
    """A conversation's last turn: what was said, on which channel, all events since, and the dialogue's state before and after."""

    said: "Event"
    channel: str
    events: "list[Event]"
    before: Row
    after: Row


def last_turn(events: "list[Event]") -> Turn | None:
    """The last turn; None while nobody has said anything."""
    started = next((i for i in reversed(range(len(events))) if events[i].type_name == "user"), None)
    if started is None:
        return None
    said, turn = events[started], events[started:]
    channel = (getattr(said, "input_channel", None) or "unknown")[:16]
    return Turn(said, channel, turn, _dialogue(events[:started]), _dialogue(turn))


def of_turn(turn: Turn | None, sender_id: str) -> list[Row]:
    """What a turn leaves to be counted. A row with `words` is kept apart, with whose it is."""
    if turn is None:
        return []
    said, before, after, day = turn.said, turn.before, turn.after, int(time.time() // DAY)
    found = [*gaps(turn), *_read(said), *alarm(turn), *_steps(before, after)]
    rows: list[Row] = [{"day": day, "channel": turn.channel, "kind": kind, "about": about} for kind, about in found]
    if keeps_words() and said.text and not is_payload(said.text):
        rows += [
            {"day": day, "kind": row["kind"], "section": row["about"], "words": said.text, "sender_id": sender_id}
            for row in rows
            if row["kind"] in KINDS and row["kind"] != "not_helpful"
        ]
    return rows


def gaps(turn: Turn) -> Iterator[tuple[str, str | None]]:
    """What stayed without an answer: the replies themselves say so (`Reply.gap`)."""
    for event in turn.events:
        gap = ((event.data or {}).get("custom") or {}).get("gap") if event.type_name == "bot" else None
        if isinstance(gap, dict) and gap.get("kind") in KINDS:
            yield gap["kind"], gap.get("section")


def _read(said: "Event") -> Iterator[tuple[str, str | None]]:
    """The flow of typed words, and whether it was doubtful. A pressed button is a turn of no flow."""
    typed = bool(said.text) and not is_payload(said.text)
    intent = (said.parse_data or {}).get("intent") or {}
    flow, sure = intent.get("name"), intent.get("confidence")
    yield TURN, flow if typed else None
    if typed and flow and isinstance(sure, int | float) and sure < LOW_CONFIDENCE:
        yield UNSURE, flow


def alarm(turn: Turn) -> Iterator[tuple[str, str]]:
    """An alarm that began with this turn."""
    if (kind := turn.after.get("alarm")) and kind != turn.before.get("alarm"):
        yield ALARM, kind


def _steps(before: Row, after: Row) -> Iterator[tuple[str, str]]:
    """The guide's question that was put, and the one before it, if this turn went on from there. The rest were left."""
    was, now = _open(before), _open(after)
    if was and was != now:
        guide = after.get("guide") or {}
        answered = [f"{guide.get('id')}.{name}" for name in guide.get("answered") or ()]
        if was in answered or (guide.get("id") == was.partition(".")[0] and (now or guide.get("concluded"))):
            yield WENT_ON, was
    if now and now != was:
        yield ASKED, now


def _open(state: Row) -> str | None:
    """The open question as `guide.question`; None where none is."""
    guide = state.get("guide") or {}
    return f"{guide.get('id')}.{guide['asked']}" if guide.get("asked") and not guide.get("concluded") else None


def _dialogue(events: "list[Event]") -> Row:
    """The dialogue's state as the last of the events left it."""
    for event in reversed(events):
        if event.type_name == "slot" and getattr(event, "key", None) == _SLOT:
            return event.value or {}
    return {}


def write(db: sa.engine.Connection, rows: list[Row]) -> None:
    """Writes what `of_turn` found."""
    for row in rows:
        db.execute((unanswered if "words" in row else noted).insert().values(**row))


def delete(db: sa.engine.Connection, sender_id: str) -> None:
    """Removes the words kept of one conversation; its counts stay, and lead to nobody."""
    db.execute(unanswered.delete().where(unanswered.c.sender_id == sender_id))
