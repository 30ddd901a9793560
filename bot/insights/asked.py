"""Kept questions, where the partnership has switched that on: what many ask alike, and one of them as an evaluation case."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from bot.database import Database, unanswered
from bot.insights import noting
from bot.insights.protect import LEAST
from knowledge.vectors import Encodes

ALIKE = 0.6  # cosine of two questions' embeddings from which they ask the same
_BANDS = (50, 20, 10, LEAST)
_SHOWN = 3  # questions of a cluster


class NoSuchQuestion(LookupError):
    """A number that no kept question has; the message says where the numbers are."""


@dataclass(frozen=True)
class Asked:
    """One kept question. `number` is the row's."""

    number: int
    kind: str
    section: str | None
    words: str


def kept(database: Database | None) -> list[Asked]:
    """The kept questions, newest first; none unless the switch is on, even where older ones are still there."""
    if database is None or not noting.keeps_words():
        return []
    there = sa.select(unanswered).where(unanswered.c.words.is_not(None)).order_by(unanswered.c.id.desc())
    return [Asked(r.id, r.kind, r.section, r.words) for r in database.run(lambda db: db.execute(there).all())]


def clusters(questions: list[Asked], encoder: Encodes) -> list[dict[str, Any]]:
    """What at least five asked alike, most first: `{"at_least", "kinds", "sections", "questions"}`. How many is told by bands, so
    that the rest can't be worked out."""
    found = [group for group in _groups(questions, encoder) if len(group) >= LEAST]
    return [
        {
            "at_least": next(band for band in _BANDS if len(group) >= band),
            "kinds": sorted({one.kind for one in group}),
            "sections": sorted({one.section for one in group if one.section}),
            "questions": list(dict.fromkeys(one.words for one in group))[:_SHOWN],
        }
        for group in sorted(found, key=len, reverse=True)
    ]


def grouped(questions: list[Asked], encoder: Encodes) -> list[list[Asked]]:
    """Every question with those that ask the same, the largest group first."""
    return sorted(_groups(questions, encoder), key=len, reverse=True)


def _groups(questions: list[Asked], encoder: Encodes) -> list[list[Asked]]:
    """Each question goes to the first group whose own first question it is near to."""
    if not questions:
        return []
    vectors = np.asarray(encoder.encode([one.words for one in questions]))
    firsts: list[int] = []
    groups: list[list[Asked]] = []
    for i, one in enumerate(questions):
        near = vectors[firsts] @ vectors[i] if firsts else np.zeros(0)
        if len(near) and near.max() >= ALIKE:
            groups[int(near.argmax())].append(one)
        else:
            firsts.append(i)
            groups.append([one])
    return groups


def case(database: Database | None, number: int, message: bool) -> dict[str, Any]:
    """A kept question as a line for `tests/evaluation`, its labels None: to be filled in by a person. `message`: as a first message,
    else as a question to the handbook. Raises NoSuchQuestion."""
    one = next((one for one in kept(database) if one.number == number), None)
    if one is None:
        raise NoSuchQuestion(f"No kept question has the number {number}. 'signpost insights questions' lists them.")
    if message:
        return {"text": one.words, "voice": None, "flow": None, "danger": None}
    return {"q": one.words, "id": None}


def add(line: dict[str, Any], file: Path) -> None:
    """Appends a case to a file of cases. Raises ValueError if it is there already."""
    told = json.dumps(line, ensure_ascii=False)
    words = line.get("text") or line.get("q")
    there = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    if any(words in (one.get("text"), one.get("q")) for one in map(json.loads, filter(str.strip, there))):
        raise ValueError(f"{file} has this question already.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{told}\n")
