"""Learners played over the pack's own quiz and cases: no trick passes, and everybody is asked what they don't know."""

from collections import Counter

import pytest

from knowledge import simulated
from knowledge.pack import Pack
from knowledge.progress import by_chapter, chapter_of, to_go_over

BY_CHANCE = 0.45  # of what guessing and tricks may have right: true or false is half, one of four a quarter


@pytest.fixture(scope="module")
def scores(pack: Pack) -> dict[str, float]:
    return simulated.scores(pack)


def test_who_knows_everything_has_everything_right(scores: dict[str, float]) -> None:
    assert scores["quiz, knows everything"] == scores["practice cases, knows everything"] == 1.0


@pytest.mark.parametrize(
    "trick", ["answers at random", "always the first", "always the longest", "always the shortest"]
)
@pytest.mark.parametrize("of", ["quiz", "practice cases"])
def test_no_trick_passes(scores: dict[str, float], of: str, trick: str) -> None:
    assert 0.1 < scores[f"{of}, {trick}"] < BY_CHANCE


def test_the_pack_has_what_an_induction_needs(pack: Pack) -> None:
    assert len(pack.quiz) >= 220 and len(pack.practice) >= 80
    asked = Counter(question.section for question in pack.quiz.values())
    assert all(asked[section] >= 3 for section in pack.sections)
    assert {question.kind for question in pack.quiz.values()} == {
        "one",
        "several",
        "true-false",
        "order",
        "who",
        "note",
    }
    assert sum(question.computed is not None for question in pack.quiz.values()) >= 10
    assert pack.lessons is not None
    for role in pack.lessons.roles:
        assert sum(role.id in case.roles for case in pack.practice.values()) >= 5


def test_who_knows_everything_is_soon_through_and_rests(pack: Pack) -> None:
    progress, asked = simulated.plays(simulated.knows, pack, days=20, a_day=30)
    assert len(progress.cards) == len(pack.quiz) and to_go_over(progress, pack) == []
    assert all(mark.right == mark.of for mark in by_chapter(progress, pack))
    assert sum(card.times for card in progress.cards.values()) <= 3 * len(pack.quiz)
    assert len(asked[0]) == 30


def test_who_knows_chapter_2_alone_is_asked_the_others(pack: Pack) -> None:
    progress, asked = simulated.plays(simulated.knows_only(["2"], pack), pack, days=5)
    later = Counter(chapter_of(question.section, pack) for day in asked[2:] for question in day)
    assert later["2"] <= 0.2 * later.total()
    known, *others = sorted(by_chapter(progress, pack), key=lambda mark: mark.id != "2")
    assert known.right == known.seen > 0 and all(mark.right == 0 for mark in others)
    assert {chapter_of(mark.id, pack) for mark in to_go_over(progress, pack)} <= {mark.id for mark in others}


def test_who_guesses_is_asked_again_what_was_wrong(pack: Pack) -> None:
    _, asked = simulated.plays(simulated.guesses(), pack, days=6)
    days = Counter(question.id for day in asked for question in day)
    assert sum(times > 1 for times in days.values()) >= 0.3 * len(days)
