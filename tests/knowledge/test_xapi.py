"""A learner's record as xAPI statements: as the specification has them, of nobody by name, and the same again in the next export."""

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from knowledge import xapi
from knowledge.learning_record import WHAT_IT_IS
from knowledge.pack import Pack
from knowledge.progress import CaseDone, Progress, review

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
HOME = "https://signpost.example/here"
SCHEMA = json.loads((Path(__file__).parent / "xapi.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft7Validator(SCHEMA)


def learnt(pack: Pack) -> Progress:
    """Something of everything, and something that the pack no longer has."""
    assert pack.lessons is not None
    done = Progress(lessons={pack.lessons.lessons[0].id: "2026-11-28", "gone": "2026-11-28"})
    for id, outcome in zip(pack.quiz, ("right", "helped", "wrong"), strict=False):
        review(done, id, outcome, NOW - timedelta(hours=1))  # type: ignore[arg-type]
    review(done, "gone", "right", NOW)
    case = next(iter(pack.practice))
    done.cases = {case: CaseDone("2026-11-29", 2, 3), "gone": CaseDone("2026-11-29", 1, 1)}
    return done


def exported(pack: Pack, done: Progress | None = None, now: datetime = NOW) -> list[dict[str, Any]]:
    return xapi.statements(done or learnt(pack), pack, "learner-0123", HOME, now)


def of_kind(made: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in made if one["object"]["definition"]["type"].endswith(f"/{kind}")]


def test_every_statement_is_as_the_specification_has_it(pack: Pack) -> None:
    made = exported(pack)
    assert len(made) == 5
    assert [error.message for error in VALID.iter_errors(made)] == []


def test_all_that_a_pack_has_makes_sound_statements(pack: Pack) -> None:
    assert pack.lessons is not None
    done = Progress(lessons={one.id: "2026-11-30" for one in pack.lessons.lessons})
    for id in pack.quiz:
        review(done, id, "right", NOW)
    done.cases = {id: CaseDone("2026-11-30", 0, 2) for id in pack.practice}
    made = exported(pack, done)
    assert len(made) == len(pack.lessons.lessons) + len(pack.quiz) + len(pack.practice)
    assert not list(VALID.iter_errors(made))
    assert len({one["id"] for one in made}) == len({one["object"]["id"] for one in made}) == len(made)


def test_what_happened_and_how_it_went_is_in_it(pack: Pack) -> None:
    made = exported(pack)
    [lesson], [case], questions = of_kind(made, "lesson"), of_kind(made, "simulation"), of_kind(made, "question")
    assert lesson["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert (lesson["timestamp"], lesson["result"]) == ("2026-11-28T00:00:00Z", {"completion": True})
    assert case["result"]["score"] == {"scaled": 0.6667, "raw": 2, "min": 0, "max": 3}
    assert case["result"]["success"] is False
    told = {one["object"]["id"].rpartition("/")[2]: one for one in questions}
    right, helped, wrong = (told[id] for id in list(pack.quiz)[:3])
    assert [one["result"]["success"] for one in (right, helped, wrong)] == [True, True, False]
    assert [one["result"]["extensions"][f"{HOME}/xapi/hint"] for one in (right, helped, wrong)] == [False, True, False]
    assert right["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert right["timestamp"] == "2026-11-30T08:30:00Z"
    section = pack.quiz[next(iter(pack.quiz))].section
    assert right["context"]["contextActivities"]["grouping"][0]["id"] == f"{HOME}/handbook/{section}"


def test_each_says_what_it_is_and_of_which_edition(pack: Pack) -> None:
    for one in exported(pack):
        [whole] = one["context"]["contextActivities"]["parent"]
        assert whole["definition"]["description"] == {"en-GB": WHAT_IT_IS}
        assert one["context"]["revision"] == pack.info.edition


def test_the_same_again_has_the_same_id_and_what_is_new_another(pack: Pack) -> None:
    done = learnt(pack)
    before = exported(pack, done)
    assert exported(pack, done, NOW + timedelta(days=3)) == before
    review(done, next(iter(pack.quiz)), "wrong", NOW)
    after = {one["id"] for one in exported(pack, done)}
    assert len(after - {one["id"] for one in before}) == 1
    other = xapi.statements(done, pack, "learner-4567", HOME, NOW)
    assert not after & {one["id"] for one in other}


def test_nothing_is_of_the_future(pack: Pack) -> None:
    early = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # while it is the 28th already where the learner is
    assert all(one["timestamp"] <= "2026-11-27T23:30:00Z" for one in exported(pack, now=early))


BROKEN = {
    "no actor": lambda one: one.pop("actor"),
    "a name": lambda one: one["actor"].update(name="Somebody"),
    "a mailbox beside the account": lambda one: one["actor"].update(mbox="mailto:a@b.example"),
    "a home without a scheme": lambda one: one["actor"]["account"].update(homePage="signpost.example"),
    "a verb that is none": lambda one: one["verb"].update(id="answered"),
    "a wrong case": lambda one: one["object"].update(objectType="activity"),
    "a null": lambda one: one["result"].update(success=None),
    "a number as words": lambda one: one["result"].update(score={"scaled": "0.5"}),
    "too high a score": lambda one: one["result"].update(score={"scaled": 1.5}),
    "an extension that is no IRI": lambda one: one["result"].update(extensions={"hint": True}),
    "another context": lambda one: one["context"]["contextActivities"].update(beside=[]),
    "a language that is none": lambda one: one["verb"].update(display={"en_GB": "answered"}),
    "no zone": lambda one: one.update(timestamp="2026-11-30T08:30:00"),
    "an id that is none": lambda one: one.update(id="1"),
    "something more": lambda one: one.update(words="of a learner"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_finds_what_a_store_would_refuse(pack: Pack, name: str) -> None:
    broken = copy.deepcopy(of_kind(exported(pack), "question")[:1])
    BROKEN[name](broken[0])
    assert list(VALID.iter_errors(broken))
