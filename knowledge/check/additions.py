"""What the pack says and the print does not, as long as the partnership has not approved it."""

from collections.abc import Iterator

from knowledge.approvals import FILE, approvable, name_of, waits
from knowledge.pack import Draft, Problem
from knowledge.problems import Step


def of_guides(draft: Draft) -> Iterator[Problem]:
    for file, guide in draft.guides.items():
        for i, advice in enumerate(guide.advice):
            if advice.addition and waits(advice):
                mend = f"'{advice.title}' is not in the print (source: {advice.addition.source})"
                name = name_of(advice, guide.id)
                yield _waits(draft, file, ("advice", i, "addition"), mend, "once the partnership agrees", name)


def of_services(draft: Draft) -> Iterator[Problem]:
    for i, service in enumerate(draft.pack.services):
        if service.addition and waits(service):
            mend = f"'{service.name}' is not in the print (source: {service.addition.source})"
            at = ("services", i, "addition")
            yield _waits(draft, "services.yml", at, mend, "once the partnership agrees", name_of(service))


def of_glossary(draft: Draft) -> Iterator[Problem]:
    """One line for all: each is a word's usual meaning, and they are read in one go."""
    waiting = [(i, term) for i, term in enumerate(draft.pack.glossary) if waits(term)]
    if waiting:
        terms = ", ".join(term.term for _, term in waiting)
        mend = f"{len(waiting)} meanings are not in the print: {terms}"
        at = ("terms", waiting[0][0])
        yield _waits(draft, "glossary.yml", at, mend, "for each once the partnership agrees", "glossary:TERM")


def of_languages(draft: Draft) -> Iterator[Problem]:
    for i, language in enumerate(draft.pack.languages.languages if draft.pack.languages else ()):
        if "999" not in language.say[:120]:
            yield draft.problem(
                "languages.yml", ("languages", i, "say"), "this must begin with 999, the emergency number"
            )
        if waits(language):
            mend = f"the {language.name} wording is {language.addition.source}"
            at = ("languages", i, "addition")
            yield _waits(draft, "languages.yml", at, mend, "once a translator has read it", name_of(language))


def of_front_doors(draft: Draft) -> Iterator[Problem]:
    for i, door in enumerate(draft.pack.front_doors):
        if waits(door):
            others = "".join(f"; {other.where} prints {other.phone}" for other in door.also_printed)
            mend = f"'{door.name}', {door.phone or 'no number yet'}, is published by {door.published_by} ({door.as_read}) and is not in the print{others}"
            at = ("front_doors", i, "approved")
            yield _waits(draft, "front_doors.yml", at, mend, "once it is correct and confirmed", name_of(door))


def readings(draft: Draft) -> Iterator[Problem]:
    for i, area in enumerate(draft.pack.areas.areas):
        if waits(area):
            mend = f"that {area.printed} means {area.name} is our reading"
            at = ("areas", i, "reading")
            yield _waits(draft, "areas.yml", at, mend, "once the partnership confirms it", name_of(area))


def register(draft: Draft) -> Iterator[Problem]:
    """Approvals of what is not in the pack, or has been approved in its own place already."""
    names = {name for name, _ in approvable(draft.pack)}
    for i, approval in enumerate(draft.pack.approvals.every):
        if approval.what not in names:
            mend = f"nothing in the pack is called '{approval.what}'; correct the name, or take the line out"
            yield draft.problem(FILE, ("approvals", i, "what"), mend)


def _waits(draft: Draft, file: str, at: tuple[Step, ...], mend: str, once: str, name: str) -> Problem:
    lapsed = draft.pack.approvals.of(name)
    changed = f"; it was changed since {lapsed.by} approved it on {lapsed.day:%-d %B %Y}" if lapsed else ""
    how = f'{once}: signpost pack approve "{name}" --by ROLE'
    return draft.problem(file, at, f"{mend}{changed}; approve it {how}", waits=True)
