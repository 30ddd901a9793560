"""The referral pathway: from the facts of one child to a decision, by the pack's rows alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

from knowledge.conditions import holds
from knowledge.schema import RISKS, Area, Authority, Contact, Gap, Pathway, Risk, Row, Source, Stage, Urgency


class UnknownFact(ValueError):
    """A fact that the pack does not know; the message names it and lists what is known."""


@dataclass(frozen=True)
class Case:
    """The facts of one child, of whom the risk was graded."""

    area: str
    stage: str
    risk: Risk
    flags: frozenset[str] = frozenset()
    age_months: int | None = None


@dataclass(frozen=True)
class Because:
    """One rule that tells a contact, with its reason and where it is printed, the place that matters most first."""

    rule: str
    reason: str
    sources: tuple[Source, ...]
    urgency: Urgency | None = None


@dataclass(frozen=True)
class Recipient:
    """A contact that must be told, with every rule that tells it. What can't wait is the first of them."""

    contact: Contact
    because: tuple[Because, ...]

    @property
    def reason(self) -> str:
        return " ".join(one.reason for one in self.because)

    @property
    def rule(self) -> str:
        return self.because[0].rule

    @property
    def source(self) -> Source:
        return self.because[0].sources[0]

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(source for one in self.because for source in one.sources))

    @property
    def urgency(self) -> Urgency | None:
        return next((one.urgency for one in self.because if one.urgency), None)


@dataclass(frozen=True)
class Decision:
    """Who is told about one child, by which rules, and the one fact that would change it."""

    case: Case
    recipients: tuple[Recipient, ...]
    rules: tuple[str, ...]
    notes: tuple[str, ...]
    would_change: str | None = None

    @property
    def social_care(self) -> bool:
        return any(r.contact.kind == "social-care" for r in self.recipients)

    @property
    def urgency(self) -> Urgency | None:
        """How soon, where a flag can't wait. Its recipient then comes first."""
        return next((r.urgency for r in self.recipients if r.urgency), None)


