"""What a conversation has been about, and what that makes of a few words."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.subject import WEIGHED, Subject, candidates, evidence, weights
from bot.nlu.meaning import Meaning
from bot.nlu.talks import TO_LEARN, TO_WEIGH, utterances
from knowledge.pack import Pack
from tests.dialogue.saying import said

CONSENT, TEACHER = "marac.consent", "operation_encompass.who-may-know-asked"


def asks_for(text: str, **shares: float) -> Meaning:
    """A message, with the shares of the consent to a conference and of who may know of a notification."""
    near = {CONSENT: shares.get("consent", 0.0), TEACHER: shares.get("teacher", 0.0)}
    asides = [{"guide": name.partition(".")[0], "advice": name.partition(".")[2], "chance": 0.3} for name in near]
    return replace(said(text, "handbook_question", handbook={"asides": asides}), selected=near)


def test_a_few_words_are_of_what_was_spoken_of_before():
    words = asks_for("and her teacher?", consent=0.3, teacher=0.3)
    for before, likeliest in (
        ({"consent": 0.9, "teacher": 0.01}, CONSENT),
        ({"teacher": 0.9, "consent": 0.01}, TEACHER),
    ):
        subject = Subject().after(asks_for("the first message, which told of a case", **before))
        best = candidates(None, words, subject)[0]
        assert f"{best.guide}.{best.advice}" == likeliest


def test_what_nothing_is_near_to_asks_for_no_advice():
    near = {"asides": [{"guide": "marac", "advice": "consent", "chance": 0.01}]}
    banana = replace(said("banana", handbook=near), selected={CONSENT: 0.4})
    assert candidates(None, banana, Subject(selected={CONSENT: 0.9})) == []


def test_the_subject_fades_as_the_talk_goes_on_and_stays_small():
    subject = Subject().after(asks_for("a conference", consent=0.8))
    kept = subject.selected[CONSENT]
    for _ in range(3):
        subject = subject.after(asks_for("her teacher", teacher=0.8))
    assert subject.selected[CONSENT] < kept / 2 < subject.selected[TEACHER]
    many = replace(said("many"), selected={f"guide.advice-{i}": 1 / 500 for i in range(500)})
    assert len(Subject().after(many).selected) < 200


def test_each_kind_of_evidence_has_a_weight():
    assert weights().keys() == {"story", "others"}
    assert all(each.keys() == {*WEIGHED, "constant"} for each in weights().values())
    (first, *_) = evidence(None, asks_for("and the teacher?", teacher=0.5), Subject())
    assert all(isinstance(getattr(first, name), float) for name in WEIGHED)


def test_what_is_expected_next_is_likelier(pack: Pack):
    words = asks_for("and then?", consent=0.3, teacher=0.3)
    before = replace(asks_for("the first message, which told of a case"), next={TEACHER: 0.9, CONSENT: 0.001})
    best = candidates(None, words, Subject().after(before))[0]
    assert f"{best.guide}.{best.advice}" == TEACHER


@pytest.mark.parametrize("folder", [TO_LEARN, TO_WEIGH])
def test_the_talks_name_advice_of_the_pack(folder: Path, pack: Pack):
    talks = utterances(folder)
    assert {name for one in talks for name in one.answers if pack.advice(name) is None} == set()
    assert len(talks) > 900


def test_what_is_weighed_was_not_learnt():
    said = {(one.before, one.says) for one in utterances(TO_LEARN)}
    assert not said & {(one.before, one.says) for one in utterances(TO_WEIGH)}
