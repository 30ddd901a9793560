"""A guide's advice as it is said, with its source, and marked where the print does not have it."""

import re
from collections.abc import Sequence
from typing import Any

from actions.reply import Choice, listed
from bot.dialogue.state import DialogueState
from knowledge.conditions import holds
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack
from knowledge.passages import sentences

_NUMBER = re.compile(r"\b0[\d ]{7,}\d\b|\b(?:999|101|116 123)\b")
_OFFERED = 5
_BRIEF = 28  # characters, from which the beginning of advice says something by itself
_OPENS, _CLOSES = re.compile(r"(?:^|[\s(])'"), re.compile(r"'(?=[\s.,;:!?)]|$)")  # of words to say
_AFTER_WORDS_TO_SAY = re.compile(r"(?<=[.!?]') (?=[A-Z])")
_ITEM = re.compile(r"(?:^| )- ")
_ONLY_999 = re.compile(r"^(?:If|In|Where)\b[^.:]*\bdanger\b[^.:]*\b999\b[^.:]*\.$")
NOT_IN_PRINT = " (Not in the handbook.)"
_NOT_YET = "; the partnership has yet to approve it"


def in_words(advice: Advice) -> str:
    """One piece of advice, with where it comes from if that is not the handbook."""
    if advice.addition is None:
        return advice.say.strip()
    waits = "" if advice.addition.approved else _NOT_YET
    return f"{advice.say.strip()} (Not in the handbook: {advice.addition.source}{waits}.)"


def in_brief(advice: Advice) -> str:
    """How a piece of advice begins: its answer, after the word of 999 where it has one, without what is to be done later."""
    said = ""
    for sentence in sentences(_AFTER_WORDS_TO_SAY.sub("\n", " ".join(advice.say.split()))):
        said = f"{said} {sentence}".strip()
        if (
            len(said) >= _BRIEF
            and not _ONLY_999.match(sentence)
            and len(_OPENS.findall(said)) <= len(_CLOSES.findall(said))
        ):
            break
    lead, *listed_there = _ITEM.split(said or advice.say.strip())
    return f"{lead} …" if lead and listed_there else lead or f"{listed_there[0]} …"


def together(advice: Sequence[Advice]) -> list[str]:
    """Several pieces in one reply. Where more than one is not in the handbook, their sources are said once, last."""
    added = [one.addition for one in advice if one.addition]
    if len(added) < 2:
        return [in_words(one) for one in advice]
    said = [f"{one.say.strip()}{NOT_IN_PRINT}" if one.addition else one.say.strip() for one in advice]
    waits = "" if all(one.approved for one in added) else _NOT_YET
    named = dict.fromkeys(source for one in added for source in one.source.split("; "))
    return [*said, f"What is not in the handbook comes from {listed(list(named))}{waits}."]


def sources(advice: Sequence[Advice], pack: Pack) -> list[str]:
    """The citations, each once."""
    return list(dict.fromkeys(pack.cite(one.source) for one in advice if one.source))


def with_a_number(guide: Guide, said: str) -> str:
    """What a guide says last: whom to ring, where nothing that was said names a number."""
    return "" if _NUMBER.search(said) else guide.closing


def for_anything(guide: Guide, state: DialogueState) -> Advice | None:
    """What a guide says where nothing of it fits; not the same twice."""
    ready = [one for one in guide.advice if one.answers == "anything"]
    return next((one for one in ready if f"{guide.id}.{one.id}" != state.spoken.advice), next(iter(ready), None))


def offers(guide: Guide, view: dict[str, Any], state: DialogueState) -> list[Choice]:
    """The guide's other advice as buttons, what the facts call for before what always holds."""
    said = state.guide.said if state.guide else []
    later: list[Advice] = [a for a in guide.advice_for(view) if a.offered and not a.first and a.id not in said]
    later.sort(key=lambda a: not (a.when and holds(a.when, view)))
    return [(f"more:{guide.id}.{a.id}", a.title) for a in later[:_OFFERED]]
