"""Guides: where they lead, what they ask and cite, and that they hold no number of their own."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from knowledge.check import conditions as facts
from knowledge.check.numbers import digits, emails, phones
from knowledge.check.references import known_sections, no_section
from knowledge.guides import Guide
from knowledge.pack import Draft, Problem
from knowledge.problems import Step
from knowledge.reading import QUESTIONS

# Facts that messages give, beside those of the case and the answers to questions.
_HEARD = (
    "role",
    "child_harmed",
    "topics",
    "services",
    "dash",
    "adult",
    "no_children",
    "children",
    "areas",
    "place",
    "unsure",
    "outside",
    "judged",
)
_ANY_SERVICE = {"other", "any", "none"}


def references(draft: Draft) -> Iterator[Problem]:
    """Sections, flows and ids that a guide names, and advice that rests on nothing."""
    known, flows = known_sections(draft), {guide.id for guide in draft.guides.values()}
    for file, guide in draft.guides.items():
        if (name := file.rpartition("/")[2].removesuffix(".yml")) != guide.id:
            yield draft.problem(
                file, ("id",), f"the id '{guide.id}' and the file's name differ; make it '{name}', or rename the file"
            )
        for i, section in enumerate(guide.sections):
            if section not in known:
                yield draft.problem(file, ("sections", i), no_section(section, known))
        for i, advice in enumerate(guide.advice):
            if advice.source is not None and advice.source not in known:
                yield draft.problem(file, ("advice", i, "source"), no_section(advice.source, known))
            if advice.scene and "999" not in advice.say.partition("\n")[0]:
                mend = f"the scene '{advice.id}' is the whole first reply to a danger; let its first line say when to ring 999"
                yield draft.problem(file, ("advice", i, "say"), mend)
            if advice.source is None and advice.addition is None:
                mend = f"the advice '{advice.id}' has no source; name the section, or mark it as an addition with its own source"
                yield draft.problem(file, ("advice", i), mend)
        for i, step in enumerate(guide.next):
            if step.flow not in flows:
                mend = f"there is no guide for the flow '{step.flow}'; {facts.instead(step.flow, flows)}"
                yield draft.problem(file, ("next", i, "flow"), mend)
        if guide.decides == "pathway" and draft.pack.pathway is None:
            yield draft.problem(file, ("decides",), "the pack has no pathway.yml for this guide to decide by; add it")
        for advice_id in guide.asked.keys() - {advice.id for advice in guide.advice}:
            mend = (
                f"{guide.title} has no advice '{advice_id}'; {facts.instead(advice_id, {a.id for a in guide.advice})}"
            )
            yield draft.problem(file.removesuffix(".yml") + QUESTIONS, (advice_id,), mend)
        yield from _repeated(draft, file, guide)


def _repeated(draft: Draft, file: str, guide: Guide) -> Iterator[Problem]:
    things: list[tuple[str, list[tuple[tuple[Step, ...], str]]]] = [
        ("question", [(("questions", i, "id"), question.id) for i, question in enumerate(guide.questions)]),
        ("advice", [(("advice", i, "id"), advice.id) for i, advice in enumerate(guide.advice)]),
    ]
    for i, question in enumerate(guide.questions):
        things.append(
            ("option", [(("questions", i, "options", n, "id"), o.id) for n, o in enumerate(question.options)])
        )
        if question.kind in ("choice", "many") and not question.options:
            mend = f"the question '{question.id}' has no options, so no answer would be understood; add some"
            yield draft.problem(file, ("questions", i), mend)
    for what, named in things:
        seen: set[str] = set()
        for path, name in named:
            if name in seen:
                yield draft.problem(file, path, f"the {what} '{name}' stands twice; give one of them another id")
            seen.add(name)


def conditions(draft: Draft) -> Iterator[Problem]:
    """Conditions on facts, or values of facts, that no message, rule or question ever gives."""
    known = _known_facts(draft)
    for file, guide in draft.guides.items():
        for path, mend in facts.wrong(guide.implies, known):
            yield draft.problem(file, ("implies", *path), mend)
        for part in ("questions", "advice", "next"):
            for i, one in enumerate(getattr(guide, part)):
                for path, mend in facts.wrong(one.when, known):
                    yield draft.problem(file, (part, i, "when", *path), mend)
        for i, question in enumerate(guide.questions):
            for n, stage in enumerate(question.stages):
                if stage not in (stages := known.get("stage") or set()):
                    mend = f"the pathway has no stage '{stage}'; {facts.instead(stage, stages)}"
                    yield draft.problem(file, ("questions", i, "stages", n), mend)
            if question.reads is not None and question.reads not in known:
                yield draft.problem(file, ("questions", i, "reads"), facts.not_set(question.reads, known))


def _known_facts(draft: Draft) -> facts.Known:
    case = facts.case_facts(draft.pack)
    heard: dict[str, set[str] | None] = dict.fromkeys(_HEARD)
    asked: dict[str, set[str]] = defaultdict(set)
    for guide in draft.guides.values():
        for question in guide.questions:
            if question.kind in ("choice", "many"):
                asked[question.id] |= {option.id for option in question.options}
            if question.kind == "many":
                asked[question.id].add("none")
    if draft.pack.services:
        heard["services"] = {service.id for service in draft.pack.services}
    return {**asked, **heard, "age_group": facts.AGE_GROUPS, **case}


def directory(draft: Draft) -> Iterator[Problem]:
    """Needs and persons that a guide offers to find services for, and that no service has."""
    has = {
        "need": {need for service in draft.pack.services for need in service.needs},
        "who": {who for service in draft.pack.services for who in service.for_},
    }
    for file, guide in draft.guides.items():
        if guide.decides != "services":
            continue
        for i, question in enumerate(guide.questions):
            for n, option in enumerate(question.options):
                if question.id in has and option.id not in has[question.id] | _ANY_SERVICE:
                    mend = f"no service of services.yml has '{option.id}' under {'needs' if question.id == 'need' else 'for'}; correct one of them"
                    yield draft.problem(file, ("questions", i, "options", n, "id"), mend)


def drift(draft: Draft) -> Iterator[Problem]:
    """Numbers and addresses in a guide that stand nowhere else in the pack: one of the two is out of date.

    An addition may name one of its own: its source answers for it.
    """
    known = _numbers_of_pack(draft)
    for file, guide in draft.guides.items():
        said = guide.model_dump(by_alias=True, exclude_none=True)
        for i, advice in enumerate(guide.advice):
            if advice.addition:
                said["advice"][i] = {}
        for path, text in _texts(said, ()):
            for number in (*phones(text), *emails(text)):
                if _plain(number) not in known:
                    mend = f"{number} stands in no contact, service or section of the pack; correct it, or add it there"
                    yield draft.problem(file, path, mend)


def _numbers_of_pack(draft: Draft) -> set[str]:
    pack = draft.pack
    sections = [*pack.sections.values(), *([pack.about] if pack.about else [])]
    texts = [section.text for section in sections]
    owners = [*pack.services, *pack.contacts.values(), *pack.front_doors, *([pack.info.contact] if pack.info else [])]
    texts += [value for owner in owners for key in ("phone", "email") if (value := getattr(owner, key, None))]
    texts += [note for service in pack.services for note in service.notes]
    return {_plain(number) for text in texts for number in (*phones(text), *emails(text))}


def _plain(number: str) -> str:
    return number.lower() if "@" in number else digits(number)


def _texts(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(one, (*path, key))
