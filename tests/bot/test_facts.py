"""Practice facts: a table of messages and what they say of a case."""

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.facts import FactFinder
from bot.nlu.facts.ages import age_in_words
from knowledge.pack import Pack

TODAY = date(2026, 11, 21)
TABLE: dict[str, dict[str, dict]] = yaml.safe_load(Path(__file__).with_name("facts.yml").read_text(encoding="utf-8"))
CASES = [(f"{kind}: {text}", text, facts) for kind, table in TABLE.items() for text, facts in table.items()]
BESIDE = ("place", "topics", "services")  # tested apart


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
