"""Facts that the guides got wrong against the print, each as a practitioner would meet it."""

import re
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from bot.nlu.facts import FactFinder

from knowledge.guides import Advice, Guide
from knowledge.pack import Pack

REFUGE = "0800 085 3481"
YOUNG = [
    {"victim_age": "under-16"},
    {"topics": ["teenage-relationship"], "age_group": ["5-to-15"], "children": "one"},
]
TOPICS = [
    "dash", "ppn", "marac-form", "marac-consent", "consent-question", "consent-refused", "marac-presenting", "strangulation", "honour-based",
    "no-recourse", "tool-forms", "universal-tools",
]  # fmt: skip
EXPLAINS = (
    "meaning-asked",
    "meetings-asked",
    "tells-him",
    "outcome-asked",
    "idva-asked",
    "mappa",
    "ppn",
)  # asked what it is


def cases(young: dict[str, Any]) -> list[dict[str, Any]]:
    """A young victim, with whatever else may be known."""
    risks, bands = [None, "high"], [None, "14-or-more", "under-14", "not-done"]
    worries, asked = [None, "extreme-fear"], [(), *combinations(TOPICS, 1), *combinations(TOPICS, 2)]
    found = []
    for risk, band, worry, topics in product(risks, bands, worries, asked):
        facts = {**young, "risk": risk, "dash_band": band, "marac_judgement": worry, "assess_who": "victim"}
        facts |= {"dash": "16" if band == "14-or-more" else None, "judged": risk, "stage": ["5-17-years"]}
        facts["topics"] = [*young.get("topics", []), *topics]
        found.append({name: value for name, value in facts.items() if value})
    return found


def offers(advice: Advice) -> list[str]:
    """The sentences that speak of MARAC or the DASH, and neither of 16, an adult nor what the handbook does not say."""
    said = re.split(r"(?<=[.?!])\s+|\n", advice.say)
    return [s for s in said if re.search(r"MARAC|\bDASH\b", s) and not re.search(r"\b16\b|adult|does not say", s)]


@pytest.mark.parametrize("young", YOUNG, ids=["said", "a couple of children"])
@pytest.mark.parametrize("flow", ["marac", "referral", "assessment_tools"])
def test_a_victim_under_16_is_protected_as_a_child_and_never_offered_marac_or_the_dash(
    pack: Pack, flow: str, young: dict
):
    guide: Guide = pack.guides[flow]
    wrong = set()
    for facts in cases(young):
        fitting = guide.advice_for(facts)
        wrong |= {(a.id, s) for a in fitting if a.id not in EXPLAINS for s in offers(a)}
        told = [a for a in fitting if a.first and a.id in ("under-16", "young-victim")]
        asked = set(facts.get("topics", []))
        tools = asked & {"tool-forms", "universal-tools"} and not asked & {"dash", "ppn"}  # another question altogether
        assert tools or [a.source for a in told] == ["3.2"], (flow, facts)
        assert tools or "children's social care" in told[0].say
        assert "marac" not in [step.flow for step in guide.next_steps(facts)], (flow, facts)
    # what a referral should say ('the grade or DASH, and who graded it') offers nothing, nor does the list of every tool
    assert {(id, s) for id, s in wrong if id not in ("referral-wording", "overview", "universal-tools")} == set()


def test_a_victim_of_16_is_still_offered_both(pack: Pack):
    facts = {"victim_age": "16-or-over", "dash_band": "14-or-more", "risk": "high", "assess_who": "victim"}
    assert "threshold-met" in [a.id for a in pack.guides["marac"].advice_for(facts)]
    assert "marac" in [a.id for a in pack.guides["referral"].advice_for(facts)]
    assert "dash" in [a.id for a in pack.guides["assessment_tools"].advice_for(facts)]


@pytest.mark.parametrize("age", [0, 9, 15])
def test_an_age_under_16_is_an_answer_to_how_old_the_victim_is(pack: Pack, age: int):
    for flow in ("marac", "assessment_tools"):
        option = pack.guides[flow].question("victim_age").option_for_number(age)
        assert option is not None, flow
        assert option.id == "under-16"


def test_the_age_of_a_young_couple_is_not_asked_again(pack: Pack):
    asked = [question.id for question in pack.guides["marac"].open_questions(YOUNG[1])]
    assert "victim_age" not in asked
    assert "dash_band" not in asked


WORK = [
    "referral",
    "marac",
    "find_service",
    "human",
    "induction",
    "operation_encompass",
    "routine_enquiry",
    "safety_planning",
]


def test_wherever_a_practitioner_is_given_refuges_number_its_consent_is_said(pack: Pack):
    silent = [
        f"{flow}.{advice.id}"
        for flow in WORK
        for advice in pack.guides[flow].advice
        if REFUGE in advice.say and not re.search(r"consent|agree|ring for themselves", advice.say)
    ]
    assert silent == []


@pytest.mark.parametrize("topic", ["consent-refused", "consent-question"])
def test_asked_about_consent_beside_a_service_the_answer_is_refuges(pack: Pack, topic: str):
    first = [a for a in pack.guides["find_service"].advice_for({"topics": [topic], "authority": "derby"}) if a.first]
    assert "only if the victim has given consent" in first[0].say
    assert first[0].source == "4.7"


def test_a_refusal_decides_on_refuge_and_not_on_the_childs_referral(pack: Pack):
    said = next(a for a in pack.guides["referral"].advice if a.id == "consent-refused-note").say
    assert "only with their consent (4.7)" in said
    assert said.startswith("A refusal does not settle it for the child")


@pytest.mark.parametrize(
    "text",
    ["what is a section 7 report", "s7", "Cafcass want a section 7", "who writes the s7 report?", "section 7 carry on"],
)
def test_section_7_is_a_topic_of_its_own(pack: Pack, text: str):
    topics = FactFinder(pack).find(text, date(2026, 11, 29)).get("topics", [])
    assert "section-7" in topics
    assert not [topic for topic in topics if topic.startswith("strategy")]
    first = pack.guides["strategy_discussion"].advice_for({"topics": topics})
    assert "is not section 47" in next(a for a in first if a.id == "section-7").say


@pytest.mark.parametrize("text", ["section 47", "s47", "section 17 or section 47", "section 70", "s76"])
def test_other_sections_are_not_section_7(pack: Pack, text: str):
    assert "section-7" not in FactFinder(pack).find(text, date(2026, 11, 29)).get("topics", [])


def test_the_law_on_notifying_schools_is_said_as_an_addition(pack: Pack):
    advice = next(a for a in pack.guides["operation_encompass"].advice if a.id == "statutory-duty")
    assert advice.addition is not None
    assert not advice.addition.approved
    assert "November 2025" in advice.say
