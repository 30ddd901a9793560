"""What the pack's files say of one another: sections that they cite, areas that they name, keys and ids said twice."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import yaml

from knowledge.check.numbers import is_uk_phone
from knowledge.pack import Draft, Problem
from knowledge.problems import Step
from knowledge.reading import QUESTIONS
from knowledge.schema import Source


def review(draft: Draft, today: date) -> Iterator[Problem]:
    """A review date gone by, and the partnership's own number."""
    info = draft.pack.info
    if info.review_date < today:
        mend = f"the review date, {info.review_date:%-d %B %Y}, has gone by; check the pack against the print, then set a new one"
        yield draft.problem("pack.yml", ("review_date",), mend)
    if info.contact.phone and not is_uk_phone(info.contact.phone):
        yield draft.problem("pack.yml", ("contact", "phone"), _no_phone(info.contact.phone))


def page(draft: Draft) -> Iterator[Problem]:
    """What the chat page shows: a logo that is there, and flows that the pack has."""
    shown, guides = draft.pack.page, draft.pack.guides
    if shown.logo and not (
        re.fullmatch(r"[\w-]+\.(svg|png)", shown.logo) and (draft.pack.folder / shown.logo).is_file()
    ):
        mend = f"'{shown.logo}' is not an SVG or PNG file in the pack's own folder; put it there, or take this out"
        yield draft.problem("page.yml", ("logo",), mend)
    for flow in shown.start:
        if flow not in guides:
            yield draft.problem("page.yml", ("start", flow), f"no guide has the id '{flow}'; use one of guides/*.yml")
    for i, flow in enumerate(shown.starters):
        if flow not in shown.start:
            yield draft.problem(
                "page.yml", ("starters", i), f"'{flow}' has no words under start; write what a person says"
            )


