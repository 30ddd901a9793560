"""A copy of the database, and the way back.

SQLite is copied by its own online backup, PostgreSQL by pg_dump and pg_restore: a server may go on while a copy is made. A copy holds
what the database holds, so what was deleted before is in none made later. What was deleted since would come back with it: a restore
reads from the database that it replaces, where that can still be read, what was deleted, and deletes it again. It applies retention at
once.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import learners, retention
from bot.database import Database, conversations, purge, unanswered

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
_SIGNS = {b"SQLite format 3\0": SQLITE, b"PGDMP": POSTGRESQL}
_WITHIN = 3_600  # seconds for PostgreSQL's own programs
_WAITS = 10  # seconds for another connection's lock

Row = dict[str, Any]


class BackupFailed(RuntimeError):
    """A copy that can't be made or taken back; the message says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """What came of a restore. `deleted_again`: conversations deleted since the copy was made; None where that can't be known."""

    conversations: int
    expired: int
    deleted_again: int | None


def backup(url: str, file: Path) -> None:
    """Copies the database at `url` into the new `file`, which only its owner can read. Raises BackupFailed."""
    if file.exists():
        raise BackupFailed(f"{file} is there already. Name a new file: a copy is never written over another.")
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _copy_sqlite(_path(url), part) if _backend(url) == SQLITE else _dump(url, part)
        part.rename(file)
    except OSError as error:
        raise BackupFailed(f"{file} can't be written: {(error.strerror or 'no reason is given').lower()}.") from None
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, file: Path, now: float | None = None) -> Restored:
    """Puts the copy in `file` in the place of the database at `url`. No server may be using it. Raises BackupFailed; the database is
    then as it was."""
    if _kind(file) != _backend(url):
        raise BackupFailed(f"{file} is no copy of a {_backend(url)} database that 'signpost backup' made.")
    gone = _deleted(url)
    if _backend(url) == POSTGRESQL:
        _load(url, file)
        return _put_right(Database(url), gone, now)
    target = _path(url)
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        _copy_sqlite(file, part)
        done = _put_right(Database(f"sqlite:///{part}"), gone, now)
        os.replace(part, target)
    except sa.exc.SQLAlchemyError as error:
        raise BackupFailed(
            f"{file} can't be put in place ({type(error).__name__}); the database is as it was."
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return done


def _put_right(database: Database, gone: list[Row] | None, now: float | None) -> Restored:
    """Deletes from what came back what was deleted since, and what is too old."""
    again = None if gone is None else database.run(lambda db: _delete_again(db, gone))
    learners.purge(database, retention.learning_days(), now)
    expired = purge(database, retention.days(), now)
    left = database.run(lambda db: db.execute(sa.select(sa.func.count()).select_from(conversations)).scalar())
    return Restored(int(left or 0), expired, again)


# -- what was deleted since ------------------------------------------------------------------------------------------


def _deleted(url: str) -> list[Row] | None:
    """What the database at `url` remembers of deletions: by a hash of the conversation's id, up to which version. None where there is no
    such database, it can't be read, or it remembers none."""
    if _backend(url) == SQLITE and not _path(url).exists():
        return None
    try:
        return Database(url).run(_remembered)
    except (sa.exc.SQLAlchemyError, OSError):
        return None


def _remembered(db: sa.engine.Connection) -> list[Row] | None:
    if not sa.inspect(db).has_table("deleted"):
        return None
    table = sa.Table("deleted", sa.MetaData(), autoload_with=db)
    return [dict(row) for row in db.execute(table.select()).mappings()]


