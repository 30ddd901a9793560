"""What is kept of learners beyond a conversation: progress under a key that tells nobody who it is of, once they agreed.

Handlers read it here. What is new is written by the conversation's store, in one transaction with the conversation itself, so
that a turn is kept whole or not at all.
"""

import hashlib
import json
import re
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
import structlog

from bot import settings
from bot.database import DAY, Database, deleted, learners, reason, without_hurry
from knowledge.progress import Progress

logger = structlog.get_logger()
FORMAT = 1  # of the JSON that is kept
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Learner:
    """What is kept of one."""

    progress: Progress
    role: str | None = None
    length: str | None = None


class Learners:
    """Reads what is kept. `account` is the key of who speaks, where it is known."""

    def __init__(self, database: Database, account: str | None = None):
        self._database, self.account = database, account

    def of(self, account: object) -> "Learners":
        """The same, for who speaks: `account` is their key, or anything else where none is known."""
        known = account if isinstance(account, str) and _KEY.fullmatch(account) else None
        return Learners(self._database, known)

    def find(self, key: str) -> Learner | None:
        """What is kept under `key`; None where there is nothing, or it can't be read now."""
        try:
            kept = self._database.run(
                lambda db: db.execute(sa.select(learners.c.kept).where(learners.c.key == key)).scalar()
            )
            return _learner(json.loads(kept)) if kept else None
        except (sa.exc.SQLAlchemyError, ValueError, TypeError) as error:
            logger.error("learner.unreadable", why=reason(error))
            return None


def _learner(kept: dict[str, Any]) -> Learner | None:
    if kept.get("format") != FORMAT:
        return None
    return Learner(Progress.of(kept["progress"]), kept.get("role"), kept.get("length"))


def shared() -> Learners | None:
    """The process's one, over SIGNPOST_DATABASE; None where that is not set, or can't be used now: nothing is kept then."""
    try:
        return _opened(settings.database()) if settings.current().database else None
    except (sa.exc.SQLAlchemyError, OSError) as error:
        logger.error("learners.unusable", why=reason(error))
        return None


@cache
def _opened(url: str) -> Learners:
    return Learners(Database(url))


def as_kept(learning: dict[str, Any]) -> str:
    """What is kept of the slot's `learning`: progress, role and length of tour."""
    kept = {name: learning.get(name) for name in ("progress", "role", "length")}
    return json.dumps({"format": FORMAT, **kept}, separators=(",", ":"))


def write(db: sa.engine.Connection, dialogue: Any) -> None:
    """Writes the progress in a conversation's slot, where somebody agreed to that, and deletes what somebody wants deleted."""
    learning = (dialogue or {}).get("learning") or {}
    key, gone = learning.get("key"), learning.get("forgets")
    if gone and gone != key:
        _delete(db, gone, learning.get("forgot") or time.time())
    if key and not _was_deleted(db, key, learning.get("since") or 0):
        row = {"kept": as_kept(_with_what_is_there(db, key, learning)), "updated": time.time()}
        if not db.execute(learners.update().where(learners.c.key == key).values(**row)).rowcount:
            db.execute(learners.insert().values(key=key, **row))


def _delete(db: sa.engine.Connection, key: str, wished: float) -> None:
    """Deletes what was kept when that was wished, and leaves word of it: another conversation of the learner's still has it all, and must
    not write it again. What they agreed to have kept since stays."""
    db.execute(learners.delete().where(learners.c.key == key, learners.c.updated <= wished))
    db.execute(deleted.delete().where(deleted.c.id == mark_of(key)))
    db.execute(deleted.insert().values(id=mark_of(key), version=0, ended=True, time=wished))


def _was_deleted(db: sa.engine.Connection, key: str, since: float) -> bool:
    """Was it deleted after this conversation began to keep it? Then this one has what is gone."""
    wished = db.execute(sa.select(deleted.c.time).where(deleted.c.id == mark_of(key))).scalar()
    return wished is not None and wished >= since


def mark_of(key: str) -> str:
    """What is kept of the key of what was deleted."""
    return hashlib.sha256(f"learner {key}".encode()).hexdigest()


def _with_what_is_there(db: sa.engine.Connection, key: str, learning: dict[str, Any]) -> dict[str, Any]:
    """Both, where another conversation of the same learner wrote meanwhile."""
    kept = db.execute(sa.select(learners.c.kept).where(learners.c.key == key).with_for_update()).scalar()
    there = _learner(json.loads(kept)) if kept else None
    here = Progress.of(learning.get("progress") or {})
    return {**learning, "progress": (there.progress.joined(here) if there else here).as_json()}


def purge(database: Database, days: float, now: float | None = None) -> int:
    """Removes the progress that nobody has gone on with for `days`; gives its number."""
    now = time.time() if now is None else now

    def work(db: sa.engine.Connection) -> int:
        without_hurry(db)
        db.execute(learners.update().where(learners.c.updated > now + DAY).values(updated=now))
        return int(db.execute(learners.delete().where(learners.c.updated < now - days * DAY)).rowcount)

    return database.run(work)
