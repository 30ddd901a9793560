"""A pack: one partnership's knowledge, read from a folder of YAML and Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge import schema
from knowledge.guides import Guide
from knowledge.pathway import Table

PACKS = Path(__file__).parent / "packs"
DEFAULT = PACKS / "derby-derbyshire"


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a pack. `file` is relative to the pack, `place` says where in it."""

    file: str
    place: str
    mend: str
    waits: bool = False  # awaits the partnership's approval, but is no error

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.mend}" if self.place else f"{self.file}: {self.mend}"


class PackError(ValueError):
    """A pack that can't be used. `problems` lists everything to mend."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Section:
    """One numbered part of the handbook, or one briefing, with the questions that it answers."""

    front: schema.SectionFront
    text: str
    questions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def title(self) -> str:
        return self.front.title

    @property
    def page(self) -> int | None:
        return self.front.page

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's paragraphs without headings; a list stays with the line that leads into it."""
        parts = re.split(r"\n\s*\n", self.text)
        parts = [re.sub(r"(?m)^#+ .*\n?", "", part).strip() for part in parts]
        return tuple(part for part in parts if part)


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
    about: Section | None = None

    @cached_property
    def area(self) -> dict[str, schema.Area]:
        return {area.id: area for area in self.areas.areas}

    @cached_property
    def table(self) -> Table:
        return Table(self.pathway, self.contacts, self.area)

    def cite(self, section_id: str) -> str:
        """How a reply names a section: `Handbook 2.12, page 23`, or a briefing's title."""
        section = self.sections.get(section_id)
        if section is None:
            return f"Handbook, page {self.info.contact.source.page}" if section_id == "about" else f"Handbook {section_id}"
        if section.front.chapter == "briefings":
            return section.title
        name = "Handbook, Appendix 1" if section_id == "A1" else f"Handbook {section_id}"
        return f"{name}, page {section.page}" if section.page else name


def load(folder: Path = DEFAULT) -> Pack:
    """The pack in `folder`. Raises PackError with every problem of its files at once."""
    reader = _Reader(Path(folder))
    info = reader.model("pack.yml", schema.PackInfo)
    contacts = reader.model("contacts.yml", schema.Contacts, needed=False)
    areas = reader.model("areas.yml", schema.Areas, needed=False)
    pathway = reader.model("pathway.yml", schema.Pathway, needed=False)
    services = reader.model("services.yml", schema.Services, needed=False)
    glossary = reader.model("glossary.yml", schema.Glossary, needed=False)
    uncovered = reader.model("uncovered.yml", list[schema.Uncovered], needed=False)
    sections = {s.id: s for s in sorted(reader.sections(), key=lambda s: _section_order(s.id))}
    guides = {guide.id: guide for guide in reader.each("guides", Guide)}
    if reader.problems:
        raise PackError(reader.problems)
    return Pack(
        folder=Path(folder),
        info=info,
        contacts={c.id: c for c in contacts.contacts} if contacts else {},
        areas=areas or schema.Areas(areas=[]),
        pathway=pathway,
        sections=sections,
        services=tuple(services.services) if services else (),
        glossary=tuple(glossary.terms) if glossary else (),
        uncovered=tuple(uncovered or ()),
        guides=guides,
        about=reader.section(Path(folder) / "about.md") if (Path(folder) / "about.md").exists() else None,
    )


def _section_order(section_id: str) -> tuple:
    numbers = re.findall(r"\d+", section_id)
    return (not section_id[0].isdigit(), section_id[0], [int(n) for n in numbers])


class _Reader:
    """Reads a pack's files and gathers problems rather than stop at the first."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[Problem] = []
        if not folder.is_dir():
            self.problems.append(Problem(str(folder), "", "there is no such folder; name the folder of a pack"))

    def model(self, name: str, kind: Any, needed: bool = True) -> Any:
        path = self.folder / name
        if not path.exists():
            if needed and self.folder.is_dir():
                self.problems.append(Problem(name, "", "the file is missing; every pack needs it"))
            return None
        return self._checked(path, kind, self._yaml(path, path.read_text(encoding="utf-8", errors="replace")))

    def each(self, folder: str, kind: type[BaseModel]) -> Iterator[Any]:
        for path in sorted((self.folder / folder).glob("*.yml")):
            if (one := self.model(f"{folder}/{path.name}", kind)) is not None:
                yield one

    def sections(self) -> Iterator[Section]:
        seen: dict[str, str] = {}
        for folder in ("handbook", "briefings"):
            for path in sorted((self.folder / folder).glob("*.md")):
                if section := self.section(path):
                    if section.id in seen:
                        self._problem(path, "id", f"'{section.id}' is already the id of {seen[section.id]}")
                    seen[section.id] = path.name
                    yield section

    def section(self, path: Path) -> Section | None:
        parts = path.read_text(encoding="utf-8", errors="replace").split("---\n", 2)
        if len(parts) != 3 or parts[0].strip():
            self._problem(path, "", "the file must begin with front matter between two lines of ---")
            return None
        front = self._checked(path, schema.SectionFront, self._yaml(path, parts[1]))
        if front is None:
            return None
        if not parts[2].strip():
            self._problem(path, front.id, "the section has no text")
        questions_file = path.with_suffix(".questions.yml")
        questions = ()
        if questions_file.exists():
            name = str(questions_file.relative_to(self.folder))
            questions = tuple(self.model(name, list[str]) or ())
        return Section(front, parts[2].strip(), questions)

    def _yaml(self, path: Path, text: str) -> Any:
        try:
            self._text = text
            return yaml.load(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"line {mark.line + 1}" if mark else ""
            self._problem(path, place, f"this is not YAML that can be read ({getattr(error, 'problem', error)})")
            return None
        except (ValueError, RecursionError):
            self._problem(path, "", "this is not YAML that can be read")
            return None

    def _checked(self, path: Path, kind: Any, data: Any) -> Any:
        if data is None:
            if not any(p.file == self._name(path) for p in self.problems):
                self._problem(path, "", "the file is empty")
            return None
        try:
            return TypeAdapter(kind).validate_python(data)
        except ValidationError as error:
            for one in error.errors():
                self._problem(path, self._place(one["loc"]), _mend(one))
            return None

    def _place(self, loc: tuple) -> str:
        """`line 12, rows[3].tell`: the line of the nearest YAML node, and the path to it."""
        node, line = yaml.compose(self._text, Loader=yaml.CSafeLoader), 1
        for key in loc:
            if isinstance(node, yaml.MappingNode):
                found = next((pair for pair in node.value if pair[0].value == str(key)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                line = node.start_mark.line + 1
        path = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in loc).lstrip(".")
        return f"line {line}, {path}" if path else f"line {line}"

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.folder))

    def _problem(self, path: Path, place: str, mend: str) -> None:
        self.problems.append(Problem(self._name(path), place, mend))


def _mend(error: Any) -> str:
    """A pydantic error as one plain sentence that says what to do."""
    given = error.get("input")
    match error["type"]:
        case "extra_forbidden":
            return "this key is not known; check its spelling or take it out"
        case "missing":
            return "this is missing and is needed"
        case "string_type" if isinstance(given, int | float) and not isinstance(given, bool):
            return f'YAML read {given} as a number; put it in quotes, as in "{given}"'
        case "string_type":
            return f"this must be words, and is {type(given).__name__}"
        case "literal_error":
            return f"'{given}' is not one of {error['ctx']['expected']}"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"{error['msg'][0].lower()}{error['msg'][1:]}"
