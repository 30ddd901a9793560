"""The learning record for a supervisor, as text, JSON and CSV: what was covered, when, how it went, and what to go over. It says
what it is. No words, no facts of any real case, nobody's name."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

from knowledge import progress
from knowledge.pack import Pack
from knowledge.progress import Progress

WHAT_IT_IS = (
    "Practice with Signpost, an automated assistant. It is not accredited training, and no proof of competence."
)
COLUMNS = ("kind", "id", "section", "title", "day", "outcome")
_SHOWN = 5  # sections to go over that the text names


def record(done: Progress, role: str | None, pack: Pack, now: datetime) -> dict[str, Any]:
    """The record as plain JSON. What the pack no longer has is left out."""
    lessons = {one.id: one for one in pack.lessons.lessons} if pack.lessons else {}
    roles = {one.id: one.name for one in pack.lessons.roles} if pack.lessons else {}
    cases = {id: one for id, one in done.cases.items() if id in pack.practice}
    return {
        "what": WHAT_IT_IS,
        "made": f"{now:%Y-%m-%d}",
        "role": roles.get(role or ""),
        "lessons": [
            {"id": id, "section": lessons[id].section, "title": lessons[id].title, "day": day}
            for id, day in done.lessons.items()
            if id in lessons
        ],
        "chapters": [
            {"chapter": mark.id, "title": mark.title, "right": mark.right, "seen": mark.seen, "questions": mark.of}
            for mark in progress.by_chapter(done, pack)
        ],
        "questions": [
            {
                "id": id,
                "section": pack.quiz[id].section,
                "day": f"{datetime.fromtimestamp(card.last, UTC):%Y-%m-%d}",
                "outcome": card.outcome,
                "times": card.times,
            }
            for id, card in done.cards.items()
            if id in pack.quiz
        ],
        "cases": [
            {"id": id, "title": pack.practice[id].title, "day": one.day, "right": one.right, "of": one.of}
            for id, one in cases.items()
        ],
        "to_go_over": [{"section": mark.id, "title": mark.title} for mark in progress.to_go_over(done, pack)],
        "courses": pack.cite(pack.lessons.closing_section) if pack.lessons else None,
        "pack": {
            "name": pack.info.name,
            "edition": pack.info.edition,
            "review_date": f"{pack.info.review_date:%Y-%m-%d}",
        },
    }


def as_text(made: dict[str, Any]) -> str:
    """The record to copy or print."""
    lessons = [f"- {one['title']} ({_day(one['day'])})" for one in made["lessons"]]
    cases = [
        f"- {one['title']}: {one['right']} of {one['of']} as the handbook has it ({_day(one['day'])})"
        for one in made["cases"]
    ]
    over = [f"{one['section']} {one['title']}" for one in made["to_go_over"]]
    more = f"; and {len(over) - _SHOWN} more" if len(over) > _SHOWN else ""
    pack = made["pack"]
    lines = [
        f"Learning record, {_day(made['made'])}",
        made["what"],
        *([f"Role: {made['role']}"] if made["role"] else []),
        *([f"Lessons ({len(lessons)}):", *lessons] if lessons else ["Lessons: none yet"]),
        *(["Quiz, by the last answer to each question:", *chapters(made)] if made["questions"] else ["Quiz: none yet"]),
        *([f"Practice cases ({len(cases)}):", *cases] if cases else ["Practice cases: none yet"]),
        f"To go over: {'; '.join(over[:_SHOWN])}{more}" if over else "To go over: nothing at present",
        *([f"Courses: {made['courses']}"] if made["courses"] else []),
        f"Pack: {pack['name']}, {pack['edition']} (review by {_day(pack['review_date'])})",
    ]
    return "\n".join(lines)


def chapters(made: dict[str, Any]) -> list[str]:
    """A line for each chapter that was looked into."""
    return [
        f"- {one['title']}: {one['right']} of {one['seen']} right ({one['questions']} questions in all)"
        for one in made["chapters"]
        if one["seen"]
    ]


def as_csv(made: dict[str, Any]) -> str:
    """One row for each lesson, question and case. The first row under the heads says what it is."""
    written = io.StringIO()
    rows = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerow({"kind": "note", "title": made["what"], "day": made["made"]})
    for one in made["lessons"]:
        rows.writerow({"kind": "lesson", "outcome": "done", **one})
    for one in made["questions"]:
        rows.writerow({"kind": "question", **{name: value for name, value in one.items() if name in COLUMNS}})
    for one in made["cases"]:
        outcome = f"{one['right']} of {one['of']}"
        rows.writerow({"kind": "case", "id": one["id"], "title": one["title"], "day": one["day"], "outcome": outcome})
    return written.getvalue()


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}"
