"""A pack: one partnership's knowledge, read from a folder of YAML and Markdown."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from knowledge import approvals as approving
from knowledge import schema
from knowledge.audits import Audits
from knowledge.guides import Advice, Guide
from knowledge.lessons import Lessons
from knowledge.pathway import Table
from knowledge.practice import PracticeCase
from knowledge.problems import Lines, PackError, Problem
from knowledge.quiz import Question
from knowledge.reading import QUESTIONS, Reader, Section

__all__ = ["DEFAULT", "PACKS", "Draft", "Pack", "PackError", "Problem", "Section", "load", "read"]

PACKS = Path(__file__).parent / "packs"
DEFAULT = PACKS / "derby-derbyshire"


@dataclass(frozen=True)
class Pack:
    """Everything that a pack says, checked against its schemas. Build one with `load`."""

    folder: Path
    info: schema.PackInfo
    contacts: dict[str, schema.Contact]
    areas: schema.Areas
    pathway: schema.Pathway
    sections: dict[str, Section]
    services: tuple[schema.Service, ...] = ()
    glossary: tuple[schema.Term, ...] = ()
    uncovered: tuple[schema.Uncovered, ...] = ()
    guides: dict[str, Guide] = field(default_factory=dict)
    languages: schema.Languages | None = None
    front_doors: tuple[schema.FrontDoor, ...] = ()
    about: Section | None = None
    page: schema.Page = schema.NO_PAGE
    quiz: dict[str, Question] = field(default_factory=dict)
    practice: dict[str, PracticeCase] = field(default_factory=dict)
    lessons: Lessons | None = None
    audits: Audits | None = None
    approvals: approving.Register = field(default_factory=lambda: approving.Register(None))
    mark: str = ""  # of what people act on: contacts, numbers, rules and guides; another edition has another

    @cached_property
    def area(self) -> dict[str, schema.Area]:
        return {area.id: area for area in self.areas.areas}

    @cached_property
    def table(self) -> Table:
        return Table(self.pathway, self.contacts, self.area, tuple(self.areas.authorities))

    def advice(self, name: str) -> Advice | None:
        """A piece of a guide's advice by its full name, `marac.consent`."""
        guide_id, _, advice_id = name.partition(".")
        guide = self.guides.get(guide_id)
        return guide.piece(advice_id) if guide else None

    def cite(self, section_id: str) -> str:
        """How a reply names a section: `Handbook 2.12, page 23`, or a briefing's title."""
        section = self.sections.get(section_id)
        if section is None:
            return (
                f"Handbook, page {self.info.contact.source.page}" if section_id == "about" else f"Handbook {section_id}"
            )
        if section.front.chapter == "briefings":
            return section.title
        name = "Handbook, Appendix 1" if section_id == "A1" else f"Handbook {section_id}"
        return f"{name}, page {section.page}" if section.page else name


@dataclass(frozen=True)
class Draft:
    """What could be read of a pack, sound or not. A part whose file has a problem is empty in `pack`."""

    pack: Pack
    problems: list[Problem]
    lines: dict[str, Lines]  # by file
    sections: dict[str, Section]  # by file
    guides: dict[str, Guide]  # by file
    quiz: dict[str, list[Question]] = field(default_factory=dict)  # by file
    practice: dict[str, list[PracticeCase]] = field(default_factory=dict)  # by file

    def problem(self, file: str, path: tuple[str | int, ...], mend: str, waits: bool = False) -> Problem:
        """A problem at a path into one of the files that were read."""
        return Problem(file, self.lines[file].place(*path), mend, waits)


def load(folder: Path = DEFAULT) -> Pack:
    """The pack in `folder`. Raises PackError with every problem of its files at once."""
    draft = read(folder)
    if draft.problems:
        raise PackError(draft.problems)
    return draft.pack


def read(folder: Path) -> Draft:
    """Whatever can be read of the pack in `folder`, with every problem of its files."""
    reader = Reader(Path(folder))
    info = reader.model("pack.yml", schema.PackInfo)
    contacts = reader.model("contacts.yml", schema.Contacts, needed=False)
    areas = reader.model("areas.yml", schema.Areas, needed=False)
    pathway = reader.model("pathway.yml", schema.Pathway, needed=False)
    services = reader.model("services.yml", schema.Services, needed=False)
    glossary = reader.model("glossary.yml", schema.Glossary, needed=False)
    languages = reader.model("languages.yml", schema.Languages, needed=False)
    front_doors = reader.model("front_doors.yml", schema.FrontDoors, needed=False)
    page = reader.model("page.yml", schema.Page, needed=False)
    uncovered = reader.model("uncovered.yml", list[schema.Uncovered], needed=False)
    register = approving.Register(reader.model(approving.FILE, approving.Approvals, needed=False))
    areas = areas and areas.model_copy(update={"areas": register.all(areas.areas)})
    sections = reader.sections()
    guides = {file: register.guide(guide) for file, guide in reader.guides().items()}
    quiz: dict[str, list[Question]] = reader.lists("quiz", Question)
    practice: dict[str, list[PracticeCase]] = reader.lists("practice", PracticeCase)
    pack = Pack(
        folder=Path(folder),
        info=info,
        contacts={c.id: c for c in contacts.contacts} if contacts else {},
        areas=areas or schema.Areas(areas=[]),
        pathway=pathway,
        sections={s.id: s for s in sorted(sections.values(), key=lambda s: _section_order(s.id))},
        services=tuple(register.all(services.services)) if services else (),
        glossary=tuple(register.all(glossary.terms)) if glossary else (),
        uncovered=tuple(uncovered or ()),
        guides={guide.id: guide for guide in guides.values()},
        languages=languages and languages.model_copy(update={"languages": register.all(languages.languages)}),
        front_doors=tuple(register.all(front_doors.front_doors)) if front_doors else (),
        about=reader.section("about.md") if (Path(folder) / "about.md").exists() else None,
        page=page or schema.NO_PAGE,
        quiz={one.id: one for asked in quiz.values() for one in asked},
        practice={one.id: one for cases in practice.values() for one in cases},
        lessons=reader.model("lessons.yml", Lessons, needed=False),
        audits=reader.model("audits.yml", Audits, needed=False),
        approvals=register,
        mark=_mark(Path(folder)),
    )
    return Draft(pack, reader.problems, reader.lines, sections, guides, quiz, practice)


def _mark(folder: Path) -> str:
    """A mark of the files that say whom to tell and what to do."""
    names = ("contacts.yml", "pathway.yml", "areas.yml", "services.yml", "front_doors.yml")
    guides = sorted(p for p in (folder / "guides").glob("*.yml") if not p.name.endswith(QUESTIONS))
    digest = hashlib.sha256()
    for path in (p for p in (*(folder / name for name in names), *guides) if p.is_file()):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _section_order(section_id: str) -> tuple[bool, str, list[int]]:
    numbers = re.findall(r"\d+", section_id)
    return (not section_id[:1].isdigit(), section_id[:1], [int(n) for n in numbers])
