"""A pack's folder from a document's sections: made apart, checked, and put in place only when it is whole."""

import json
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path

from knowledge.ingest.document import IngestError
from knowledge.ingest.sections import Section
from knowledge.pack import PackError, load

UNKNOWN = "unknown: fill this in"


def write(sections: tuple[Section, ...], title: str, source: str, into: Path, replace: bool) -> bool:
    """Writes the sections to `into/handbook`, and a first `into/pack.yml` where there is none.

    `source` is the document's file name. Returns whether `pack.yml` is new. Raises IngestError, with
    nothing written, if other sections are there and `replace` is false, or the folder can't be written.
    """
    files = {f"{section.id}.md": _file(section) for section in sections}
    handbook, info = into / "handbook", into / "pack.yml"
    old = (
        {path.name: path.read_text(encoding="utf-8", errors="replace") for path in handbook.glob("*.md")}
        if handbook.is_dir()
        else {}
    )
    if old and old != files and not replace:
        raise IngestError(
            f"{into.name}/handbook already holds {len(old)} sections, and {source} was not taken in:"
            " name another folder, or say that they may be replaced."
        )
    new = not info.exists()
    base = next(folder for folder in (into, *into.parents) if folder.is_dir())
    try:
        # Beside its place, so that moving it there is one step of the file system.
        with tempfile.TemporaryDirectory(prefix=".ingest-", dir=base) as temporary:
            made = Path(temporary)
            (made / "handbook").mkdir()
            for name, text in files.items():
                (made / "handbook" / name).write_text(text, encoding="utf-8")
            text = _info(into, title, source) if new else info.read_text(encoding="utf-8", errors="replace")
            (made / "pack.yml").write_text(text, encoding="utf-8")
            _check(made, source, into)
            into.mkdir(parents=True, exist_ok=True)
            _move(made / "handbook", handbook, made / "old")
            if new:
                (made / "pack.yml").replace(info)
    except OSError as error:
        raise IngestError(
            f"{source} was not taken in, as {into.name} can't be written ({error.strerror}): name another folder."
        ) from error
    return new


def _check(made: Path, source: str, into: Path) -> None:
    try:
        load(made)
    except PackError as error:
        first = error.problems[0]
        whose = f"mend {into.name}/pack.yml first" if first.file == "pack.yml" else "please report it"
        raise IngestError(f"{source} was not taken in ({first}): {whose}.") from error


def _move(made: Path, handbook: Path, old: Path) -> None:
    if not handbook.exists():
        made.replace(handbook)
        return
    # What a person wrote beside the sections, such as their questions, stays.
    for path in handbook.iterdir():
        if path.suffix != ".md":
            target = made / path.name
            shutil.copytree(path, target) if path.is_dir() else shutil.copy2(path, target)
    handbook.replace(old)
    try:
        made.replace(handbook)
    except OSError:
        old.replace(handbook)
        raise


def _file(section: Section) -> str:
    links = "".join(f"\n  - {{name: {_quoted(name)}, url: {_quoted(url)}}}" for name, url in section.links) or " []"
    return (
        "---\n"
        f"id: {_quoted(section.id)}\n"
        f"title: {_quoted(section.title)}\n"
        f"aliases: {_quoted(list(section.aliases))}\n"
        f"page: {_quoted(section.page)}\n"
        f"chapter: {_quoted(section.chapter)}\n"
        "audience: []\n"
        f"links:{links}\n"
        "related: []\n"
        "last_checked: null\n"
        "---\n"
        f"{section.body}\n"
    )


def _info(into: Path, title: str, source: str) -> str:
    name = into.resolve().name
    today = date.today()
    # 29 February has no fellow a year ahead.
    review = today.replace(year=today.year + 1, day=28 if (today.month, today.day) == (2, 29) else today.day)
    return (
        f"# Made from {source}. Check every line, and fill in what is unknown.\n"
        f"id: {_quoted(re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'pack')}\n"
        f"name: {_quoted(title)}  # the partnership's area\n"
        f"handbook: {_quoted(title)}\n"
        f"publisher: {_quoted(UNKNOWN)}\n"
        f"edition: {_quoted(f'taken in from {source} on {today.isoformat()}')}\n"
        f"review_date: {review.isoformat()}\n"
        "contact:\n"
        f"  name: {_quoted(UNKNOWN)}\n"
        f"  source: {{section: {_quoted(UNKNOWN)}}}\n"
    )


def _quoted(value: object) -> str:
    """A value as YAML. JSON is YAML, and quotes whatever needs it: 4.10 stays 4.10."""
    return json.dumps(value, ensure_ascii=False)
