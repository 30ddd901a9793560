"""Buttons and steering: what was not offered changes nothing, and each does what it says."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import turn as turns
from bot.dialogue.state import Case, DialogueState, GuideProgress
from knowledge.pack import load
from tests.dialogue.saying import FOUR, danger, said

NOON = datetime(2026, 11, 25, 12)
PACK = load()


def at_the_grade(**offers: str) -> DialogueState:
    return DialogueState(
        Case({"children": [FOUR], "area": "erewash"}),
        guide=GuideProgress("referral", ["children", "area"], asked="risk"),
        offers={choice.replace("__", ":"): title for choice, title in offers.items()},
    )


def pressed(choice: str, state: DialogueState, offered: bool = True):
    if offered:
        state.offers[choice] = "A button"
    return turns.take(said("/pick"), state, PACK, choice, NOON)[:2]


NOT_OFFERED = [
    "risk:high",
    "area:derby-city",
    "flow:marac",
    "flow:emergency",
    "answer:risk=high",
    "more:marac.consent",
    "section:2.9",
    "control:new_case",
    "voice:practitioner",
    "record:",
    "why:",
    "rubbish",
    ":",
]


def known(state: DialogueState) -> dict[str, Any]:
    """All that a state knows, but for what was said last."""
    return {name: value for name, value in state.as_slot().items() if name not in ("offers", "acts", "edition")}


@pytest.mark.parametrize("choice", NOT_OFFERED)
@pytest.mark.parametrize("alarm", [None, "emergency"])
def test_a_button_that_was_not_offered_changes_nothing(choice: str, alarm: str | None):
    state = at_the_grade()
    state.alarm = alarm
    after, reply = pressed(choice, state, offered=False)
    assert known(after) == known(state)
    assert "belongs to something earlier" in reply.text


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=20))
def test_no_made_up_button_changes_anything(choice: str):
    state = at_the_grade()
    after, reply = pressed(choice, state, offered=False)
    assert known(after) == known(state) and reply.text


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["flow", "area", "risk", "answer", "more", "section", "helpful", "voice", "control"]),
    st.text(alphabet="az.=:,1-", max_size=10),
)
def test_no_offered_button_fails_though_its_value_means_nothing(kind: str, value: str):
    _, reply = pressed(f"{kind}:{value}", at_the_grade())
    assert reply.text


def test_a_grade_pressed_answers_and_concludes():
    after, reply = pressed("risk:high", at_the_grade())
    assert after.facts["risk"] == "high" and after.guide is not None and after.guide.concluded
    assert reply.record


def test_an_earlier_answer_pressed_anew_is_put_right():
    after, reply = pressed("area:derby-city", at_the_grade())
    assert after.facts["area"] == "derby-city" and "I have put that right." in reply.text


def test_an_age_pressed_anew_puts_the_child_right():
    after, _ = pressed("answer:children=5-17-years", at_the_grade())
    assert [child["stage"] for child in after.children] == ["5-17-years"]


def test_several_answers_are_gathered_until_that_is_all():
    facts = {"victim_age": "16-or-over", "dash_band": "under-14"}
    state = DialogueState(Case(facts), guide=GuideProgress("marac", asked="marac_judgement"))
    state, reply = pressed("answer:marac_judgement=language", state)
    assert "marac_judgement" not in state.facts and "Anything else?" in reply.text
    state, _ = pressed("answer:marac_judgement=immigration", state)
    state, _ = pressed("answer:marac_judgement=that-is-all", state)
    assert state.facts["marac_judgement"] == ["language", "immigration"]


def test_a_danger_pressed_is_an_alarm_and_work_pressed_ends_it():
    state, reply = pressed("flow:emergency", at_the_grade())
    assert (state.alarm, reply.urgency) == ("emergency", "emergency")
    state, _ = pressed("more:emergency.coming", state)
    assert state.alarm == "emergency"
    state, _ = pressed("flow:referral", state)
    assert state.alarm is None


def test_who_is_a_practitioner_after_all_is_one():
    state = DialogueState(voice="relative", alarm="self_disclosure")
    state, reply = pressed("voice:practitioner", state)
    assert (state.voice, state.alarm) == ("practitioner", None) and "putting me right" in reply.text


# -- words that steer ------------------------------------------------------------------------------------------


def steered(name: str, state: DialogueState, **more: Any):
    return turns.take(said(name, control=name, **more), state, PACK, None, NOON)[:2]


def test_why_says_what_the_open_question_is_for_and_keeps_its_buttons():
    after, reply = steered("why", at_the_grade())
    assert "From medium upwards" in reply.text and reply.parts[-1]["kind"] == "question"
    assert ("risk:high", "High") in reply.choices and after.facts == at_the_grade().facts


def test_back_asks_the_last_question_again():
    after, reply = steered("back", at_the_grade())
    assert "Going back one.\n\nSo far: Erewash." in reply.text and "Where does the child live" in reply.text
    assert after.facts["area"] == "erewash"  # until it is changed
    again, reply = steered("back", after)
    assert "How old is the child" in reply.text and again.guide.anew == "children"
    on, reply = steered("where", again)
    assert on.guide.asked == "risk" and on.guide.anew is None and on.children == [FOUR]


def test_an_answer_that_is_put_anew_stands_until_it_is_changed():
    before, _ = steered("back", at_the_grade())
    kept, reply = steered("skip", before)
    assert kept.facts["area"] == "erewash" and kept.guide.asked == "risk"
    changed, reply = pressed("area:derby-city", before)
    assert changed.facts["area"] == "derby-city" and "I have put that right." in reply.text
    assert changed.guide.asked == "risk"


def test_which_answer_is_to_be_changed_is_a_choice_of_those_that_are_known():
    _, reply = pressed("change:", at_the_grade())
    assert [title for _, title in reply.choices] == ["Age: 4 year old", "Place: Erewash"]
    after, reply = pressed("change:area", at_the_grade())
    assert after.guide.anew == "area" and reply.choices[0] == ("area:derby-city", "Derby city")
    _, reply = pressed("change:nothing-that-there-is", at_the_grade())
    assert len(reply.choices) == 2


def test_where_nothing_is_known_there_is_nothing_to_change():
    state = DialogueState(guide=GuideProgress("marac", asked="victim_age"))
    _, reply = steered("change", state)
    assert "No question is open" in reply.text
    assert ("change:", "Change an answer") not in steered("where", state)[1].choices


def test_what_hung_on_a_changed_answer_is_forgotten():
    facts = {"victim_age": "16-or-over", "dash_band": "under-14", "marac_judgement": ["fear"]}
    state = DialogueState(Case(facts), guide=GuideProgress("marac", put=list(facts), asked="household_child"))
    state, _ = pressed("change:dash_band", state)
    after, _ = pressed("answer:dash_band=14-or-more", state)
    assert "marac_judgement" not in after.facts and after.facts["victim_age"] == "16-or-over"


def test_every_title_of_an_answer_fits_on_a_button():
    for guide in PACK.guides.values():
        for question in guide.questions:
            for option in question.options:
                state = DialogueState(Case({question.id: option.id, "x": "y"}), guide=GuideProgress(guide.id))
                state.facts.update({other.id: "unknown" for other in guide.questions if other is not question})
                _, reply = pressed("change:", state)
                assert all(len(title) <= 70 for _, title in reply.choices)


def test_back_at_the_first_question_says_so():
    state = DialogueState(guide=GuideProgress("marac", asked="victim_age"))
    _, reply = steered("back", state)
    assert reply.text.startswith("This is the first question.")


def test_skip_leaves_the_question_open_and_goes_on():
    after, reply = steered("skip", at_the_grade())
    assert after.facts["risk"] == "unknown" and reply.text


def test_stop_ends_the_guide_and_offers_the_way_back():
    after, reply = steered("stop", at_the_grade())
    assert not after.answering and reply.choices[0][0] == "flow:referral"


def test_where_tells_the_case_and_asks_again():
    _, reply = steered("where", at_the_grade())
    assert "4 year old" in reply.text and reply.parts[-1]["kind"] == "question"


def test_a_new_case_puts_the_old_one_aside():
    after, reply = steered("new_case", at_the_grade())
    assert after.children == [] and len(after.others) == 1 and "A new case" in reply.text


def test_a_record_is_there_once_there_is_something_to_record():
    _, reply = steered("record", DialogueState())
    assert "nothing to record yet" in reply.text
    done, _ = pressed("risk:high", at_the_grade())
    _, reply = steered("record", done)
    assert reply.record and reply.record in reply.text and "names nobody" in reply.text


@pytest.mark.parametrize("name", ["back", "stop", "skip", "why", "sure", "more", "where"])
def test_steering_where_there_is_nothing_to_steer(name: str):
    after, reply = steered(name, DialogueState())
    assert reply.text and after.facts == {}


def test_a_control_with_doubtful_danger_has_its_line():
    _, reply = steered("where", at_the_grade(), danger=danger("emergency", 0.3, "possible"))
    assert "999" in reply.text[:200]
