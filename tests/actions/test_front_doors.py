"""Whom to ring at this hour, and that no number is given as the handbook's."""

from datetime import datetime

import pytest

from actions.context import Context
from actions.front_doors import whom_to_ring
from bot.dialogue.state import Case, DialogueState
from knowledge.pack import Pack
from tests.dialogue.saying import said

WEDNESDAY_NOON, FRIDAY_EVENING = datetime(2026, 11, 25, 12), datetime(2026, 11, 27, 19)
SUNDAY_NIGHT, MONDAY_MORNING = datetime(2026, 11, 29, 3), datetime(2026, 11, 30, 8, 30)
CALL_DERBYSHIRE, CONSULTATION, DERBY_TEAM = "01629 533190", "01629 535353", "01332 641172"


def rung(pack: Pack, now: datetime, area: str | None = None, advice: bool = False, **facts: str) -> str:
    state = DialogueState(Case({**facts, **({"area": area} if area else {})}))
    return whom_to_ring(state, Context(pack, said("x"), now), advice=advice).text


@pytest.mark.parametrize("now", [WEDNESDAY_NOON, FRIDAY_EVENING, SUNDAY_NIGHT, MONDAY_MORNING])
def test_the_county_answers_day_and_night(pack: Pack, now: datetime):
    text = rung(pack, now, "erewash")
    assert CALL_DERBYSHIRE in text and DERBY_TEAM not in text
    assert f"{now:%A %H:%M}" in text


def test_the_city_has_another_door_out_of_hours(pack: Pack):
    assert DERBY_TEAM in rung(pack, WEDNESDAY_NOON, "derby-city")
    evening = rung(pack, FRIDAY_EVENING, "derby-city")
    assert evening.index("Derby City Care Line") < evening.index("At other hours: ") < evening.index(DERBY_TEAM)
    assert "At other hours" not in rung(pack, WEDNESDAY_NOON, "derby-city") + rung(pack, FRIDAY_EVENING, "erewash")
    assert "switchboard" in evening and "01332 786968" not in evening


def test_who_only_advises_is_named_where_advice_is_asked_for(pack: Pack):
    assert CONSULTATION in rung(pack, WEDNESDAY_NOON, "erewash", advice=True)
    assert CONSULTATION not in rung(pack, WEDNESDAY_NOON, "erewash")
    assert CONSULTATION not in rung(pack, FRIDAY_EVENING, "erewash", advice=True)


@pytest.mark.parametrize("area", [None, "unknown", "outside"])
def test_of_an_unknown_home_both_councils_are_named(pack: Pack, area: str | None):
    text = rung(pack, WEDNESDAY_NOON, area)
    assert CALL_DERBYSHIRE in text and DERBY_TEAM in text


@pytest.mark.parametrize("now", [WEDNESDAY_NOON, FRIDAY_EVENING])
@pytest.mark.parametrize("area", ["erewash", "derby-city", None])
def test_no_number_is_given_as_the_handbooks(pack: Pack, area: str | None, now: datetime):
    text = rung(pack, now, area)
    assert "ublished by" in text and "not in the handbook" in text and "to be confirmed" in text


def test_what_was_named_is_what_their_number_means(pack: Pack):
    state = DialogueState(Case({"area": "erewash"}))
    whom_to_ring(state, Context(pack, said("x"), WEDNESDAY_NOON))
    assert state.spoken.services == ["call-derbyshire"]
