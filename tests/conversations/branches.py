"""Which branches of the guides the conversations visited: answers known, advice said, next steps offered."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.dialogue.state import DialogueState
from knowledge.guides import Guide, Question
from knowledge.pack import Pack

# What a guide can do: ("answer", question, value), ("advice", id) or ("next", flow, label).
Branch = tuple[str, ...]
_ANY = "any"  # an age, an area or a risk: the pathway's own tests go through their values


def branches_of(guide: Guide) -> set[Branch]:
    """Every option of every question ('unknown' too, where the guide has words for it), every advice and next step."""
    return {
        *(("answer", question.id, value) for question in guide.questions for value in _values(question)),
        *(("advice", advice.id) for advice in guide.advice),
        *(("next", step.flow, step.label) for step in guide.next),
    }


def state_of(database: Path, sender: str) -> DialogueState | None:
    """The state of a conversation as the server stored it, or None where it has none yet."""
    with closing(sqlite3.connect(database, timeout=10)) as db:
        row = db.execute("SELECT state FROM conversations WHERE sender_id = ?", (sender,)).fetchone()
    slots = [e["value"] for e in json.loads(row[0]) if e["event"] == "slot" and e["name"] == "dialogue"] if row else []
    return DialogueState.of(slots[-1]) if slots else None


class Visits:
    """The branches visited, by guide."""

    def __init__(self, pack: Pack):
        self._pack = pack
        self._seen: dict[str, set[Branch]] = defaultdict(set)

    def add(self, state: DialogueState, messages: list[dict]) -> None:
        """Notes one turn: the state after it, and the messages that it said."""
        text = "\n".join(m.get("text") or "" for m in messages)
        titles = {(b["payload"], b["title"]) for m in messages for b in m.get("buttons", [])}
        remembered = state.guide.said if state.guide else []
        spoke = {g.id for g in self._pack.guides.values() if _said(g, remembered, text) or _opened(g, text)}
        for guide_id in spoke or {state.spoken.guide or state.flow}:
            if guide := self._pack.guides.get(guide_id or ""):
                self._seen[guide.id] |= {("advice", said) for said in _said(guide, remembered, text)}
                self._seen[guide.id] |= set(_offered(guide, titles))
        if under_way := self._pack.guides.get(state.flow or ""):
            self._seen[under_way.id] |= set(_answers(under_way, state.facts))

    def merge(self, other: "Visits") -> None:
        for guide_id, seen in other._seen.items():
            self._seen[guide_id] |= seen

    def missing(self, guide: Guide) -> list[str]:
        """The guide's branches that were not visited, one readable line each."""
        return sorted(": ".join(branch) for branch in branches_of(guide) - self._seen[guide.id])


def _values(question: Question) -> set[str]:
    return ({o.id for o in question.options} or {_ANY}) | ({"unknown"} if question.unknown else set())


def _answers(guide: Guide, facts: dict[str, Any]) -> Iterator[Branch]:
    for question in guide.questions:
        known = facts.get(question.id, [])
        for value in known if isinstance(known, list) else [known]:
            yield ("answer", question.id, str(value) if question.options or value == "unknown" else _ANY)


def _said(guide: Guide, remembered: list[str], text: str) -> set[str]:
    """Advice whose words are in the reply; where two share their words, the one that the state remembers."""
    words = [advice.say.strip() for advice in guide.advice]
    spoken = {a.id: w for a, w in zip(guide.advice, words, strict=True) if w in text}
    return {advice_id for advice_id, w in spoken.items() if words.count(w) == 1 or advice_id in remembered}


def _opened(guide: Guide, text: str) -> bool:
    return bool(guide.opening) and guide.opening in text


def _offered(guide: Guide, buttons: set[tuple[str, str]]) -> Iterator[Branch]:
    for step in guide.next:
        if any(title == step.label and f'"flow:{step.flow}"' in payload for payload, title in buttons):
            yield ("next", step.flow, step.label)
