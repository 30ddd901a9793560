"""Which question comes next: weak comes back, strong rests, and everybody sees a little of each chapter first."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.pack import Pack
from knowledge.posed import Posed, pose
from knowledge.progress import Outcome, Progress, by_chapter, chapter_of, next_question, review, to_go_over
from knowledge.quiz import Question

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SECTIONS = [f"{chapter}.{number}" for chapter in (1, 2, 3, 4) for number in range(1, 6)]


def question(id: str, section: str, **given: object) -> Question:
    choices = [{"say": f"Choice {i} of {id}", "right": i == 0, "why": "So it is."} for i in range(4)]
    return Question.model_validate(
        {"id": id, "section": section, "kind": "one", "ask": "?", "choices": choices, **given}
    )


@pytest.fixture(scope="module")
def quiz(pack: Pack) -> Pack:
    """Our pack with a quiz of four questions a section, five sections a chapter."""
    asked = [question(f"q-{section.replace('.', '-')}-{i}", section) for section in SECTIONS for i in range(4)]
    return replace(pack, quiz={one.id: one for one in asked})


Knows = Callable[[Posed], bool]


def play(pack: Pack, progress: Progress, knows: Knows, day: datetime, count: int = 10) -> list[Question]:
    """A round of questions, answered by whether the learner knows; gives those that were asked."""
    asked: list[Question] = []
    for _ in range(count):
        one = next_question(progress, pack.quiz.values(), day, pack, asked=[q.id for q in asked])
        if one is None:
            break
        known = progress.cards.get(one.id)
        outcome: Outcome = "right" if knows(pose(one, pack, known.times if known else 0)) else "wrong"
        review(progress, one.id, outcome, day)
        asked.append(one)
    return asked


def test_wrong_comes_back_tomorrow_and_right_rests_longer_each_time(quiz: Pack) -> None:
    progress = Progress()
    wrong = review(progress, "q-1-1-0", "wrong", MONDAY)
    helped = review(progress, "q-1-1-1", "helped", MONDAY)
    right = review(progress, "q-1-1-2", "right", MONDAY)
    assert MONDAY.timestamp() + 86_400 == wrong.due <= helped.due < right.due
    rests, day = [], MONDAY
    for _ in range(4):
        day = datetime.fromtimestamp(progress.cards["q-1-1-2"].due, UTC)
        card = review(progress, "q-1-1-2", "right", day)
        rests.append(card.due - card.last)
    assert rests == sorted(rests) and rests[0] < rests[-1] <= 180 * 86_400
    assert progress.cards["q-1-1-2"].times == 5


def test_a_first_round_looks_into_every_chapter(quiz: Pack) -> None:
    asked = play(quiz, Progress(), lambda _: True, MONDAY, 8)
    assert Counter(q.section[0] for q in asked) == {"1": 2, "2": 2, "3": 2, "4": 2}
    assert len({q.section for q in asked}) == 8


def test_who_knows_everything_is_asked_nothing_twice_that_day(quiz: Pack) -> None:
    progress = Progress()
    asked = [q for _ in range(8) for q in play(quiz, progress, lambda _: True, MONDAY)]
    assert len({q.id for q in asked}) == len(asked) == 80
    assert play(quiz, progress, lambda _: True, MONDAY) == []
    assert play(quiz, progress, lambda _: True, MONDAY + 30 * DAY)
    assert all(mark.right == mark.seen == mark.of for mark in by_chapter(progress, quiz))
    assert to_go_over(progress, quiz) == []


def test_who_knows_one_chapter_is_asked_the_other(quiz: Pack) -> None:
    """Chapter 2 is known, chapter 3 is not; of the others there is some of each."""

    def knows(posed: Posed) -> bool:
        return posed.section[0] != "3"

    progress = Progress()
    play(quiz, progress, knows, MONDAY, 8)
    more = play(quiz, progress, knows, MONDAY, 6)
    assert {q.section[0] for q in more} == {"3"}
    assert {mark.id[0] for mark in to_go_over(progress, quiz)} == {"3"}
    tomorrow = play(quiz, progress, knows, MONDAY + DAY, 8)
    assert {q.section[0] for q in tomorrow} == {"3"} and all(progress.cards[q.id].times == 2 for q in tomorrow)


def test_who_knows_nothing_is_asked_the_same_again_tomorrow(quiz: Pack) -> None:
    progress = Progress()
    first = play(quiz, progress, lambda _: False, MONDAY)
    again = play(quiz, progress, lambda _: False, MONDAY + DAY)
    assert {q.id for q in first} == {q.id for q in again}


def test_a_round_narrowed_to_sections_goes_on_when_nothing_is_due(quiz: Pack) -> None:
    progress = Progress()
    for one in ("q-2-1-0", "q-2-1-1", "q-2-1-2", "q-2-1-3"):
        review(progress, one, "right", MONDAY)
    assert next_question(progress, quiz.quiz.values(), MONDAY, quiz, sections=["2.1"]) is not None
    assert next_question(progress, quiz.quiz.values(), MONDAY, quiz, sections=[]) is None


def test_a_question_for_another_role_is_not_asked(quiz: Pack) -> None:
    only = {"a": question("for-midwives", "2.9", roles=["midwifery"])}
    pack = replace(quiz, quiz=only)
    assert next_question(Progress(), only.values(), MONDAY, pack, role="school") is None
    assert next_question(Progress(), only.values(), MONDAY, pack, role="midwifery") is only["a"]
    assert next_question(Progress(), only.values(), MONDAY, pack) is only["a"]


def test_progress_travels_as_json_and_joins(quiz: Pack) -> None:
    here, there = Progress(), Progress()
    review(here, "q-1-1-0", "wrong", MONDAY)
    review(there, "q-1-1-0", "right", MONDAY + DAY)
    review(there, "q-1-1-1", "right", MONDAY)
    there.lessons["never"] = "2026-11-30"
    both = here.joined(Progress.of(there.as_json()))
    assert both.cards["q-1-1-0"].outcome == "right" and set(both.cards) == {"q-1-1-0", "q-1-1-1"}
    assert both.lessons == {"never": "2026-11-30"}
    assert Progress.of(both.as_json()) == both


def test_chapters_of_sections_without_a_number(pack: Pack) -> None:
    assert chapter_of("B-derby", pack) == "briefings"
    assert chapter_of("2.11", pack) == "2"
