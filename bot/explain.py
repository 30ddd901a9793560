"""Why a message was read as it was, and what a first message does: `route --explain` and `explain`.

Each function gives plain JSON; `lines` and `turn_lines` put it in words for the command.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from actions import turn as turns
from bot import settings
from bot.ask import Route, words
from bot.dialogue.state import DialogueState
from bot.nlu.context import Context
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import normalise
from bot.nlu.safety import weights

if TYPE_CHECKING:
    from bot.nlu.understanding import Reading  # seconds to import

_LIKELIEST = 5  # flows and voices that are shown
_SLIGHT = 0.005  # a contribution that is nothing, as it is printed


class RouteExplained(Route):
    """`route`'s answer with `because`: which parts spoke for what."""

    def told(self, reading: Any) -> dict[str, Any]:
        return {**super().told(reading), "because": because(reading)}


class Explain(Route):
    """`{"text"}` to `{"acts", "parts", "choices"}`: what a first message does, and what is said to it."""

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        admitted = self.gate.admit(words(given, "text", empty=True))
        if admitted.answer:
            return {"acts": [], "parts": [{"kind": "answer", "text": admitted.answer, "sources": []}], "choices": []}
        meaning = self.understanding.read(admitted.text, admitted.metadata.get("facts", {})) if admitted.text else None
        return turn_of(meaning or Meaning(""))


def turn_of(meaning: Meaning) -> dict[str, Any]:
    """The acts of a first message, in order, and the reply's parts."""
    state, reply, turn = turns.take(meaning, DialogueState(), settings.pack())
    choices = [{"title": title, "choice": choice} for choice, title in reply.choices]
    return {"acts": state.acts, "doubtful": turn.doubtful, "parts": reply.parts, "choices": choices}


def because(reading: "Reading") -> dict[str, Any]:
    """What each part said of a message."""
    meaning, evidence = reading.meaning, reading.evidence
    return {
        "classifier": _first(reading.whole.shares["flow"]),
        "votes": _first(reading.votes),
        "voices": _first(meaning.voices),
        "danger": {
            "kind": meaning.danger.kind,
            "level": meaning.danger.level,
            "likelihood": round(weights().likelihood(evidence.features), 4),
            "contributions": _by_size(weights().contributions(evidence.features)),
            "kinds": _first(evidence.kinds),
            "signs": sorted(evidence.signs),
        },
        "clauses": [
            {
                "text": clause.text,
                "level": clause.danger.level,
                "kind": clause.danger.kind,
                "share": round(sum(clause.danger.shares.values()), 4),
            }
            for clause in meaning.clauses
        ],
        "questions": [
            {"text": one.text, "flow": one.flow, "topics": list(one.topics), "handbook": one.handbook.get("status")}
            for one in meaning.questions
        ],
        "patterns": fitting(meaning.text),
    }


def fitting(text: str) -> list[dict[str, Any]]:
    """The patterns that fit a message: their words, the phrase of the file, and how what they fit is said."""
    context = Context(normalise(text))
    return [
        {
            "pattern": found.name,
            "words": found.words,
            "phrase": found.phrase,
            "said": _said(context, found.start, found.end) if found.end else [],
        }
        for found in patterns().explain(text)
    ]


def _said(context: Context, start: int, end: int) -> list[str]:
    """`negated`, `reported_by: child`: what the words around make of it."""
    turned = {name: value for name, value in vars(context.of(start, end)).items() if value}
    return [name if value is True else f"{name}: {value}" for name, value in turned.items()]


def _first(shares: Mapping[Any, float]) -> dict[str, float]:
    ranked = sorted(shares.items(), key=lambda one: -one[1])[:_LIKELIEST]
    return {str(name): round(share, 4) for name, share in ranked}


def _by_size(contributions: Mapping[str, float]) -> dict[str, float]:
    ranked = sorted(contributions.items(), key=lambda one: -abs(one[1]))
    return {name: round(value, 2) for name, value in ranked if abs(value) >= _SLIGHT}


# -- in words --------------------------------------------------------------------------------------------------


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """`because` as it is printed."""
    for name in ("classifier", "votes", "voices"):
        yield f"{name}: {_listed(told[name])}"
    danger = told["danger"]
    yield f"danger: {danger['level']} ({danger['likelihood']:.2f}) {danger['kind'] or ''}".rstrip()
    yield f"  of the kinds: {_listed(danger['kinds'])}"
    for name, value in danger["contributions"].items():
        yield f"  {value:+.2f} {name}"
    if danger["signs"]:
        yield f"  signs: {', '.join(danger['signs'])}"
    for clause in told["clauses"]:
        kind = f" {clause['kind']}" if clause["kind"] else ""
        yield f"clause: '{clause['text']}' {clause['level']} ({clause['share']:.2f}){kind}"
    for one in told["questions"]:
        yield f"question: '{one['text']}' to {', '.join([one['flow'], *one['topics']])}"
    yield from pattern_lines(told["patterns"])


def pattern_lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """`fitting` as it is printed."""
    for one in found:
        yield f"{one['pattern']}: '{one['words']}' fits '{one['phrase']}'"
        if one["said"]:
            yield f"    {', '.join(one['said'])}"


def turn_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """`turn_of` as it is printed: the acts, then each part of the reply, then the buttons."""
    yield from (f"act: {act}" for act in told["acts"])
    for part in told["parts"]:
        yield f"{part['kind']}: {part['text']}"
        yield from (f"    source: {source}" for source in part["sources"])
    yield from (f"button: {one['title']} ({one['choice']})" for one in told["choices"])


def _listed(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
