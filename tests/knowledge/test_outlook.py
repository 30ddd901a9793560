"""What is certain while facts are unknown, against every way in which they could turn out."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from knowledge.outlook import FACTS, Is, Known, Outlook, outlook
from knowledge.pack import Pack, load
from knowledge.pathway import Case, UnknownFact
from knowledge.schema import RISKS

PACK = load()
TABLE = PACK.table
FLAGS = [flag.id for flag in PACK.pathway.automatic.flags]
AREAS, STAGES = tuple(TABLE.areas), tuple(TABLE.stages)
PLACES = [
    {},
    *({"area": area} for area in AREAS),
    *({"authority": authority} for authority in ("derby", "derbyshire", "city", "county")),
    {"areas": ("derby-city", "erewash", "amber-valley")},  # DE21
    {"areas": ("derbyshire-dales", "amber-valley")},  # DE4: the county, north or south
]
AGES = [{}, *({"stage": stage} for stage in STAGES), {"stages": ("0-18-months", "18-months-4-years")}]
GRADES = [{}, *({"risk": risk} for risk in RISKS)]
FLAG_SETS = [frozenset(), *(frozenset({flag}) for flag in FLAGS), frozenset(FLAGS)]
KNOWN = [
    Known(**place, **age, **grade, flags=flags) for place, age, grade, flags in product(PLACES, AGES, GRADES, FLAG_SETS)
]


@cache
def told(case: Case) -> frozenset[str]:
    return frozenset(r.contact.id for r in TABLE.decide(case).recipients)


def areas_of(known: Known) -> tuple[str, ...]:
    city = {"derby": True, "city": True, "derbyshire": False, "county": False}.get(known.authority)
    if known.area:
        return (known.area,)
    return known.areas or tuple(a for a in AREAS if city is None or (a == "derby-city") == city)


def completions(known: Known) -> Iterator[Case]:
    """Every case that the unknown facts could turn out to be, worked out here and not in `outlook`."""
    stages = (known.stage,) if known.stage else known.stages or STAGES
    for area, stage, risk in product(areas_of(known), stages, (known.risk,) if known.risk else RISKS):
        yield Case(area, stage, risk, known.flags)


@cache
def looked(known: Known) -> Outlook:
    return outlook(TABLE, known)


def certain(seen: Outlook) -> set[str]:
    return {r.contact.id for r in seen.certain}


def depends(seen: Outlook) -> set[str]:
    return {d.recipient.contact.id for d in seen.depends}


def holds(condition: tuple[Is, ...], case: Case) -> bool:
    facts = {"stage": case.stage, "risk": case.risk, "area": case.area}
    facts |= {key: getattr(TABLE.areas[case.area], key) for key in ("authority", "midwives")}
    return all(facts[one.key] in one.values for one in condition)


def test_every_combination_is_tried():
    assert len(set(KNOWN)) == 15 * 7 * 4 * 8


def test_what_is_certain_is_told_in_every_completion_and_the_rest_in_some():
    for known in KNOWN:
        seen, sets = looked(known), [told(case) for case in completions(known)]
        assert certain(seen) == frozenset.intersection(*sets), known
        assert certain(seen) | depends(seen) == frozenset.union(*sets), known
        assert not certain(seen) & depends(seen), known


def test_a_recipient_depends_on_exactly_what_is_said():
    for known in KNOWN:
        for one in looked(known).depends:
            assert one.when, known
            assert all(one.when), known
            for case in completions(known):
                fits = any(holds(condition, case) for condition in one.when)
                assert fits == (one.recipient.contact.id in told(case)), (known, case, one.when)


def test_nothing_is_asked_only_when_nothing_is_left():
    for known in KNOWN:
        seen = looked(known)
        assert (seen.ask is None) == (not seen.depends), known


def answers(known: Known, fact: str) -> list[Known]:
    """What is known after each answer to a question about the fact."""
    if fact == "area":
        return [replace(known, area=area, areas=(), authority=None) for area in areas_of(known)]
    if fact == "stage":
        return [replace(known, stage=stage, stages=()) for stage in known.stages or STAGES]
    return [replace(known, risk=risk) for risk in RISKS]


def open_after(known: Known, fact: str) -> float:
    then = answers(known, fact)
    return sum(len(looked(one).depends) for one in then) / len(then)


def test_the_fact_that_is_asked_settles_most():
    for known in KNOWN:
        seen = looked(known)
        assert all(open_after(known, fact) == pytest.approx(left) for fact, left in seen.open_after.items()), known
        unknown = {
            "area": len(areas_of(known)) > 1,
            "stage": not known.stage,
            "risk": not known.risk,
        }
        assert set(seen.open_after) == {fact for fact in FACTS if unknown[fact]}, known
        if seen.ask:
            assert unknown[seen.ask], known
            assert seen.open_after[seen.ask] == min(seen.open_after.values()), known


def test_everything_has_its_rules_reasons_and_sources():
    rules = {row.id for row in PACK.pathway.rows} | {*FLAGS, PACK.pathway.automatic.high_risk.id}
    for known in KNOWN:
        seen = looked(known)
        for recipient in (*seen.certain, *(d.recipient for d in seen.depends)):
            assert {one.rule for one in recipient.because} <= rules
            assert recipient.reason.endswith(".")
            assert all(source.section in PACK.sections for source in recipient.sources)


def test_with_every_fact_known_it_is_the_decision():
    for case in (Case(*facts) for facts in product(AREAS, STAGES, RISKS, FLAG_SETS)):
        seen = looked(Known(area=case.area, stage=case.stage, risk=case.risk, flags=case.flags))
        decision = TABLE.decide(case)
        assert seen.certain == decision.recipients
        assert (seen.depends, seen.ask, seen.urgency, seen.notes) == ((), None, decision.urgency, decision.notes)


def test_a_hurt_child_has_social_care_for_certain_and_first_once_the_council_is_known():
    for place, age, grade in product(PLACES, AGES, GRADES):
        known = Known(**place, **age, **grade, flags=frozenset({"child-harmed"}))
        seen = looked(known)
        assert seen.urgency == "today"
        councils = {TABLE.areas[area].authority for area in areas_of(known)}
        if len(councils) == 1:
            assert (seen.certain[0].contact.kind, seen.certain[0].urgency) == ("social-care", "today"), known
        else:
            either = [d.recipient for d in seen.depends[: len(councils)]]
            assert {(r.contact.kind, r.urgency) for r in either} == {("social-care", "today")}, known


# -- as a practitioner would tell it ---------------------------------------------------------------------------


def test_an_eight_month_old_in_ilkeston_needs_only_the_grade(pack: Pack):
    seen = outlook(pack.table, Known(area="erewash", age_months=8))
    assert certain(seen) == {"derbyshire-community-health", "south-midwives"}
    assert [(d.recipient.contact.id, d.when) for d in seen.depends] == [
        ("derbyshire-social-care", ((Is("risk", ("medium", "high")),),))
    ]
    assert seen.ask == "risk"


def test_a_nine_year_old_at_high_risk_needs_only_the_council(pack: Pack):
    seen = outlook(pack.table, Known(stage="5-17-years", risk="high"))
    assert certain(seen) == {"education-operation-encompass"}
    assert {d.recipient.contact.id: d.when for d in seen.depends} == {
        "derby-city-social-care": ((Is("authority", ("derby",)),),),
        "derbyshire-social-care": ((Is("authority", ("derbyshire",)),),),
        "derby-city-health": ((Is("authority", ("derby",)),),),
    }
    assert seen.ask == "area"


def test_an_unborn_baby_in_the_county_needs_the_town(pack: Pack):
    seen = outlook(pack.table, Known(authority="county", stage="pregnant", risk="standard"))
    assert certain(seen) == {"derbyshire-community-health"}
    assert {d.recipient.contact.id: d.when for d in seen.depends} == {
        "north-midwives": ((Is("midwives", ("north",)),),),
        "south-midwives": ((Is("midwives", ("south",)),),),
    }
    assert seen.ask == "area"


def test_an_area_that_makes_no_difference_is_not_asked(pack: Pack):
    seen = outlook(pack.table, Known(areas=("high-peak", "derbyshire-dales"), stage="pregnant", risk="high"))
    assert seen.ask is None


def test_a_named_place_stands_where_the_council_disagrees(pack: Pack):
    assert outlook(pack.table, Known(area="erewash", authority="city", stage="pregnant", risk="high")).ask is None


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (Known(area="nottingham"), "area"),
        (Known(areas=("erewash", "nottingham")), "area"),
        (Known(authority="leicester"), "authority"),
        (Known(stage="teenager"), "stage"),
        (Known(stages=("pregnant", "teenager")), "stage"),
        (Known(risk="severe"), "risk"),
        (Known(flags=frozenset({"hungry"})), "flag"),
    ],
)
def test_an_unknown_value_is_named(pack: Pack, known: Known, word: str):
    with pytest.raises(UnknownFact, match=f"^The {word} '"):
        outlook(pack.table, known)


def test_an_adult_has_no_stage(pack: Pack):
    with pytest.raises(UnknownFact, match="no stage"):
        outlook(pack.table, Known(age_months=18 * 12))
