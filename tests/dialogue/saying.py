"""What a message means, made by hand: as the understanding would have it, without any model."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.nlu.clauses import parts
from bot.nlu.labels import DangerKind, Notification, Voice
from bot.nlu.meaning import Clause, Danger, Level, Meaning, Question

NO_DANGER = Danger()


def danger(kind: DangerKind, share: float = 0.95, level: Level = "sure", spoke: tuple[str, ...] = ()) -> Danger:
    return Danger(kind, level, {kind: share}, spoke)


def said(
    text: str,
    flow: str = "inform",
    share: float = 0.9,
    danger: Danger = NO_DANGER,
    beside: Danger = NO_DANGER,
    voice: Voice = "practitioner",
    voice_share: float = 0.9,
    notification: Notification = "none",
    control: str | None = None,
    asks: Sequence[Question] = (),
    flows: Sequence[tuple[str, float]] = (),
    handbook: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Meaning:
    """`beside`: the danger that is read in each of its clauses."""
    return Meaning(
        text=text,
        danger=danger,
        voice=voice,
        voices={voice: voice_share},
        notification=notification,
        flows=tuple(flows) or ((flow, share),),
        clauses=tuple(Clause(text[a:b], a, b, beside) for a, b in parts(text)),
        questions=tuple(asks),
        facts=facts,
        control=control,
        handbook=handbook or {},
        selected=selected(handbook or {}) | {name: share for one in asks for name, share in one.selected.items()},
    )


def selected(found: Mapping[str, Any]) -> dict[str, float]:
    """The shares of the advice that the search has, as if the selector said the same."""
    return {f"{one['guide']}.{one['advice']}": one["chance"] for one in found.get("asides", ())}


def asked(
    within: str,
    text: str | None = None,
    flow: str = "handbook_question",
    topics: tuple[str, ...] = (),
    answered: bool = True,
    aside: str | None = None,
    chance: float = 0.9,
    share: float | None = None,
) -> Question:
    """The question `text` of the message `within` (all of it, if there is none). `aside`: the advice that is likest, by the search
    with `chance`, and by the selector with `share`, or the same."""
    words = text or within
    start = within.index(words)
    found: dict[str, Any] = {"status": "answered" if answered else "not_covered", "hits": [HIT], "elsewhere": None}
    if aside:
        guide, _, advice = aside.partition(".")
        found["asides"] = [{"guide": guide, "advice": advice, "chance": chance}]
    return Question(
        words,
        start,
        start + len(words),
        flow,
        topics,
        found,
        {aside: chance if share is None else share} if aside else {},
    )


HIT = {"id": "2.9", "passages": [0], "score": 0.9, "text": "Never ask a child what happened after a notification."}
NINE_MONTHS = {"stage": "0-18-months", "age": "9 months", "months": 9}
FOUR = {"stage": "18-months-4-years", "age": "4 years", "months": 48}
SEVEN = {"stage": "5-17-years", "age": "7 years", "months": 84}
UNBORN = {"stage": "pregnant", "age": None, "months": None}
