"""Whether an answer helped: a count by day, section and fixed reason, with nothing of who said so or of what was said."""

import time

import sqlalchemy as sa

from bot import outbox
from bot.database import DAY, Database, feedback

REASONS = {
    "not-answered": "it did not answer the question",
    "hard-to-follow": "it was hard to follow",
    "seems-wrong": "it seems wrong or out of date",
    "something-else": "something else",
}


def note(
    database: Database, section: str, helpful: bool, reason: str | None = None, channel: str | None = None
) -> None:
    """Counts one opinion of an answer from `section`. `reason` is one of REASONS, for an answer that did not help.

    Raises ValueError for any other reason: no free words are kept.
    """
    if reason is not None and (helpful or reason not in REASONS):
        raise ValueError("That is not a reason that can be given.")
    row = {"day": int(time.time() // DAY), "section": section, "helpful": helpful, "reason": reason, "channel": channel}
    events = outbox.of_opinion(section, helpful, channel)

    def work(db: sa.engine.Connection) -> None:
        db.execute(feedback.insert().values(**row))
        outbox.write(db, events)

    database.run(work)


def explain(database: Database, section: str, reason: str, channel: str | None = None) -> None:
    """Gives a reason to an opinion that was counted without one, for a place that asks why afterwards. They lead to nobody, so any of
    the section's is as good as the other; where none is left, it is an opinion of its own."""
    if reason not in REASONS:
        raise ValueError("That is not a reason that can be given.")

    def work(db: sa.engine.Connection) -> bool:
        unexplained = sa.and_(feedback.c.section == section, ~feedback.c.helpful, feedback.c.reason.is_(None))
        latest = db.execute(sa.select(sa.func.max(feedback.c.id)).where(unexplained)).scalar()
        return bool(db.execute(feedback.update().where(feedback.c.id == latest).values(reason=reason)).rowcount)

    if not database.run(work):
        note(database, section, False, reason, channel)
