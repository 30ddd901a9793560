"""Whole conversations, played in this process with the real understanding: each YAML file beside this holds a list of them.

Those in `open/` do not go as they should yet. They run too, are expected to fail, and are listed when one passes, so that it
can move up. `end_to_end: true` marks those that are played against the real server as well (`test_end_to_end.py`).
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.reply import Composed
from tests.conversations.player import Player
from tests.conversations.transcripts import DOCS, page

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
LONGEST = 2_000  # characters of one reply


def conversations() -> list[Any]:
    """All of them, each as a parameter of a test."""
    found = []
    for path in [*sorted(HERE.glob("*.yml")), *sorted(HERE.glob("open/*.yml"))]:
        marks = [pytest.mark.xfail(reason="open: docs/quality.md")] if path.parent.name == "open" else []
        for one in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            found.append(pytest.param(one, id=f"{path.stem}: {one['name']}", marks=marks))
    return found


@pytest.mark.parametrize("conversation", conversations())
def test_conversation(player: Player, conversation: dict[str, Any], request: pytest.FixtureRequest):
    turns = []
    for number, turn in enumerate(conversation["turns"], 1):
        reply = player.say(turn["say"]) if "say" in turn else player.press(turn["press"])
        check(turn, number, reply.text, {title for _, title in reply.choices})
        turns.append((turn, [_as_message(reply)]))
    if conversation.get("transcript"):
        written = DOCS / f"{request.node.callspec.id.partition(':')[0]}.md"
        assert page(conversation["name"], turns) == written.read_text(encoding="utf-8"), (
            f"docs/transcripts/{written.name} is not what is said now; look whether that is meant, then `make transcripts`"
        )


def _as_message(reply: Composed) -> dict[str, Any]:
    return {"text": reply.text, "buttons": [{"title": title} for _, title in reply.choices]}


def check(turn: dict[str, Any], number: int, text: str, buttons: set[str]) -> None:
    """`expect` and `never` are parts of the turn's text, case aside; `buttons` are titles that must be there;
    `first` is how the text must begin, so that danger is known to come before all else."""
    where = f"turn {number} ({turn.get('say') or turn.get('press')!r}) said:\n{text}\nbuttons: {sorted(buttons)}"
    seen = re.sub(r"\s+", " ", text).lower()
    assert text.strip(), f"no reply at {where}"
    assert len(text) <= LONGEST + 400, f"{len(text)} characters at {where}"
    for part in _listed(turn.get("expect")):
        assert part.lower() in seen, f"'{part}' is missing; {where}"
    for part in _listed(turn.get("never")):
        assert part.lower() not in seen, f"'{part}' must not be there; {where}"
    for title in _listed(turn.get("buttons")):
        assert title in buttons, f"no button '{title}'; {where}"
    if first := turn.get("first"):
        assert first.lower() in seen[:250], f"'{first}' does not come first; {where}"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
