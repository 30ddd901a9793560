"""Whole turns without Rasa: what is said to a meaning in a state, and that every kind of act has a handler."""

from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import pytest

from actions import turn as turns
from actions.context import Context
from actions.reply import DANGER_LINE, Composed, Reply
from bot.dialogue import acts
from bot.dialogue.acts import (
    Act,
    Aftercare,
    Answer,
    Ask,
    Control,
    Crisis,
    Denial,
    Guide,
    Learn,
    NotUnderstood,
    Press,
    Resume,
    SmallTalk,
    SpeakTo,
    Switch,
    Tell,
    Turn,
    Unclear,
)
from bot.dialogue.state import Case, DialogueState, GuideProgress
from bot.nlu.labels import DANGERS, GUIDED, INDUCTION
from bot.nlu.meaning import Meaning
from bot.policies.dialogue import action_for
from knowledge.pack import Pack
from tests.dialogue.saying import FOUR, NINE_MONTHS, SEVEN, asked, danger, said

NOON = datetime(2026, 11, 25, 12)

# One of each kind, with a state in which it may come; a new kind of act needs its line here, and a handler.
ONE_OF_EACH: dict[type, Act] = {
    Crisis: Crisis("emergency"),
    Aftercare: Aftercare("emergency", "coming"),
    Denial: Denial("suicidal", "denied"),
    Resume: Resume("emergency"),
    Press: Press("risk:high"),
    Control: Control("help"),
    Answer: Answer("risk", "high"),
    NotUnderstood: NotUnderstood("risk"),
    Tell: Tell({"risk": "high"}),
    Switch: Switch(0),
    SpeakTo: SpeakTo("relative"),
    Ask: Ask(asked("what is it"), "handbook"),
    Guide: Guide("marac", opens=True),
    Learn: Learn("tour"),
    SmallTalk: SmallTalk("greet"),
    Unclear: Unclear(("marac",)),
}
SILENT = (Resume, Answer)  # these change the state, and another act speaks


def in_a_guide() -> DialogueState:
    return DialogueState(
        Case({"children": [FOUR], "area": "erewash"}),
        others=[Case({"children": [SEVEN], "area": "derby-city"})],
        guide=GuideProgress("referral", asked="risk"),
        offers={"risk:high": "High"},
    )


def take(pack: Pack, message: Meaning, state: DialogueState | None = None, choice: str | None = None):
    return turns.take(message, state or DialogueState(), pack, choice, NOON)


def test_each_kind_of_act_is_tried_here():
    assert set(ONE_OF_EACH) == set(get_args(acts.Act))


@pytest.mark.parametrize("kind", get_args(acts.Act), ids=lambda kind: kind.__name__)
def test_each_kind_of_act_has_a_handler_and_an_action(pack: Pack, kind: type):
    act = ONE_OF_EACH[kind]
    reply = turns._handled(act, in_a_guide(), Context(pack, said("x"), NOON), Turn((act,)))
    assert isinstance(reply, Reply)
    assert reply.parts or kind in SILENT
    assert action_for(act).startswith("action_")


@pytest.mark.parametrize("name", ["why", "sure", "back", "skip", "stop", "where", "record", "more", "new_case", "help"])
@pytest.mark.parametrize("state", [DialogueState(), in_a_guide()], ids=["first", "in a guide"])
def test_each_control_says_something(pack: Pack, name: str, state: DialogueState):
    _, reply, turn = take(pack, said(name, control=name), state)
    assert turn.acts == (Control(name),) and reply.text


@pytest.mark.parametrize("flow", [flow for flow in GUIDED if flow != INDUCTION])
def test_each_guide_can_begin_and_is_read_at_once(pack: Pack, flow: str):
    state, reply, _ = take(pack, said("tell me", flow, 0.9))
    assert state.flow == flow and reply.text
    sound(reply)


@pytest.mark.parametrize("kind", DANGERS)
def test_each_danger_is_answered_with_999_or_the_childs_lines(pack: Pack, kind: Any):
    state, reply, _ = take(pack, said("x", danger=danger(kind)))
    assert (state.alarm, reply.urgency) == (kind, "emergency")
    assert "999" in reply.text
    assert reply.parts[0]["kind"] == "danger"


def sound(reply: Composed) -> None:
    """What holds of every reply."""
    said_ = [part["text"] for part in reply.parts]
    assert reply.text and len(said_) == len(set(said_))
    assert sum(part["kind"] == "question" for part in reply.parts) <= 1
    assert all(title and choice for choice, title in reply.choices)


CASE = [
    said("4, Ilkeston, medium", children=[FOUR], area="erewash", risk="medium"),
    said("sorry, high", risk="high"),
    said("and a baby of 9 months", children=[NINE_MONTHS], tells="adds"),
    said("she's hurt", child_harmed=True),
    said("why", control="why"),
    said("back", control="back"),
    said("hmm", "inform", 0.1),
    said("hmm", "inform", 0.1),
    said("hmm", "inform", 0.1),
    said("a different family, 7, Derby", children=[SEVEN], area="derby-city"),
    said("back to the first family"),
    said("ok then"),
    said("thanks", "thanks"),
    said("record", control="record"),
    said("x", danger=danger("emergency")),
    said("ive rung 999", voice="unclear"),
    said("its graded high", risk="high"),
]


def test_a_long_conversation_is_never_empty_and_keeps_its_state_plain(pack: Pack):
    state = DialogueState()
    for message in CASE:
        before = state.as_slot()
        after, reply, turn = take(pack, message, state)
        assert state.as_slot() == before, "a turn changes no state but its own"
        sound(reply)
        assert DialogueState.of(after.as_slot()) == after
        assert len(after.acts) == len(turn.acts)
        assert all(choice in after.offers for choice, _ in reply.choices)
        state = after


