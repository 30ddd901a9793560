"""Transcripts for the docs: the conversations marked `transcript: true`, as they are really spoken.

`make transcripts` writes docs/transcripts/; the conversation tests fail when one no longer says what is written there.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "transcripts"
_DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)

Turn = tuple[dict[str, Any], list[dict[str, Any]]]  # a turn of the YAML, and the messages in reply


def marked() -> Iterator[tuple[str, dict[str, Any]]]:
    """(file's stem, conversation) of each that is to be written down."""
    for path in sorted(HERE.glob("*.yml")):
        for one in yaml.safe_load(path.read_text(encoding="utf-8")):
            if one.get("transcript"):
                yield path.stem, one


def page(name: str, turns: list[Turn]) -> str:
    """A conversation as Markdown. Today's date in a record is left out, so that the page stays true tomorrow."""
    parts = [f"# {name[0].upper()}{name[1:]}"]
    for turn, messages in turns:
        parts.append(f"**You:** {turn['say'] if 'say' in turn else '[' + turn['press'] + ']'}")
        for message in messages:
            text = _DATE.sub("[date]", message.get("text") or "")
            buttons = " ".join(f"`{b['title']}`" for b in message.get("buttons", []))
            quoted = "\n".join(
                f"> {line}".rstrip() for line in [*text.split("\n"), *(["", buttons] if buttons else [])]
            )
            parts.append(quoted)
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Plays the marked conversations in this process and writes their pages."""
    from rich.progress import track

    from bot import settings
    from bot.channels import gate
    from bot.nlu import loading
    from tests.conversations.player import Player

    DOCS.mkdir(parents=True, exist_ok=True)
    for stem, one in track(list(marked()), "Transcripts"):
        player = Player(gate.shared(), loading.shared(), settings.pack())
        turns: list[Turn] = []
        for turn in one["turns"]:
            reply = player.say(turn["say"]) if "say" in turn else player.press(turn["press"])
            turns.append((turn, [{"text": reply.text, "buttons": [{"title": title} for _, title in reply.choices]}]))
        (DOCS / f"{stem}.md").write_text(page(one["name"], turns), encoding="utf-8")


def play(
    server: Any, sender: str, conversation: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Says or presses each turn in order, and gives (turn, messages in reply)."""
    offered: dict[str, str] = {}
    for number, turn in enumerate(conversation["turns"], 1):
        typed = turn.get("say")
        if typed is None:
            assert turn["press"] in offered, f"turn {number}: no button '{turn['press']}' among {list(offered)}"
            typed = offered[turn["press"]]
        messages = server.say(sender, typed)
        offered |= {b["title"]: b["payload"] for m in messages for b in m.get("buttons", [])}
        yield turn, messages


if __name__ == "__main__":
    main()
