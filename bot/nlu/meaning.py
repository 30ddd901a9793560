"""What one message means: the typed result that is made once, and that everything behind it reads. It knows nothing of the
conversation; what depends on that is the interpreter's (`bot/dialogue`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import to_jsonable_python

from bot.nlu.labels import DangerKind, Notification, Urgency, Voice

Level = Literal["sure", "possible", "none"]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Danger:
    """How likely each kind of danger is (`shares`, the rest to one is that there is none), and what that comes to: `kind` is
    answered first where it is `sure`; where it is `possible`, one line of 999 comes first and the work goes on."""

    kind: DangerKind | None = None
    level: Level = "none"
    shares: Mapping[str, float] = field(default_factory=dict)
    spoke: tuple[str, ...] = ()  # which parts decided: `route --explain`


@dataclass(frozen=True)
class Clause:
    """A part of a message, read by itself: one line of danger in a long text counts, and so does what is said beside news of
    help."""

    text: str
    start: int
    end: int
    danger: Danger = Danger()


@dataclass(frozen=True)
class Question:
    """One thing that is asked, in the message's own words, with what the search and the guides have on it."""

    text: str
    start: int
    end: int
    flow: str = "handbook_question"
    topics: tuple[str, ...] = ()
    handbook: Mapping[str, Any] = field(default_factory=dict)  # knowledge.search.Answer as JSON
    selected: Mapping[str, float] = field(
        default_factory=dict
    )  # advice that it may ask for, with its share of the chance


@dataclass(frozen=True)
class Meaning:
    """`voices`, `flows`, `selected` and `next` are shares, likeliest first. `handbook` is the search's answer to the whole message,
    `selected` the advice that it may ask for, `guide.advice`, and `next` what may be asked for after it."""

    text: str
    danger: Danger = Danger()
    voice: Voice = "unclear"
    voices: Mapping[str, float] = field(default_factory=dict)
    urgency: Urgency = "none"
    notification: Notification = "none"
    flows: tuple[tuple[str, float], ...] = ()
    clauses: tuple[Clause, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: Facts = field(default_factory=dict)
    control: str | None = None
    handbook: Mapping[str, Any] | None = None
    selected: Mapping[str, float] = field(default_factory=dict)
    next: Mapping[str, float] = field(default_factory=dict)

    @property
    def flow(self) -> str:
        """The likeliest flow."""
        return self.flows[0][0] if self.flows else "inform"

    @property
    def confidence(self) -> float:
        return self.flows[0][1] if self.flows else 0.0

    @property
    def as_question(self) -> Question:
        """The message as one question."""
        topics = tuple(self.facts.get("topics", ()))
        return Question(self.text, 0, len(self.text), self.flow, topics, self.handbook or {}, self.selected)

    def share(self, flow: str) -> float:
        """How likely one flow is, 0 to 1."""
        return next((share for name, share in self.flows if name == flow), 0.0)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as it travels from Rasa's component to its policies and actions."""
        told: dict[str, Any] = to_jsonable_python(self)
        return told

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> "Meaning":
        """The same back from `as_json`."""
        return cls(
            **{
                **given,
                "danger": _danger(given.get("danger", {})),
                "clauses": tuple(Clause(**{**c, "danger": _danger(c["danger"])}) for c in given.get("clauses", ())),
                "questions": tuple(Question(**{**q, "topics": tuple(q["topics"])}) for q in given.get("questions", ())),
                "flows": tuple((flow, share) for flow, share in given.get("flows", ())),
            }
        )


def _danger(given: Mapping[str, Any]) -> Danger:
    return Danger(**{**given, "spoke": tuple(given.get("spoke", ()))})
