"""The children that a conversation gathers: what was known, what is said, what is known then."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from actions.household import children_after
from actions.talk import Talk
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import FactFinder, age_in_words
from bot.nlu.entities.telling import ADDS, ALREADY, BORN, CORRECTS, ELDEST, MOTHER, SIBLING, THE_BABY, YOUNGEST
from knowledge.pack import Pack, load

TODAY = date(2026, 11, 21)
TABLE: dict[str, list[dict]] = yaml.safe_load(Path(__file__).with_name("household.yml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{row['known']} > {row['say']}") for rows in TABLE.values() for row in rows]
STAGES = load().table


@pytest.fixture(scope="module")
def finder(pack: Pack) -> FactFinder:
    return FactFinder(pack)


def ages(talk: Talk) -> list[str]:
    return sorted(child["age"] or child["stage"] for child in talk.facts["children"])


@pytest.mark.parametrize("row", ROWS)
def test_a_household_over_messages(finder: FactFinder, row: dict[str, Any]):
    talk = Talk()
    for said in [row["known"]] if isinstance(row["known"], str) else row["known"]:
        talk.learn(finder.find(said, TODAY))
    talk.learn(finder.find(row["say"], TODAY), fresh=row.get("fresh", False))
    assert ages(talk) == sorted(row["then"])
    assert all(set(child) == {"stage", "age", "months"} for child in talk.facts["children"])


# -- whatever is said ------------------------------------------------------------------------------------------


def child(months: int | None, stage: str | None = None) -> dict[str, Any]:
    age = None if months is None else age_in_words(months)
    return {"stage": stage or STAGES.stage_at(months), "age": age, "months": months}


UNAGED = [child(None, stage) for stage in STAGES.stages]
children = st.one_of(st.integers(0, 215).map(child), st.sampled_from(UNAGED))
known = st.lists(children, max_size=6, unique_by=lambda one: one["age"] or one["stage"])
hints = st.fixed_dictionaries(
    {},
    optional={
        "whose": st.sampled_from([MOTHER, YOUNGEST, ELDEST, THE_BABY, SIBLING, BORN, ALREADY]),
        "was": st.integers(0, 17),
        "weeks": st.just(True),
    },
)
told = st.lists(st.builds(lambda one, hint: one | hint, children, hints), min_size=1, max_size=4)
tellings = st.sampled_from([ADDS, CORRECTS, None])


@given(known, told, tellings)
def test_none_vanishes_and_none_appears(before: list[dict], said: list[dict], tells: str | None):
    """A child is gone only where a told one took its place; a child is there only if it was known or told."""
    now, latest = children_after(before, before, said, tells)
    plain = [{key: one[key] for key in ("stage", "age", "months")} for one in said]
    assert all(one in before or one in plain for one in now)
    assert len(before) <= len(now) <= len(before) + len(said)
    assert sum(one not in now for one in before) <= len(said)
    assert all(one in now for one in latest)


@given(known, told)
def test_adding_keeps_everybody(before: list[dict], said: list[dict]):
    now, _ = children_after(before, [], said, ADDS)
    assert now[: len(before)] == before


@given(known, told, tellings)
def test_each_child_that_was_told_is_there(before: list[dict], said: list[dict], tells: str | None):
    now, _ = children_after(before, before, said, tells)
    aged = [one for one in said if one["months"] is not None and "weeks" not in one]
    assert all(one["age"] in [child["age"] for child in now] for one in aged)


@given(st.lists(told, min_size=1, max_size=6))
def test_a_household_has_an_end(messages: list[list[dict]]):
    now: list[dict] = []
    for said in messages:
        now, _ = children_after(now, [], said, ADDS)
    assert len(now) <= 12
