"""Some of the conversations against the real server, through the gate, Rasa, the store and the REST channel: what goes well in
this process goes well there. Two of each file, and all of what may cost a life."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue import learner_code
from tests.conftest import Server
from tests.conversations.test_conversations import check
from tests.conversations.transcripts import play

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
_OF_EACH, _OF_DANGER = 2, 12


def _chosen() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yml")):
        several = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        many = _OF_DANGER if path.stem == "danger" else _OF_EACH
        found += [pytest.param(one, id=f"{path.stem}: {one['name']}") for one in several[:many]]
    return found


@pytest.mark.parametrize("conversation", _chosen())
def test_conversation_end_to_end(server: Server, conversation: dict[str, Any], request: pytest.FixtureRequest):
    for number, (turn, messages) in enumerate(play(server, request.node.callspec.id, conversation), 1):
        text = "\n\n".join(m.get("text") or "" for m in messages)
        check(turn, number, text, {b["title"] for m in messages for b in m.get("buttons", [])})


def test_a_learners_code_brings_progress_to_another_conversation(server: Any) -> None:
    """Through Rasa, its store and the database: consent, the code once, another conversation, and deleting."""

    def say(sender: str, words: str) -> str:
        return " ".join(message.get("text") or "" for message in server.say(sender, words))

    assert "Lesson 1 of 6" in say("learner-one", "tour for a midwife, ten minutes")
    assert "1 of 6 lessons done" in say("learner-one", "a")
    assert "Shall I keep" in say("learner-one", "stop")
    code = learner_code.find(say("learner-one", "yes please"))
    assert code is not None
    assert "Welcome back. So far: 1 lesson" in say("learner-two", f"my code is {code}")
    assert "Lesson 2 of 6" in say("learner-two", "tour")
    assert "I find nothing under that code" in say("learner-three", learner_code.new())
    say("learner-two", "delete my progress")
    assert "is deleted" in say("learner-two", "yes")
    assert "I find nothing under that code" in say("learner-four", code)
    kept = b"".join(path.read_bytes() for path in server.folder.glob("conversations.db*"))
    assert code.encode() not in kept
