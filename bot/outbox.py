"""The outbox: events for partners, which wait in the database until RabbitMQ has them (bot/publisher.py). Off unless SIGNPOST_EVENTS is set.

An event says that a guide began or ended, that a danger was answered, or whether an answer helped; on which day and channel, and by which edition
of which pack. There are no words in it, no time of day, and nothing of the conversation, not even a name for it. It is written in
the transaction of what it tells of: both stand, or neither.
"""

import json
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot import settings
from bot.database import DAY, outbox
from bot.insights.noting import Turn, alarm, gaps

VERSION = 1  # of what an event looks like: another only if a consumer would have to change
BEGAN, ENDED, DANGER, HELPFUL, NOT_HELPFUL = "guide_began", "guide_ended", "danger", "helpful", "not_helpful"

Row = dict[str, Any]


def of_turn(turn: Turn | None) -> list[Row]:
    """The events of a conversation's turn; none where they are switched off."""
    if turn is None or not _is_on():
        return []
    found = [*((DANGER, kind) for _, kind in alarm(turn)), *_guides(turn)]
    found += [(NOT_HELPFUL, section) for kind, section in gaps(turn) if kind == "not_helpful" and section]
    return [_row(kind, about, turn.channel) for kind, about in found]


def of_opinion(section: str, helpful: bool, channel: str | None) -> list[Row]:
    """The event of an opinion that was given beside a conversation."""
    return [_row(HELPFUL if helpful else NOT_HELPFUL, section, channel or "unknown")] if _is_on() else []


def write(db: sa.engine.Connection, rows: list[Row]) -> None:
    if rows:
        db.execute(outbox.insert(), rows)


def due(at_once: bool) -> Any:
    """What may be sent: all, or what is of days that are over. As things happen, an event would tell the minute by when it comes."""
    return sa.true() if at_once else outbox.c.day < _today()


def waiting(db: sa.engine.Connection, at_once: bool) -> tuple[int, int]:
    """How many events may be sent, and for how many days the oldest of them has waited."""
    count, oldest = db.execute(sa.select(sa.func.count(), sa.func.min(outbox.c.day)).where(due(at_once))).one()
    return int(count), max(0, _today() - oldest) if count else 0


def batch(db: sa.engine.Connection, at_once: bool, most: int) -> list[Any]:
    """The next events, in an order of chance: that of their ids."""
    return list(db.execute(outbox.select().where(due(at_once)).order_by(outbox.c.id).limit(most)))


def sent(db: sa.engine.Connection, ids: list[str]) -> None:
    """Removes what RabbitMQ has confirmed."""
    db.execute(outbox.delete().where(outbox.c.id.in_(ids)))


def as_message(row: Any) -> bytes:
    """An event as partners get it (docs/events.md)."""
    told = {
        "id": row.id,
        "version": VERSION,
        "kind": row.kind,
        "about": row.about,
        "channel": row.channel,
        "pack": row.pack,
        "edition": row.edition,
        "day": f"{datetime.fromtimestamp(row.day * DAY, UTC):%Y-%m-%d}",
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _is_on() -> bool:
    return settings.current().events is not None


def _row(kind: str, about: str, channel: str) -> Row:
    info = settings.pack().info
    named = {"kind": kind, "about": about, "channel": channel, "pack": info.id, "edition": info.edition}
    return {"id": uuid.uuid4().hex, "day": _today(), **named}


def _guides(turn: Turn) -> Iterator[tuple[str, str]]:
    """A guide that began with this turn, and one that came to its end. One that was put aside and is gone on with did not begin."""
    was, now = turn.before.get("guide") or {}, turn.after.get("guide") or {}
    guide, ended = now.get("id"), bool(now.get("concluded"))
    if not guide:
        return
    same, had_ended = guide == was.get("id"), bool(was.get("concluded"))
    goes_on = (same and (ended or not had_ended)) or guide in (turn.before.get("paused") or ())
    if not goes_on:
        yield BEGAN, guide
    if ended and not (same and had_ended):
        yield ENDED, guide


def _today() -> int:
    """Days since 1970, as the insights count them."""
    return int(time.time() // DAY)
