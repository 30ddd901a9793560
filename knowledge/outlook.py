"""Who is told as far as the facts go: for certain, depending on what, and which fact to ask for next.

In goes the pathway's table with whatever is known of one child; out comes an `Outlook`. Nothing is decided here: every
way in which the unknown facts could turn out is decided by the table's own rows (`knowledge/pathway.py`, from 2.12), and
what these decisions have in common is certain. The structure holds ids and no words, so that a reply can say it its way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from knowledge.authorities import authorities
from knowledge.pathway import Because, Case, Recipient, Table, UnknownFact
from knowledge.schema import RISKS, Risk, Urgency

Fact = Literal["stage", "area", "risk"]
FACTS: tuple[Fact, ...] = (
    "stage",
    "area",
    "risk",
)  # in the order in which they are asked, where it makes no difference


@dataclass(frozen=True)
class Known:
    """What is known of one child. What is None or empty may be anything.

    `areas` and `stages` are what it may be, each as likely as the others. `authority` is an id, or another name that the
    pack gives it, where no more is known of the place; it narrows `areas` down where the two agree. An age in months gives
    the stage where nothing else does.
    """

    area: str | None = None
    areas: tuple[str, ...] = ()
    authority: str | None = None
    stage: str | None = None
    stages: tuple[str, ...] = ()
    risk: Risk | None = None
    flags: frozenset[str] = frozenset()
    age_months: int | None = None


@dataclass(frozen=True)
class Is:
    """One condition: the `key` is one of the `values`. Keys are stage, risk, area, or what is true of areas (authority)."""

    key: str
    values: tuple[str, ...]


Condition = tuple[Is, ...]  # each of them holds


@dataclass(frozen=True)
class Dependent:
    """A recipient that is told if any of the conditions holds, and otherwise not."""

    recipient: Recipient
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Outlook:
    """Who is told. `open_after` has, for each unknown fact, how many recipients stay unsettled on average once it is known."""

    certain: tuple[Recipient, ...]
    depends: tuple[Dependent, ...]
    ask: Fact | None
    open_after: Mapping[Fact, float]
    urgency: Urgency | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Possible:
    """The values that each fact may still have."""

    area: tuple[str, ...]
    stage: tuple[str, ...]
    risk: tuple[Risk, ...]

    def of(self, fact: Fact) -> tuple[str, ...]:
        return {"area": self.area, "stage": self.stage, "risk": self.risk}[fact]

    def cases(self, known: Known) -> Iterator[Case]:
        months = known.age_months if len(self.stage) == 1 else None
        for area, stage, risk in product(self.area, self.stage, self.risk):
            yield Case(area, stage, risk, known.flags, months)


def outlook(table: Table, known: Known) -> Outlook:
    """Who is told as far as the facts go. Raises UnknownFact for a value that the pack does not have."""
    return _outlook(table, known, _possible(table, known))


# -- what the unknown facts may turn out to be -----------------------------------------------------------------


def _possible(table: Table, known: Known) -> _Possible:
    for flag in sorted(known.flags):
        _known("flag", flag, [f.id for f in table.pathway.automatic.flags])
    return _Possible(_areas(table, known), _stages(table, known), (_risk(known.risk),) if known.risk else RISKS)


def _areas(table: Table, known: Known) -> tuple[str, ...]:
    named = (known.area,) if known.area else known.areas
    for area in named:
        _known("area", area, table.areas)
    may_be = tuple(named) or tuple(table.areas)
    if known.authority:
        authority = _authority(table, known.authority)
        # A place that was named says more than a council: where the two disagree, the place stands.
        may_be = tuple(a for a in may_be if table.areas[a].authority == authority) or may_be
    return tuple(dict.fromkeys(may_be))


def _authority(table: Table, given: str) -> str:
    names = authorities(table.areas.values(), table.authorities)
    _known("authority", given, names)
    return names[given]


def _stages(table: Table, known: Known) -> tuple[str, ...]:
    named = (known.stage,) if known.stage else known.stages
    if not named and known.age_months is not None:
        at = table.stage_at(known.age_months)
        if at is None:
            raise UnknownFact(f"The pathway has no stage for an age of {known.age_months} months.")
        return (at,)
    for stage in named:
        _known("stage", stage, table.stages)
    return tuple(dict.fromkeys(named)) or tuple(table.stages)


def _risk(risk: Risk) -> Risk:
    _known("risk", risk, RISKS)
    return risk


def _known(what: str, value: str, allowed: Mapping[str, object] | list[str] | tuple[str, ...]) -> None:
    if value not in allowed:
        raise UnknownFact(f"The {what} '{value}' is not in the pack. It knows: {', '.join(allowed)}.")


def _values(table: Table, possible: _Possible, key: str) -> tuple[str, ...]:
    for fact in FACTS:
        if key == fact:
            return possible.of(fact)
    return tuple(dict.fromkeys(_true_of(table, area, key) for area in possible.area))


def _true_of(table: Table, area: str, key: str) -> str:
    return area if key == "area" else str(getattr(table.areas[area], key))


# -- what the decisions have in common -------------------------------------------------------------------------


def _outlook(table: Table, known: Known, possible: _Possible) -> Outlook:
    told = {case: {r.contact.id: r for r in table.told(case)} for case in possible.cases(known)}
    of_all, of_any = _in_all(told), _in_any(told)
    unsettled = [contact for contact in of_any if contact not in of_all]
    open_after = {fact: _open_after(told, fact, possible) for fact in FACTS if len(possible.of(fact)) > 1}
    certain = tuple(_merged([those[contact] for those in told.values()]) for contact in of_any if contact in of_all)
    depends = tuple(
        Dependent(
            _merged([those[contact] for those in told.values() if contact in those]),
            _conditions(table, possible, [case for case, those in told.items() if contact in those]),
        )
        for contact in unsettled
    )
    return Outlook(
        # what can't wait first, as in a decision; the sort keeps the pack's order otherwise
        tuple(sorted(certain, key=lambda r: r.urgency is None)),
        tuple(sorted(depends, key=lambda d: d.recipient.urgency is None)),
        _settles_most(open_after) if unsettled else None,
        open_after,
        next((f.urgency for f in table.pathway.automatic.flags if f.id in known.flags and f.urgency), None),
        _common_notes(table, list(told)),
    )


_Told = Mapping[Case, Mapping[str, Recipient]]


def _in_all(told: _Told) -> set[str]:
    return set.intersection(*(set(those) for those in told.values()))


def _in_any(told: _Told) -> tuple[str, ...]:
    return tuple(dict.fromkeys(contact for those in told.values() for contact in those))


def _open_after(told: _Told, fact: Fact, possible: _Possible) -> float:
    """How many recipients are still unsettled on average once the fact is known, each of its values as likely."""
    still = 0
    for value in possible.of(fact):
        then = {case: those for case, those in told.items() if getattr(case, fact) == value}
        still += len(_in_any(then)) - len(_in_all(then))
    return still / len(possible.of(fact))


def _settles_most(open_after: dict[Fact, float]) -> Fact:
    return min(open_after, key=lambda fact: open_after[fact])


def _merged(recipients: list[Recipient]) -> Recipient:
    """One recipient with the rules that tell it in every case, or all of them where no rule does."""
    rules: dict[str, Because] = {one.rule: one for r in recipients for one in r.because}
    always = [rule for rule in rules if all(rule in {one.rule for one in r.because} for r in recipients)]
    return Recipient(recipients[0].contact, tuple(rules[rule] for rule in always or rules))


def _common_notes(table: Table, cases: list[Case]) -> tuple[str, ...]:
    """The notes that hold whatever the unknown facts are."""
    first, *others = [table.notes_for(case) for case in cases]
    return tuple(note for note in first if all(note in notes for notes in others))


# -- on what a recipient depends -------------------------------------------------------------------------------


def _conditions(table: Table, possible: _Possible, cases: list[Case]) -> tuple[Condition, ...]:
    """Conditions that hold in exactly these of the possible cases, as few as the rows need."""
    areas: dict[tuple[str, Risk], list[str]] = {}
    for case in cases:
        areas.setdefault((case.stage, case.risk), []).append(case.area)
    # Stages and risks with the same areas go together, then stages with the same risks.
    risks: dict[tuple[tuple[str, ...], str], list[Risk]] = {}
    for (stage, risk), those in areas.items():
        risks.setdefault((tuple(those), stage), []).append(risk)
    stages: dict[tuple[tuple[str, ...], tuple[Risk, ...]], list[str]] = {}
    for (where, stage), graded in risks.items():
        stages.setdefault((where, tuple(r for r in RISKS if r in graded)), []).append(stage)
    return tuple(
        (
            *_where(table, possible, where),
            *([Is("stage", tuple(s for s in possible.stage if s in of))] if len(of) < len(possible.stage) else []),
            *([Is("risk", graded)] if len(graded) < len(possible.risk) else []),
        )
        for (where, graded), of in stages.items()
    )


def _where(table: Table, possible: _Possible, areas: tuple[str, ...]) -> Iterator[Is]:
    """What tells these of the possible areas from the others: what the rows go by, or else their ids."""
    if len(areas) == len(possible.area):
        return
    for key in _keys(table):
        values = tuple(dict.fromkeys(_true_of(table, area, key) for area in areas))
        if {area for area in possible.area if _true_of(table, area, key) in values} == set(areas):
            yield Is(key, values)
            return
    yield Is("area", areas)


def _keys(table: Table) -> list[str]:
    """What the rows go by that is true of more than one area, the authority first: people know their council."""
    used = dict.fromkeys(key for row in table.pathway.rows for key in row.where if key != "id")
    return sorted(used, key=lambda key: key != "authority")
