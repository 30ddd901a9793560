"""The difference between two editions in plain words: first the answers that change, then what was changed in the pack."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge.editions.differences import Difference, Kind, differences
from knowledge.editions.routes import Age, Cases, Change, Routes, routes
from knowledge.pack import Pack
from knowledge.schema import RISKS

HEADINGS: dict[Kind, str] = {
    "numbers": "Telephone numbers",
    "mailboxes": "Mailboxes and e-mail addresses",
    "rules": "Rules of the pathway",
    "areas": "Areas and places",
    "services": "Services and front doors",
    "advice": "Guides and their advice",
    "sections": "Sections of the handbook and briefings",
    "review": "Editions and review dates",
    "approvals": "Approvals",
    "other": "Anything else",
}
_LONGEST = 400  # characters shown of a text
_MOST_FLAGS = 4  # sets of flags that are listed one by one


def as_json(before: Pack, after: Pack) -> dict[str, Any]:
    """The whole difference as data."""
    found, referrals = differences(before, after), routes(before, after)
    return {
        "before": {"name": before.info.name, "edition": before.info.edition, "mark": before.mark},
        "after": {"name": after.info.name, "edition": after.info.edition, "mark": after.mark},
        "referrals": {
            "tried": referrals.tried,
            "differ": referrals.differ,
            "changes": [_change_as_json(change, cases) for change, cases in referrals.changes],
        },
        "differences": [
            {"kind": one.kind, "where": one.where, "what": one.what, "before": one.before, "after": one.after}
            for one in found
        ],
    }


def _change_as_json(change: Change, cases: Sequence[Cases]) -> dict[str, Any]:
    return {
        "of": change.of,
        "gone": list(change.gone),
        "new": list(change.new),
        "cases": [
            {
                "areas": sorted(one.areas),
                "ages": _ages(one.ages),
                "risks": [risk for risk in RISKS if risk in one.risks],
                "flags": sorted(sorted(some) for some in one.flags),
            }
            for one in cases
        ],
    }


def lines(before: Pack, after: Pack) -> Iterator[str]:
    """The difference, line by line."""
    found, referrals = differences(before, after), routes(before, after)
    yield f"From '{before.info.edition}' to '{after.info.edition}'."
    if not found and not referrals.differ:
        yield "Nothing that anybody is told differs."
        return
    yield ""
    yield from _answers(referrals, before, after)
    for kind, heading in HEADINGS.items():
        here = [one for one in found if one.kind == kind]
        if here:
            yield ""
            yield f"{heading} ({len(here)})"
            for one in here:
                yield from _difference(one)


def _answers(referrals: Routes, before: Pack, after: Pack) -> Iterator[str]:
    tried = f"{referrals.tried:,} cases (every area, age, grade and set of flags) were decided by both editions"
    if not referrals.differ:
        yield f"Answers about referrals: {tried}, and none differs."
        return
    yield f"Answers about referrals: {tried}; {referrals.differ:,} differ."
    for change, cases in referrals.changes:
        yield f"- {_change(change)}"
        for one in cases:
            yield f"    {_cases(one, referrals, before, after)}"


def _change(change: Change) -> str:
    if change.of == "said":
        said = [f"No longer said: {_short(note)}" for note in change.gone]
        return " ".join([*said, *(f"Now said: {_short(note)}" for note in change.new)])
    if change.gone and change.new:
        return f"Instead of {' and '.join(change.gone)}: {' and '.join(change.new)}."
    return f"No longer told: {' and '.join(change.gone)}." if change.gone else f"Now told: {' and '.join(change.new)}."


def _cases(one: Cases, referrals: Routes, before: Pack, after: Pack) -> str:
    areas = {**before.area, **after.area}
    where = (
        "every area" if one.areas == areas.keys() else ", ".join(a.name for a in areas.values() if a.id in one.areas)
    )
    ages = "every age" if one.ages == set(referrals.ages) else ", ".join(_ages(one.ages))
    risks = "every grade" if len(one.risks) == len(RISKS) else " or ".join(r for r in RISKS if r in one.risks) + " risk"
    return f"{where}; {ages}; {risks}; {_flags(one.flags, before, after)}"


def _ages(ages: Iterable[Age]) -> list[str]:
    """Ages in words, those that follow one another as one."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted((one.first, one.last) for one in ages if one.first is not None and one.last is not None):
        follows = bool(spans) and spans[-1][1] + 1 == first
        spans = [*spans[:-1], (spans[-1][0], last)] if follows else [*spans, (first, last)]
    children = [_age(first) if first == last else f"{_age(first)} to {_age(last)}" for first, last in spans]
    return [*(one.name for one in ages if one.name), *children]


def _age(months: int) -> str:
    if months < 24:
        return "1 month" if months == 1 else f"{months} months"
    years, left = divmod(months, 12)
    return f"{years} years" if left == 0 else f"{years} years {left} month{'s' if left > 1 else ''}"


def _flags(sets: frozenset[frozenset[str]], before: Pack, after: Pack) -> str:
    """Sets of flags as people would say them."""
    names = {f.id: f.name for p in (before, after) for f in p.pathway.automatic.flags}
    every = 2 ** len(names)
    if len(sets) == every:
        return "whatever else holds"
    if sets == {frozenset()}:
        return "no flag"
    needed = frozenset.intersection(*sets)
    never = names.keys() - frozenset.union(*sets)
    if len(sets) == every // 2 ** (len(needed) + len(never)):
        said = [f"with: {names[f]}" for f in names if f in needed] + [
            f"without: {names[f]}" for f in names if f in never
        ]
        return "; ".join(said)
    one_of = [f for f in names if frozenset((f,)) in sets]
    if len(sets) == every - 2 ** (len(names) - len(one_of)):
        return f"with any of: {', '.join(names[f] for f in one_of)}"
    listed = [" and ".join(names[f] for f in names if f in some) or "no flag" for some in sets]
    shown = sorted(listed)[:_MOST_FLAGS]
    more = f" and {len(listed) - len(shown)} other sets of flags" if len(listed) > len(shown) else ""
    return f"with: {'; or '.join(shown)}{more}"


def _difference(one: Difference) -> Iterator[str]:
    if one.before is None:
        yield f"- {one.where}, {one.what}: {_short(one.after)}"
    elif one.after is None and one.what in ("taken out", "approval taken out"):
        yield f"- {one.where}, {one.what}. It was: {_short(one.before)}"
    elif len(one.before) + len(one.after or "") < 100:
        yield f"- {one.where}, {one.what}: was {one.before}, is now {one.after or 'nothing'}"
    else:
        yield f"- {one.where}, {one.what}"
        yield f"    was: {_short(one.before)}"
        yield f"    now: {_short(one.after) if one.after else 'nothing'}"


def _short(text: str | None) -> str:
    """A text on one line; a long one by its beginning."""
    said = " ".join((text or "").split())
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 3]}..."
