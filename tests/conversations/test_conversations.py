"""End-to-end conversations against the real server: each YAML file beside this holds a list of them.

Those in `open/` do not go as they should yet. They run too, are expected to fail, and are listed when one passes, so
that it can move up.

After them comes the proof that they visit every branch of every guide. To work on one guide, run its own conversations
and its proof: `pytest tests/conversations -k marac`.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.pack import Pack, load
from tests.conversations.branches import Visits, state_of
from tests.conversations.transcripts import DOCS, page, play

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
LONGEST = 2_000  # characters of one reply


def _conversations() -> list[Any]:
    found = []
    for path in [*sorted(HERE.glob("*.yml")), *sorted(HERE.glob("open/*.yml"))]:
        marks = [pytest.mark.xfail(reason="open: docs/quality.md")] if path.parent.name == "open" else []
        for one in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            found.append(pytest.param(one, id=f"{path.stem}: {one['name']}", marks=marks))
    return found


ALL = _conversations()
GUIDES = sorted(load().guides)
DANGER = ("emergency", "suicidal", "self_disclosure", "child_user")  # their conversations share a file
ran: set[str] = set()


@pytest.fixture(scope="module")
def visits(pack: Pack) -> Visits:
    """What the conversations that went as they should have visited so far."""
    return Visits(pack)


@pytest.mark.parametrize("conversation", ALL)
def test_conversation(server, conversation, request, pack, visits):
    sender = f"test {request.node.callspec.id}"
    ran.add(request.node.callspec.id)
    visited = Visits(pack)
    turns = []
    for number, (turn, messages) in enumerate(play(server, sender, conversation), 1):
        text = "\n\n".join(m.get("text") or "" for m in messages)
        _check(turn, number, text, {b["title"] for m in messages for b in m.get("buttons", [])})
        if state := state_of(server.folder / "conversations.db", sender):
            visited.add(state, messages)
        turns.append((turn, messages))
    if conversation.get("transcript"):
        written = DOCS / f"{request.node.callspec.id.partition(':')[0]}.md"
        assert page(conversation["name"], turns) == written.read_text(encoding="utf-8"), (
            f"docs/transcripts/{written.name} is not what the server says now; look whether that is meant, then `make transcripts`"
        )
    visits.merge(visited)


@pytest.mark.parametrize("guide_id", GUIDES)
def test_every_branch_is_visited(guide_id, pack, visits):
    """Every answer, advice and next step of a guide is reached in a conversation that goes as it should."""
    wanted = {p.id for p in ALL}
    own = {name for name in wanted if name.startswith(f"{'danger' if guide_id in DANGER else guide_id}: ")}
    if not wanted <= ran and not (own and own <= ran):
        pytest.skip("Not all conversations ran, so what is left unvisited is not known.")
    missing = visits.missing(pack.guides[guide_id])
    assert not missing, f"No conversation visits {len(missing)} branches of {guide_id}:\n" + "\n".join(missing)


def _check(turn: dict[str, Any], number: int, text: str, buttons: set[str]) -> None:
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
