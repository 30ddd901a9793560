"""`signpost refer` for a hurt child, and without a grade."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app


def refer(*options: str) -> dict:
    given = CliRunner().invoke(app, ["refer", "--area", "erewash", "--stage", "5-17-years", *options, "--json"])
    assert given.exit_code == 0, given.output
    return json.loads(given.stdout)


@pytest.mark.parametrize("risk", ["standard", "medium", "high", None])
def test_a_hurt_child_goes_to_social_care_first_at_any_grade_or_none(risk: str | None):
    answer = refer("--flag", "child-harmed", *(["--risk", risk] if risk else []))
    assert [contact["id"] for contact in answer["contacts"]] == [
        "derbyshire-social-care",
        "education-operation-encompass",
    ]
    assert (answer["urgency"], answer["rules"][0]) == ("today", "child-harmed")


def test_without_a_grade_the_notes_say_who_else_may_be_told():
    answer = refer("--flag", "child-harmed", "--area", "derby-city")
    assert any(note == "If the risk is medium or high: Derby City health (DHCFT) as well." for note in answer["notes"])


def test_another_case_needs_its_grade():
    assert CliRunner().invoke(app, ["refer", "--area", "erewash", "--stage", "pregnant"]).exit_code == 2
    flagged = ["refer", "--area", "erewash", "--stage", "pregnant", "--flag", "threshold-met"]
    assert CliRunner().invoke(app, flagged).exit_code == 1
