"""What a conversation knows between its turns: the slot, the cases, the guides and the buttons."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.state import UNKNOWN, Case, DialogueState, GuideProgress, Spoken, age_group
from knowledge.pack import Pack


def child(months: int | None = None, stage: str = "5-17-years") -> dict[str, Any]:
    return {"stage": stage, "age": None if months is None else f"{months // 12} years", "months": months}


FOUR, FIVE, SIXTEEN = child(48, "18-months-4-years"), child(60), child(16 * 12)
UNBORN = child(None, "pregnant")


# -- the slot --------------------------------------------------------------------------------------------------

words = st.text(max_size=8)
some = st.lists(words, max_size=3)
values = st.recursive(st.none() | st.booleans() | st.integers() | words, lambda one: st.lists(one, max_size=3))
cases = st.builds(
    Case,
    facts=st.dictionaries(words, values, max_size=3),
    implied=st.dictionaries(words, words, max_size=2),
    latest=st.lists(st.sampled_from([FOUR, FIVE, UNBORN]), max_size=2),
    flags=some,
)
guides = st.builds(
    GuideProgress,
    id=words,
    answered=some,
    tries=st.integers(0, 3),
    asked=st.none() | words,
    said=some,
    chosen=some,
    concluded=st.booleans(),
)
spoken = st.builds(
    Spoken,
    guide=st.none() | words,
    sections=some,
    passages=st.lists(st.integers(0, 9), max_size=3),
    part=st.none() | st.integers(0, 9),
    services=some,
    advice=st.none() | words,
    record=st.none() | words,
)
states = st.builds(
    DialogueState,
    case=cases,
    others=st.lists(cases, max_size=3),
    guide=st.none() | guides,
    paused=some,
    alarm=st.none() | words,
    denied=some,
    voice=st.none() | words,
    introduced=some,
    spoken=spoken,
    offers=st.dictionaries(words, words, max_size=4),
    acts=some,
    turn=st.none() | words,
)


@given(states)
def test_a_state_survives_its_slot_as_plain_json(state: DialogueState):
    assert DialogueState.of(json.loads(json.dumps(state.as_slot()))) == state


@given(states, st.dictionaries(words.map(lambda key: f"of another version: {key}"), values, max_size=3))
def test_keys_of_another_version_are_dropped(state: DialogueState, more: dict[str, Any]):
    slot = state.as_slot()
    older = {**slot, **more, "case": {**slot["case"], **more}, "spoken": {**slot["spoken"], **more}}
    assert DialogueState.of(older) == state


@pytest.mark.parametrize("slot", [None, {}, {"guide": None}, {"case": None}, {"a key of an older version": 1}])
def test_an_empty_or_older_slot_is_a_new_conversation(slot: Any):
    assert DialogueState.of(slot) == DialogueState()


def test_no_two_states_share_anything():
    one, other = DialogueState(), DialogueState()
    one.case.facts["risk"] = "high"
    one.offers["flow:marac"] = "MARAC"
    assert other == DialogueState()


# -- the case --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "group"),
    [
        (UNBORN, "unborn"),
        (child(None, "pregnancy-loss"), None),
        (child(8, "0-18-months"), "under-5"),
        (FOUR, "under-5"),
        (FIVE, "5-to-15"),
        (child(16 * 12 - 1), "5-to-15"),
        (SIXTEEN, "16-or-17"),
        (child(None), "5-to-15"),
    ],
)
def test_age_groups(one: dict, group: str | None):
    assert age_group(one) == group


def test_conditions_see_what_follows_from_the_facts(pack: Pack):
    state = DialogueState(Case({"children": [UNBORN, SIXTEEN], "area": "derby-city"}, flags=["threshold-met"]))
    seen = state.view(pack)
    assert (seen["stage"], seen["age_group"]) == (["pregnant", "5-17-years"], ["16-or-17", "unborn"])
    assert (seen["authority"], seen["midwives"], seen["flags"]) == ("derby", "south", ["threshold-met"])
    assert "stage" not in state.facts


@pytest.mark.parametrize(("facts", "group"), [({"adult": 19}, ["adult"]), ({"children": UNKNOWN}, None), ({}, None)])
def test_conditions_see_an_adult_where_there_is_no_child(pack: Pack, facts: dict, group: list[str] | None):
    assert DialogueState(Case(facts)).view(pack).get("age_group") == group


def test_a_new_case_puts_the_last_one_aside_and_keeps_who_asks():
    state = DialogueState(Case({"children": [FIVE], "area": "erewash", "role": "school"}, flags=["not-in-school"]))
    state.start("referral").answered = ["risk"]
    state.new_case()
    assert (state.facts, state.case.flags, state.guide) == ({"role": "school"}, [], GuideProgress("referral"))
    assert [one.facts["area"] for one in state.others] == ["erewash"]
    state.new_case()  # nothing was told of this one
    assert len(state.others) == 1


def test_a_case_that_waits_comes_back_as_it_was():
    state = DialogueState(Case({"children": [FIVE], "risk": "high"}))
    state.new_case()
    state.facts["risk"] = "standard"
    first = state.others[0]
    state.switch_to(first)
    assert state.facts == {"children": [FIVE], "risk": "high"}
    assert [one.facts for one in state.others] == [{"risk": "standard"}]


def test_only_so_many_cases_wait():
    state = DialogueState()
    for n in range(9):
        state.facts["dash"] = str(n)
        state.new_case()
    assert [one.facts["dash"] for one in state.others] == ["5", "6", "7", "8"]


# -- choices and guides ----------------------------------------------------------------------------------------


def test_only_what_was_offered_can_be_chosen_by_its_words():
    state = DialogueState()
    state.offer([("area:erewash", "Erewash"), ("control:skip", "Leave it out")])
    assert state.choice_for(" erewash. ") == "area:erewash"
    assert state.choice_for("leave it out!") == "control:skip"
    assert state.choice_for("Amber Valley") is None
    state.offer([("area:other", "Erewash")])
    assert state.choice_for("Erewash") == "area:other"


def test_old_offers_are_forgotten():
    state = DialogueState()
    state.offer([(f"area:{n}", f"Area {n}") for n in range(200)])
    assert len(state.offers) < 100
    assert state.choice_for("area 199") == "area:199"
    assert state.choice_for("area 0") is None


def test_a_guide_left_unfinished_is_kept_to_return_to():
    state = DialogueState()
    for flow in ("referral", "marac", "referral", "training"):
        state.start(flow)
    assert (state.flow, state.paused) == ("training", ["marac", "referral"])
    assert state.guide is not None
    state.guide.concluded = True
    state.start("marac")
    assert state.paused == ["referral"]


def test_a_guide_starts_with_nothing_answered_and_the_case_known():
    state = DialogueState(Case({"children": [FOUR]}), guide=GuideProgress("referral", ["risk"], 2, "risk"))
    state.start("referral")
    assert (state.guide, state.facts) == (GuideProgress("referral"), {"children": [FOUR]})


def test_a_question_is_open_until_the_guide_has_concluded():
    assert not DialogueState().answering
    assert not DialogueState(guide=GuideProgress("marac")).answering
    assert DialogueState(guide=GuideProgress("marac", asked="dash_band")).answering
    assert not DialogueState(guide=GuideProgress("marac", asked="dash_band", concluded=True)).answering


def test_a_guides_own_answers_are_forgotten_and_the_case_is_not():
    state = DialogueState(Case({"risk": "high", "dash_band": "under-14"}))
    state.forget_answers(["risk", "dash_band", "never asked"])
    assert state.facts == {"risk": "high"}
