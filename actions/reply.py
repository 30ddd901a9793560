"""A reply: parts in the order in which they are read, composed into what a channel sends.

A turn gives, then asks. Danger stands first, then what was understood, the answer to each thing asked, the decision as far as
the facts go, and at most one question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from knowledge.pack import Pack

DANGER_LINE = "If anyone is in danger now, call 999 first."
SOMEBODY_IN_DANGER = ("flow:emergency", "Someone is in danger now")
COMFORTABLE = 950  # characters that are read at once; what may wait goes behind a button
MOST_CHOICES = 10
_NUMBER = re.compile(r"^Question \d+ of \d+\. ")  # seen at a glance: no advice goes behind a button for it

Kind = Literal["danger", "lead", "answer", "decision", "contacts", "why", "steps", "note", "question"]
_ORDER: tuple[Kind, ...] = ("danger", "lead", "answer", "contacts", "decision", "why", "steps", "note", "question")
Choice = tuple[str, str]  # what it does, and its title


@dataclass(frozen=True)
class Part:
    """One piece of a reply. `sources` are citations in words. `later`: a button that says it, if there is no room now."""

    kind: Kind
    text: str
    sources: tuple[str, ...] = ()
    later: Choice | None = None


@dataclass
class Reply:
    """What a turn says. `gap` says that a question had no answer: its kind, and the nearest section's id (counted for
    `signpost insights`). `progress`: it is about how far a learner is, which the page shows as a chart too."""

    parts: list[Part] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    answers: list[Choice] = field(default_factory=list)  # to the question; they stand before all other choices
    record: str | None = None
    urgency: str = "normal"
    gap: tuple[str, str | None] | None = None
    progress: bool = False

    def add(self, kind: Kind, text: str, sources: Iterable[str] = (), later: Choice | None = None) -> "Reply":
        """Adds a part, unless it is empty or was said already."""
        text = text.strip()
        if text and all(part.text != text for part in self.parts):
            self.parts.append(Part(kind, text, tuple(dict.fromkeys(sources)), later))
        return self

    def extend(self, other: "Reply") -> "Reply":
        """Adds all of another reply."""
        for part in other.parts:
            self.add(part.kind, part.text, part.sources, part.later)
        self.choices += other.choices
        self.answers += other.answers
        self.record = other.record or self.record
        self.urgency = max(self.urgency, other.urgency, key=("normal", "urgent", "emergency").index)
        self.gap = self.gap or other.gap
        self.progress = self.progress or other.progress
        return self

    @property
    def text(self) -> str:
        """All parts in words, in order, without their sources."""
        return "\n\n".join(part.text for part in self._in_order())

    def _in_order(self) -> list[Part]:
        return sorted(self.parts, key=lambda part: _ORDER.index(part.kind))


@dataclass(frozen=True)
class Composed:
    """A reply as it is sent."""

    text: str
    choices: list[Choice]
    sources: list[str]
    record: str | None
    urgency: str
    gap: tuple[str, str | None] | None
    parts: list[dict[str, Any]]
    progress: bool = False


def compose(reply: Reply, doubtful: bool = False) -> Composed:
    """The reply in words. `doubtful`: one line of 999 comes first, unless the reply says that itself."""
    parts = reply._in_order()
    if doubtful and not any("999" in part.text[:200] for part in parts[:2]):
        parts = [Part("danger", DANGER_LINE), *parts]
    shown, later = _fitting(parts)
    sources = list(dict.fromkeys(source for part in shown for source in part.sources))
    answers = {part.sources for part in shown if part.sources and part.kind == "answer"}
    inline = len(answers) > 1
    texts = [
        f"{p.text} ({'; '.join(p.sources)}.)" if inline and p.sources and p.kind == "answer" else p.text for p in shown
    ]
    left = [s for part in shown for s in part.sources if not (inline and part.kind == "answer")]
    text = "\n\n".join(texts)
    if left:
        text = _with_source(text, list(dict.fromkeys(left)), bool(shown and shown[-1].kind == "question"))
    choices = _most(_each_once([*reply.answers, *later, *reply.choices]))
    told = [{"kind": part.kind, "text": part.text, "sources": list(part.sources)} for part in shown]
    return Composed(text.strip(), choices, sources, reply.record, reply.urgency, reply.gap, told, reply.progress)


def _fitting(parts: list[Part]) -> tuple[list[Part], list[Choice]]:
    """The parts that are read at once, and buttons for those that may wait."""
    room = COMFORTABLE - sum(len(_NUMBER.sub("", part.text)) for part in parts if part.later is None)
    shown: list[Part] = []
    later: list[Choice] = []
    for part in parts:
        if part.later is None or len(part.text) <= room:
            shown.append(part)
            room -= len(part.text) if part.later else 0
        else:
            later.append(part.later)
    return shown, later


def _with_source(text: str, sources: Sequence[str], asks: bool) -> str:
    """The sources in the last line, or before the question where there is one."""
    line = f"Source: {'; '.join(sources)}."
    if not asks:
        return f"{text}\n\n{line}"
    said, _, question = text.rpartition("\n\n")
    return f"{said}\n\n{line}\n\n{question}" if said else f"{text}\n\n{line}"


def _each_once(choices: Iterable[Choice]) -> list[Choice]:
    """The choices without those that read like an earlier one: two buttons of one title can't be told apart."""
    by_title: dict[str, Choice] = {}
    for choice in choices:
        by_title.setdefault(choice[1], choice)
    return list(by_title.values())


def _most(choices: list[Choice]) -> list[Choice]:
    """As many as a channel shows: further advice goes before the ways on, and the last one (the record) is always among them."""
    advice = [choice for choice in choices if choice[0].startswith("more:")]
    spare = max(0, min(len(advice), len(choices) - MOST_CHOICES))
    dropped = advice[len(advice) - spare :]
    choices = [choice for choice in choices if choice not in dropped]
    return choices if len(choices) <= MOST_CHOICES else [*choices[: MOST_CHOICES - 1], choices[-1]]


def record(pack: Pack, title: str, facts: list[str], advice: list[str], sources: list[str]) -> str:
    """A record to copy: what was asked and advised, with nothing that identifies anyone."""
    lines = [
        f"Record of advice, {date.today():%-d %B %Y}",
        f"About: {title}",
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
