"""Which referrals differ between two editions: the pathway's own rules, over every area, age, grade and set of flags."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, groupby, product
from typing import Literal

from knowledge.conditions import Condition
from knowledge.pack import Pack
from knowledge.pathway import Case
from knowledge.schema import RISKS

ADULT = 18 * 12  # months
_DIMENSIONS = ("flags", "risks", "ages", "areas")


@dataclass(frozen=True)
class Told:
    """Who is told, as a person reads it: a contact under another name or mailbox is another one."""

    name: str
    email: str | None
    urgency: str | None

    def __str__(self) -> str:
        soon = f", {self.urgency}" if self.urgency else ""
        return f"{self.name} ({self.email or 'no mailbox'}{soon})"


@dataclass(frozen=True)
class Change:
    """What becomes of a referral: who is told, or what is said beside it. A case that one edition does not know has nobody there."""

    of: Literal["told", "said"]
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Age:
    """Months that no rule of either edition tells apart, both ends included; without any, a stage before birth. `stages`: in the
    earlier edition and in the later."""

    stages: tuple[str | None, str | None]
    first: int | None = None
    last: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Cases:
    """Cases that go together: each of the areas with each of the ages, grades and sets of flags."""

    areas: frozenset[str]
    ages: frozenset[Age]
    risks: frozenset[str]
    flags: frozenset[frozenset[str]]

    def __len__(self) -> int:
        return len(self.areas) * len(self.ages) * len(self.risks) * len(self.flags)


@dataclass(frozen=True)
class Routes:
    """How many cases were tried and how many differ, and what becomes of those."""

    tried: int
    differ: int
    ages: tuple[Age, ...]
    changes: tuple[tuple[Change, tuple[Cases, ...]], ...]


def routes(before: Pack, after: Pack) -> Routes:
    """Every case that either edition knows, decided by both."""
    if before.pathway is None or after.pathway is None:
        return Routes(0, 0, (), ())
    ages = tuple(_ages(before, after))
    areas = dict.fromkeys([*before.area, *after.area])
    flags = list(_sets(dict.fromkeys(f.id for p in (before, after) for f in p.pathway.automatic.flags)))
    found: dict[Change, list[Cases]] = {}
    tried = differ = 0
    for area, age, risk, some in product(areas, ages, RISKS, flags):
        case = Case(area, "", risk, some, age.first)
        changes = list(_changes(_told(before, case, age.stages[0]), _told(after, case, age.stages[1])))
        for change in changes:
            one = Cases(frozenset((area,)), frozenset((age,)), frozenset((risk,)), frozenset((some,)))
            found.setdefault(change, []).append(one)
        tried, differ = tried + 1, differ + bool(changes)
    together = [(change, tuple(_together(cases))) for change, cases in found.items()]
    return Routes(tried, differ, ages, tuple(sorted(together, key=_weight, reverse=True)))


def _weight(found: tuple[Change, tuple[Cases, ...]]) -> tuple[bool, int]:
    """Who is told comes before what is said beside it, what touches most cases first."""
    change, cases = found
    return change.of == "told", sum(map(len, cases))


Decided = tuple[tuple[str, ...], tuple[str, ...]]  # who is told, and what is said beside it


def _told(pack: Pack, case: Case, stage: str | None) -> Decided:
    """What the edition decides; nothing for a case that it does not know."""
    known = {flag.id for flag in pack.pathway.automatic.flags}
    if stage is None or case.area not in pack.area or not case.flags <= known:
        return (), ()
    one = replace(case, stage=stage)
    told = (str(Told(r.contact.name, r.contact.email, r.urgency)) for r in pack.table.told(one))
    return tuple(told), pack.table.notes_for(one)


def _changes(before: Decided, after: Decided) -> Iterator[Change]:
    kinds: tuple[Literal["told", "said"], ...] = ("told", "said")
    for kind, was, now in zip(kinds, before, after, strict=True):
        gone, new = (tuple(o for o in one if o not in other) for one, other in ((was, now), (now, was)))
        if gone or new:
            yield Change(kind, gone, new)


def _ages(before: Pack, after: Pack) -> Iterator[Age]:
    """The stages before birth, then children's ages up to the eighteenth birthday."""
    apart = {s.id: s.name for p in (before, after) for s in p.pathway.stages if s.from_months is None}
    for stage, name in apart.items():
        here = [stage if stage in p.table.stages else None for p in (before, after)]
        yield Age((here[0], here[1]), name=name)
    named = {key: set(_values_of(key, before, after)) for key in ("age_months", "age_years")}

    def kind(months: int) -> tuple[tuple[str | None, str | None], str, str]:
        by_month, by_year = str(months), str(months // 12)
        return (
            (before.table.stage_at(months), after.table.stage_at(months)),
            by_month if by_month in named["age_months"] else "",
            by_year if by_year in named["age_years"] else "",
        )

    for (stages, _, _), months in groupby(range(ADULT), kind):
        alike = list(months)
        yield Age(stages, alike[0], alike[-1])


def _values_of(key: str, *packs: Pack) -> Iterator[str]:
    """The ages that the notes' conditions name."""
    for pack in packs:
        for note in pack.pathway.notes:
            yield from _values(key, note.when)


def _values(key: str, condition: Condition) -> Iterator[str]:
    for name, wanted in condition.items():
        if name == "not":
            yield from _values(key, wanted)
        elif name == "either":
            yield from chain.from_iterable(_values(key, one) for one in wanted)
        elif name == key:
            yield from map(str, wanted if isinstance(wanted, list) else [wanted])


def _sets(flags: Iterable[str]) -> Iterator[frozenset[str]]:
    every = list(flags)
    return map(frozenset, chain.from_iterable(combinations(every, n) for n in range(len(every) + 1)))


def _together(cases: list[Cases]) -> list[Cases]:
    """The same cases in as few groups as one after the other of the dimensions allows."""
    for name in _DIMENSIONS:
        merged: dict[tuple[object, ...], Cases] = {}
        for one in cases:
            key = tuple(getattr(one, other) for other in _DIMENSIONS if other != name)
            seen = merged.get(key)
            merged[key] = replace(one, **{name: getattr(seen, name) | getattr(one, name)}) if seen else one
        cases = list(merged.values())
    return cases
