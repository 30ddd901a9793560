"""What is never invented, what must be found, and whether a child is told to be hurt: tables of messages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.entities import FactFinder
from knowledge.pack import Pack

TODAY = date(2026, 11, 21)
HERE = Path(__file__).parent
BESIDE = (
    "place",
    "topics",
    "services",
    "tells",
    "notification",
    "role",
    "sexes",
    "lone",
    "one",
    "by_dash",
    "harm_of",
    "unhurt",
)


def table(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    return [pytest.param(t, f, id=f"{kind}: {t}") for kind, rows in table(name).items() for t, f in rows.items()]


HARM = [
    pytest.param(text, answer == "harmed", id=f"{answer}, {kind}: {text}")
    for answer, kinds in table("harm.yml").items()
    for kind, texts in kinds.items()
    for text in texts
]


@pytest.fixture(scope="module")
def finder(pack: Pack) -> FactFinder:
    return FactFinder(pack)


def shown(found: dict[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in found.items() if name not in BESIDE}
    if "children" in facts:
        facts["children"] = [child["age"] or child["stage"] for child in facts["children"]]
    return facts


@pytest.mark.parametrize(("text", "facts"), cases("never_invented.yml"))
def test_nothing_is_invented(finder: FactFinder, text: str, facts: dict[str, Any]):
    assert shown(finder.find(text, TODAY)) == facts


@pytest.mark.parametrize(("text", "facts"), cases("told.yml"))
def test_what_is_told_is_found(finder: FactFinder, text: str, facts: dict[str, Any]):
    assert shown(finder.find(text, TODAY)) == facts


@pytest.mark.parametrize(("text", "harmed"), HARM)
def test_a_hurt_child(finder: FactFinder, text: str, harmed: bool):
    assert finder.find(text, TODAY).get("child_harmed", False) is harmed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We got a police notification this morning", "received"),
        ("encompass come in at 8.50 what do I do first", "received"),
        ("had an Encompass about one of ours", "received"),
        ("notification came for little lad at playgroup", "received"),
        ("Notification in this morning for Jayden", "received"),
        ("Got a PPN for kids 2 and 6", "received"),
        ("no there's been no police notification", "denied"),
        ("There has been no police notification.", "denied"),
        ("No notification. What can I do?", "denied"),
        ("no notification has come", "denied"),
        ("we haven't had a notification", "denied"),
        ("nothing from the police, so no encompass", "denied"),
        ("we have heard nothing from the police", "denied"),
        ("the police were never called", "denied"),
        ("we had an encompass on monday, the police haven't told mum that we know", "received"),
        ("got the notification. police never told her", "received"),
        ("police haven't told us", "denied"),
        ("theres no grading, no police, she only told me", "denied"),
        ("no police involvement as far as I know", "denied"),
        ("nobody has sent a notification", "denied"),
        ("no police record, he's clean", None),
        ("What should a school do when it gets a police notification?", None),
        ("Do nurseries get Encompass notifications?", None),
        ("what is operation encompass", None),
        ("if we got a notification what would I do", None),
        ("who sends the notification", None),
    ],
)
def test_the_notification(finder: FactFinder, text: str, told: str | None):
    assert finder.find(text, TODAY).get("notification") == told
