"""What messages tell of a case, taken in one after the other, and what they put right."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.facts import GRAVE, IN_DANGER, OUTSIDE, merge, stays_at_home
from bot.dialogue.state import UNKNOWN, Case, DialogueState, GuideProgress
from bot.nlu.entities.harm import CHILD_HARMED
from bot.nlu.entities.telling import ADDS, CORRECTS


def child(months: int | None = None, stage: str = "5-17-years") -> dict[str, Any]:
    return {"stage": stage, "age": None if months is None else f"{months // 12} years", "months": months}


FOUR, FIVE, SIXTEEN = child(48, "18-months-4-years"), child(60), child(16 * 12)
UNBORN = child(None, "pregnant")


def told(*turns: dict[str, Any]) -> DialogueState:
    """A state that has heard some messages, by the facts found in each."""
    state = DialogueState()
    for found in turns:
        merge(state, found)
    return state


def test_facts_come_in_any_order_and_stay():
    state = told({"risk": "medium"}, {"area": "erewash"}, {"children": [FOUR]})
    assert state.facts == {"risk": "medium", "area": "erewash", "children": [FOUR]}


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"children": [FIVE]}, {"children": [FOUR], "tells": CORRECTS}, ["children"]),
        ({"area": "amber-valley"}, {"area": "erewash"}, ["area"]),
        ({"risk": "high"}, {"risk": "medium"}, ["risk"]),
        ({"role": "midwife"}, {"role": "health-visitor"}, ["role"]),
        ({"area": "erewash"}, {"outside": "Nottingham"}, ["area"]),
        ({"children": [FIVE]}, {"children": [FIVE]}, []),
        ({"risk": "high"}, {"risk": "high"}, []),
        ({}, {"children": [FIVE], "risk": "high"}, []),
    ],
)
def test_a_correction_replaces_what_was_known_and_says_so(before: dict, after: dict, changed: list[str]):
    state = told(before)
    assert merge(state, after) == changed
    for name in set(after) - {"outside", "tells"}:
        assert state.facts[name] == after[name]


def test_a_place_replaces_all_that_was_known_of_the_old_one():
    state = told({"unsure": "Bolsover"}, {"area": "erewash", "place": "Ilkeston"})
    assert state.facts == {"area": "erewash", "place": "Ilkeston"}
    merge(state, {"areas": ["erewash", "high-peak"]})
    assert state.facts == {"areas": ["erewash", "high-peak"]}
    merge(state, {"outside": "Nottingham"})
    assert state.facts == {"area": OUTSIDE, "outside": "Nottingham"}


def test_the_same_child_is_not_added_twice_and_a_household_has_an_end():
    state = told({"children": [FIVE]}, {"children": [FIVE]})
    assert state.facts["children"] == [FIVE]
    for months in range(61, 100):
        merge(state, {"children": [child(months)], "tells": ADDS})
    assert len(state.facts["children"]) <= 12


def test_children_that_were_not_known_are_replaced_by_those_told():
    state = DialogueState(Case({"children": UNKNOWN}))
    merge(state, {"children": [FOUR]})
    assert state.facts["children"] == [FOUR]


def test_flags_are_gathered_and_taken_back():
    state = told({"flags": ["threshold-met"]}, {"flags": ["not-in-school", "threshold-met"]})
    assert state.case.flags == ["threshold-met", "not-in-school"]
    merge(state, {"not_flags": ["threshold-met"]})
    assert state.case.flags == ["not-in-school"]


def test_a_flag_counts_as_a_change_once_the_answer_was_given():
    state = told({"children": [FIVE]})
    assert merge(state, {"flags": ["threshold-met"]}) == []
    state.guide = GuideProgress("referral", concluded=True)
    assert merge(state, {"flags": ["not-in-school"]}) == ["flags"]
    assert merge(state, {"flags": ["not-in-school"]}) == []


def test_a_place_of_care_or_work_is_no_new_home():
    state = told({"unsure": "Bolsover"}, {"area": "chesterfield", "place": "Chesterfield", "elsewhere": True})
    assert state.facts == {"unsure": "Bolsover"}
    state = told({"area": "chesterfield", "place": "Chesterfield", "elsewhere": True})
    assert state.facts["area"] == "chesterfield"


@pytest.mark.parametrize(
    ("messages", "facts"),
    [
        ([{"risk": "medium", "judged": "high"}], {"risk": "medium", "judged": "high"}),
        ([{"risk": "medium"}, {"judged": "high"}], {"risk": "medium", "judged": "high"}),
        ([{"judged": "high"}], {"risk": "high"}),
        ([{"risk": "high", "judged": "medium"}], {"risk": "high"}),
        ([{"risk": "medium", "judged": "high"}, {"risk": "high"}], {"risk": "high"}),
    ],
)
def test_what_the_writer_thinks_stands_beside_the_grade(messages: list[dict], facts: dict):
    assert told(*messages).facts == facts


def test_a_loss_that_proves_longer_ago_leaves_the_case_and_says_why():
    lost = child(None, "pregnancy-loss")
    state = told({"children": [lost, FOUR]}, {"past_loss": True})
    assert state.facts == {"children": [FOUR], "topics": ["past-loss"]}
    assert told({"children": [lost]}, {"past_loss": True}).facts == {"topics": ["past-loss"]}
    assert told({"children": [FOUR]}, {"past_loss": True}).facts == {"children": [FOUR]}


def test_topics_add_up_and_a_dash_is_kept_as_words():
    state = told({"topics": ["dash"], "dash": 17}, {"topics": ["stalking", "dash"]})
    assert (state.facts["topics"], state.facts["dash"]) == (["dash", "stalking"], "17")


def test_a_new_case_after_an_answer_takes_nothing_over_but_who_asks():
    state = told({"children": [FIVE], "area": "erewash", "risk": "high", "role": "school", "flags": ["not-in-school"]})
    state.guide = GuideProgress("referral", concluded=True)
    merge(state, {"children": [FOUR], "area": "high-peak"}, fresh=True)
    assert state.facts == {"children": [FOUR], "area": "high-peak", "role": "school"}
    assert state.case.flags == []


def test_a_fact_alone_after_an_answer_belongs_to_the_same_case():
    state = told({"children": [FIVE], "area": "erewash", "risk": "medium"})
    merge(state, {"risk": "high"}, fresh=True)
    assert state.facts["children"] == [FIVE]


# -- what is new of merging ------------------------------------------------------------------------------------


def test_a_hurt_child_becomes_the_flag_of_one():
    state = told({"children": [FIVE], "child_harmed": True})
    assert state.case.flags == [CHILD_HARMED] == ["child-harmed"]
    merge(state, {"child_harmed": True, "flags": ["threshold-met"]})
    assert state.case.flags == [CHILD_HARMED, "threshold-met"]
    merge(state, {"not_flags": [CHILD_HARMED]})
    assert state.case.flags == ["threshold-met"]


@pytest.mark.parametrize(
    "before", [{"role": "health"}, {"area": "erewash"}, {IN_DANGER: True}], ids=lambda b: next(iter(b))
)
def test_violence_that_is_told_before_the_child_counts_for_the_child(before: dict[str, Any]):
    state = told({"topics": ["strangulation"], **before})
    assert state.case.flags == []
    merge(state, {"children": [FIVE]})
    assert state.case.flags == [GRAVE]


def test_violence_that_is_asked_about_in_general_counts_for_nobody():
    assert told({"topics": ["strangulation"]}, {"children": [FIVE]}).case.flags == []


def test_violence_of_one_case_is_none_of_the_next():
    state = told({"topics": ["strangulation"], "area": "erewash"})
    state.new_case()
    merge(state, {"children": [FIVE], "area": "erewash"})
    assert state.case.flags == []


@pytest.mark.parametrize(
    ("messages", "known"),
    [
        ([{"notification": "received"}], "yes"),
        ([{"notification": "denied"}], "no"),
        ([{"notification": "received"}, {"notification": "denied"}], "no"),
        ([{"notification": "denied"}, {"risk": "high"}], "no"),
        ([{"notification": "none"}], None),
        ([{}], None),
    ],
)
def test_whether_a_notification_has_come(messages: list[dict], known: str | None):
    assert told(*messages).facts.get("after_notification") == known


def test_a_place_of_work_says_that_the_home_is_kept():
    home = told({"area": "erewash"})
    assert stays_at_home(home, {"area": "derby-city", "elsewhere": True})
    assert not stays_at_home(home, {"area": "derby-city"})
    assert not stays_at_home(DialogueState(), {"area": "derby-city", "elsewhere": True})


found = st.fixed_dictionaries(
    {},
    optional={
        "risk": st.sampled_from(["standard", "medium", "high"]),
        "judged": st.sampled_from(["standard", "medium", "high"]),
        "area": st.sampled_from(["erewash", "derby-city", "high-peak"]),
        "outside": st.just("Nottingham"),
        "unsure": st.just("Bolsover"),
        "flags": st.lists(st.sampled_from(["threshold-met", "not-in-school"]), max_size=2, unique=True),
        "not_flags": st.lists(st.sampled_from(["threshold-met", "child-harmed"]), max_size=2, unique=True),
        "child_harmed": st.just(True),
        "notification": st.sampled_from(["received", "denied"]),
        "children": st.lists(st.sampled_from([FOUR, FIVE, SIXTEEN, UNBORN]), min_size=1, max_size=3),
        "topics": st.lists(st.sampled_from(["dash", "stalking"]), max_size=2),
        "dash": st.integers(0, 27),
        "role": st.sampled_from(["school", "midwife"]),
    },
)


@given(st.lists(found, max_size=5))
def test_whatever_is_told_the_latest_word_stands_and_nothing_is_said_twice(messages: list[dict]):
    state = told(*messages)
    assert told(*messages) == state
    if messages and "area" in messages[-1] and "outside" not in messages[-1]:
        assert state.facts["area"] == messages[-1]["area"]
    assert len(state.case.flags) == len(set(state.case.flags))
    assert len(set(state.facts) & {"outside", "areas"}) <= 1
    assert DialogueState.of(json.loads(json.dumps(state.as_slot()))) == state
    again = DialogueState.of(state.as_slot())
    told_again = merge(again, dict(messages[-1])) if messages and "judged" not in messages[-1] else []
    assert not {"area", "risk", "role"} & set(told_again)
