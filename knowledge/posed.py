"""A question as it is put: its choices shuffled, and computed where the answer follows from the pathway or the directory. A
changed pack changes the answer with it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.pack import Pack
from knowledge.pathway import Case, Decision, UnknownFact
from knowledge.practice import CaseTurn, PracticeCase, Verdict
from knowledge.quiz import Computed, Kind, Question
from knowledge.schema import RISKS, Contact, Service

WRONG_CHOICES = 3
_MOST_CONTACTS = 6  # choices of a computed turn


@dataclass(frozen=True)
class Option:
    """A choice. `id` stays the same however the choices are shuffled."""

    id: str
    say: str
    right: bool
    why: str
    verdict: Verdict = "right"
    section: str | None = None


@dataclass(frozen=True)
class Posed:
    """A question with its options as they are shown. `right`: the ids that answer it, of `order` in the right order."""

    id: str
    section: str
    kind: Kind
    ask: str
    options: tuple[Option, ...]
    right: tuple[str, ...]

    @property
    def takes_several(self) -> bool:
        return self.kind in ("several", "order")

    def option(self, option_id: str) -> Option | None:
        return next((one for one in self.options if one.id == option_id), None)

    def is_right(self, chosen: Sequence[str]) -> bool:
        """Is this the answer? Of several, all of them and no other; in order, that order."""
        return tuple(chosen) == self.right if self.kind == "order" else set(chosen) == set(self.right)


class CannotBePosed(ValueError):
    """A question that the pack can't answer; the message says what to mend."""


def pose(question: Question, pack: Pack, times: int = 0) -> Posed:
    """The question as it is put for the `times`-th time: the choices stand otherwise each time. Raises CannotBePosed."""
    options = _computed(question, question.computed, pack) if question.computed else _written(question)
    right = tuple(one.id for one in options if one.right)
    shown = list(options)
    if question.kind != "true-false":
        random.Random(f"{question.id}/{times}").shuffle(shown)
    ask = _filled(question.ask, question.computed, pack) if question.computed else question.ask
    if question.kind == "order" and len(shown) > 1 and [one.id for one in shown] == list(right):
        shown.append(shown.pop(0))  # never shown as it should be
    return Posed(question.id, question.section, question.kind, ask, tuple(shown), right)


def _written(question: Question) -> list[Option]:
    ordered = question.kind == "order"
    return [Option(str(i), one.say, ordered or one.right, one.why) for i, one in enumerate(question.choices)]


def _computed(question: Question, computed: Computed, pack: Pack) -> list[Option]:
    if computed.by == "pathway":
        return _by_pathway(question, computed, pack)
    return _by_directory(question, computed, pack)


# -- who is told, by the pathway ---------------------------------------------------------------------------------


def case_of(pack: Pack, area: str | None, stage: str | None, risk: str | None, flags: Iterable[str]) -> Case:
    """The facts as a case. Raises CannotBePosed where one is missing."""
    if area is None or stage is None or risk is None:
        raise CannotBePosed("the pathway needs an area, a stage and a risk; add what is missing")
    return Case(area, stage, risk, frozenset(flags))  # type: ignore[arg-type]  # checked by the schema


def decided(pack: Pack, case: Case) -> Decision:
    """Who is told. Raises CannotBePosed for facts that the pack does not know."""
    try:
        return pack.table.decide(case)
    except UnknownFact as error:
        raise CannotBePosed(str(error)) from None


def _by_pathway(question: Question, computed: Computed, pack: Pack) -> list[Option]:
    """The right choice is who is told; the wrong ones are who is told in cases like it."""
    case = case_of(pack, computed.area, computed.stage, computed.risk, computed.flags)
    decision = decided(pack, case)
    if not decision.recipients:
        raise CannotBePosed("the pathway prints no contact for this; ask something else")
    why = " ".join(r.reason for r in decision.recipients)
    found = {_who(decision): Option("0", _in_words(decision), True, why)}
    for near in _cases_near(pack, case):
        other = pack.table.decide(near)
        if (who := _who(other)) and who not in found:
            told_when = f"That is who is told about {_case_in_words(near, pack)}."
            found[who] = Option(str(len(found)), _in_words(other), False, told_when, "wrong")
        if len(found) > WRONG_CHOICES:
            break
    return list(found.values())


def _who(decision: Decision) -> frozenset[str]:
    """Who is told, in whichever order: the same contacts are the same answer."""
    return frozenset(r.contact.id for r in decision.recipients)


def _in_words(decision: Decision) -> str:
    names = [r.contact.name for r in decision.recipients]
    if any("," in name for name in names):
        return "; ".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cases_near(pack: Pack, case: Case) -> Iterator[Case]:
    """Cases like this one, the likest first: nothing flagged, another risk, another stage, another area; then any. What is flagged
    of this child (such as not being in school) says nothing of a child at another stage."""
    if case.flags:
        yield Case(case.area, case.stage, case.risk)
    yield from (Case(case.area, case.stage, risk, case.flags) for risk in RISKS if risk != case.risk)
    yield from (Case(case.area, stage.id, case.risk) for stage in pack.pathway.stages if stage.id != case.stage)
    yield from (Case(area, case.stage, case.risk, case.flags) for area in pack.area)
    yield from (Case(area, stage.id, risk) for area, stage, risk in product(pack.area, pack.pathway.stages, RISKS))


