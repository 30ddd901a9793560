"""What is known of a case after people have put things right, over several messages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.cases import another_case
from bot.dialogue.facts import merge
from bot.dialogue.state import DialogueState
from bot.nlu.entities import FactFinder
from bot.nlu.entities.harm import CHILD_HARMED
from knowledge.pack import Pack
from tests.dialogue.saying import said

TODAY = date(2026, 11, 21)
TABLE: dict[str, list[dict]] = yaml.safe_load(Path(__file__).with_name("put_right.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{kind}: {' > '.join(row['say'])}") for kind, rows in TABLE.items() for row in rows]


@pytest.fixture(scope="module")
def finder(pack: Pack) -> FactFinder:
    return FactFinder(pack)


def known(state: DialogueState) -> dict[str, Any]:
    """The state's facts as the table writes them."""
    heard = {"yes": "received", "no": "denied"}
    return {
        "children": sorted(child["age"] or child["stage"] for child in state.children) or None,
        "area": state.facts.get("area"),
        "risk": state.facts.get("risk"),
        "dash": state.facts.get("dash"),
        "notification": heard.get(state.facts.get("after_notification", "")),
        "hurt": CHILD_HARMED in state.case.flags,
    }


@pytest.mark.parametrize("row", ROWS)
def test_what_is_known_after(finder: FactFinder, row: dict[str, Any]):
    state = DialogueState()
    for message in row["say"]:
        found = finder.find(message, TODAY)
        if another_case(said(message, **found), state):
            state.new_case()
        merge(state, found)
    then = {name: sorted(value) if isinstance(value, list) else value for name, value in row["then"].items()}
    assert {name: value for name, value in known(state).items() if name in then} == then
