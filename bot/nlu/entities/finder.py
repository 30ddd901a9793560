"""All facts of one message, as plain values."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import spacy.util
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlu.context import Context
from bot.nlu.controls import supposes
from bot.nlu.entities.age import find_children, find_grown
from bot.nlu.entities.child import LOSS, PREGNANT, Child, rx
from bot.nlu.entities.dash import find_dash
from bot.nlu.entities.dates import greeting_ends
from bot.nlu.entities.family import find_cases, find_notification, find_one, has_no_children, live_apart
from bot.nlu.entities.flags import find_flags
from bot.nlu.entities.harm import CHILD_HARMED, harm_of_pronoun, is_child_harmed, is_no_child_harmed, unhurt_pronoun
from bot.nlu.entities.incidents import three_previous_in_three_months
from bot.nlu.entities.place import Homes
from bot.nlu.entities.pregnancy import by_weeks, is_not_expecting, it_was_months_ago
from bot.nlu.entities.risk import find_judged, find_risk, is_ungraded, without_opinions
from bot.nlu.entities.role import find_post, find_role
from bot.nlu.entities.taken_back import (
    DASH,
    RISK,
    TakenBack,
    is_looked_up,
    is_plainly_an_age,
    is_scrapped,
    lone_number,
    only,
    sex,
    taken_back,
)
from bot.nlu.entities.telling import CORRECTS, are_twins, corrects, telling, with_whose
from bot.nlu.entities.whose import of_the_case
from bot.nlu.matcher import longest, patterns
from bot.nlu.normalise import Text, in_digits, normalise
from knowledge.pack import Pack
from knowledge.places import Gazetteer
from knowledge.schema import Areas
from knowledge.services import HELPING
from knowledge.tokens import tokenizer

_THREE_PREVIOUS = "three-previous-incidents-in-three-months"
_GROWN = 18 * 12  # months
_HAS_LEFT = rx(
    r"^[^.;!?]{0,20}\b(?:he|she|they)(?:'?s|\ is|\ are|'re|\ has|\ have)?\s+(?:\w+\s+)?(?:with|lives?|living|moved|gone|stays?|staying|at|in|left|back)\b"
)


class FactFinder:
    """Finds area, children, risk, DASH, flags and role in one message.

    `find` gives only what was found, as plain JSON values:
    `area` (an area's id), `areas` (ids, where several are equally likely), `unsure` and `outside` (a place's
    name), `place` (as it was said), `elsewhere` (the place is none to live at), `place_whose` (`work`, `care` or `harmer`, where it
    is that), `office` (the area whose council or team is spoken of, and no home), `children` (a list of `{"stage", "age", "months"}`, youngest first, each with what `telling.py` found of whom
    it means), `tells` (whether the message adds a child or puts one right), `no_children`, `child_harmed`, `adult` (an age of 18
    or over), `risk`, `judged` (the risk as the writer sees it, beside how it was graded), `dash`, `flags` and `not_flags` (lists),
    `role`, `safeguarding_post` (`lead` or `staff`, of somebody in education), `topics` (what else the message speaks of), `past_loss` (a pregnancy was lost longer ago than the pathway looks
    back), `services` (ids of services that it names), `notification` (`received` or `denied`), `cases` (2, where two families
    are told apart), `gone` (what is taken back: `taken_back.py`), `only` (`told`, `girl` or `boy`: who the only children are),
    `one` (the same of a notification that was spoken of before), `lone` (the number by which one is put right, and the child that it may be), `sexes` (by age), `twins`, `harm_of` and
    `unhurt` (who is hurt or not, as a pronoun alone says it).
    """

    def __init__(self, pack: Pack):
        self._pack = pack
        self._tokenizer = tokenizer()
        self._homes = Homes(Gazetteer(_in_one_form(pack.areas)), pack.info.name, pack.areas)
        self._loss_within = pack.table.stages[LOSS].within_months or 0  # months
        self._services = PhraseMatcher(self._tokenizer.vocab, attr="LOWER")
        for service in pack.services:
            if service.kind in HELPING:
                self._services.add(service.id, list(self._tokenizer.pipe([service.name, *service.also])))

    def find(self, text: str, today: date | None = None) -> dict[str, Any]:
        today = today or date.today()
        message = normalise(text)
        context = Context(message)
        doc = self._tokenizer(message.plain)
        cases = find_cases(message)
        gone = taken_back(message.plain)
        found: dict[str, Any] = {}
        if not any(one.what == "child" and _HAS_LEFT.search(message.plain[one.end :]) for one in gone):
            found = self._homes.find(doc, message, context, apart=cases > 1 or live_apart(message))
        if role := find_role(message):
            found["role"] = role
        if post := find_post(message):
            found["safeguarding_post"] = post
        if told := [one.plain() for one in gone]:
            found["gone"] = told
        children = self._of_children(message, context, today, found, gone)
        self._of_risk(message, found, gone)
        self._of_flags(message, context, today, found)
        self._of_harm(message, context, found)
        if notification := find_notification(message, context):
            found["notification"] = notification
        elif one := find_one(message):
            found["one"] = one
        if not found.get("children") and has_no_children(message, context):
            found["no_children"] = True
        if cases > 1:
            found["cases"] = cases
        if services := self._named(doc):
            found["services"] = services
        topics = _topics(message, context)
        if found.get("past_loss") and children:
            topics.append("past-loss")
        if "areas" in found and cases == 1 and live_apart(message):
            topics.append("living-apart")
        if topics:
            found["topics"] = list(dict.fromkeys(topics))
        return found

    def topics(self, text: str) -> list[str]:
        """What a part of a message speaks of: names of `patterns/topics.yml`."""
        message = normalise(text)
        return list(dict.fromkeys(_topics(message, Context(message))))

    def _of_children(
        self, message: Text, context: Context, today: date, found: dict[str, Any], gone: list[TakenBack]
    ) -> list[Child]:
        """Children and grown people of the case, into `found`."""
        start, end = greeting_ends(message.plain)
        said = message.plain[start:end]
        told = [*find_children(said, today)]
        weeks = by_weeks(said, found.get("role") == "midwife", "area" in found and not told)
        told += [one for one in weeks if not any(one.start < other.end and other.start < one.end for other in told)]
        taken = [(one.start - start, one.end - start) for one in gone if one.what == "child"]
        told = [one for one in told if not any(one.start < last and first < one.end for first, last in taken)]
        told = [one for one in told if not is_scrapped(one, said)]
        children = of_the_case(told, start, message, context, supposes(message.plain))
        self._of_number(said, children, found)
        if who := only(said, children):
            found["only"] = who
        if sexes := {age_in_words(c.months): who for c in children if c.months is not None and (who := sex(c, said))}:
            found["sexes"] = sexes
        if shown := [child for child in map(self._child, with_whose(children, said)) if child["stage"]]:
            found["children"] = sorted(shown, key=self._order)
            if tells := telling(said) or (CORRECTS if is_looked_up(said) and len(shown) == 1 else None):
                found["tells"] = tells
        if are_twins(said) and not any(child.get("twins") for child in shown):
            found["twins"] = True
        if is_not_expecting(said) and not any(c.stage == PREGNANT for c in children):
            found["not_expecting"] = True
        ago = next((c.ago for c in children if c.stage == LOSS), it_was_months_ago(said, today))
        if ago is not None and ago > self._loss_within:
            found["past_loss"] = True
        if grown := [c.months // 12 for c in children if c.months is not None and c.months >= _GROWN]:
            found["adult"] = grown[0]
        elif not children and (age := find_grown(said)):
            found["adult"] = age
        return children

    def _of_number(self, said: str, children: list[Child], found: dict[str, Any]) -> None:
        """The lone number of a correction, as the child that it would be."""
        lone = lone_number(said, children)
        if lone is None:
            return
        high = lone["n"] >= self._pack.pathway.high_risk_from_ticks
        found["lone"] = lone | {"child": self._child(Child(0, 0, lone["n"] * 12)), "high": high}
        for place, child in enumerate(children):
            if child.months == lone["n"] * 12 and not is_plainly_an_age(child, said):
                children[place] = replace(child, lone=True)

    def _of_risk(self, message: Text, found: dict[str, Any], gone: list[TakenBack]) -> None:
        taken = [one.end for one in gone if one.what == DASH]
        dash = find_dash(message.plain[max(taken, default=0) :])  # 'dash 11, no, scrap the dash'
        if dash is not None:
            found["dash"] = dash
        of_a_case = "children" in found or "area" in found
        graded = without_opinions(_without(message.plain, [one for one in gone if one.what == RISK]))
        judged, graded = find_judged(graded, of_a_case)
        if judged:
            found["judged"] = judged
        if risk := find_risk(graded, of_a_case):
            found["risk"] = risk
        elif is_ungraded(message.plain):
            found["ungraded"] = True
        elif dash is not None and dash >= self._pack.pathway.high_risk_from_ticks:
            found["risk"], found["by_dash"] = "high", True

    @staticmethod
    def _of_harm(message: Text, context: Context, found: dict[str, Any]) -> None:
        if is_child_harmed(message, context):
            found["child_harmed"] = True
        elif is_no_child_harmed(message, telling(message.plain) == CORRECTS):  # one may be unhurt, and another not
            found["not_flags"] = [*found.get("not_flags", []), CHILD_HARMED]
        elif who := harm_of_pronoun(message, context):
            found["harm_of"] = who
        elif who := unhurt_pronoun(message, context):
            found["unhurt"] = {"who": who, "corrects": corrects(message.plain)}

    def _of_flags(self, message: Text, context: Context, today: date, found: dict[str, Any]) -> None:
        yes, no = find_flags(message, context)
        three_previous = three_previous_in_three_months(message.plain, today)
        if three_previous:
            yes.append(_THREE_PREVIOUS)
        elif three_previous is False and telling(message.plain) == CORRECTS:
            no.append(_THREE_PREVIOUS)
        if yes:
            found["flags"] = yes
        if no:
            found["not_flags"] = no

    def _named(self, doc: Doc) -> list[str]:
        """The services that are named."""
        spans = spacy.util.filter_spans(self._services(doc, as_spans=True))
        return list(dict.fromkeys(span.label_ for span in spans))

    def _child(self, child: Child) -> dict[str, Any]:
        stage = child.stage or (self._pack.table.stage_at(child.months) if child.months is not None else None)
        if stage == LOSS and (child.ago or 0) > self._loss_within:
            stage = None
        told = {"stage": stage, "age": age_in_words(child.months) if child.months is not None else None}
        hints = {"whose": child.whose, "was": child.was, "weeks": child.weeks, "lone": child.lone, "twins": child.twins}
        return {**told, "months": child.months, **{name: hint for name, hint in hints.items() if hint}}

    def _order(self, child: dict[str, Any]) -> tuple[int, int]:
        stages = list(self._pack.table.stages)
        return stages.index(child["stage"]), child["months"] or 0


def _without(text: str, taken: list[TakenBack]) -> str:
    """The text without what it takes back, as long as before."""
    for one in taken:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _in_one_form(areas: Areas) -> Areas:
    """The pack's places as messages are read: 'Two Dales' is found as '2 Dales'."""

    def named(place: Any, names: str) -> Any:
        told = getattr(place, names)
        return place.model_copy(update={names: [*told, *(one for name in told if (one := in_digits(name)) != name)]})

    return areas.model_copy(
        update={
            "areas": [named(area, "aliases") for area in areas.areas],
            "unsure": [named(place, "names") for place in areas.unsure],
            "outside": [named(place, "names") for place in areas.outside],
        }
    )


@cache
def age_in_words(months: int) -> str:
    """`8 months`, `4 years`: months up to two years, whole years after."""
    if months < 24:
        return "1 month" if months == 1 else f"{months} months"
    return f"{months // 12} years"


def _topics(message: Text, context: Context) -> list[str]:
    return [
        match.name
        for match in longest(patterns().find("topics", message))
        if not context.of(match.start, match.end).negated
    ]
