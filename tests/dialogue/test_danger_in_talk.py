"""Danger in the middle of a talk: by the message, and by what was talked of before."""

from dataclasses import replace

import pytest

from bot.dialogue.danger_in_talk import features, fit, in_talk, weights
from bot.dialogue.subject import Subject
from bot.nlu.labels import DANGERS
from bot.nlu.meaning import Danger, Meaning
from bot.nlu.talks import TO_WEIGH, turns, utterances
from tests.dialogue.saying import said

WORK, ALARM = "training.come-to-us", "emergency.here"
TEXT = "he is still stood there"


def message(likely: float, asks_for: str = WORK, kind: str = "emergency") -> Meaning:
    """A message that may be danger, and the advice that it asks for."""
    level = "sure" if likely >= 0.5 else "possible" if likely >= 0.15 else "none"
    return replace(
        said(TEXT, danger=Danger(kind, level, {kind: likely})),  # type: ignore[arg-type]
        selected={asks_for: 0.9, WORK: 0.05, ALARM: 0.05},
    )


def talk_of(advice: str) -> Subject:
    return Subject({advice.partition(".")[0]: 1.0}, selected={advice: 0.9}, next={advice: 0.9})


def test_first_words_are_as_they_are():
    words = message(0.6)
    assert in_talk(words, Subject()) == words


def test_the_same_words_are_less_danger_in_a_talk_of_work_and_more_in_one_of_danger():
    words = message(0.6)
    assert in_talk(words, talk_of(WORK)).danger.level == "possible"
    assert in_talk(replace(words, selected={ALARM: 0.9}), talk_of(ALARM)).danger.level == "sure"


@pytest.mark.parametrize("kind", ["emergency", "suicidal"])
def test_a_life_in_danger_beyond_doubt_is_that_in_any_talk(kind: str):
    words = message(0.95, kind=kind)
    assert in_talk(words, talk_of(WORK)) == words


@pytest.mark.parametrize("likely", [0.35, 0.6, 0.85])
def test_what_is_likely_by_itself_keeps_its_line_of_999_whatever_the_talk_is_about(likely: float):
    assert in_talk(message(likely), talk_of(WORK)).danger.level != "none"


def test_a_word_in_passing_brings_no_danger_up_again_that_was_answered():
    words = message(0.2, ALARM)
    assert in_talk(words, talk_of(ALARM), "emergency").danger.level == "possible"


def test_the_weights_are_of_the_features_and_the_kinds():
    found = weights()
    names = features(message(0.5), talk_of(WORK)).keys()
    assert set(found.constant) == set(found.weight) == {"none", *DANGERS}
    assert all(set(each) == set(names) for each in (*found.weight.values(), found.mean, found.spread))


def test_the_shares_of_the_kinds_and_of_none_add_to_one():
    for likely in (0.0, 0.3, 1.0):
        shares = weights().shares(features(message(likely), talk_of(ALARM)))
        assert sum(shares.values()) == pytest.approx(1) and min(shares.values()) >= 0


def test_what_was_labelled_says_what_danger_it_tells_of():
    later = [one for one in (*utterances(TO_WEIGH), *turns()) if one.before]
    told = {one.danger for one in later}
    assert len(later) > 1_300 and told == {"none", "doubtful", *DANGERS}


def test_more_that_speaks_for_a_danger_is_fitted_to_make_it_likelier():
    calm, grave = features(message(0.05), talk_of(WORK)), features(message(0.9, ALARM), talk_of(ALARM))
    low = features(message(0.9, "suicidal.now", "suicidal"), talk_of("suicidal.now"))
    rows = [(calm, "none"), (grave, "emergency"), (low, "suicidal"), ({**calm, "danger": 9.0}, "doubtful")] * 20
    found = fit(rows)  # type: ignore[arg-type]
    assert found.shares(grave)["emergency"] > 0.5 > found.shares(calm)["emergency"]
