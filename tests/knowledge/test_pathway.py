"""The referral pathway against expectations written by hand from the printed table, in every combination."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
import yaml

from knowledge.pack import Pack, load
from knowledge.pathway import Case, Decision, UnknownFact

EXPECTED = yaml.safe_load(Path(__file__).with_name("pathway_expected.yml").read_text(encoding="utf-8"))
SCHOOL, EDUCATION_SERVICE = EXPECTED["not-in-school"]["instead-of"], EXPECTED["not-in-school"]["told"]
GROUP = {area: group for group, areas in EXPECTED["areas"].items() for area in areas}
COLUMN = {risk: column for column, risks in EXPECTED["columns"].items() for risk in risks}
STAGES = tuple(EXPECTED["table"])
RISKS = tuple(COLUMN)  # lowest first
FLAGS = tuple(EXPECTED["flags"]["adding"])
FLAG_SETS = [frozenset(some) for size in range(len(FLAGS) + 1) for some in combinations(FLAGS, size)]
CASES = [Case(*facts) for facts in product(GROUP, STAGES, RISKS, FLAG_SETS)]


def expected(case: Case) -> set[str]:
    """Mailboxes, and ids of contacts without one, that the hand-written table has for a case."""
    group = GROUP[case.area]
    told = set(EXPECTED["table"][case.stage][group][COLUMN[case.risk]])
    if case.flags:
        told.add(EXPECTED["flags"]["social-care"][group])
    if "not-in-school" in case.flags and case.stage == EXPECTED["not-in-school"]["stage"]:
        told = told - {SCHOOL} | {EDUCATION_SERVICE}
    return told


@cache
def decisions() -> dict[Case, Decision]:
    """Every case of the table decided, once."""
    table = load().table
    return {case: table.decide(case) for case in CASES}


def told(decision: Decision) -> set[str]:
    return {r.contact.email or r.contact.id for r in decision.recipients}


def ids(decision: Decision) -> set[str]:
    return {r.contact.id for r in decision.recipients}


def in_words(case: Case) -> str:
    return f"{case.area}, {case.stage}, {case.risk}, {', '.join(sorted(case.flags)) or 'no flag'}"


def test_every_combination_is_there(pack: Pack):
    assert len(CASES) == 8 * 5 * 3 * 64
    assert (set(GROUP), STAGES) == (set(pack.area), tuple(pack.table.stages))
    assert tuple(flag.id for flag in pack.pathway.automatic.flags) == FLAGS


def test_every_case_tells_whom_the_print_tells():
    wrong = [
        f"{in_words(case)}: told {sorted(told(decision))}, print {sorted(expected(case))}"
        for case, decision in decisions().items()
        if told(decision) != expected(case)
    ]
    assert wrong == []


def test_no_contact_is_told_twice():
    assert all(len(ids(decision)) == len(decision.recipients) for decision in decisions().values())


@pytest.mark.parametrize("note", EXPECTED["notes"], ids=lambda note: f"{note['stage']} {note['column']} {note['says']}")
def test_what_the_print_leaves_open_is_said(note: dict):
    for case, decision in decisions().items():
        if (case.stage, COLUMN[case.risk]) == (note["stage"], note["column"]) and GROUP[case.area] in note["areas"]:
            assert any(note["says"] in said for said in decision.notes), in_words(case)


def test_nothing_is_said_to_be_open_where_the_print_has_everything():
    gaps = {gap.say for gap in load().pathway.gaps}
    assert all(case.stage == "pregnancy-loss" for case, decision in decisions().items() if gaps & set(decision.notes))


@pytest.mark.parametrize(("months", "stage"), EXPECTED["ages"].items())
def test_stage_by_age(pack: Pack, months: int, stage: str):
    assert pack.table.stage_at(months) == (None if stage == "none" else stage)


def test_every_month_of_childhood_has_one_stage(pack: Pack):
    assert all(pack.table.stage_at(months) for months in range(18 * 12))
    assert pack.table.stage_at(-1) is None


@pytest.mark.parametrize(
    ("stage", "months", "says"),
    [
        ("0-18-months", 18, "exactly 18 months"),
        ("18-months-4-years", 55, "Reception"),
        ("5-17-years", 16 * 12, "DASH"),
        ("5-17-years", 17 * 12 + 11, "DASH"),
    ],
)
def test_edges_of_age_are_explained(pack: Pack, stage: str, months: int, says: str):
    decision = pack.table.decide(Case("erewash", stage, "standard", age_months=months))
    assert any(says in note for note in decision.notes)


def test_high_risk_names_marac_and_lower_risk_does_not():
    for case, decision in decisions().items():
        assert (case.risk == "high") == any("MARAC" in note for note in decision.notes), in_words(case)


def test_an_empty_cell_names_nobody():
    for case, decision in decisions().items():
        if case.stage == "pregnancy-loss" and case.risk != "standard" and not case.flags:
            assert decision.recipients == (), in_words(case)
            assert "loss-empty-cell" in decision.rules, in_words(case)


def test_a_hurt_child_goes_to_social_care_today_and_first_whatever_the_grade(pack: Pack):
    today = EXPECTED["flags"]["today"]
    for case, decision in decisions().items():
        why = next((flag for flag in today if flag in case.flags), None)
        assert decision.urgency == ("today" if why else None), in_words(case)
        if why:
            first = decision.recipients[0]
            assert first.contact.email == EXPECTED["flags"]["social-care"][GROUP[case.area]], in_words(case)
            assert (first.rule, first.urgency) == (why, "today"), in_words(case)
            assert "3.7" in {source.section for source in first.sources}, in_words(case)
        if why == "child-harmed":
            assert {"2.10", "3.5"} <= {source.section for source in first.sources}, in_words(case)
            assert any("does not wait for a grade" in note for note in decision.notes), in_words(case)


def test_a_hurt_child_is_told_apart_from_one_not_yet_born():
    for case, decision in decisions().items():
        before_birth = case.stage in ("pregnancy-loss", "pregnant") and "child-harmed" in case.flags
        assert before_birth == any("a case of their own" in note for note in decision.notes), in_words(case)


def test_only_the_uncertain_areas_are_marked_as_our_reading():
    for case, decision in decisions().items():
        marked = any("reading is ours" in note for note in decision.notes)
        assert marked == (case.area != "derby-city"), in_words(case)


# -- properties over all cases ---------------------------------------------------------------------------------


def steps_up() -> Iterator[tuple[Case, Case]]:
    """Every case with each case that is one risk or one flag worse."""
    for case in CASES:
        if case.risk != RISKS[-1]:
            yield case, replace(case, risk=RISKS[RISKS.index(case.risk) + 1])
        for flag in set(FLAGS) - case.flags:
            yield case, replace(case, flags=case.flags | {flag})


def test_a_worse_case_never_loses_a_contact_or_social_care():
    for case, worse in steps_up():
        before, after = decisions()[case], decisions()[worse]
        gone = ids(before) - ids(after)
        leaves_school = "not-in-school" in worse.flags - case.flags and EDUCATION_SERVICE in ids(after)
        empty = case.stage == "pregnancy-loss" and COLUMN[worse.risk] != COLUMN[case.risk]  # the print's empty cell
        allowed = {SCHOOL} if leaves_school else {"north-midwives"} if empty else set()
        assert gone <= allowed, f"{in_words(case)} -> {in_words(worse)}"
        assert after.social_care >= before.social_care, f"{in_words(case)} -> {in_words(worse)}"


def test_every_contact_has_its_reason_its_rule_and_its_source(pack: Pack):
    known = {row.id for row in pack.pathway.rows} | {gap.id for gap in pack.pathway.gaps} | set(FLAGS)
    known.add(pack.pathway.automatic.high_risk.id)
    for case, decision in decisions().items():
        assert decision.rules, in_words(case)
        assert set(decision.rules) <= known
        for recipient in decision.recipients:
            assert recipient.reason.endswith(".")
            assert recipient.rule in decision.rules
            assert recipient.source in recipient.sources
            for source in recipient.sources:
                assert source.page == pack.sections[source.section].page
            assert recipient.contact.source.section in pack.sections


def test_each_flag_that_was_given_is_among_the_rules_and_reasons(pack: Pack):
    reasons = {flag.id: flag.reason for flag in pack.pathway.automatic.flags}
    for case, decision in decisions().items():
        said = " ".join(r.reason for r in decision.recipients if r.contact.kind == "social-care")
        assert set(decision.rules) >= case.flags, in_words(case)
        assert all(reasons[flag] in said for flag in case.flags), in_words(case)


def changed(pack: Pack, case: Case, sentence: str) -> Case:
    """The case with the change that a `would_change` sentence names."""
    words = sentence.partition(":")[0]
    if graded := re.search(r"\brisk\b.*\b(standard|medium|high)$", words):
        return replace(case, risk=graded[1])
    for flag in pack.pathway.automatic.flags:
        if flag.name in words:
            return replace(case, flags=case.flags | {flag.id})
    for stage in pack.pathway.stages:
        if stage.name in words:
            return replace(case, stage=stage.id)
    raise AssertionError(f"no known change: {sentence}")


def test_what_would_change_the_answer_is_true_wherever_it_speaks(pack: Pack):
    for case, decision in decisions().items():
        if decision.would_change is None:
            continue
        _, _, promised = decision.would_change.partition(":")
        named = {contact.id for contact in pack.contacts.values() if contact.name in promised}
        then = decisions()[changed(pack, case, decision.would_change)]
        assert named, in_words(case)
        assert ids(then) == ids(decision) | named, f"{in_words(case)}: {decision.would_change}"


def test_what_would_change_the_answer_is_silent_only_when_no_risk_or_flag_adds_anybody():
    adding = {case for case, worse in steps_up() if ids(decisions()[worse]) > ids(decisions()[case])}
    assert [in_words(case) for case in adding if decisions()[case].would_change is None] == []


def test_deciding_is_pure(pack: Pack):
    for case in CASES[:: len(CASES) // 50]:
        assert pack.table.decide(case) == decisions()[case]


# -- facts that the pack does not know -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"area": "nottingham"}, "area"),
        ({"area": ""}, "area"),
        ({"area": "Erewash"}, "area"),
        ({"stage": "teenager"}, "stage"),
        ({"risk": "severe"}, "risk"),
        ({"risk": None}, "risk"),
        ({"flags": frozenset({"hungry"})}, "flag"),
        ({"flags": frozenset({"threshold-met", "hungry"})}, "flag"),
    ],
)
def test_an_unknown_fact_is_named_with_what_is_known(pack: Pack, change: dict, word: str):
    with pytest.raises(UnknownFact) as caught:
        pack.table.decide(replace(Case("erewash", "pregnant", "medium"), **change))
    said = str(caught.value)
    known = {"area": "swadlincote", "stage": "5-17-years", "risk": "high", "flag": "threshold-met"}[word]
    assert said.startswith(f"The {word} '")
    assert said.endswith(".")
    assert known in said


def test_areas_are_alike_where_the_same_contacts_are_told(pack):
    assert pack.table.alike(["clay-cross", "erewash"], ["5-17-years", "18-months-4-years"])
    assert not pack.table.alike(["clay-cross", "erewash"], ["5-17-years", "pregnant"])
    assert not pack.table.alike(["derby-city", "erewash"], ["5-17-years"])
