"""A learner's record as statements of the Experience API (xAPI 1.0.3), for a learning record store: what was done, when, and how it went.

The field names and what each must be are of the specification's part two, https://github.com/adlnet/xAPI-Spec (2.4). Of a lesson and a
case the day alone is known: its first second stands for it.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from knowledge.learning_record import WHAT_IT_IS
from knowledge.pack import Pack
from knowledge.progress import Progress

_ADL = "http://adlnet.gov/expapi"
_LANGUAGE = "en-GB"
Statement = dict[str, Any]


def statements(done: Progress, pack: Pack, actor: str, home: str, now: datetime) -> list[Statement]:
    """A statement for each lesson, each question's last answer and each case, the earliest first. What the pack no longer has is left out.

    `actor` is an opaque name that says nothing of who it is; `home` is the address at which people reach Signpost: the accounts' home, and
    what the ids of activities begin with. `now` has a time zone: no statement is of later.
    """
    of = _Statements(pack, actor, home.rstrip("/"), now)
    made = [*of.lessons(done), *of.questions(done), *of.cases(done)]
    return sorted(made, key=lambda one: (one["timestamp"], one["id"]))


class _Statements:
    """What all statements of a record share."""

    def __init__(self, pack: Pack, actor: str, home: str, now: datetime):
        self._pack, self._home, self._now = pack, home, now
        self._actor = {"objectType": "Agent", "account": {"homePage": f"{home}/", "name": actor}}

    def lessons(self, done: Progress) -> Iterator[Statement]:
        lessons = {one.id: one for one in self._pack.lessons.lessons} if self._pack.lessons else {}
        for lesson, day in ((lessons[id], day) for id, day in done.lessons.items() if id in lessons):
            activity = self._activity("tour", lesson.id, lesson.title, "lesson")
            yield self._statement("completed", activity, {"completion": True}, _day(day), ("tour", lesson.section))

    def questions(self, done: Progress) -> Iterator[Statement]:
        for id, card in done.cards.items():
            if (question := self._pack.quiz.get(id)) is None:
                continue
            known = {"times": card.times, "hint": card.outcome == "helped"}
            result = {
                "success": card.outcome != "wrong",
                "extensions": {f"{self._home}/xapi/{name}": value for name, value in known.items()},
            }
            activity = self._activity("quiz", id, question.ask, "question")
            at = datetime.fromtimestamp(card.last, UTC)
            yield self._statement("answered", activity, result, at, ("quiz", question.section))

    def cases(self, done: Progress) -> Iterator[Statement]:
        for id, gone_through in done.cases.items():
            if (case := self._pack.practice.get(id)) is None or gone_through.of < 1:
                continue
            right, of = gone_through.right, gone_through.of
            score = {"scaled": round(right / of, 4), "raw": right, "min": 0, "max": of}
            result = {"score": score, "success": right == of, "completion": True}
            activity = self._activity("practice", id, case.title, "simulation")
            sections = case.sections[:1]
            yield self._statement("completed", activity, result, _day(gone_through.day), ("practice", *sections))

    def _statement(
        self, verb: str, activity: Statement, result: Statement, at: datetime, within: tuple[str, ...]
    ) -> Statement:
        """`within`: the tour, the quiz or the practice cases, and the section that it is about."""
        when = min(at, self._now).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        names = {"tour": "The tour", "quiz": "The quiz", "practice": "Practice cases"}
        whole = self._activity(within[0], "", names[within[0]], "module", WHAT_IT_IS)
        about = [self._section(one) for one in within[1:] if one in self._pack.sections]
        # The same experience has the same id in each export, so that a store which has it does not take it twice.
        told = json.dumps([self._actor, verb, activity["id"], when, result], sort_keys=True)
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, told)),
            "actor": self._actor,
            "verb": {"id": f"{_ADL}/verbs/{verb}", "display": {_LANGUAGE: verb}},
            "object": activity,
            "result": result,
            "context": {
                "contextActivities": {"parent": [whole], **({"grouping": about} if about else {})},
                "revision": self._pack.info.edition,
                "platform": "Signpost",
                "language": _LANGUAGE,
            },
            "timestamp": when,
        }

    def _activity(self, of: str, id: str, name: str, kind: str, description: str = "") -> Statement:
        definition = {"name": {_LANGUAGE: name}, "type": f"{_ADL}/activities/{kind}"}
        if description:
            definition["description"] = {_LANGUAGE: description}
        path = "/".join(part for part in ("xapi", self._pack.info.id, of, id) if part)
        return {"objectType": "Activity", "id": f"{self._home}/{path}", "definition": definition}

    def _section(self, id: str) -> Statement:
        """The page on which the section is read."""
        page, cited = f"{self._home}/handbook/{id}", self._pack.cite(id)
        definition = {"name": {_LANGUAGE: self._pack.sections[id].title}, "description": {_LANGUAGE: cited}}
        return {"objectType": "Activity", "id": page, "definition": {**definition, "moreInfo": page}}


def _day(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time(tzinfo=UTC))
