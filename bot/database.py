"""The database: its tables, and how it is opened so that what is deleted is gone."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

DAY = 86_400
SENT_AGAIN_WITHIN = 1  # day, many times as long as any platform goes on sending again
_WAITS = 2.0  # seconds for another connection's lock, well below a turn's time

T = TypeVar("T")
tables = sa.MetaData()
conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated", sa.Float, nullable=False, index=True),
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
learners = sa.Table(
    "learners",
    tables,
    sa.Column("key", sa.String(64), primary_key=True),  # a hash of a code that the learner alone keeps
    sa.Column("kept", sa.Text, nullable=False),  # ids of questions, lessons and cases, and how they went
    sa.Column("updated", sa.Float, nullable=False, index=True),
)


class Database:
    """An address that SQLAlchemy knows. Tables, and a SQLite file's folder, are made where they are missing."""

    def __init__(self, url: str):
        """Raises SQLAlchemyError or OSError if it can't be used."""
        sqlite = url.startswith("sqlite")
        self._file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
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

    def _make(self) -> None:
        if self._file:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise sa.exc.OperationalError("mkdir", None, error) from error
        tables.create_all(self._engine)


def purge(database: Database, days: float, now: float | None = None) -> int:
    """Removes the conversations that nobody has gone on with for `days`, and what was noted before; gives the
    conversations' number."""
    now = time.time() if now is None else now
    oldest = now - days * DAY

    def work(db: sa.engine.Connection) -> int:
        for table in (noted, unanswered, feedback):
            db.execute(table.delete().where(((table.c.day + 1) * DAY <= oldest) | (days == 0)))  # of today, too
        db.execute(deliveries.delete().where(deliveries.c.time < now - min(days, SENT_AGAIN_WITHIN) * DAY))
        # A row from the future was written while the clock was wrong: its days count from now.
        db.execute(conversations.update().where(conversations.c.updated > now + DAY).values(updated=now))
        return int(db.execute(conversations.delete().where(conversations.c.updated < oldest)).rowcount)

    return database.run(work)


def _forget_for_good(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten in the file


def reason(error: Exception) -> str:
    """Why, in the database's own words and without the statement and its values."""
    return str(getattr(error, "orig", None) or type(error).__name__)
