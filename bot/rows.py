"""A conversation's row in the database, its version, and what is left of it once it was deleted.

An instance reads a row, takes a turn, and writes. It writes only over the version that it read: what another instance wrote or
deleted meanwhile stands. Turn order (bot/locks.py) keeps that from happening, unless a lock was lost with its connection.
"""

import hashlib
import time
from typing import NamedTuple

import sqlalchemy as sa

from bot.database import conversations, deleted

_AHEAD = 1_000  # versions by which a deletion is ahead of whatever may be being written beside it


class Overtaken(Exception):
    """The conversation is no longer as it was read."""


class Row(NamedTuple):
    """What stands of a conversation: no `state` if there is none. `ended`: it was deleted, and nobody may go on with it."""

    state: str | None
    version: int
    ended: bool = False


def read(db: sa.engine.Connection, sender_id: str) -> Row:
    row = db.execute(sa.select(conversations.c.state, conversations.c.version).where(_is(sender_id))).first()
    gone = db.execute(sa.select(deleted.c.version, deleted.c.ended).where(deleted.c.id == _name(sender_id))).first()
    if row and not (gone and gone.version >= row.version):
        return Row(row.state, row.version)
    return Row(None, gone.version, gone.ended) if gone else Row(None, 0)


def write(db: sa.engine.Connection, sender_id: str, state: str, seen: int | None = None) -> int:
    """Writes the row over the version that was `seen`, or over whatever stands if none was; gives its new version.

    Raises Overtaken if another version stands, or the conversation has ended.
    """
    stands = read(db, sender_id)
    if stands.ended or (seen is not None and seen != stands.version):
        raise Overtaken
    row = {"state": state, "updated": time.time(), "version": stands.version + 1}
    mine = sa.and_(_is(sender_id), conversations.c.version <= stands.version)
    if not db.execute(conversations.update().where(mine).values(**row)).rowcount:
        try:
            db.execute(conversations.insert().values(sender_id=sender_id, **row))
        except sa.exc.IntegrityError:
            raise Overtaken from None
    return stands.version + 1


def delete(db: sa.engine.Connection, sender_id: str, for_good: bool = False) -> bool:
    """Removes the row and leaves word of that. True if there was one. `for_good`: nobody may go on with the conversation."""
    stands = read(db, sender_id)
    db.execute(conversations.delete().where(_is(sender_id)))
    db.execute(deleted.delete().where(deleted.c.id == _name(sender_id)))
    left = {"version": stands.version + _AHEAD, "ended": for_good or stands.ended, "time": time.time()}
    db.execute(deleted.insert().values(id=_name(sender_id), **left))
    return stands.state is not None


def _is(sender_id: str) -> sa.sql.ColumnElement:
    return conversations.c.sender_id == sender_id


def _name(sender_id: str) -> str:
    """What is kept of a deleted conversation's id, which was made by chance or with a key: nobody finds the id from it."""
    return hashlib.sha256(sender_id.encode("utf-8", "surrogatepass")).hexdigest()
