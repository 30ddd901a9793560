"""What people asked that had no answer: a count by kind and section, for whoever looks after the pack.

Nothing of it says who asked. A partnership that sets SIGNPOST_KEEP_QUESTIONS=1 also keeps the masked words of those
questions, for as long as conversations are kept; by default no word is.
"""

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot import settings
from bot.database import DAY, Database, unanswered

if TYPE_CHECKING:
    from rasa.shared.core.events import Event

KINDS = {
    "not_covered": "not in the handbook",
    "elsewhere": "another area's arrangements",
    "unsure": "several sections could be meant",
    "not_helpful": "answered, and it did not help",
    "not_understood": "nothing was understood",
}


def keeps_words() -> bool:
    """Has the partnership switched on that masked words of unanswered questions are kept?"""
    return settings.current().keep_questions


def of_turn(events: "list[Event]", sender_id: str) -> list[dict[str, Any]]:
    """What the last turn of a conversation left unanswered, as rows. The replies themselves say so (`Reply.gap`)."""
    rows: list[dict[str, Any]] = []
    for event in reversed(events):
        if event.type_name == "user":
            words = {"words": event.text, "sender_id": sender_id} if keeps_words() else {}
            return [{**row, **(words if row["kind"] != "not_helpful" else {})} for row in rows]
        gap = ((event.data or {}).get("custom") or {}).get("gap") if event.type_name == "bot" else None
        if isinstance(gap, dict) and gap.get("kind") in KINDS:
            rows.append(note(gap["kind"], gap.get("section")))
    return []


def note(kind: str, section: str | None = None, now: float | None = None) -> dict[str, Any]:
    """One row without words."""
    day = int((time.time() if now is None else now) // DAY)
    return {"day": day, "kind": kind, "section": section, "words": None, "sender_id": None}


def write(db: sa.engine.Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        db.execute(unanswered.insert().values(**row))


def delete(db: sa.engine.Connection, sender_id: str) -> None:
    """Removes the words kept of one conversation; the bare count stays, and leads to nobody."""
    mine = unanswered.c.sender_id == sender_id
    db.execute(unanswered.update().where(mine).values(words=None, sender_id=None))


def report(database: Database | None, titles: dict[str, str]) -> dict[str, Any]:
    """The counts, most first: `{"days", "total", "kinds", "sections", "questions"}`. `titles` are the pack's sections'.
    `questions` are masked words, where they are kept."""
    newest_first = sa.select(unanswered).order_by(unanswered.c.id.desc())
    rows = database.run(lambda db: db.execute(newest_first).all()) if database else []
    kinds = Counter(row.kind for row in rows)
    sections = Counter(row.section for row in rows if row.section)
    return {
        "days": 0 if not rows else int(time.time() // DAY) - min(row.day for row in rows) + 1,
        "total": len(rows),
        "kinds": [{"kind": k, "means": KINDS.get(k, k), "count": n} for k, n in kinds.most_common()],
        "sections": [{"section": s, "title": titles.get(s), "count": n} for s, n in sections.most_common()],
        "questions": [
            {"kind": row.kind, "section": row.section, "words": row.words} for row in rows if row.words is not None
        ],
    }
