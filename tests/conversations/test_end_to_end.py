"""Some of the conversations against the real server, through the gate, Rasa, the store and the REST channel: what goes well in
this process goes well there. Two of each file, and all of what may cost a life."""

from pathlib import Path
from typing import Any

import pytest
import yaml

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
