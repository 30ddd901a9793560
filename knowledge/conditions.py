"""Conditions that the pack's YAML puts on facts: `when: {risk: [medium, high], role: school}`."""

from collections.abc import Mapping
from typing import Any

Facts = Mapping[str, Any]
Condition = Mapping[str, Any]


def holds(condition: Condition | None, facts: Facts) -> bool:
    """True if every key of `condition` fits `facts`.

    A value is one word or a list of words, any of which may fit; a fact that is itself a list
    (flags) fits when it shares a word. `any` fits whatever is known, `unknown` what is not.
    `not: {...}` turns a condition round, and `either: [{...}, {...}]` takes the first that holds.
    """
    return all(_fits(key, wanted, facts) for key, wanted in (condition or {}).items())


def without(name: str, condition: Condition | None) -> Condition:
    """`condition` as it stands where the fact `name` fits, whatever it asks of it, also inside `either`."""
    left: dict[str, Any] = {}
    for key, wanted in (condition or {}).items():
        if key == "either":
            ways = [without(name, one) for one in wanted]
            if all(ways):  # a way that asks of that fact alone holds
                left[key] = ways
        elif key != name:
            left[key] = wanted
    return left


def _fits(key: str, wanted: Any, facts: Facts) -> bool:
    if key == "not":
        return not holds(wanted, facts)
    if key == "either":
        return any(holds(one, facts) for one in wanted)
    known = _words(facts.get(key))
    return any(_word_fits(word, known) for word in _words(wanted))


def _word_fits(word: str, known: set[str]) -> bool:
    if word == "any":
        return bool(known - {"unknown"})
    if word == "unknown":
        return not known or "unknown" in known
    return word in known


def _words(value: Any) -> set[str]:
    if value is None or value == []:
        return set()
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, list | tuple | set | frozenset):
        return {word for one in value for word in _words(one)}
    return {str(value)}


def facts_named(condition: Condition | None) -> set[str]:
    """The names of the facts that a condition looks at."""
    names: set[str] = set()
    for key, wanted in (condition or {}).items():
        if key == "not":
            names |= facts_named(wanted)
        elif key == "either":
            names |= {name for one in wanted for name in facts_named(one)}
        else:
            names.add(key)
    return names
