"""Transcripts for the docs: the conversations marked `transcript: true`, as the server really speaks them.

`make transcripts` writes docs/transcripts/; the conversation tests fail when one no longer says what is written there.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "transcripts"
_DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)

Turn = tuple[str, list[dict[str, Any]]]  # what the practitioner said or pressed, and the messages in reply


def marked() -> Iterator[tuple[str, dict[str, Any]]]:
    """(file's stem, conversation) of each that is to be written down."""
    for path in sorted(HERE.glob("*.yml")):
        for one in yaml.safe_load(path.read_text(encoding="utf-8")):
            if one.get("transcript"):
                yield path.stem, one


def page(name: str, turns: list[Turn]) -> str:
    """A conversation as Markdown. Today's date in a record is left out, so that the page stays true tomorrow."""
    parts = [f"# {name[0].upper()}{name[1:]}"]
    for said, messages in turns:
        parts.append(f"**You:** {said}")
        for message in messages:
            text = _DATE.sub("[date]", message.get("text") or "")
            buttons = " ".join(f"`{b['title']}`" for b in message.get("buttons", []))
            quoted = "\n".join(
                f"> {line}".rstrip() for line in [*text.split("\n"), *(["", buttons] if buttons else [])]
            )
            parts.append(quoted)
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Plays the marked conversations to a server of its own and writes their pages."""
    from rich.progress import track

    from tests.conftest import Server

    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            for stem, one in track(list(marked()), "Transcripts"):
                (DOCS / f"{stem}.md").write_text(page(one["name"], play(server, stem, one)), encoding="utf-8")
        finally:
            server.stop()


def play(server: Any, stem: str, conversation: dict[str, Any]) -> list[Turn]:
    """Says or presses each turn, and gives what came back."""
    turns: list[Turn] = []
    offered: dict[str, str] = {}
    for turn in conversation["turns"]:
        said = turn.get("say") or turn["press"]
        messages = server.say(f"transcript {stem}", turn.get("say") or offered[turn["press"]])
        offered |= {b["title"]: b["payload"] for m in messages for b in m.get("buttons", [])}
        turns.append((said if "say" in turn else f"[{said}]", messages))
    return turns


if __name__ == "__main__":
    main()
