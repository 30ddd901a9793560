"""The database: its tables, and how it is opened so that what is deleted is gone.

A SQLite file serves one process. A PostgreSQL server serves any number of instances: what only one of them may do at a time is
done under an advisory lock. Tables are made and changed by the migrations (bot/migrations).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from bot import migrations

DAY = 86_400
SENT_AGAIN_WITHIN = 1  # day, many times as long as any platform goes on sending again
RETENTION, MIGRATION, EVENTS = 1, 2, 3  # what one instance does at a time
_WAITS = 2.0  # seconds for another connection's lock, well below a turn's time
_CHORES = 20_261  # the first key of those locks; turns (bot/locks.py) have keys of another kind
_SETTINGS = {"statement_timeout": 10_000, "lock_timeout": int(_WAITS * 1_000)}  # milliseconds

T = TypeVar("T")
tables = sa.MetaData()
conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated", sa.Float, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)
# That a conversation was deleted, for whoever read it before and writes it after: a row of it that is not newer counts as none. And
# that a learner's progress was (bot/learners.py).
deleted = sa.Table(
    "deleted",
    tables,
    sa.Column("id", sa.String(64), primary_key=True),  # a hash of the conversation's, which is not kept
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False),  # and nobody may go on with it
    sa.Column("time", sa.Float, nullable=False, index=True),
)
# What is counted for `signpost insights`, a row each.
noted = sa.Table(
    "noted",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("day", sa.Integer, nullable=False, index=True),  # since 1970: the hour would help to tell who asked
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("about", sa.String(128)),  # a section, a flow, a danger, or a guide's question
)
# Questions without an answer whose masked words are kept: only where the partnership keeps them.
unanswered = sa.Table(
    "unanswered",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("day", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("section", sa.String(32)),
    sa.Column("words", sa.Text),
    sa.Column("sender_id", sa.String(255), index=True),  # so that deleting the conversation reaches them
)
feedback = sa.Table(
    "feedback",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("day", sa.Integer, nullable=False, index=True),
    sa.Column("section", sa.String(32), nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String(32)),  # one of a fixed few, never words
    sa.Column("channel", sa.String(16)),
)
deliveries = sa.Table(
    "deliveries",
    tables,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),  # made of the platform's own, which is not kept
    sa.Column("done", sa.Boolean, nullable=False),  # or claimed, and being worked on
    sa.Column("time", sa.Float, nullable=False, index=True),
)
# Events for partners, until RabbitMQ has them (bot/outbox.py).
outbox = sa.Table(
    "outbox",
    tables,
    sa.Column("id", sa.String(32), primary_key=True),  # made by chance, so that their order tells nothing
    sa.Column("day", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("about", sa.String(128), nullable=False),  # a guide, a danger or a section
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
)
learners = sa.Table(
    "learners",
    tables,
    sa.Column(
        "key", sa.String(64), primary_key=True
    ),  # a hash of a code that the learner alone keeps, or a keyed one of an account
    sa.Column("kept", sa.Text, nullable=False),  # ids of questions, lessons and cases, and how they went
    sa.Column("updated", sa.Float, nullable=False, index=True),
)


def is_postgresql(url: str) -> bool:
    return str(sa.engine.make_url(url).get_backend_name()) == "postgresql"


def postgresql(url: str, settings: Mapping[str, int], **options: Any) -> sa.engine.Engine:
    """Connections to a PostgreSQL server, with its `settings` for each; one that broke is replaced before it is used."""
    given = " ".join(f"-c {name}={value}" for name, value in settings.items())
    how = {"connect_timeout": 3, "fallback_application_name": "signpost", "options": given}
    return sa.create_engine(url, future=True, pool_pre_ping=True, connect_args=how, **options)


class Database:
    """An address that SQLAlchemy knows. Tables, and a SQLite file's folder, are made where they are missing."""

    def __init__(self, url: str):
        """Raises SQLAlchemyError or OSError if it can't be used."""
        self.shared = is_postgresql(url)  # by several instances, perhaps
        self._file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
        if self.shared:
            self._engine = postgresql(url, _SETTINGS, pool_size=5, max_overflow=5)
        else:
            sqlite = url.startswith("sqlite")
            patience = {"timeout": _WAITS, "check_same_thread": False} if sqlite else {}
            self._engine = sa.create_engine(url, future=True, connect_args=patience)
            if sqlite:
                sa.event.listen(self._engine, "connect", _forget_for_good)
        self._make()

    def run(self, work: Callable[[sa.engine.Connection], T]) -> T:
        """`work` in one transaction. Once more from the start if the tables were not there: the file was taken away."""
        try:
            with self._engine.begin() as db:
                return work(db)
        except sa.exc.OperationalError as error:
            if not any(sign in str(error.orig) for sign in ("no such table", "unable to open")):
                raise
        self._make()
        with self._engine.begin() as db:
            return work(db)

    @contextmanager
    def alone(self, chore: int) -> Iterator[bool]:
        """True if no other instance is at this chore: none begins it until this block ends."""
        if not self.shared:
            yield True
            return
        with self._engine.connect() as db:  # the lock is the connection's: what dies lets go of it
            yield bool(db.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_CHORES, chore))).scalar())

    def _make(self) -> None:
        if self._file:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise sa.exc.OperationalError("mkdir", None, error) from error
        with self._engine.begin() as db:
            if migrations.done(db):
                return
        with self._engine.begin() as db:  # one instance makes them, and whoever waited finds them made
            if self.shared:
                without_hurry(db)
                db.exec_driver_sql("set local lock_timeout = 0")
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHORES, MIGRATION)))
            elif self._file:
                db.exec_driver_sql("begin immediate")
            migrations.upgrade(db)


def without_hurry(db: sa.engine.Connection) -> None:
    """Lets a PostgreSQL server take as long as it needs for what this transaction asks."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("set local statement_timeout = 0")


def purge(database: Database, days: float, now: float | None = None) -> int:
    """Removes the conversations that nobody has gone on with for `days`, and what was noted before; gives the
    conversations' number."""
    now = time.time() if now is None else now
    oldest = now - days * DAY

    def work(db: sa.engine.Connection) -> int:
        without_hurry(db)
        for table in (noted, unanswered, feedback, outbox):
            db.execute(table.delete().where(((table.c.day + 1) * DAY <= oldest) | (days == 0)))  # of today, too
        db.execute(deliveries.delete().where(deliveries.c.time < now - min(days, SENT_AGAIN_WITHIN) * DAY))
        db.execute(deleted.delete().where(deleted.c.time < now - max(days, SENT_AGAIN_WITHIN) * DAY))
        # A row from the future was written while the clock was wrong: its days count from now.
        db.execute(conversations.update().where(conversations.c.updated > now + DAY).values(updated=now))
        return int(db.execute(conversations.delete().where(conversations.c.updated < oldest)).rowcount)

    return database.run(work)


def _forget_for_good(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten in the file


def reason(error: Exception) -> str:
    """Why, in the database's own words and without the statement and its values."""
    return str(getattr(error, "orig", None) or type(error).__name__)
