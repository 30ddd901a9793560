"""What is kept of learners: after a yes alone, without words, joined from several conversations, deleted and forgotten."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import learners, retention
from bot.database import DAY, Database
from bot.dialogue import learner_code
from bot.dialogue.learning import Learning
from bot.dialogue.state import DialogueState
from bot.learners import Learners
from bot.store import ForgetfulTrackerStore
from knowledge.progress import Progress, review
from tests.conftest import ROOT

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
NOW = MONDAY.timestamp()
ACCOUNT = "0123456789abcdef" * 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def store(file: Path) -> ForgetfulTrackerStore:
    return ForgetfulTrackerStore(Domain.load(str(ROOT / "domain.yml")), host=f"sqlite:///{file}")


@pytest.fixture
def found(file: Path) -> Learners:
    return Learners(Database(f"sqlite:///{file}"))


def progress(*questions: str) -> Progress:
    done = Progress()
    for one in questions:
        review(done, one, "right", MONDAY)
    return done


def save(store: ForgetfulTrackerStore, sender: str, learning: Learning, said: str = "There.") -> None:
    slot = DialogueState(learning=learning).as_slot()
    events: list[Any] = [
        ActionExecuted("action_listen"),
        UserUttered("secret words of mine", {"name": "x"}),
        ActionExecuted("action_learn"),
        SlotSet("dialogue", slot),
        BotUttered(said, {"custom": {"parts": [{"text": said}]}}),
    ]
    tracker = DialogueStateTracker.from_events(sender, events, store.domain.slots)
    asyncio.run(store.save(tracker))


def test_without_a_key_nothing_is_kept_beyond_the_conversation(store, file: Path) -> None:
    save(store, "a", Learning(progress=progress("one")))
    assert sqlite3.connect(file).execute("SELECT count(*) FROM learners").fetchone() == (0,)


def test_what_is_kept_is_found_again(store, found: Learners) -> None:
    save(store, "a", Learning(progress=progress("one"), role="school", length="hour", key="k" * 64))
    learner = found.find("k" * 64)
    assert learner and (learner.progress, learner.role, learner.length) == (progress("one"), "school", "hour")
    assert found.find("j" * 64) is None


def test_two_conversations_of_one_learner_lose_nothing(store, found: Learners) -> None:
    save(store, "a", Learning(progress=progress("one"), key="k"))
    save(store, "b", Learning(progress=progress("two"), key="k"))
    save(store, "a", Learning(progress=progress("one", "three"), key="k"))
    learner = found.find("k")
    assert learner and set(learner.progress.cards) == {"one", "two", "three"}


def test_deleting_deletes(store, found: Learners) -> None:
    save(store, "a", Learning(progress=progress("one"), key="k"))
    save(store, "a", Learning(forgets="k", consent="refused"))
    assert found.find("k") is None


def test_retention_has_days_of_its_own(store, found: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: NOW)
    monkeypatch.setenv("SIGNPOST_LEARNING_DAYS", "100")
    save(store, "a", Learning(progress=progress("one"), key="k"))
    store.purge(30, NOW + 99 * DAY)
    assert found.find("k") is not None
    store.purge(30, NOW + 101 * DAY)
    assert found.find("k") is None


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "1e9"])
def test_days_that_are_none_are_said_to_be(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_LEARNING_DAYS", given)
    with pytest.raises(ValueError, match="SIGNPOST_LEARNING_DAYS"):
        retention.learning_days()


def test_the_code_is_not_kept_with_the_conversation(store, file: Path) -> None:
    code = learner_code.new()
    save(
        store, "a", Learning(progress=progress("one"), key=learner_code.key_of(code)), f"Your code is {code}. Keep it."
    )
    everything = file.read_bytes()
    assert code.encode() not in everything and b"secret words" not in everything
    assert learner_code.HIDDEN.encode() in everything


def test_a_database_that_cannot_be_read_is_no_learner(tmp_path: Path) -> None:
    broken = Database(f"sqlite:///{tmp_path / 'b.db'}")
    kept = Learners(broken)
    (tmp_path / "b.db").write_bytes(b"this is no database" * 100)
    assert kept.find("k") is None


def test_a_record_of_another_format_is_left_alone(found: Learners, file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("INSERT INTO learners VALUES ('k', '{\"format\": 99}', 0)")
    assert found.find("k") is None


def test_without_a_database_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNPOST_DATABASE", raising=False)
    assert learners.shared() is None


def test_a_database_that_comes_back_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "folder"
    in_the_way.write_text("a file where a folder should be")
    monkeypatch.setenv("SIGNPOST_DATABASE", f"sqlite:///{in_the_way / 'a.db'}")
    assert learners.shared() is None
    in_the_way.unlink()
    assert learners.shared() is not None


# -- the code --------------------------------------------------------------------------------------------------------


def test_codes_are_found_however_they_are_typed() -> None:
    code = learner_code.new()
    for typed in (code, code.lower(), code.replace("-", " "), f"my code is {code}, please"):
        assert learner_code.find(typed) == code
    assert learner_code.find("7kq2-m4xn-ortw-93hb") == "7KQ2-M4XN-0RTW-93HB"  # O is read as nought
    assert len({learner_code.new() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "text", ["that when they have", "4929 1234 5678 9012", "7KQ2-M4XN-0RTW", "a 9 year old in Derby"]
)
def test_what_is_no_code(text: str) -> None:
    assert learner_code.find(text) is None and learner_code.hidden(text) == text


# -- an account, in several conversations ------------------------------------------------------------------------------


def test_what_was_deleted_in_one_conversation_is_not_written_again_by_another(store, found: Learners) -> None:
    began = datetime.now().timestamp() - 100
    old = Learning(progress=progress("one"), key=ACCOUNT, since=began)
    save(store, "a", old)
    save(store, "b", Learning(forgets=ACCOUNT, forgot=datetime.now().timestamp(), consent="refused"))
    assert found.find(ACCOUNT) is None
    save(store, "a", old)  # which still has it
    assert found.find(ACCOUNT) is None


def test_who_agrees_anew_is_kept_anew_whatever_the_other_conversations_do(
    store, found: Learners, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Learning(progress=progress("one"), key=ACCOUNT, since=NOW)
    gone = Learning(forgets=ACCOUNT, forgot=NOW + 10, consent="refused")
    anew = Learning(progress=progress("two"), key=ACCOUNT, since=NOW + 20)
    for at, (sender, learning) in enumerate([("a", old), ("b", gone), ("c", anew), ("a", old), ("b", gone)]):
        monkeypatch.setattr("time.time", lambda at=at: NOW + 10 * at)
        save(store, sender, learning)  # the first still has it in the end, and the second still wishes it away
    learner = found.find(ACCOUNT)
    assert learner and set(learner.progress.cards) == {"two"}


def test_nobody_is_known_by_what_is_no_key(found: Learners) -> None:
    assert found.of(ACCOUNT).account == ACCOUNT
    for other in (None, 7, "", "U0123ABC", ACCOUNT.upper(), ACCOUNT + "\n"):
        assert found.of(other).account is None