def _delete_again(db: sa.engine.Connection, gone: list[Row]) -> int:
    """Deletes what is no newer than its deletion, learners' progress too, and goes on remembering that; gives the number of
    conversations."""
    upto = {row["id"]: row["version"] for row in gone}
    there = sa.Table("conversations", sa.MetaData(), autoload_with=db)
    old = [
        row["sender_id"]
        for row in db.execute(sa.select(there.c.sender_id, there.c.version)).mappings()
        if row["version"] <= upto.get(_hash(row["sender_id"]), -1)
    ]
    for sender_id in old:
        db.execute(there.delete().where(there.c.sender_id == sender_id))
    for sender_id in db.execute(sa.select(unanswered.c.sender_id).distinct()).scalars().all():
        if sender_id and _hash(sender_id) in upto:
            db.execute(unanswered.delete().where(unanswered.c.sender_id == sender_id))
    wished = {row["id"]: row["time"] for row in gone}
    progress = sa.Table("learners", sa.MetaData(), autoload_with=db)
    for key, updated in db.execute(sa.select(progress.c.key, progress.c.updated)).all():
        if updated <= wished.get(learners.mark_of(key), -1):
            db.execute(progress.delete().where(progress.c.key == key))
    table = sa.Table("deleted", sa.MetaData(), autoload_with=db)
    for row in gone:
        db.execute(table.delete().where(table.c.id == row["id"]))
        db.execute(table.insert().values(**row))
    return len(old)


def _hash(sender_id: str) -> str:
    return hashlib.sha256(sender_id.encode("utf-8", "surrogatepass")).hexdigest()


# -- the two kinds of database -----------------------------------------------------------------------------------------


def _backend(url: str) -> str:
    name = sa.engine.make_url(url).get_backend_name()
    known = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    if name not in known or (name == "sqlite" and not url.startswith("sqlite:///")):
        raise BackupFailed(
            "Only a SQLite file or a PostgreSQL database is copied here; use the tools of the one you have."
        )
    return known[name]


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _kind(file: Path) -> str | None:
    try:
        with file.open("rb") as copy:
            start = copy.read(16)
    except OSError as error:
        raise BackupFailed(f"{file} can't be read: {(error.strerror or 'no reason is given').lower()}.") from None
    return next((kind for sign, kind in _SIGNS.items() if start.startswith(sign)), None)


def _copy_sqlite(source: Path, into: Path) -> None:
    """By SQLite's online backup. The copy is checked, and holds no page that is free."""
    if not source.is_file():
        raise BackupFailed(f"There is no database at {source} yet.")
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAITS)) as one,
            closing(sqlite3.connect(into, isolation_level=None)) as other,
        ):
            one.backup(other)
            sound = other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = other.execute("SELECT 1 FROM sqlite_master WHERE name = 'conversations'").fetchone()
            other.execute("VACUUM")
    except sqlite3.Error as error:
        raise BackupFailed(f"The database in {source} can't be copied: {error}.") from None
    if not (sound and ours):
        raise BackupFailed(f"{source} is damaged, or is no database of Signpost's. Take an earlier copy.")


def _dump(url: str, into: Path) -> None:
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={into}")


def _load(url: str, file: Path) -> None:
    """In one transaction: a copy that fails half-way leaves the database as it was."""
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *how, str(file))


def _run(program: str, url: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs. The password goes by the environment: arguments are for everybody to see."""
    where = sa.engine.make_url(url)
    if shutil.which(program) is None:
        raise BackupFailed(
            f"{program} is not on this machine. Install PostgreSQL's client programs (postgresql-client)."
        )
    bare = where.set(drivername="postgresql", password=None).render_as_string()
    env = {**os.environ, **({"PGPASSWORD": str(where.password)} if where.password else {})}
    try:
        subprocess.run(
            [program, "--no-password", f"--dbname={bare}", *arguments],
            env=env, check=True, capture_output=True, text=True, timeout=_WITHIN,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BackupFailed(f"{program} took more than an hour and was ended.") from None
    except subprocess.CalledProcessError as error:
        said = next(iter(error.stderr.strip().splitlines()), "it gave no reason")
        raise BackupFailed(f"{program} failed: {said}") from None
