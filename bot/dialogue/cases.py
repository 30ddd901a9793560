"""Which family a message speaks of, where there are several."""

import re

from bot.dialogue.household import tells_of_another_case
from bot.dialogue.state import Case, DialogueState
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import normalise

_BACK = re.compile(
    r"\b(?:back to|going back to|about|what about|return(?:ing)? to) (?:the |that )?(?:first|other|previous|last|earlier|one|family|case|child)\b|\bback to the\b",
    re.I,
)


def case_meant(meaning: Meaning, state: DialogueState) -> int | None:
    """The place among `state.others` of the case that the message goes back to: by its child or its town, or as the first
    one or the other one."""
    if not state.others or not _BACK.search(meaning.text):
        return None
    for place, case in reversed(list(enumerate(state.others))):
        if _same(case, meaning):
            return place
    if re.search(r"\bfirst\b", meaning.text, re.I):
        return 0
    return len(state.others) - 1 if not meaning.facts.keys() & {"children", "area"} else None


def another_case(meaning: Meaning, state: DialogueState) -> bool:
    """Does the message begin another family's case? It says so, or tells a case anew once this one was concluded."""
    if not state.case.told:
        return False
    said = patterns().names("household", normalise(meaning.text))
    if "another_child" in said and meaning.facts.keys() & {"area", "areas", "unsure", "outside", "risk"}:
        return True
    if "another_case" in said and meaning.facts.keys() & {
        "children",
        "area",
        "risk",
    }:
        return True
    concluded = state.guide is not None and state.guide.concluded
    return concluded and tells_of_another_case(dict(meaning.facts), state.children)


def _same(case: Case, meaning: Meaning) -> bool:
    ages = {child.get("age") for child in case.children} - {None}
    told = {child.get("age") for child in meaning.facts.get("children", [])} - {None}
    places = {case.facts.get("area"), case.facts.get("place")} - {None}
    return bool(ages & told) or bool(places & {meaning.facts.get("area"), meaning.facts.get("place")})
