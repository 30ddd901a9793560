"""Advice that is likely, advice that is only the nearest, and advice for a case that this one is not."""

from dataclasses import replace
from typing import Any

import pytest

from actions.advice import in_brief
from actions.turn import take
from bot.dialogue.acts import Ask, Guide, Turn
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack
from tests.dialogue.saying import SEVEN, asked, said

ONE, SEVERAL = "I am not sure that this is what you ask", "I am not sure which of these you ask"
TEXT = "and does the caretaker have to be told about it as well"


def turn(pack: Pack, chance: float, guide: str = "operation_encompass.gossip", **facts: Any) -> tuple[Turn, str]:
    question = asked(TEXT, aside=guide, chance=chance, share=chance / 5, answered=False)
    state = DialogueState(voice="practitioner", acts=["guide:operation_encompass"])
    state.case.facts.update(facts)
    message = said(TEXT, "operation_encompass", asks=[question], handbook=question.handbook)
    _, reply, _ = take(message, state, pack)
    return interpret(message, state, pack), reply.text


def advised(done: Turn) -> list[Ask]:
    return [act for act in done.acts if isinstance(act, Ask) and act.by in ("advice", "nearest")]


@pytest.mark.parametrize(("chance", "by"), [(0.9, "advice"), (0.2, "nearest")])
def test_what_is_as_likely_as_not_beside_the_point_is_said_as_the_nearest(pack: Pack, chance: float, by: str):
    done, text = turn(pack, chance)
    assert [act.by for act in advised(done)] == [by]
    assert (ONE in text) is (by == "nearest") and pack.advice("operation_encompass.gossip").say.strip()[:50] in text


def test_of_several_that_are_hardly_likely_each_begins_with_a_button_for_the_rest(pack: Pack):
    near = {"operation_encompass.gossip": 0.1, "operation_encompass.record": 0.09, "marac.consent": 0.0}
    question = replace(
        asked(TEXT, aside="operation_encompass.gossip", chance=0.1, answered=False),
        handbook={"status": "unsure", "hits": [], "asides": [_aside(name, chance) for name, chance in near.items()]},
        selected={name: chance / 3 for name, chance in near.items()},
    )
    state = DialogueState(voice="practitioner", acts=["guide:operation_encompass"])
    _, reply, done = take(said(TEXT, "operation_encompass", asks=[question], handbook=question.handbook), state, pack)
    assert advised(done)[0].value == ("operation_encompass.gossip", "operation_encompass.record")
    assert SEVERAL in reply.text
    for name in advised(done)[0].value:
        advice = pack.advice(name)
        assert f"- {advice.title}: {in_brief(advice)}" in reply.text
        assert advice.addition is None or f"{in_brief(advice)} (Not in the handbook.)" in reply.text
        assert (f"more:{name}", advice.title) in reply.choices


def _aside(name: str, chance: float) -> dict[str, Any]:
    guide, _, advice = name.partition(".")
    return {"guide": guide, "advice": advice, "chance": chance}


@pytest.mark.parametrize(
    ("told", "chance", "answers"), [("no", 0.5, False), ("no", 0.9, True), ("yes", 0.5, True), (None, 0.5, True)]
)
def test_where_no_notification_came_its_guide_answers_only_what_plainly_asks_for_it(
    pack: Pack, told: str | None, chance: float, answers: bool
):
    done, _ = turn(pack, chance, **({"after_notification": told} if told else {}))
    assert bool(advised(done)) is answers


def test_without_police_no_grade_is_asked_for(pack: Pack):
    told = said("a girl of 7 in Ripley told us, no police came", "referral", children=[SEVEN], area="amber-valley")
    told = replace(told, notification="denied", facts={**told.facts, "notification": "denied"})
    state, reply, _ = take(told, DialogueState(), pack)
    assert "graded" not in reply.text.rpartition("\n\n")[2] and state.guide.concluded
    assert "information.startingpoint@derbyshire.gov.uk" in reply.text


@pytest.mark.parametrize(("chance", "said_first"), [(0.9, True), (0.5, False)])
def test_whether_to_refer_is_answered_before_whom_to_tell(pack: Pack, chance: float, said_first: bool):
    text = "do i refer to social care today, yes or no"
    question = asked(text, flow="referral", aside="referral.yes-or-no", chance=chance, answered=False)
    message = said(text, "referral", asks=[question], handbook=question.handbook, children=[SEVEN], area="erewash")
    _, reply, done = take(message, DialogueState(), pack)
    assert bool(advised(done)) is said_first and Guide in map(type, done.acts)
    assert ("Yes, if you believe" in reply.text) is said_first
    assert "information.startingpoint@derbyshire.gov.uk" in reply.text


def test_a_topic_in_a_question_that_advice_answers_opens_no_guide(pack: Pack):
    text = "so should i be stopping the referral for that then"
    near = {"indicators.trauma-or-adhd": 0.8}
    question = asked(text, flow="referral", aside="indicators.trauma-or-adhd", chance=0.8, share=0.6, answered=False)
    state = DialogueState(voice="practitioner", acts=["guide:indicators"])
    state.start("indicators")
    state.subject = replace(state.subject, selected=near)
    message = replace(said(text, "referral", 0.85, asks=[question], handbook=question.handbook), selected=near)
    assert [type(act) for act in interpret(message, state, pack).acts] == [Ask]
    assert [act.value for act in advised(interpret(message, state, pack))] == ["indicators.trauma-or-adhd"]
