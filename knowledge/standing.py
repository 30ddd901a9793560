"""Where a learner stands, in rows that a chart and its table show: the tour, each chapter of the quiz, the practice cases."""

from dataclasses import dataclass

from knowledge import progress
from knowledge.lessons import LENGTHS, Length
from knowledge.pack import Pack
from knowledge.progress import Progress
from knowledge.quiz import Question


@dataclass(frozen=True)
class Row:
    """Of `of` things (`unit`: what they are called), how many are `known` and how many are to go `over`. A section is known once each of
    its questions that was asked was right at the last answer, without a hint; a case once each of its turns was."""

    title: str
    unit: str
    known: int
    over: int
    of: int

    @property
    def to_come(self) -> int:
        """How many were not met yet."""
        return self.of - self.known - self.over


def rows(done: Progress, role: str | None, length: Length | None, pack: Pack) -> list[Row]:
    """Every row that the pack has something for. `role`: whose lessons and cases they are, None for any; `length`: of the tour, the
    shortest if none was chosen."""
    return [*_tour(done, role, length or LENGTHS[0], pack), *_chapters(done, pack), *_cases(done, role, pack)]


def _tour(done: Progress, role: str | None, length: Length, pack: Pack) -> list[Row]:
    lessons = pack.lessons.tour(role, length) if pack.lessons else []
    known = sum(one.id in done.lessons for one in lessons)
    return [Row("The tour", "lessons", known, 0, len(lessons))] if lessons else []


def _chapters(done: Progress, pack: Pack) -> list[Row]:
    sections: dict[str, list[Question]] = {}
    for question in pack.quiz.values():
        sections.setdefault(question.section, []).append(question)
    chapters: dict[str, list[tuple[bool, bool]]] = {}
    for section, questions in sections.items():
        asked = [done.cards[one.id].outcome == "right" for one in questions if one.id in done.cards]
        chapters.setdefault(progress.chapter_of(section, pack), []).append((bool(asked), all(asked)))
    return [
        Row(
            progress.chapter_title(chapter),
            "sections",
            sum(asked and right for asked, right in chapters[chapter]),
            sum(asked and not right for asked, right in chapters[chapter]),
            len(chapters[chapter]),
        )
        for chapter in progress.in_order(chapters)
    ]


def _cases(done: Progress, role: str | None, pack: Pack) -> list[Row]:
    cases = [one for one in pack.practice.values() if one.matters_to(role) or one.id in done.cases]
    gone_through = [done.cases[one.id] for one in cases if one.id in done.cases]
    known = sum(one.right == one.of for one in gone_through)
    return [Row("Practice", "cases", known, len(gone_through) - known, len(cases))] if cases else []
