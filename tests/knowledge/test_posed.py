"""Questions as they are put: shuffled, and computed from the pack where the answer follows from it."""

import re
from dataclasses import replace
from itertools import product

import pytest

from knowledge.pack import Pack
from knowledge.pathway import Case
from knowledge.posed import pose, pose_turn
from knowledge.practice import PracticeCase
from knowledge.quiz import Question


def computed(**by: object) -> Question:
    ask = "The baby is {age}, in {area}, at {risk} risk. Who is told?"
    return Question.model_validate({"id": "who-hears", "section": "2.12", "kind": "who", "ask": ask, "computed": by})


def test_choices_stand_otherwise_each_time_and_the_same_within_one() -> None:
    choices = [{"say": f"Choice {i}", "right": i == 0, "why": "So."} for i in range(4)]
    question = Question.model_validate(
        {"id": "one-of-four", "section": "1.1", "kind": "one", "ask": "?", "choices": choices}
    )
    shown = [[o.id for o in pose(question, None, times).options] for times in range(12)]  # type: ignore[arg-type]
    assert shown[3] == [o.id for o in pose(question, None, 3).options]  # type: ignore[arg-type]
    assert len({tuple(one) for one in shown}) > 4
    assert {one[0] for one in shown} == {"0", "1", "2", "3"}


def test_an_order_is_never_shown_as_it_should_be() -> None:
    choices = [{"say": f"Step {i}", "why": "So."} for i in range(3)]
    question = Question.model_validate(
        {"id": "in-order", "section": "1.1", "kind": "order", "ask": "?", "choices": choices}
    )
    for times in range(20):
        posed = pose(question, None, times)  # type: ignore[arg-type]
        assert posed.right == ("0", "1", "2") != tuple(o.id for o in posed.options)
    assert posed.is_right(["0", "1", "2"]) and not posed.is_right(["1", "0", "2"])


def test_who_is_told_is_the_pathways_own_answer(pack: Pack) -> None:
    posed = pose(computed(by="pathway", area="amber-valley", stage="0-18-months", risk="standard"), pack)
    told = pack.table.decide(Case("amber-valley", "0-18-months", "standard")).recipients
    right = next(o for o in posed.options if o.right)
    assert all(r.contact.name in right.say for r in told)
    assert posed.ask == "The baby is 9 months, in Amber Valley, at standard risk. Who is told?"
    assert len(posed.options) == 4 and len({o.say for o in posed.options}) == 4
    assert all("That is who is told about" in o.why for o in posed.options if not o.right)


def test_a_changed_pathway_changes_the_answer(pack: Pack) -> None:
    question = computed(by="pathway", area="amber-valley", stage="0-18-months", risk="standard")
    rows = [row for row in pack.pathway.rows if row.id != "midwives-south"]
    other = replace(pack, pathway=pack.pathway.model_copy(update={"rows": rows}))
    before, after = (next(o.say for o in pose(question, one).options if o.right) for one in (pack, other))
    assert "South midwives" in before and "midwives" not in after


def test_a_number_is_the_directorys_own(pack: Pack) -> None:
    elm = next(service for service in pack.services if service.phone == "08000 198 668")
    posed = pose(computed(by="service", id=elm.id, field="phone"), pack)
    assert [o.say for o in posed.options if o.right] == ["08000 198 668"]
    assert len({o.say for o in posed.options}) == 4


def test_the_same_contacts_in_another_order_are_no_wrong_choice(pack: Pack) -> None:
    for area, stage, risk in product(pack.area, ["0-18-months", "5-17-years"], ["standard", "medium"]):
        posed = pose(computed(by="pathway", area=area, stage=stage, risk=risk, flags=["not-in-school"]), pack)
        told = {frozenset(re.split("; |, | and ", one.say)) for one in posed.options}
        assert len(told) == len(posed.options), area


def test_one_number_with_other_spaces_is_no_wrong_choice(pack: Pack) -> None:
    for service in pack.services:
        if service.phone:
            posed = pose(computed(by="service", id=service.id, field="phone"), pack)
            assert len({one.say.replace(" ", "") for one in posed.options}) == 4, service.id


def test_a_number_in_doubt_is_never_given_as_somebodys(pack: Pack) -> None:
    doubted = {service.phone for service in pack.services if service.doubtful}
    assert doubted
    for service in pack.services:
        if service.phone and not service.doubtful:
            posed = pose(computed(by="service", id=service.id, field="phone"), pack)
            assert not doubted & {one.say for one in posed.options}, service.id


def test_a_turn_about_another_child_is_right_for_that_child(pack: Pack) -> None:
    turn = {"ask": "And the lad of 14?", "computed": {"by": "pathway", "stage": "5-17-years", "flags": []}}
    facts = {"area": "derby-city", "stage": "pregnant", "risk": "standard", "flags": ["open-to-social-care"]}
    one = PracticeCase.model_validate({"id": "two", "title": "T", "story": "S", "turns": [turn], "facts": facts})
    assert pose_turn(one, 0, pack).right == ("education-operation-encompass",)


def case(**given: object) -> PracticeCase:
    turns = [{"ask": "Who is told?", "computed": {"by": "pathway"}}]
    return PracticeCase.model_validate({"id": "friday", "title": "F", "story": "S", "turns": turns, "facts": given})


@pytest.mark.parametrize("risk", ["standard", "medium", "high"])
@pytest.mark.parametrize("stage", ["pregnant", "0-18-months", "18-months-4-years", "5-17-years"])
def test_a_computed_turn_is_right_by_the_rules_in_every_area(pack: Pack, stage: str, risk: str) -> None:
    for area in pack.area:
        posed = pose_turn(case(area=area, stage=stage, risk=risk), 0, pack)
        told = pack.table.decide(Case(area, stage, risk)).recipients  # type: ignore[arg-type]
        assert set(posed.right) == {r.contact.id for r in told}
        assert len(posed.right) < len(posed.options) <= 6


@pytest.mark.parametrize(("area", "midwives"), [("high-peak", "north-midwives"), ("erewash", "south-midwives")])
def test_whom_the_rules_tell_in_a_case_like_it_can_be_chosen_by_mistake(pack: Pack, area: str, midwives: str) -> None:
    posed = pose_turn(case(area=area, stage="18-months-4-years", risk="medium"), 0, pack)
    assert {midwives, "education-operation-encompass", "derby-city-health"} <= {one.id for one in posed.options}


def test_a_turn_comes_after_what_was_chosen() -> None:
    turns = [{"ask": "First?"}, {"ask": "Rang her?", "when": {"chose": "ring-mum"}}, {"ask": "And then?"}]
    one = PracticeCase.model_validate({"id": "abc", "title": "T", "story": "S", "turns": turns})
    assert one.turn_after(1, ["tell-lead"]) == 2
    assert one.turn_after(1, ["ring-mum"]) == 1
    assert one.turn_after(3, []) is None
