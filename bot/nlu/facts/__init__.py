"""Practice facts: what one message says of a case, found before any name is masked."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.facts.ages import find_children, find_grown
from bot.nlu.facts.child import LOSS, Child
from bot.nlu.facts.homes import Homes
from bot.nlu.facts.numbers import in_digits, without_greeting
from bot.nlu.facts.phrases import Phrases, find_role
from bot.nlu.facts.risk import find_dash, find_judged, find_risk, three_previous_in_three_months
from bot.nlu.facts.telling import CORRECTS, telling, with_whose
from bot.nlu.facts.unborn import by_weeks, it_was_months_ago
from knowledge.pack import Pack
from knowledge.places import Gazetteer
from knowledge.services import HELPING
from knowledge.tokens import plain, tokenizer

_WORDS = Path(__file__).with_name("words.yml")
_THREE_PREVIOUS = "three-previous-incidents-in-three-months"
_TOPICS = Path(__file__).parents[2] / "data" / "topics.yml"


class FactFinder:
    """Finds area, children, risk, DASH, flags and role in one message.

    `find` gives only what was found, as plain JSON values:
    `area` (an area's id), `areas` (ids, where several are equally likely), `unsure` and `outside` (a place's
    name), `elsewhere` (the place is none to live at), `children` (a list of `{"stage", "age", "months"}`, youngest first, each with what `telling.py` found of whom
    it means), `tells` (whether the message adds a child or puts one right), `adult` (an age of 18 or over),
    `risk`, `judged` (the risk as the writer sees it, beside how it was graded), `dash`, `flags` and `not_flags` (lists), `role`, `topics` (what else the message speaks of),
    `past_loss` (a pregnancy was lost longer ago than the pathway looks back), `services` (ids of services that it names).
    """

    def __init__(self, pack: Pack):
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._pack = pack
        self._tokenizer = tokenizer()
        self._homes = Homes(Gazetteer(pack.areas), words, pack.info.name)
        self._flags = Phrases(self._tokenizer, words["flags"], words["negations"], words["denials"])
        self._roles = Phrases(self._tokenizer, words["roles"])
        self._topics = Phrases(self._tokenizer, yaml.safe_load(_TOPICS.read_text(encoding="utf-8")), words["negations"])
        self._services = Phrases(self._tokenizer, {s.id: [s.name, *s.also] for s in pack.services if s.kind in HELPING})
        self._incidents: list[str] = words["incidents"]

    def find(self, text: str, today: date | None = None) -> dict[str, Any]:
        today = today or date.today()
        text = plain(text)
        doc = self._tokenizer(text)
        found: dict[str, Any] = self._homes.find(doc)
        role = find_role(doc, self._roles)
        said = without_greeting(text)
        children = find_children(said, today) or [*by_weeks(in_digits(said), role == "midwife", "area" in found)]
        if told := [c for c in map(self._child, with_whose(children, in_digits(said))) if c["stage"]]:
            found["children"] = sorted(told, key=self._order)
            if tells := telling(in_digits(said)):
                found["tells"] = tells
        ago = next((c.ago for c in children if c.stage == LOSS), it_was_months_ago(in_digits(said), today))
        if ago is not None and ago > self._pack.table.stages[LOSS].within_months:
            found["past_loss"] = True
        if grown := [c.months // 12 for c in children if c.months is not None and c.months >= 18 * 12]:
            found["adult"] = grown[0]
        elif not children and (age := find_grown(said)):
            found["adult"] = age
        if (dash := find_dash(text)) is not None:
            found["dash"] = dash
        judged, graded = find_judged(text)
        if judged:
            found["judged"] = judged
        if risk := find_risk(graded, of_a_case="children" in found or "area" in found):
            found["risk"] = risk
        elif dash is not None and dash >= self._pack.pathway.high_risk_from_ticks:
            found["risk"] = "high"
        yes, no = self._flags.said(doc)
        three_previous = three_previous_in_three_months(text, self._incidents, today)
        if three_previous:
            yes.append(_THREE_PREVIOUS)
        elif three_previous is False and telling(text) == CORRECTS:
            no.append(_THREE_PREVIOUS)
        if yes:
            found["flags"] = yes
        if no:
            found["not_flags"] = no
        if role:
            found["role"] = role
        if services := self._services.said(doc)[0]:
            found["services"] = services
        if topics := [*self._topics.said(doc)[0], *(["past-loss"] if found.get("past_loss") and children else [])]:
            found["topics"] = topics
        return found

    def _child(self, child: Child) -> dict[str, Any]:
        stage = child.stage or self._pack.table.stage_at(child.months)
        if stage == LOSS and (child.ago or 0) > self._pack.table.stages[LOSS].within_months:
            stage = None
        told = {"stage": stage, "age": age_in_words(child.months) if child.months is not None else None}
        hints = {"whose": child.whose, "was": child.was, "weeks": child.weeks}
        return {**told, "months": child.months, **{name: hint for name, hint in hints.items() if hint}}

    def _order(self, child: dict[str, Any]) -> tuple[int, int]:
        stages = list(self._pack.table.stages)
        return stages.index(child["stage"]), child["months"] or 0


@cache
def age_in_words(months: int) -> str:
    """`8 months`, `4 years`: months up to two years, whole years after."""
    if months < 24:
        return "1 month" if months == 1 else f"{months} months"
    return f"{months // 12} years"
