"""What the pack says and the print does not, as long as the partnership has not approved it."""

from collections.abc import Iterator

from knowledge.pack import Draft, Problem


def of_guides(draft: Draft) -> Iterator[Problem]:
    for file, guide in draft.guides.items():
        for i, advice in enumerate(guide.advice):
            if advice.addition and not advice.addition.approved:
                mend = f"'{advice.title}' is not in the print (source: {advice.addition.source}); set approved: true once the partnership agrees"
                yield draft.problem(file, ("advice", i, "addition"), mend, waits=True)


def of_services(draft: Draft) -> Iterator[Problem]:
    for i, service in enumerate(draft.pack.services):
        if service.addition and not service.addition.approved:
            mend = f"'{service.name}' is not in the print (source: {service.addition.source}); set approved: true once the partnership agrees"
            yield draft.problem("services.yml", ("services", i, "addition"), mend, waits=True)


def of_glossary(draft: Draft) -> Iterator[Problem]:
    """One line for all: each is a word's usual meaning, and they are read in one go."""
    waiting = [(i, term) for i, term in enumerate(draft.pack.glossary) if term.addition and not term.approved]
    if waiting:
        terms = ", ".join(term.term for _, term in waiting)
        mend = f"{len(waiting)} meanings are not in the print: {terms}; set approved: true on each once the partnership agrees"
        yield draft.problem("glossary.yml", ("terms", waiting[0][0]), mend, waits=True)


def of_languages(draft: Draft) -> Iterator[Problem]:
    for i, language in enumerate(draft.pack.languages.languages if draft.pack.languages else ()):
        if "999" not in language.say[:120]:
            yield draft.problem(
                "languages.yml", ("languages", i, "say"), "this must begin with 999, the emergency number"
            )
        if not language.addition.approved:
            mend = f"the {language.name} wording is {language.addition.source}; set approved: true once a translator has read it"
            yield draft.problem("languages.yml", ("languages", i, "addition"), mend, waits=True)


def of_front_doors(draft: Draft) -> Iterator[Problem]:
    for i, door in enumerate(draft.pack.front_doors):
        if not door.approved:
            others = "".join(f"; {other.where} prints {other.phone}" for other in door.also_printed)
            mend = f"'{door.name}', {door.phone or 'no number yet'}, is published by {door.published_by} ({door.as_read}) and is not in the print{others}; correct it, and set approved: true once the partnership confirms it"
            yield draft.problem("front_doors.yml", ("front_doors", i, "approved"), mend, waits=True)


def readings(draft: Draft) -> Iterator[Problem]:
    for i, area in enumerate(draft.pack.areas.areas):
        if area.reading == "ours":
            mend = f"that {area.printed} means {area.name} is our reading; set reading: certain once the partnership confirms it"
            yield draft.problem("areas.yml", ("areas", i, "reading"), mend, waits=True)
