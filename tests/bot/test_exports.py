"""A learner's record as a file: by command with the code, in the name of nobody."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import exports
from bot.cli import app
from bot.database import Database
from bot.dialogue import learner_code
from bot.learners import write
from knowledge.progress import Progress

SECRET = "a secret for these tests alone, and long enough"


@pytest.fixture
def done(pack) -> Progress:
    return Progress(lessons={pack.lessons.lessons[0].id: "2026-11-28"})


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", SECRET)
    monkeypatch.setenv("SIGNPOST_ADDRESS", "https://signpost.example")


def name(told: str) -> str:
    return str(json.loads(told)[0]["actor"]["account"]["name"])


def test_a_learner_is_called_by_a_keyed_hash(done, monkeypatch) -> None:
    told = exports.written("xapi", done, None, "U123 of a platform")
    assert name(told).startswith("learner-") and "U123" not in told
    assert name(exports.written("xapi", done, None, "U123 of a platform")) == name(told)
    assert name(exports.written("xapi", done, None, "another")) != name(told)
    monkeypatch.setenv("SIGNPOST_LEARNER_SECRET", SECRET[::-1])
    assert name(exports.written("xapi", done, None, "U123 of a platform")) != name(told)


def test_without_its_own_secret_the_installations_makes_the_name(done, monkeypatch) -> None:
    monkeypatch.delenv("SIGNPOST_LEARNER_SECRET")
    monkeypatch.setenv("SIGNPOST_SECRET", "another secret for these tests, and long enough")
    assert name(exports.written("xapi", done, None, "k")).startswith("learner-")


def test_without_an_address_there_are_no_statements(done, monkeypatch) -> None:
    assert exports.available() == ["csv", "json", "xapi"]
    monkeypatch.delenv("SIGNPOST_ADDRESS")
    assert exports.available() == ["csv", "json"]
    with pytest.raises(exports.CannotExport, match="Set SIGNPOST_ADDRESS"):
        exports.written("xapi", done, None, "k")


@pytest.fixture
def code(done, tmp_path: Path, monkeypatch) -> str:
    """A code under which something is kept."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    monkeypatch.setenv("SIGNPOST_DATABASE", url)
    made = learner_code.new()
    learning = {"key": learner_code.key_of(made), "progress": done.as_json()}
    Database(url).run(lambda db: write(db, {"learning": learning}))
    return made


def exported(*said: str):
    return CliRunner().invoke(app, ["learn", *said])


def test_the_command_writes_each_form(code) -> None:
    told = exported("--export", "xapi", "--code", code)
    assert told.exit_code == 0 and code not in told.stdout
    assert [one["verb"]["display"]["en-GB"] for one in json.loads(told.stdout)] == ["completed"]
    assert json.loads(exported("--export", "json", "--code", code).stdout)["lessons"]
    assert [row["kind"] for row in csv.DictReader(exported("--export", "csv", "--code", code).stdout.splitlines())] == [
        "note",
        "lesson",
    ]


def test_the_command_says_what_is_missing(code, monkeypatch) -> None:
    for said in (("--export", "scorm", "--code", code), ("--export", "xapi")):
        assert exported(*said).exit_code == 2
    monkeypatch.delenv("SIGNPOST_ADDRESS")
    told = exported("--export", "xapi", "--code", code)
    assert told.exit_code != 0 and "SIGNPOST_ADDRESS" in told.output
