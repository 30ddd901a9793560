"""An official document (PDF, DOCX, text or Markdown) into the sections of a pack, word for word.

This is for a document that the partnership holds the rights to; a pack in its own words is written by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from knowledge.ingest.document import Document, IngestError, Progress
from knowledge.ingest.sections import cut
from knowledge.ingest.write import write

__all__ = ["IngestError", "Ingested", "ingest"]

LARGEST = 100 * 1024 * 1024  # bytes
_READERS = {".pdf": "pdf", ".docx": "word", ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text"}
_SIGNS = {b"%PDF-": "pdf", b"PK\x03\x04": "word", b"\xd0\xcf\x11\xe0": "ole"}


@dataclass(frozen=True)
class Ingested:
    """What was taken in: `sections` are their ids in order, `warnings` sentences to show to whoever did it."""

    folder: Path
    title: str
    sections: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    new_pack: bool = False  # pack.yml was made too, and has lines to fill in


def ingest(file: Path, into: Path, progress: Progress = lambda line: None, replace: bool = False) -> Ingested:
    """Takes the document `file` into the pack folder `into`, which is made if it is missing.

    Writes `into/handbook/<id>.md` for each section, its text word for word, and a first `into/pack.yml`
    where there is none. Sections that are there already stay as they are: other ones are refused unless
    `replace` is true. `progress` gets a line now and then. Raises IngestError, one plain sentence that
    names the file and the mend, and then nothing has been written.
    """
    file, into = Path(file), Path(into).absolute()
    document = _read(file, into, progress)
    progress("finding the sections")
    found = cut(document)
    if not found.sections:
        raise IngestError(
            f"{file.name} has no headings that can be told from its text:"
            " number them (1.1, 1.2 …) or give them a heading style, and try again."
        )
    new = write(found.sections, document.title or file.stem, file.name, into, replace)
    warnings = (*document.warnings, *found.warnings)
    return Ingested(into, document.title or file.stem, tuple(section.id for section in found.sections), warnings, new)


def _read(file: Path, into: Path, progress: Progress) -> Document:
    kind = _READERS.get(file.suffix.lower())
    try:
        if not file.exists():
            raise IngestError(f"There is no file {file.name}: check its name and folder.")
        if not file.is_file():
            raise IngestError(f"{file.name} is no file: name one document, as PDF, DOCX or text.")
        if into.exists() and not into.is_dir():
            raise IngestError(f"{file.name} was not taken in, as {into.name} is a file: name a folder for the pack.")
        if kind is None:
            raise IngestError(
                f"{file.name} is of a kind that can't be read: save the document as PDF, DOCX, text or Markdown."
            )
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(1024)
    except OSError as error:
        raise IngestError(f"{file.name} can't be opened ({error.strerror}): check who may read it.") from error
    if size > LARGEST:
        raise IngestError(f"{file.name} is larger than 100 MB: save it with smaller pictures, or split it.")
    if not size:
        raise IngestError(f"{file.name} is empty: give a file that holds the document.")
    _check_kind(file, kind, start)
    read: Callable[[Path, Progress], Document] = import_module(f"knowledge.ingest.{kind}").read
    return read(file, progress)


def _check_kind(file: Path, kind: str, start: bytes) -> None:
    sign = next((found for mark, found in _SIGNS.items() if mark in (start if mark[:1] == b"%" else start[:8])), "text")
    if sign == kind or (sign == "pdf" and kind == "text" and not start.startswith(b"%PDF-")):
        return
    if sign == "ole" and kind == "word":
        raise IngestError(
            f"{file.name} is encrypted, or an old Word file: open it in Word and save it as DOCX without a password."
        )
    if sign in ("pdf", "word"):
        right = (
            "a PDF: rename it to end in .pdf" if sign == "pdf" else "a Word or zip file: save it as PDF, DOCX or text"
        )
        raise IngestError(f"{file.name} is not what its name says, but {right}, and try again.")
    raise IngestError(f"{file.name} is damaged, or not what its name says: save it again as {file.suffix[1:].upper()}.")
