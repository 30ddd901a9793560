"""Conditions on facts: names and values that nothing ever gives."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from knowledge.pack import Pack
from knowledge.problems import Step

Known = Mapping[str, set[str] | None]  # a fact's values; None where any will do
Mend = tuple[tuple[Step, ...], str]  # path within the condition, and what to do

_ALWAYS = {"any", "unknown"}
_FEW = 12
AGE_GROUPS = {"unborn", "under-5", "5-to-15", "16-or-17", "adult"}


def wrong(condition: Any, known: Known) -> Iterator[Mend]:
    """What can never hold in a condition."""
    if not isinstance(condition, Mapping):
        yield (), "a condition has keys of its own, as in {risk: high}"
        return
    for key, wanted in condition.items():
        if key == "not":
            yield from _within(("not",), wrong(wanted, known))
        elif key == "either":
            for number, one in enumerate(wanted if isinstance(wanted, list) else [wanted]):
                yield from _within(("either", number), wrong(one, known))
        elif key not in known:
            yield (key,), not_set(key, known)
        elif (values := known[key]) is not None:
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if _word(value) not in values | _ALWAYS:
                    yield (key,), f"'{key}' is never '{value}'; {instead(str(value), values)}"


def _within(path: tuple[Step, ...], mends: Iterator[Mend]) -> Iterator[Mend]:
    for inner, mend in mends:
        yield path + inner, mend


def not_set(fact: str, known: Known) -> str:
    """What to do about a fact that nothing sets."""
    return f"nothing sets the fact '{fact}'; {instead(fact, known)}"


def instead(word: str, known: Iterable[str]) -> str:
    """What to write in place of a word that is not known: the nearest, or all where they are few."""
    known = sorted(known)
    if near := get_close_matches(word, known, n=2, cutoff=0.6):
        return f"perhaps {' or '.join(near)} is meant"
    return f"use one of: {', '.join(known)}" if len(known) <= _FEW else "correct it"


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def case_facts(pack: Pack) -> dict[str, set[str] | None]:
    """The facts of a case that the pack itself gives values to."""
    areas = pack.areas.areas
    facts: dict[str, set[str] | None] = {"risk": {"standard", "medium", "high"}}
    if areas:
        facts["area"] = {area.id for area in areas} | {"outside"}
    if pack.pathway:
        facts["stage"] = {stage.id for stage in pack.pathway.stages}
        facts["flags"] = {flag.id for flag in pack.pathway.automatic.flags}
    for name in ("authority", "midwives"):
        facts[name] = {getattr(area, name) for area in areas}
    return facts