def test_two_families_do_not_mix(pack: Pack):
    state, _, _ = take(pack, said("4, Ilkeston, high", children=[FOUR], area="erewash", risk="high"))
    text = "another family: a 7 year old in Derby"
    state, reply, _ = take(pack, said(text, children=[SEVEN], area="derby-city"), state)
    assert state.facts["children"] == [SEVEN] and "risk" not in state.facts
    assert "A new case" in reply.text and "4 year old" in reply.text  # kept apart, and said so
    state, reply, _ = take(pack, said("back to the first family"), state)
    assert state.facts["children"] == [FOUR] and state.facts["risk"] == "high"
    assert reply.text.startswith("Back to")


def test_doubtful_danger_is_one_line_before_the_work(pack: Pack):
    doubtful = danger("emergency", 0.3, "possible")
    _, reply, _ = take(pack, said("medium", risk="medium", danger=doubtful), in_a_guide())
    assert reply.text.startswith(DANGER_LINE)


def test_a_correction_says_what_is_right_now_and_no_more_of_it(pack: Pack):
    first, before, _ = take(pack, said("medium", risk="medium"), in_a_guide())
    _, reply, _ = take(pack, said("sorry, high", risk="high"), first)
    assert (
        reply.text.startswith("If anyone is in danger now, call 999 first.\n\nI have put that right: ")
        and "high" in reply.text
    )
    again = [part["text"] for part in reply.parts if part["kind"] == "steps"]
    assert not set(again) & {part["text"] for part in before.parts}


def test_two_questions_are_both_answered(pack: Pack):
    text = "is this confidential? what's in appendix 1?"
    asks = [asked(text, "is this confidential?"), asked(text, "what's in appendix 1?")]
    _, reply, _ = take(pack, said(text, asks=asks))
    assert "program, not a person" in reply.text and len([p for p in reply.parts if p["kind"] == "answer"]) == 2


def test_a_question_of_several_without_an_answer_is_said_to_have_none(pack: Pack):
    text = "what's in appendix 1? do they get biscuits?"
    asks = [asked(text, "what's in appendix 1?"), asked(text, "do they get biscuits?", answered=False)]
    _, reply, turn = take(pack, said(text, asks=asks))
    assert [act.by for act in turn.acts if isinstance(act, Ask)] == ["section", "handbook"]
    assert "On 'do they get biscuits': the handbook does not say." in reply.text
    assert reply.gap == ("not_covered", "2.9")


def test_without_a_notification_nobody_is_forbidden_to_ask(pack: Pack):
    ban = [a for a in pack.guides["routine_enquiry"].advice if a.when.get("after_notification") == "yes"]
    for notification, banned in (("denied", False), ("received", True)):
        message = said("can I ask him?", "routine_enquiry", notification=notification)
        state, reply, _ = take(pack, replace(message, facts={"notification": notification}))
        assert (state.view(pack).get("after_notification") == "yes") is banned
        if not banned:
            assert not any(advice.say.strip() in reply.text for advice in ban)


def test_what_is_not_understood_three_times_is_left_open(pack: Pack):
    state = in_a_guide()
    replies = []
    for _ in range(3):
        state, reply, _ = take(pack, said("the moon", "inform", 0.1), state)
        replies.append(reply.text)
    assert "I will leave that open." in replies[-1] and len(set(replies)) == 3
    assert state.facts["risk"] == "unknown"


def test_i_dont_know_is_an_answer(pack: Pack):
    state, reply, _ = take(pack, said("don't know"), in_a_guide())
    assert state.facts["risk"] == "unknown" and "a concern is enough" in reply.text


def test_starting_again_forgets_everything(pack: Pack):
    state, reply, _ = take(pack, said("start again", "restart"), in_a_guide())
    assert state.facts == {} and state.others == [] and state.guide is None
    assert list(state.offers) == [choice for choice, _ in reply.choices]


@pytest.mark.parametrize("text", ["", "?", "\u202e\x00", "x" * 4000, "<script>alert(1)</script>"])
def test_anything_typed_gets_a_reply_that_does_not_quote_it(pack: Pack, text: str):
    for state in (DialogueState(), in_a_guide(), DialogueState(alarm="emergency")):
        _, reply, _ = take(pack, said(text, "inform", 0.1, voice="unclear"), state)
        sound(reply)
        assert not text or len(text) < 2 or text not in reply.text


def test_a_press_that_was_never_offered_is_not_kept(pack: Pack):
    state, _, _ = take(pack, said("/pick"), in_a_guide(), "Sarah.Smith")
    assert "Sarah" not in str(state.as_slot())
    state, _, _ = take(pack, said("/pick"), in_a_guide(), "risk:high")
    assert state.acts == ["press:risk:high"]


def test_at_high_risk_999_and_marac_stand_with_each_decision(pack: Pack):
    state, first, _ = take(
        pack, said("3 year old in Ilkeston, high", "referral", children=[FOUR], area="erewash", risk="high")
    )
    _, again, _ = take(pack, said("sorry, in Derby", "inform", area="derby-city"), state)
    for reply in (first, again):
        assert reply.text.startswith(DANGER_LINE) and "MARAC" in reply.text


@pytest.mark.parametrize("facts", [{"adult": 34}, {"no_children": True}, {"adult": 19, "risk": "high"}])
def test_an_adult_without_children_gets_services_and_marac(pack: Pack, facts: dict[str, Any]):
    reply = take(pack, said("who do we refer to", "referral", **facts))[1]
    assert all(
        told in reply.text for told in ("999", "08000 198 668", "0800 085 3481", "MARAC", "children in the home")
    )
