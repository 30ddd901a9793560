"""Practice facts: a table of messages and what they say of a case."""

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.entities import FactFinder, age_in_words
from bot.nlu.entities.school_year import is_only_reception
from knowledge.pack import Pack

TODAY = date(2026, 11, 21)
TABLE: dict[str, dict[str, dict]] = yaml.safe_load(Path(__file__).with_name("facts.yml").read_text(encoding="utf-8"))
CASES = [(f"{kind}: {text}", text, facts) for kind, table in TABLE.items() for text, facts in table.items()]
BESIDE = (
    "place",
    "topics",
    "services",
    "tells",
    "elsewhere",
    "place_whose",
    "notification",
    "gone",
    "sexes",
    "lone",
    "one",
    "by_dash",
    "harm_of",
    "unhurt",
)  # tested apart


@pytest.fixture(scope="module")
def finder(pack: Pack) -> FactFinder:
    return FactFinder(pack)


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """The facts as the table has them."""
    facts = {name: value for name, value in found.items() if name not in BESIDE}
    if "children" in facts:
        facts["children"] = [child["age"] or child["stage"] for child in facts["children"]]
    for name in ("flags", "not_flags", "areas"):
        if name in facts:
            facts[name] = sorted(facts[name])
    return facts


@pytest.mark.parametrize(("text", "facts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_facts_in_a_message(finder: FactFinder, text: str, facts: dict):
    assert shown(finder.find(text, TODAY)) == facts


def test_the_table_is_wide(pack: Pack):
    """Every area, stage, risk and flag is in it, and at least 250 messages."""
    said = [facts for _, _, facts in CASES]
    assert len(CASES) >= 450
    assert {facts.get("area") for facts in said} >= set(pack.area)
    assert {facts.get("risk") for facts in said} >= {"standard", "medium", "high"}
    assert {flag for facts in said for flag in facts.get("flags", [])} == {
        f.id for f in pack.pathway.automatic.flags if f.urgency is None
    }
    assert any(facts.get("child_harmed") for facts in said)  # the case makes the flag of it, and of grave violence


def test_every_alias_and_outcode_of_the_pack_finds_its_area(finder: FactFinder, pack: Pack):
    wrong = {}
    for area in pack.areas.areas:
        for name in (*area.aliases, *area.outcodes, area.name):
            if (found := finder.find(f"8 month old, {name}, medium", TODAY).get("area")) != area.id:
                wrong[name] = found
    assert wrong == {}


def test_every_unsure_and_outside_place_is_said_to_be_one(finder: FactFinder, pack: Pack):
    for kind in ("unsure", "outside"):
        for place in getattr(pack.areas, kind):
            for name in (*place.names, *place.outcodes):
                found = finder.find(f"child lives in {name}", TODAY)
                assert {"area", "areas", "unsure", "outside"} & set(found) == {kind}, name


def test_every_age_is_read_back_as_it_is_said(finder: FactFinder, pack: Pack):
    for months in range(1, 18 * 12):
        said = f"{months} months" if months < 24 else f"{months // 12} year"
        child = finder.find(f"a child, {said} old", TODAY)["children"][0]
        assert child["age"] == age_in_words(months)
        assert child["stage"] == pack.table.stage_at(months if months < 24 else months // 12 * 12)


def test_children_are_plain_values_youngest_first(finder: FactFinder):
    found = finder.find("kids are 9, 2 and 10 months, and she is pregnant", TODAY)
    children = [{name: child[name] for name in ("stage", "age", "months")} for child in found["children"]]
    assert children == [
        {"stage": "pregnant", "age": None, "months": None},
        {"stage": "0-18-months", "age": "10 months", "months": 10},
        {"stage": "18-months-4-years", "age": "2 years", "months": 24},
        {"stage": "5-17-years", "age": "9 years", "months": 108},
    ]


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("but she has her antenatal care in Chesterfield", True),
        ("she sees the midwife in Chesterfield", True),
        ("her GP is in Belper", True),
        ("but the notification was for the derby address", True),
        ("the incident happened in Ripley", True),
        ("I work in Chesterfield", True),
        ("they live in Chesterfield", False),
        ("sorry, Chesterfield", False),
        ("notification for a child in Ripley", False),
    ],
)
def test_a_place_of_work_or_care_is_no_home(finder: FactFinder, text: str, elsewhere: bool):
    assert finder.find(text, TODAY).get("elsewhere", False) is elsewhere


def test_the_place_is_kept_as_it_was_said(finder: FactFinder):
    assert finder.find("8 months, lives in Alfreton", TODAY)["place"] == "Alfreton"
    assert finder.find("ilkston", TODAY)["place"] == "ilkston"


@pytest.mark.parametrize(
    ("born", "age"),
    [("22/11/2025", "11 months"), ("21/11/2025", "12 months"), ("22/11/2008", "17 years"), ("1/1/27", None)],
)
def test_age_on_the_day(finder: FactFinder, born: str, age: str | None):
    children = finder.find(f"dob {born}", TODAY).get("children", [{"age": None}])
    assert children[0]["age"] == age


@pytest.mark.parametrize(
    ("today", "flagged"),
    [(date(2026, 9, 30), True), (date(2026, 11, 21), True), (date(2026, 12, 5), True), (date(2027, 2, 1), False)],
)
def test_since_a_month_is_counted_from_today(finder: FactFinder, today: date, flagged: bool):
    found = finder.find("three call-outs before this one since September", today)
    assert ("flags" in found) is flagged


def test_services_and_topics_are_found_by_name(finder: FactFinder):
    assert finder.find("number for the Elm Foundation?", TODAY).get("services")
    assert "dash" in finder.find("what is a DASH", TODAY)["topics"]


@pytest.mark.parametrize(("text", "facts"), [case[1:] for case in CASES if case[2]][::7])
def test_capitals_and_a_greeting_change_nothing(finder: FactFinder, text: str, facts: dict):
    found = shown(finder.find(f"Hello. {text}\n\nThanks", TODAY))
    of_the_writer = {"role", "safeguarding_post"}
    assert {name: found.get(name) for name in facts if name not in of_the_writer} == {
        n: f for n, f in facts.items() if n not in of_the_writer
    }


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("she's in reception", True),
        ("Reception", True),
        ("hes just in reception class", True),
        ("he's in reception shouting", False),
        ("dad is in reception", False),
        ("he's in reception now", False),
    ],
)
def test_reception_as_a_whole_answer(text: str, only: bool):
    assert is_only_reception(text) is only


def test_nothing_breaks_the_finder(finder: FactFinder):
    rng = random.Random(7)
    signs = "aäß 19/.,;:()-+½’'\n\t🙂\u200b\ufeff0123456789years months high DASH born pregnant Derby DE22 "
    for _ in range(300):
        finder.find("".join(rng.choice(signs) for _ in range(rng.randrange(80))), TODAY)


@pytest.mark.parametrize(
    "endless",
    ["a ", ",", "1, ", "kids 1 ", "medium, ", "dash ", "aged  ", "not ", "3 previous ", "Derby ", "born 1/2/", "x"],
)
def test_the_work_grows_no_faster_than_the_square_of_a_messages_length(finder: FactFinder, endless: str):
    def work(characters: int) -> float:
        start = time.process_time()
        finder.find(endless * (characters // len(endless)), TODAY)
        return time.process_time() - start

    work(100)
    assert work(4_000) < 2 * 16 * max(work(1_000), 0.05)  # four times as long, and as much again for the clock's doubt
