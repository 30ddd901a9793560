"""The neutral message: what one message of a reply says and offers, whatever the place that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DANGER_LINE = "If anyone is in danger now, call 999."


@dataclass(frozen=True)
class Choice:
    """A button: `title` is read, `payload` is sent back when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Part:
    """A piece of the text that has a task of its own (`kind`, see actions/reply.py), with its citations."""

    kind: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """`text` is plain words (bot/channels/rendering.py reads their form) and already holds its sources; `record` is text to copy;
    `urgency` is `emergency`, `urgent` or `normal`; a `notice` tells what was left out of somebody's words; `progress`: it is about how
    far a learner is, which the page shows as a chart too."""

    text: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[str, ...] = ()
    record: str | None = None
    urgency: str = "normal"
    parts: tuple[Part, ...] = ()
    notice: bool = False
    progress: bool = False

    @classmethod
    def of_rasa(cls, message: Mapping[str, Any]) -> "Message":
        """What Rasa sends, or has stored, as a message."""
        custom = message.get("custom") or {}
        return cls(
            text=message.get("text") or "",
            choices=tuple(Choice(b["title"], b["payload"]) for b in message.get("buttons") or []),
            sources=tuple(custom.get("sources", ())),
            record=custom.get("record"),
            urgency=custom.get("urgency", "normal"),
            parts=tuple(Part(p["kind"], p["text"], tuple(p["sources"])) for p in custom.get("parts", ())),
            progress=bool(custom.get("progress")),
        )

    def as_dict(self) -> dict[str, Any]:
        """As it goes over the wire to the web page."""
        told: dict[str, Any] = {
            "text": self.text,
            "choices": [{"title": choice.title, "payload": choice.payload} for choice in self.choices],
            "sources": list(self.sources),
            "record": self.record,
            "urgency": self.urgency,
        }
        return {**told, **{mark: True for mark in ("notice", "progress") if getattr(self, mark)}}


FAILURE = Message(
    f"Something went wrong on my side and I could not answer. {DANGER_LINE}\n\nPlease try again in a moment. If it "
    "cannot wait, speak to your designated safeguarding lead or named professional.",
    urgency="urgent",
)


def notice(left_out: Sequence[str]) -> list[Message]:
    """The message that tells, kindly, what was left out of somebody's words; none if nothing was."""
    if not left_out:
        return []
    things = left_out[0] if len(left_out) == 1 else f"{', '.join(left_out[:-1])} and {left_out[-1]}"
    told = f"I have left out {things} before anything was kept: I don't need to know who they are to help. You can go on as you are."
    return [Message(told, notice=True)]
