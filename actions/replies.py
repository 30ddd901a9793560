"""A reply, independent of the place where it is read: text, choices, sources, record and urgency."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.talk import Talk
from knowledge.pack import Pack

DANGER_LINE = "If anyone is in danger now, call 999 first."
LONGEST = 2_000  # characters of a reply at the very most; what is beyond is offered as buttons by the actions
MOST_CHOICES = 10


@dataclass
class Reply:
    """What a flow says. `choices` are (choice, title); `sources` are citations in words; `gap` says that a question
    had no answer: its kind, and the nearest section's id (counted for `signpost insights`)."""

    text: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    record: str | None = None
    urgency: str = "normal"
    gap: tuple[str, str | None] | None = None

    def send(self, dispatcher: CollectingDispatcher, talk: Talk, danger_first: bool = False) -> None:
        """Says it, and remembers what it offers."""
        choices = _most(list(dict.fromkeys(self.choices)))
        talk.offer(choices)
        text = f"{DANGER_LINE}\n\n{self.text}" if danger_first and "999" not in self.text[:200] else self.text
        if self.sources:
            text = f"{text}\n\nSource: {'; '.join(dict.fromkeys(self.sources))}."
        custom: dict[str, Any] = {
            "sources": list(dict.fromkeys(self.sources)),
            "record": self.record,
            "urgency": self.urgency,
        }
        if self.gap:
            custom["gap"] = {"kind": self.gap[0], "section": self.gap[1]}
        dispatcher.utter_message(text=text.strip(), buttons=[button(*c) for c in choices], json_message=custom)


def with_danger_line(text: str) -> str:
    """`text`, after one line of 999 where it says nothing of that itself."""
    return text if "999" in text else f"{DANGER_LINE}\n\n{text}"


def _most(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As many as a channel shows, the last one (the record) always among them."""
    return choices if len(choices) <= MOST_CHOICES else [*choices[: MOST_CHOICES - 1], choices[-1]]


def button(choice: str, title: str) -> dict[str, str]:
    return {"title": title, "payload": f'/pick{{"choice": "{choice}"}}'}


def record(pack: Pack, flow_title: str, facts: list[str], advice: list[str], sources: list[str]) -> str:
    """A record to copy: what was asked and advised, with nothing that identifies anyone."""
    lines = [
        f"Record of advice, {date.today():%-d %B %Y}",
        f"About: {flow_title}",
        *([f"Facts given: {'; '.join(facts)}"] if facts else ["Facts given: none"]),
        "Advice:",
        *[line if line.endswith(":") else f"- {line}" for line in advice],
        *([f"Sources: {'; '.join(dict.fromkeys(sources))}"] if sources else []),
        f"Pack: {pack.info.name}, {pack.info.edition} (review by {pack.info.review_date:%-d %B %Y})",
        "Reason for decision: ____",
    ]
    return "\n".join(lines)


def listed(things: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"
