"""How far a learner is: which questions were answered and how, which lessons and cases are done. No words, no facts of a case.

When a question comes back is the scheduler's (FSRS, with neither learning steps nor chance): wrong brings it back soon, right
after a hint a little later, right rests it for growing intervals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from fsrs import Card as Schedule
from fsrs import Rating, Scheduler, State

from knowledge.pack import Pack
from knowledge.quiz import Question

Outcome = Literal["right", "helped", "wrong"]
_RATINGS = {"wrong": Rating.Again, "helped": Rating.Hard, "right": Rating.Good}
_LONGEST = 180  # days until a question comes back
BROAD = 2  # questions of each chapter before the weakest comes first


@dataclass
class Card:
    """What is kept of one question. Times are seconds since 1970; `right`: how often it was right without help."""

    stability: float
    difficulty: float
    due: int
    last: int
    outcome: Outcome
    times: int = 1
    right: int = 0


@dataclass
class CaseDone:
    """A practice case that was gone through: on which day, and how many of its turns were right."""

    day: str
    right: int
    of: int


@dataclass
class Progress:
    cards: dict[str, Card] = field(default_factory=dict)
    lessons: dict[str, str] = field(default_factory=dict)  # by lesson, the day on which it was done
    cases: dict[str, CaseDone] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Progress":
        """The same back from `as_json`."""
        return cls(
            {id: Card(**card) for id, card in (given.get("cards") or {}).items()},
            dict(given.get("lessons") or {}),
            {id: CaseDone(**case) for id, case in (given.get("cases") or {}).items()},
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def begun(self) -> bool:
        """Is there anything in it?"""
        return bool(self.cards or self.lessons or self.cases)

    def joined(self, other: "Progress") -> "Progress":
        """Both together; of what is in both, the later."""
        cards = dict(self.cards)
        for id, card in other.cards.items():
            if id not in cards or card.last > cards[id].last:
                cards[id] = card
        cases = {id: max((p.cases[id] for p in (self, other) if id in p.cases), key=lambda c: c.day)
                 for id in {**self.cases, **other.cases}}  # fmt: skip
        return Progress(cards, {**self.lessons, **other.lessons}, cases)


def review(progress: Progress, question_id: str, outcome: Outcome, now: datetime) -> Card:
    """Notes an answer, and when the question comes back. `now` has a time zone."""
    known = progress.cards.get(question_id)
    schedule = _schedule(known) if known else Schedule(card_id=1, due=now)
    after, _ = _scheduler().review_card(schedule, _RATINGS[outcome], now.astimezone(UTC))
    assert after.stability is not None and after.difficulty is not None
    card = Card(
        round(after.stability, 3),
        round(after.difficulty, 2),
        int(after.due.timestamp()),
        int(now.timestamp()),
        outcome,
        (known.times if known else 0) + 1,
        (known.right if known else 0) + (outcome == "right"),
    )
    progress.cards[question_id] = card
    return card


def next_question(
    progress: Progress,
    questions: Iterable[Question],
    now: datetime,
    pack: Pack,
    role: str | None = None,
    sections: Iterable[str] | None = None,
    asked: Iterable[str] = (),
) -> Question | None:
    """Which question comes next, or None where none is left. First what was not right and is due again, what is weakest held
    first. Then what was right and is due, and new ones, in turn: of those two from each chapter before the weakest chapter is
    gone into, so that what is known rests. `sections` narrows it down, and then also what is not due comes, last. `asked`: this
    round's, which do not come twice."""
    within, over = None if sections is None else set(sections), list(asked)
    fitting = [
        q for q in questions if q.id not in over and q.matters_to(role) and (within is None or q.section in within)
    ]
    due = [q for q in fitting if (card := progress.cards.get(q.id)) and card.due <= now.timestamp()]
    fresh = [q for q in fitting if q.id not in progress.cards]
    resting = [q for q in fitting if q.id in progress.cards] if within is not None else []

    def weakest(some: list[Question]) -> Question:
        return min(some, key=lambda q: (_held(progress.cards[q.id], now), q.id))

    if missed := [q for q in due if progress.cards[q.id].outcome != "right"]:
        return weakest(missed)
    repeated = sum(id in progress.cards and progress.cards[id].times > 1 for id in over)
    if due and not (fresh and 2 * repeated > len(over)):
        return weakest(due)
    if fresh:
        return _freshest(progress, fresh, pack, over[-1:])
    return weakest(due or resting) if due or resting else None