def _case_in_words(case: Case, pack: Pack) -> str:
    flags = {flag.id: flag.name for flag in pack.pathway.automatic.flags}
    also = "".join(f", {flags[flag]}" for flag in sorted(case.flags))
    return f"{pack.table.stages[case.stage].name} in {pack.area[case.area].name} at {case.risk} risk{also}"


def _told_nearby(pack: Pack, case: Case) -> list[Contact]:
    """Whom one could think of: who is told in cases like this one, the likest first, and as many as a turn can show."""
    found: dict[str, Contact] = {}
    for near in _cases_near(pack, case):
        for recipient in pack.table.decide(near).recipients:
            found.setdefault(recipient.contact.id, recipient.contact)
        if len(found) > _MOST_CONTACTS:
            break
    return list(found.values())


def _filled(ask: str, computed: Computed, pack: Pack) -> str:
    """The question with {area}, {age} and {risk} in words."""
    if computed.by != "pathway":
        return ask
    case = case_of(pack, computed.area, computed.stage, computed.risk, computed.flags)
    decided(pack, case)
    words = {"area": pack.area[case.area].name, "age": _age(case.stage, pack), "risk": case.risk}
    for name, value in words.items():
        ask = ask.replace(f"{{{name}}}", value)
    return ask


def _age(stage_id: str, pack: Pack) -> str:
    """An age in the middle of a stage: `9 months`, `3 years`; of a stage without ages, its short name."""
    stage = pack.table.stages[stage_id]
    if stage.from_months is None or stage.to_months is None:
        return stage.short
    months = (stage.from_months + stage.to_months) // 2
    return f"{months} months" if months < 24 else f"{months // 12} years"


# -- a number, an address: by the directory or the contacts ------------------------------------------------------


def _by_directory(question: Question, computed: Computed, pack: Pack) -> list[Option]:
    """The right choice is the entry's own detail; the wrong ones are those of entries like it."""
    entries: dict[str, Service | Contact]
    entries = {s.id: s for s in pack.services} if computed.by == "service" else dict(pack.contacts)
    entry, field = entries.get(computed.id or ""), computed.field or ""
    if entry is None:
        raise CannotBePosed(f"the pack has no {computed.by} '{computed.id}'; correct the id")
    value = getattr(entry, field, None)
    if not value:
        raise CannotBePosed(f"'{entry.id}' has no {field or 'such detail'} in this pack; ask something else")
    found = {_bare(value): Option("0", value, True, f"{entry.name}: {value}.")}
    for other in sorted(entries.values(), key=lambda one: _unlike(one, entry)):
        detail = getattr(other, field, None)
        if detail and _bare(detail) not in found and not getattr(other, "doubtful", False):
            found[_bare(detail)] = Option(str(len(found)), detail, False, f"That reaches {other.name}.", "wrong")
        if len(found) > WRONG_CHOICES:
            break
    return list(found.values())


def _bare(detail: str) -> str:
    """Without spaces: 08000 198 668 and 0800 0198 668 are one number."""
    return "".join(detail.split()).lower()


def _unlike(one: Service | Contact, entry: Service | Contact) -> tuple[bool, bool, str]:
    """The likest first: of the same kind, with something in common of whom it serves."""
    shared = set(getattr(one, "needs", ())) & set(getattr(entry, "needs", ()))
    return one.kind != entry.kind, not shared, one.id


# -- a turn of a practice case -----------------------------------------------------------------------------------


def pose_turn(case: PracticeCase, at: int, pack: Pack) -> Posed:
    """A turn of a practice case as it is put. With several right choices, all of them are wanted."""
    turn = case.turns[at]
    options = _told_in(case, turn, pack) if turn.computed else _choices_of(turn)
    right = tuple(one.id for one in options if one.right)
    shown = list(options)
    random.Random(f"{case.id}/{at}").shuffle(shown)
    section = pack.pathway.source.section if turn.computed else next((o.section for o in options if o.right), None)
    kind: Kind = "several" if len(right) > 1 else "one"
    return Posed(f"{case.id}.{at}", section or "", kind, turn.ask, tuple(shown), right)


def _choices_of(turn: CaseTurn) -> list[Option]:
    return [Option(one.id, one.say, one.right, one.why, one.verdict, one.section) for one in turn.choices]


def _told_in(case: PracticeCase, turn: CaseTurn, pack: Pack) -> list[Option]:
    """Contacts to choose from: those that the rules tell, and those that they tell in cases like it, the likest first."""
    assert turn.computed is not None
    facts = turn.computed.facts_of(case.facts)
    decision = decided(pack, case_of(pack, facts.area, facts.stage, facts.risk, facts.flags))
    told = {r.contact.id: r for r in decision.recipients}
    options = [Option(id, r.contact.name, True, r.reason, "right", r.source.section or None) for id, r in told.items()]
    others = [contact for contact in _told_nearby(pack, decision.case) if contact.id not in told]
    section = pack.pathway.source.section
    for contact in others[: max(WRONG_CHOICES, _MOST_CONTACTS - len(options)) if len(options) < _MOST_CONTACTS else 1]:
        why = f"The pathway does not name them for {_case_in_words(decision.case, pack)}."
        options.append(Option(contact.id, contact.name, False, why, "wrong", section))
    return options[:_MOST_CONTACTS]
