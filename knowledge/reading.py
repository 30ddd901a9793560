"""Reads a pack's files against their schemas, and gathers every problem rather than stop at the first."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge import schema
from knowledge.guides import Asked, Guide
from knowledge.problems import Lines, Problem

T = TypeVar("T")
QUESTIONS = ".questions.yml"
_DEEPEST, _MOST_NODES = 40, 1_000_000  # of a file's YAML: ours have 8 and 20,000


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


class Reader:
    """Reads files of one pack. `problems` and `lines` grow as it reads; files are named relative to the folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[Problem] = []
        self.lines: dict[str, Lines] = {}
        if not folder.is_dir():
            self.problems.append(Problem(str(folder), "", "there is no such folder; name the folder of a pack"))

    def model(self, name: str, kind: Any, needed: bool = True) -> Any:
        """The file `name` as `kind`, or None where it is missing or wrong."""
        path = self.folder / name
        if path.exists() and not path.is_file():
            self._problem(name, "", "this is a folder, and must be a file")
            return None
        if not path.exists():
            if needed and self.folder.is_dir():
                self._problem(name, "", "the file is missing; every pack needs it")
            return None
        return self._checked(name, kind, self._text(name))

    def guides(self) -> dict[str, Guide]:
        """Every guide, with the questions beside it, by its file's name."""
        found: dict[str, Guide] = {}
        for path in sorted((self.folder / "guides").glob("*.yml")):
            name = f"guides/{path.name}"
            if not name.endswith(QUESTIONS) and (guide := self.model(name, Guide)):
                asked = self.model(name.removesuffix(".yml") + QUESTIONS, Asked, needed=False)
                found[name] = guide.model_copy(update={"asked": asked or {}})
        return found

    def lists(self, folder: str, kind: type[T]) -> dict[str, list[T]]:
        """Every file of a folder as a list of `kind`, by its name."""
        names = [f"{folder}/{path.name}" for path in sorted((self.folder / folder).glob("*.yml"))]
        return {name: self.model(name, list[kind]) or [] for name in names}  # type: ignore[valid-type]

    def sections(self) -> dict[str, Section]:
        """Every section and briefing, by its file's name."""
        found: dict[str, Section] = {}
        for folder in ("handbook", "briefings"):
            for path in sorted((self.folder / folder).glob("*.md")):
                name = f"{folder}/{path.name}"
                if section := self.section(name):
                    if first := next((file for file, s in found.items() if s.id == section.id), None):
                        self._problem(
                            name, self.lines[name].place("id"), f"'{section.id}' is already the id of {first}"
                        )
                    found[name] = section
        return found

    def section(self, name: str) -> Section | None:
        """One Markdown file with its front matter, and the questions beside it."""
        parts = re.split(r"(?m)^---[ \t]*\n", self._text(name), maxsplit=2)
        if len(parts) != 3 or parts[0].strip():
            self._problem(name, "line 1", "the file must begin with front matter between two lines of ---")
            return None
        front = self._checked(name, schema.SectionFront, parts[1], before=parts[0].count("\n") + 1)
        if front is None:
            return None
        if not parts[2].strip():
            self._problem(name, front.id, "the section has no text; write it below the front matter")
        questions = name.removesuffix(".md") + QUESTIONS
        return Section(front, parts[2].strip(), tuple(self.model(questions, list[str], needed=False) or ()))

    def _text(self, name: str) -> str:
        text = (self.folder / name).read_text(encoding="utf-8-sig", errors="replace")
        if "\ufffd" in text:
            line = text[: text.index("\ufffd")].count("\n") + 1
            self._problem(name, f"line {line}", "a character here is not UTF-8; save the file as UTF-8")
        return text

    def _checked(self, name: str, kind: Any, text: str, before: int = 0) -> Any:
        """The YAML `text` as `kind`, or None with the problems noted."""
        lines = self.lines[name] = Lines(None, before)
        loader = yaml.CSafeLoader(text)
        try:
            if node := loader.get_single_node():
                _need_measure(node)
                lines = self.lines[name] = Lines(node, before)
            data = loader.construct_document(node) if node else None
        except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:  # "!!timestamp x" has no form
            mark, what = getattr(error, "problem_mark", None), getattr(error, "problem", None)
            place = f"line {lines.number(mark)}" if mark else ""
            why = f" ({what})" if what else ""
            self._problem(name, place, f"this is not YAML that can be read{why}; look at the line and the one above it")
            return None
        finally:
            loader.dispose()
        if data is None:
            self._problem(name, "", "the file is empty")
            return None
        try:
            return TypeAdapter(kind).validate_python(data)
        except ValidationError as error:
            for one in error.errors():
                self._problem(name, lines.place(*one["loc"]), _mend(one, lines.written(*one["loc"])))
            return None

    def _problem(self, name: str, place: str, mend: str) -> None:
        self.problems.append(Problem(name, place, mend))


def _need_measure(root: yaml.Node) -> None:
    """Raises ValueError for YAML that is nested without end or, by its aliases, far larger than it is written."""
    waiting, seen = [(root, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_NODES:
            raise ValueError("nested too deeply")
        for child in node.value if isinstance(node, yaml.CollectionNode) else ():
            waiting += [(one, depth + 1) for one in (child if isinstance(child, tuple) else (child,))]


_MENDS = {
    "extra_forbidden": "this key is not known; check its spelling or take it out",
    "missing": "this is missing and is needed",
    "int_type": "this must be a whole number, without quotes",
    "bool_type": "this must be true or false, without quotes",
    "list_type": "this must be a list: [one, two], or a line with '- ' for each",
    "model_type": "this must have keys of its own, such as 'id: …'",
    "dict_type": "this must have keys of its own, such as 'risk: high'",
}


def _mend(error: Any, written: str | None) -> str:
    """A pydantic error as one plain sentence that says what to do. `written` is the value as the file has it."""
    kind, given = error["type"], error["input"]
    if kind == "string_type":
        return _words_wanted(given, written)
    if kind == "literal_error":
        return f"'{given}' is not one of {error['ctx']['expected']}"
    if kind == "value_error":
        return f"{error['ctx']['error']}; correct it"
    if kind.startswith("date"):
        return "this must be a date, as in 2027-11-30"
    said: str = error["msg"]
    return _MENDS.get(kind, said[:1].lower() + said[1:])


def _words_wanted(given: Any, written: str | None) -> str:
    if given is None:
        return "this is empty and needs words"
    if written is None:
        return "this must be words in one piece, and is a list or has keys of its own"
    return f'YAML does not read {written} as words; put it in quotes, as in "{written}"'
