"""How an answer is read: plain functions of words and a question, and of a whole message."""

from typing import Any

import pytest

from bot.dialogue.answering import answer_in
from bot.dialogue.answers import answer_to, bare_years, says_unknown, told_in_passing
from bot.dialogue.state import UNKNOWN, Case, DialogueState, GuideProgress
from knowledge.guides import Guide, Option, Question
from knowledge.pack import Pack
from tests.dialogue.saying import FOUR, asked, said

BAND = Question(
    id="dash_band",
    ask="How many ticks?",
    why="It decides.",
    reads="dash",
    options=[
        Option.model_validate({"id": "14-or-more", "label": "14 or more", "from": 14, "to": 27, "words": ["over 14"]}),
        Option.model_validate(
            {"id": "under-14", "label": "Fewer than 14", "from": 0, "to": 13, "words": ["not enough ticks"]}
        ),
        Option(id="not-done", label="Not done yet", words=["no dash", "nobody has"]),
    ],
)
YES_NO = Question(
    id="alone",
    ask="Is she alone?",
    why="It matters.",
    options=[Option(id="yes", label="Yes", words=["on her own"]), Option(id="no", label="No", words=["he is there"])],
)
WORRIES = Question(
    id="worries",
    ask="Which apply?",
    why="They count.",
    kind="many",
    options=[
        Option(id="fear", label="Extreme fear", words=["terrified"]),
        Option(id="language", label="Language barriers", words=["interpreter"]),
        Option(id="none", label="None of these"),
    ],
)
RISK = Question(id="risk", ask="What is the risk?", why="It decides.", kind="risk")
AGE = Question(id="children", ask="How old?", why="It decides.", kind="age")


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        (BAND, "14 or more", "14-or-more"),
        (BAND, "17", "14-or-more"),
        (BAND, "about 9", "under-14"),
        (BAND, "0", "under-14"),
        (BAND, "99", None),
        (BAND, "no dash", "not-done"),
        (BAND, "fewer then 14", "under-14"),
        (BAND, "not doen yet", "not-done"),
        (BAND, "what do you mean", None),
        (YES_NO, "yes", "yes"),
        (YES_NO, "Yeah she is", "yes"),
        (YES_NO, "nope", "no"),
        (YES_NO, "she’s on her own", "yes"),
        (YES_NO, "no, he is there", "no"),
        (YES_NO, "maybe later", None),
        (WORRIES, "she's terrified and needs an interpreter", ["fear", "language"]),
        (WORRIES, "extreme fear", ["fear"]),
        (WORRIES, "none", ["none"]),
        (WORRIES, "neither really", ["none"]),
        (WORRIES, "all of them", ["fear", "language"]),
        (WORRIES, "hmm", None),
        (RISK, "graded medium", "medium"),
        (AGE, "4", None),
    ],
)
def test_answers(question: Question, words: str, value: str | list[str] | None):
    found = {"risk": "medium"} if question is RISK else {}
    assert answer_to(question, words, found) == value


FEAR = Question(
    id="fear",
    ask="Is either afraid?",
    why="It matters.",
    options=[Option(id="yes", label="Yes", words=["scared", "afraid"]), Option(id="no", label="No", words=["neither"])],
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nobody is scared of the other", "no"),
        ("no one is scared", "no"),
        ("neither of them seems afraid", "no"),
        ("she isn't really scared", "no"),
        ("they aren't scared of each other", "no"),
        ("not afraid at all", "no"),
        ("she is scared", "yes"),
        ("she's not sleeping, she is scared", "yes"),
        ("nobody listens, but she is scared of him", "yes"),
    ],
)
def test_what_is_denied_is_not_said(words: str, value: str):
    assert answer_to(FEAR, words, {}) == value
    assert told_in_passing(FEAR, f"parents argue a lot, {words}") == value


@pytest.mark.parametrize(
    "words",
    ["don't know", "I don’t know", "dunno", "not sure", "no idea", "not graded yet", "it hasn't been graded", "skip"],
)
@pytest.mark.parametrize("question", [BAND, YES_NO, WORRIES, RISK, AGE], ids=lambda question: question.id)
def test_not_knowing_is_an_answer_to_every_question(question: Question, words: str):
    assert says_unknown(words)
    assert answer_to(question, words, {}) == UNKNOWN


@pytest.mark.parametrize("words", ["", "he knows", "I know the family", "unsurprised", "medium"])
def test_knowing_is_not_mistaken_for_not_knowing(words: str):
    assert not says_unknown(words)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("4", 4),
        ("he's 4", 4),
        ("about 11", 11),
        ("17.", 17),
        ("0", 0),
        ("18", None),
        ("4 months", None),
        ("Year 4", None),
        ("4 and 6", None),
    ],
)
def test_a_number_alone_is_an_age_in_years(words: str, years: int | None):
    assert bare_years(words) == years


# -- in a whole message ----------------------------------------------------------------------------------------

FORM = Guide(id="form", title="a form", sections=[], questions=[AGE, RISK, BAND, YES_NO, WORRIES])


def answered(pack: Pack, message: Any, question: Question | None, **facts: Any) -> tuple[str, Any] | None:
    done = [name for name in ("children", "dash_band", "alone") if name in facts]
    state = DialogueState(Case(facts), guide=GuideProgress("form", done, asked=question.id if question else None))
    return answer_in(message, state, FORM, question, pack)


def test_a_message_that_answers(pack: Pack):
    assert answered(pack, said("17 ticks"), BAND) == ("dash_band", "14-or-more")
    assert answered(pack, said("she's on her own"), YES_NO) == ("alone", "yes")
    assert answered(pack, said("don't know"), RISK) == ("risk", UNKNOWN)


def test_a_number_is_a_childs_age_if_that_was_asked(pack: Pack):
    found = answered(pack, said("7"), AGE)
    assert found is not None and found[1][0]["months"] == 84


@pytest.mark.parametrize(
    ("question", "facts"), [(AGE, {"children": [FOUR]}), (RISK, {"risk": "medium"})], ids=["an age", "a grade"]
)
def test_what_is_told_as_a_fact_needs_no_answer(pack: Pack, question: Question, facts: dict[str, Any]):
    assert answered(pack, said("a 4 year old, graded medium", **facts), question) is None


def test_the_words_of_a_question_answer_nothing(pack: Pack):
    text = "is it 14 or more that counts?"
    assert answered(pack, said(text, asks=[asked(text)]), BAND) is None
    both = "17. is it 14 or more that counts?"
    assert answered(pack, said(both, asks=[asked(both, "is it 14 or more that counts?")]), BAND) == (
        "dash_band",
        "14-or-more",
    )


def test_an_answer_that_the_classifier_takes_for_a_question_is_one_all_the_same(pack: Pack):
    text = "14 or more ticks"
    assert answered(pack, said(text, asks=[asked(text)]), BAND) == ("dash_band", "14-or-more")


def test_nothing_is_answered_where_nothing_was_asked(pack: Pack):
    assert answered(pack, said("yes"), None) is None


def test_a_correction_puts_right_the_latest_answer_that_it_fits(pack: Pack):
    known = {"dash_band": "under-14", "alone": "no"}
    assert answered(pack, said("sorry, 14 or more"), None, **known) == ("dash_band", "14-or-more")
    assert answered(pack, said("I meant on her own"), None, **known) == ("alone", "yes")
    assert answered(pack, said("sorry, fewer than 14"), None, **known) is None  # that is what is known