def _freshest(progress: Progress, fresh: list[Question], pack: Pack, last: list[str]) -> Question:
    """The new question to ask: of the chapter that was looked at least, then of the weakest; there of the section that was
    looked at least; what is for one role before what is for all; not twice from one section."""
    answered = {q.id: q for q in pack.quiz.values() if q.id in progress.cards}
    by_chapter: dict[str, list[Card]] = {}
    by_section: dict[str, int] = {}
    for id, question in answered.items():
        by_chapter.setdefault(chapter_of(question.section, pack), []).append(progress.cards[id])
        by_section[question.section] = by_section.get(question.section, 0) + 1
    just = {answered[id].section for id in last if id in answered}

    def order(question: Question) -> tuple[object, ...]:
        cards = by_chapter.get(chapter_of(question.section, pack), [])
        return (
            question.section in just,
            min(len(cards), BROAD),
            _strength(cards),
            by_section.get(question.section, 0),
            not question.roles,
            *_numbers(question.section),
            question.id,
        )

    return min(fresh, key=order)


def _strength(cards: list[Card]) -> float:
    """How well a chapter is known, 0 to 1, by the last answers; half of the way where there are none."""
    marks = {"right": 1.0, "helped": 0.5, "wrong": 0.0}
    return (sum(marks[card.outcome] for card in cards) + 1) / (len(cards) + 2)


@dataclass(frozen=True)
class Mark:
    """How one chapter or section went: `seen` of `of` questions, `right` of those at the last answer."""

    id: str
    title: str
    seen: int
    right: int
    of: int


def by_chapter(progress: Progress, pack: Pack) -> list[Mark]:
    """Each chapter that has questions, in order."""
    found: dict[str, list[Question]] = {}
    for question in pack.quiz.values():
        found.setdefault(chapter_of(question.section, pack), []).append(question)
    return [_mark(one, chapter_title(one), found[one], progress) for one in in_order(found)]


def to_go_over(progress: Progress, pack: Pack) -> list[Mark]:
    """The sections with a last answer that was not right, the weakest first."""
    found: dict[str, list[Question]] = {}
    for question in pack.quiz.values():
        if question.id in progress.cards:
            found.setdefault(question.section, []).append(question)
    marks = [_mark(one, pack.sections[one].title, asked, progress) for one, asked in found.items()]
    return sorted((m for m in marks if m.right < m.seen), key=lambda m: (m.right - m.seen, _numbers(m.id)))


def _mark(id: str, title: str, questions: list[Question], progress: Progress) -> Mark:
    cards = [progress.cards[q.id] for q in questions if q.id in progress.cards]
    return Mark(id, title, len(cards), sum(card.outcome == "right" for card in cards), len(questions))


def chapter_of(section: str, pack: Pack) -> str:
    """`2` of 2.11, `appendix`, `briefings`."""
    return str(pack.sections[section].front.chapter) if section in pack.sections else section.partition(".")[0]


def in_order(chapters: Iterable[str]) -> list[str]:
    """Chapters as the handbook has them: the numbers, then what has none."""
    return sorted(chapters, key=lambda one: (not one.isdigit(), one))


def chapter_title(chapter: str) -> str:
    return f"Chapter {chapter}" if chapter.isdigit() else chapter.capitalize()


def due_again(progress: Progress, now: datetime) -> int:
    """How many questions are due."""
    return sum(card.due <= now.timestamp() for card in progress.cards.values())


def _numbers(section: str) -> tuple[int, int, str]:
    chapter, _, number = section.partition(".")
    return (int(chapter), int(number), "") if chapter.isdigit() and number.isdigit() else (99, 0, section)


def _held(card: Card, now: datetime) -> float:
    """How likely it is still known, 0 to 1."""
    return float(_scheduler().get_card_retrievability(_schedule(card), now.astimezone(UTC)))


def _schedule(card: Card) -> Schedule:
    return Schedule(
        card_id=1,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=datetime.fromtimestamp(card.due, UTC),
        last_review=datetime.fromtimestamp(card.last, UTC),
    )


@cache
def _scheduler() -> Scheduler:
    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=_LONGEST, enable_fuzzing=False)
