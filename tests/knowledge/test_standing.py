"""Where a learner stands: what is known, what is to go over, what is to come, in rows."""

from dataclasses import replace
from datetime import UTC, datetime

from knowledge import standing
from knowledge.pack import Pack
from knowledge.progress import CaseDone, Progress, review
from knowledge.quiz import Question

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def with_questions(pack: Pack, *questions: tuple[str, str]) -> Pack:
    """The pack with these questions alone, each with its section."""
    made = [
        Question.model_validate({"id": id, "section": section, "kind": "one", "ask": "Which?", "choices": []})
        for id, section in questions
    ]
    return replace(pack, quiz={one.id: one for one in made})


def row(pack: Pack, done: Progress, title: str) -> standing.Row:
    return next(one for one in standing.rows(done, None, None, pack) if one.title == title)


def test_a_section_is_known_once_all_that_was_asked_of_it_was_right(pack: Pack) -> None:
    pack = with_questions(pack, ("one", "2.1"), ("two", "2.1"), ("three", "2.2"), ("four", "2.3"), ("five", "3.1"))
    done = Progress()
    for id, outcome in (("one", "right"), ("three", "helped")):
        review(done, id, outcome, NOW)  # type: ignore[arg-type]
    assert row(pack, done, "Chapter 2") == standing.Row("Chapter 2", "sections", 1, 1, 3)
    assert row(pack, done, "Chapter 2").to_come == 1
    review(done, "two", "wrong", NOW)
    assert (row(pack, done, "Chapter 2").known, row(pack, done, "Chapter 2").over) == (0, 2)
    assert row(pack, done, "Chapter 3") == standing.Row("Chapter 3", "sections", 0, 0, 1)


def test_the_tour_is_of_the_role_and_the_length(pack: Pack) -> None:
    assert pack.lessons is not None
    lessons = pack.lessons.tour("school", "hour")
    done = Progress(lessons={lessons[0].id: "2026-11-30", "no longer in the pack": "2026-11-30"})
    tour = standing.rows(done, "school", "hour", pack)[0]
    assert (tour.title, tour.known, tour.over, tour.of) == ("The tour", 1, 0, len(lessons))
    assert standing.rows(done, "school", None, pack)[0].of == len(pack.lessons.tour("school", "short"))


def test_a_case_is_known_once_each_of_its_turns_was_right(pack: Pack) -> None:
    one, other, *_ = pack.practice
    done = Progress(cases={one: CaseDone("2026-11-30", 3, 3), other: CaseDone("2026-11-30", 1, 3)})
    cases = row(pack, done, "Practice")
    assert (cases.known, cases.over, cases.of) == (1, 1, len(pack.practice))


def test_every_row_adds_up_and_none_is_empty(pack: Pack) -> None:
    rows = standing.rows(Progress(), "midwifery", "week", pack)
    assert [one.title for one in rows][:2] == ["The tour", "Chapter 1"]
    assert all(one.of > 0 and one.to_come == one.of for one in rows)
    assert sum(one.of for one in rows if one.unit == "sections") == len({one.section for one in pack.quiz.values()})
