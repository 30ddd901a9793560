"""The pathway's rules: what they name must exist, and every combination must have one answer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from itertools import combinations as subsets_of

from knowledge.check import conditions
from knowledge.pack import Draft, Problem
from knowledge.pathway import Case, Table
from knowledge.problems import Step
from knowledge.schema import Gap, HighRisk, Row

FILE, CONTACTS = "pathway.yml", "contacts.yml"
EMPTY_CELL = "empty-cell"  # a gap with this in its id stands by a row that fills an empty cell of the print on purpose
_TRUE_OF_AREAS = ("id", "authority", "midwives", "reading")
_EIGHTEEN_YEARS = 18 * 12


def rules(draft: Draft) -> Iterator[Problem]:
    """Names in the pathway that nothing else has, and contacts that no row tells."""
    pathway, pack = draft.pack.pathway, draft.pack
    if pathway is None:
        return
    flags = {flag.id for flag in pathway.automatic.flags}
    for i, row in enumerate(pathway.rows):
        if row.tell not in pack.contacts:
            mend = (
                f"no contact has the id '{row.tell}'; add it to contacts.yml, or use one of: {', '.join(pack.contacts)}"
            )
            yield draft.problem(FILE, ("rows", i, "tell"), mend)
        for key in ("flags", "unless_flags"):
            for flag in getattr(row, key):
                if flag not in flags:
                    yield draft.problem(FILE, ("rows", i, key), _unknown("flag", flag, flags))
        yield from _fits_something(draft, ("rows", i), row)
    for i, gap in enumerate(pathway.gaps):
        yield from _fits_something(draft, ("gaps", i), gap)
    yield from _stages_known(draft, ("automatic", "high_risk"), pathway.automatic.high_risk)
    for i, note in enumerate(pathway.notes):
        for path, mend in conditions.wrong(note.when, _facts_of_notes(draft)):
            yield draft.problem(FILE, ("notes", i, "when", *path), mend)
    told = {row.tell for row in pathway.rows}
    for i, contact in enumerate(pack.contacts.values()):
        if contact.id not in told:
            mend = f"no row of pathway.yml tells '{contact.id}'; add a row that does, or take the contact out"
            yield draft.problem(CONTACTS, ("contacts", i), mend)
    yield from _repeated(draft)


def _fits_something(draft: Draft, path: tuple[Step, ...], rule: Row | Gap) -> Iterator[Problem]:
    yield from _stages_known(draft, path, rule)
    areas = draft.pack.areas.areas
    for key, value in rule.where.items():
        if key not in _TRUE_OF_AREAS:
            yield draft.problem(FILE, (*path, "where", key), _unknown("fact of an area", key, _TRUE_OF_AREAS))
        elif value not in (values := {getattr(area, key) for area in areas}):
            yield draft.problem(
                FILE, (*path, "where", key), f"no area has the {key} '{value}'; use one of: {_listed(values)}"
            )


def _stages_known(draft: Draft, path: tuple[Step, ...], rule: Row | Gap | HighRisk) -> Iterator[Problem]:
    stages = [stage.id for stage in draft.pack.pathway.stages]
    for i, stage in enumerate(rule.stages):
        if stage not in stages:
            yield draft.problem(FILE, (*path, "stages", i), _unknown("stage", stage, stages))


def _facts_of_notes(draft: Draft) -> conditions.Known:
    case = conditions.case_facts(draft.pack)
    areas = {area.reading for area in draft.pack.areas.areas}
    return {
        **{fact: case[fact] for fact in ("area", "stage", "risk", "flags") if fact in case},
        "area_reading": areas | {"certain", "ours"},
        "age_months": None,
        "age_years": None,
    }


def _repeated(draft: Draft) -> Iterator[Problem]:
    """Ids that stand twice: the second would hide the first, or a rule could not be told from another."""
    pathway = draft.pack.pathway
    stages = [(("stages", i, "id"), stage.id) for i, stage in enumerate(pathway.stages)]
    rows = [(("rows", i, "id"), row.id) for i, row in enumerate(pathway.rows)]
    flags = [(("automatic", "flags", i, "id"), flag.id) for i, flag in enumerate(pathway.automatic.flags)]
    gaps = [(("gaps", i, "id"), gap.id) for i, gap in enumerate(pathway.gaps)]
    notes = [(("notes", i, "id"), note.id) for i, note in enumerate(pathway.notes)]
    for things in (stages, [*rows, *flags, *gaps], notes):
        seen: set[str] = set()
        for path, name in things:
            if name in seen:
                yield draft.problem(FILE, path, f"the id '{name}' stands twice; give one of them another")
            seen.add(name)


def combinations(draft: Draft) -> Iterator[Problem]:
    """Every combination has somebody to tell or a gap that says so, and no two answers of one kind."""
    pack = draft.pack
    if pack.pathway is None or not pack.area:
        return
    yield from _disagreements(draft, pack.table)
    yield from _uncovered(draft, pack.table)
    yield from _needless_gaps(draft, pack.table)
    yield from _automatic(draft, pack.table)


def _disagreements(draft: Draft, table: Table) -> Iterator[Problem]:
    rows = draft.pack.pathway.rows
    kinds = {row.tell: contact.kind for row in rows if (contact := draft.pack.contacts.get(row.tell))}
    number = {id(row): i for i, row in enumerate(rows)}
    found: dict[tuple[int, int], Case] = {}
    named = sorted({flag for row in rows for flag in (*row.flags, *row.unless_flags)})
    flag_sets = [frozenset(s) for s in chain.from_iterable(subsets_of(named, n) for n in range(len(named) + 1))]
    for plain in table.combinations():
        for flags in flag_sets:
            case = Case(plain.area, plain.stage, plain.risk, flags)
            for one, other in subsets_of(table.rows_for(case), 2):
                if one.tell != other.tell and kinds.get(one.tell) == kinds.get(other.tell) is not None:
                    found.setdefault((number[id(one)], number[id(other)]), case)
    for (first, second), case in found.items():
        flagged = f", {', '.join(sorted(case.flags))}" if case.flags else ""
        mend = (
            f"this row tells {rows[second].tell} and the row '{rows[first].id}' tells {rows[first].tell}, both of kind "
            f"{kinds[rows[first].tell]}, for {case.stage} in {case.area} at {case.risk} risk{flagged}; let only one of them fit"
        )
        yield draft.problem(FILE, ("rows", second), mend)


def _uncovered(draft: Draft, table: Table) -> Iterator[Problem]:
    missing: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case in table.combinations():
        if not table.rows_for(case) and not table.gaps_for(case):
            missing[case.stage, case.risk].append(case.area)
    stages = list(table.stages)
    for (stage, risk), areas in missing.items():
        mend = f"no row tells anybody at {risk} risk in {', '.join(areas)}; add a row, or a gap that says what the print leaves open"
        yield draft.problem(FILE, ("stages", stages.index(stage)), mend)


def _needless_gaps(draft: Draft, table: Table) -> Iterator[Problem]:
    """A gap is one if a combination of it has no contact, or if its id says that a row fills an empty cell."""
    cases = list(table.combinations())
    for i, gap in enumerate(draft.pack.pathway.gaps):
        within = [case for case in cases if gap in table.gaps_for(case)]
        if within and all(table.rows_for(case) for case in within) and EMPTY_CELL not in gap.id:
            mend = f"every combination of this gap has a contact; take it out, or put '{EMPTY_CELL}' in its id if a row fills the empty cell on purpose"
            yield draft.problem(FILE, ("gaps", i), mend)


def _automatic(draft: Draft, table: Table) -> Iterator[Problem]:
    kind, contacts = draft.pack.pathway.automatic.kind, draft.pack.contacts
    if any(row.tell not in contacts for row in draft.pack.pathway.rows):
        return  # said already
    if not any(contact.kind == kind for contact in contacts.values()):
        kinds = {contact.kind for contact in contacts.values()}
        yield draft.problem(
            FILE, ("automatic", "kind"), f"no contact is of the kind '{kind}'; use one of: {_listed(kinds)}"
        )
        return
    without = [area for area in table.areas if not table.has_contact(kind, area)]
    if without:
        mend = f"no row tells a contact of the kind '{kind}' in {', '.join(without)}; add one, or automatic referrals have nobody to go to"
        yield draft.problem(FILE, ("automatic",), mend)


def stages(draft: Draft) -> Iterator[Problem]:
    """Ages from birth to the eighteenth birthday, each month in one stage."""
    pathway = draft.pack.pathway
    if pathway is None:
        return
    aged = []
    for i, stage in enumerate(pathway.stages):
        if (stage.from_months is None) != (stage.to_months is None):
            yield draft.problem(FILE, ("stages", i), "give both from_months and to_months, or neither")
        elif stage.from_months is not None and stage.to_months is not None:
            aged.append((stage.from_months, stage.to_months, i))
    aged.sort()
    for first, last, i in aged:
        if last < first:
            yield draft.problem(FILE, ("stages", i), f"to_months ({last}) is below from_months ({first})")
    if aged and aged[0][0] > 0:
        yield draft.problem(
            FILE, ("stages", aged[0][2]), f"no stage holds a child of 0 to {aged[0][0] - 1} months; begin at 0"
        )
    if aged and aged[-1][1] < _EIGHTEEN_YEARS - 1:
        mend = f"no stage holds a child of {aged[-1][1] + 1} to {_EIGHTEEN_YEARS - 1} months; a child is one until the 18th birthday"
        yield draft.problem(FILE, ("stages", aged[-1][2]), mend)
    for (_, before, _), (after, _, i) in pairwise(aged):
        if after <= before:
            yield draft.problem(
                FILE, ("stages", i), f"months {after} to {before} are in the stage before too; begin at {before + 1}"
            )
        elif after > before + 1:
            yield draft.problem(
                FILE,
                ("stages", i),
                f"no stage holds a child of {before + 1} to {after - 1} months; begin at {before + 1}",
            )


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"the {what} '{name}' is not known; use one of: {', '.join(known)}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
