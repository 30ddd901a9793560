"""The actions in this process: an answer that Rasa can use, or the turn has failed as a whole."""

import asyncio
import time
from typing import Any

import pytest

from bot import turns
from bot.turns import InProcess, TurnFailed
from tests.dialogue.saying import said


class Executor:
    """Gives `answer`, after so many seconds, or raises it."""

    def __init__(self, answer: Any, after: float = 0.0):
        self._answer, self._after = answer, after

    async def run(self, call: dict[str, Any]) -> Any:
        time.sleep(self._after)
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer


def request(call: Any = None) -> Any:
    return asyncio.run(InProcess("http://in.process").request(json=call or {}))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch):
    def with_executor(answer: Any, after: float = 0.0) -> None:
        monkeypatch.setattr(turns, "_executor", lambda: Executor(answer, after))

    return with_executor


SLOT = {"event": "slot", "name": "dialogue", "value": {}, "timestamp": None}


def test_a_sound_answer_is_given_as_it_is(answering):
    answer = {"events": [SLOT], "responses": [{"text": "Hello."}]}
    answering(answer)
    assert request() == answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "well",
        [],
        {"events": "none"},
        {"events": [{"no": "event"}], "responses": []},
        {"events": [{"event": "an event that is not known"}], "responses": []},
        {"responses": {}},
    ],
)
def test_an_answer_of_no_use_is_a_failed_turn(answering, answer: Any):
    answering(answer)
    with pytest.raises(TurnFailed):
        request()


def test_a_fault_is_a_failed_turn_and_quotes_nobody(answering):
    answering(ValueError("Sarah Smith"))
    with pytest.raises(TurnFailed) as failed:
        request()
    assert "ValueError" in str(failed.value) and "Sarah" not in str(failed.value)
    assert failed.value.__cause__ is None and failed.value.__suppress_context__


def test_an_action_that_is_too_slow_is_a_failed_turn(answering, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "ANSWER_WITHIN", 0.05)
    answering({"events": [], "responses": []}, after=0.4)
    with pytest.raises(TurnFailed, match="too long"):
        request()


def test_a_failed_turn_is_nothing_that_rasa_would_catch():
    assert not issubclass(TurnFailed, Exception)


def test_a_real_action_answers_in_the_process():
    call = {
        "next_action": "action_small_talk",
        "sender_id": "a",
        "tracker": {
            "sender_id": "a",
            "slots": {},
            "latest_message": {"text": "", "entities": [], "meaning": said("hello", "greet").as_json()},
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
        "domain": {},
    }
    answer = request(call)
    assert answer["responses"][0]["text"].startswith("Hello.")
    assert answer["events"][0]["name"] == "dialogue"


def test_an_action_that_there_is_not_is_a_failed_turn():
    with pytest.raises(TurnFailed):
        request({"next_action": "action_unheard_of", "sender_id": "a", "tracker": {"sender_id": "a"}, "domain": {}})