def repeated_keys(draft: Draft) -> Iterator[Problem]:
    """A key that stands twice under one heading: YAML keeps the last and says nothing."""
    for file, lines in draft.lines.items():
        for node in _mappings(lines.root):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    mend = f"'{key.value}' stands twice here, and the first is lost; take one out"
                    yield Problem(file, f"line {lines.number(key.start_mark)}", mend)
                seen.add(key.value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _mappings(one)


def stray_questions(draft: Draft) -> Iterator[Problem]:
    """Questions whose section or guide has no file of that name: nobody would ever find them."""
    folder = draft.pack.folder
    for path in sorted(folder.glob(f"*/*{QUESTIONS}")):
        whose = path.with_name(path.name.removesuffix(QUESTIONS) + (".yml" if path.parent.name == "guides" else ".md"))
        if not whose.exists():
            yield Problem(
                f"{path.parent.name}/{path.name}", "", f"there is no {whose.name} beside it; correct one of the names"
            )


def sections(draft: Draft) -> Iterator[Problem]:
    """Related sections that the pack does not have."""
    about = {"about.md": draft.pack.about} if draft.pack.about else {}
    for file, section in (draft.sections | about).items():
        for i, related in enumerate(section.front.related):
            yield from _section_known(draft, file, ("related", i), related)


def questions(draft: Draft) -> Iterator[Problem]:
    """A section without questions, where others have them: the search would pass it over."""
    if not any(section.questions for section in draft.sections.values()):
        return
    for file, section in draft.sections.items():
        if not section.questions:
            name = file.removesuffix(".md").rpartition("/")[2] + QUESTIONS
            yield Problem(
                file, "", f"section {section.id} has no questions and others have; write them in {name} beside it"
            )


def sources(draft: Draft) -> Iterator[Problem]:
    """The sections and pages that contacts, rules and notes cite."""
    pack, pathway = draft.pack, draft.pack.pathway
    if pack.info is not None:
        yield from _source(draft, "pack.yml", ("contact", "source"), pack.info.contact.source)
    for i, contact in enumerate(pack.contacts.values()):
        yield from _source(draft, "contacts.yml", ("contacts", i, "source"), contact.source)
    if pathway is None:
        return
    cited: list[tuple[tuple[Step, ...], Source | None]] = [
        (("source",), pathway.source),
        (("automatic", "source"), pathway.automatic.source),
        *(
            (("automatic", "flags", i, "sources", n), source)
            for i, flag in enumerate(pathway.automatic.flags)
            for n, source in enumerate(flag.sources)
        ),
        *((("rows", i, "source"), row.source) for i, row in enumerate(pathway.rows)),
        *((("notes", i, "source"), note.source) for i, note in enumerate(pathway.notes)),
    ]
    for path, source in cited:
        if source is not None:
            yield from _source(draft, "pathway.yml", path, source)


def services(draft: Draft) -> Iterator[Problem]:
    """The directory: areas, sections, telephone numbers and ids."""
    pack, file = draft.pack, "services.yml"
    places = {"all", *pack.area, *(area.authority for area in pack.areas.areas)}
    seen: set[str] = set()
    for i, service in enumerate(pack.services):
        if service.id in seen:
            yield draft.problem(
                file, ("services", i, "id"), f"the id '{service.id}' stands twice; give one of them another"
            )
        seen.add(service.id)
        for n, area in enumerate(service.areas):
            if area not in places:
                mend = f"no area has the id '{area}'; use some of: {', '.join(sorted(places))}"
                yield draft.problem(file, ("services", i, "areas", n), mend)
        if service.phone and not is_uk_phone(service.phone):
            yield draft.problem(file, ("services", i, "phone"), _no_phone(service.phone))
        yield from _source(draft, file, ("services", i, "source"), service.source)


def glossary(draft: Draft) -> Iterator[Problem]:
    """Terms said twice, sections that are not there, additions without a source."""
    file = "glossary.yml"
    seen: set[str] = set()
    for i, term in enumerate(draft.pack.glossary):
        if term.term.lower() in seen:
            yield draft.problem(file, ("terms", i, "term"), f"'{term.term}' stands twice; join the two")
        seen.add(term.term.lower())
        if term.section is not None:
            yield from _section_known(draft, file, ("terms", i, "section"), term.section)
        if term.addition and not term.source:
            mend = f"'{term.term}' is an addition without a source; say where the meaning comes from"
            yield draft.problem(file, ("terms", i, "addition"), mend)


def languages(draft: Draft) -> Iterator[Problem]:
    """The section that the advice on interpreters is from, ids said twice, and words that would tell nothing."""
    file, languages = "languages.yml", draft.pack.languages
    if languages is None:
        return
    yield from _section_known(draft, file, ("section",), languages.section)
    seen: set[str] = set()
    for i, language in enumerate(languages.languages):
        if language.id in seen:
            yield draft.problem(file, ("languages", i, "id"), f"the id '{language.id}' stands twice; take one out")
        seen.add(language.id)
        for n, word in enumerate(language.words):
            if " " in word or word in languages.shared:
                mend = f"'{word}' must be one word, and not one of the shared words; take it out"
                yield draft.problem(file, ("languages", i, "words", n), mend)


def known_sections(draft: Draft) -> set[str]:
    """The ids that a source may name."""
    return set(draft.pack.sections) | ({draft.pack.about.id} if draft.pack.about else set())


def _source(draft: Draft, file: str, path: tuple[Step, ...], source: Source) -> Iterator[Problem]:
    section = draft.pack.sections.get(source.section)
    if section is None:
        yield from _section_known(draft, file, (*path, "section"), source.section)
    elif source.page and section.page and source.page != section.page:
        mend = f"section {section.id} begins on page {section.page}, not on {source.page}; correct one of them"
        yield draft.problem(file, (*path, "page"), mend)


def _section_known(draft: Draft, file: str, path: tuple[Step, ...], section: str) -> Iterator[Problem]:
    if section not in (known := known_sections(draft)):
        yield draft.problem(file, path, no_section(section, known))


def no_section(section: str, known: Iterable[str]) -> str:
    """What to do about a section id that the pack does not have."""
    number = re.match(r"\d+", section)
    near = sorted(s for s in known if number and s.startswith(f"{number[0]}."))
    return f"the pack has no section '{section}'; correct the id" + (
        f", perhaps to one of {', '.join(near)}" if near else ""
    )


def _no_phone(phone: str) -> str:
    return f"'{phone}' is no telephone number of the UK; copy it from the print again"