@dataclass(frozen=True)
class Table:
    """The pathway's rows with the contacts and areas that they name. Source: the pack's `pathway.yml`."""

    pathway: Pathway
    contacts: Mapping[str, Contact]
    areas: Mapping[str, Area]
    authorities: tuple[Authority, ...] = ()
    stages: Mapping[str, Stage] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", {stage.id: stage for stage in self.pathway.stages})

    def stage_at(self, months: int) -> str | None:
        """The stage of a child of `months` whole months, or None from the eighteenth birthday on."""
        for stage in self.pathway.stages:
            if stage.from_months is None or stage.to_months is None:
                continue
            if stage.from_months <= months <= stage.to_months:
                return stage.id
        return None

    def decide(self, case: Case) -> Decision:
        """Who is told about this child. Raises UnknownFact for an area, stage, risk or flag not in the pack."""
        self._check(case)
        decision = self._outcome(case)
        return replace(decision, would_change=self._would_change(decision))

    def _outcome(self, case: Case) -> Decision:
        recipients = self.told(case)
        rules = [one.rule for r in recipients for one in r.because] + [gap.id for gap in self.gaps_for(case)]
        return Decision(case, recipients, tuple(dict.fromkeys(rules)), self.notes_for(case))

    def told(self, case: Case) -> tuple[Recipient, ...]:
        """Who is told, each once: what can't wait first, then in the pack's order."""
        because: dict[str, list[Because]] = {}
        found = [*self._by_rows(case), *self._automatic(case)]
        for contact, one in sorted(found, key=lambda told: told[1].urgency is None):
            because.setdefault(contact.id, []).append(one)
        return tuple(Recipient(self.contacts[contact_id], tuple(all_)) for contact_id, all_ in because.items())

    def notes_for(self, case: Case) -> tuple[str, ...]:
        """What the print leaves open for this case, then the notes that it carries."""
        facts = self._facts(case)
        return (
            *(gap.say for gap in self.gaps_for(case)),
            *(note.say for note in self.pathway.notes if holds(note.when, facts)),
        )

    def _by_rows(self, case: Case) -> Iterator[tuple[Contact, Because]]:
        for row in self.rows_for(case):
            yield self.contacts[row.tell], Because(row.id, row.reason, (row.source or self.pathway.source,))

    def rows_for(self, case: Case) -> list[Row]:
        """The rows of the table that fit, in the pack's order."""
        area = self.areas[case.area]
        return [
            row
            for row in self.pathway.rows
            if _fits(row, case, area)
            and (not row.flags or case.flags & set(row.flags))
            and not case.flags & set(row.unless_flags)
        ]

    def alike(self, areas: Iterable[str], stages: Iterable[str]) -> bool:
        """Are the same contacts told in all of these areas, at every risk?"""
        cases = list(product(stages, RISKS))
        return (
            len({tuple(row.tell for case in cases for row in self.rows_for(Case(area, *case))) for area in areas}) == 1
        )

    def gaps_for(self, case: Case) -> list[Gap]:
        """What the print leaves open for this case, as the pack declares it."""
        return [gap for gap in self.pathway.gaps if _fits(gap, case, self.areas[case.area])]

    def _automatic(self, case: Case) -> Iterator[tuple[Contact, Because]]:
        automatic = self.pathway.automatic
        own = (automatic.source,)
        because = [
            Because(flag.id, flag.reason, tuple(flag.sources) or own, flag.urgency)
            for flag in automatic.flags
            if flag.id in case.flags
        ]
        if case.risk == "high" and case.stage in automatic.high_risk.stages:
            because.append(Because(automatic.high_risk.id, automatic.high_risk.reason, own))
        if because:
            contact = self.contact_for(automatic.kind, case.area)
            yield from ((contact, one) for one in because)

    def contact_for(self, kind: str, area: str) -> Contact:
        """The contact of one kind for an area, as the rows give it."""
        if contact := self._contact_for(kind, area):
            return contact
        raise UnknownFact(f"The pathway has no {kind} contact for {self.areas[area].name}.")

    def has_contact(self, kind: str, area: str) -> bool:
        """Is there a contact of this kind for the area?"""
        return self._contact_for(kind, area) is not None

    def _contact_for(self, kind: str, area: str) -> Contact | None:
        told = (self.contacts[row.tell] for row in self.pathway.rows if _true_of(row.where, self.areas[area]))
        return next((contact for contact in told if contact.kind == kind), None)

    def _would_change(self, decision: Decision) -> str | None:
        """The nearest single change of fact that adds a contact, in words."""
        told = {r.contact.id for r in decision.recipients}
        for words, case in self._neighbours(decision.case):
            then = {r.contact.id: r.contact.name for r in self._outcome(case).recipients}
            more = [name for id, name in then.items() if id not in told]
            if more and told <= then.keys():
                return f"{words}: {_listed(more)} as well."
        return None

    def _neighbours(self, case: Case) -> Iterator[tuple[str, Case]]:
        for risk in RISKS[RISKS.index(case.risk) + 1 :]:
            yield f"If the risk were {risk}", replace(case, risk=risk)
        for flag in self.pathway.automatic.flags:
            if flag.id not in case.flags:
                yield f"If this held too ({flag.name})", replace(case, flags=case.flags | {flag.id})
        by_age = [stage for stage in self.pathway.stages if stage.from_months is not None]
        for younger, older in pairwise(by_age):
            if case.stage == younger.id:
                yield f"From the next age group on ({older.name})", replace(case, stage=older.id, age_months=None)

    def _facts(self, case: Case) -> dict[str, object]:
        months = case.age_months
        return {
            "area": case.area,
            "area_reading": self.areas[case.area].reading,
            "stage": case.stage,
            "risk": case.risk,
            "flags": sorted(case.flags),
            "age_months": None if months is None else str(months),
            "age_years": None if months is None else str(months // 12),
        }

    def _check(self, case: Case) -> None:
        _known("area", case.area, self.areas)
        _known("stage", case.stage, self.stages)
        _known("risk", case.risk, RISKS)
        for flag in sorted(case.flags):
            _known("flag", flag, [f.id for f in self.pathway.automatic.flags])

    def combinations(self) -> Iterator[Case]:
        """Every case of the table without flags."""
        for area, stage, risk in product(self.areas, self.stages, RISKS):
            yield Case(area, stage, risk)


def _fits(rule: Row | Gap, case: Case, area: Area) -> bool:
    return case.stage in rule.stages and case.risk in rule.risks and _true_of(rule.where, area)


def _true_of(where: Mapping[str, str], area: Area) -> bool:
    return all(getattr(area, key, None) == value for key, value in where.items())


def _known(what: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise UnknownFact(f"The {what} '{value}' is not in the pack. It knows: {', '.join(allowed)}.")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
