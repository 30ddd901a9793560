"""DOCX: paragraphs, headings by style, automatic numbers, tables, links, text boxes and notes."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from knowledge.ingest.document import (
    Block,
    Document,
    IngestError,
    Progress,
    clean,
    line,
    row,
)
from knowledge.ingest.numbering import Numbering
from knowledge.ingest.runs import Text

_LARGEST_INSIDE = 600 * 1024 * 1024  # bytes unpacked; a zip can claim to be small
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def read(path: Path, progress: Progress) -> Document:
    """The document in a DOCX file. Raises IngestError if it is damaged, holds no text, or is no Word document."""
    progress(f"reading {path.name}")
    try:
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
            if sum(part.file_size for part in parts.infolist()) > _LARGEST_INSIDE:
                raise IngestError(
                    f"{path.name} is too large when unpacked: save it with smaller pictures, or split it."
                )
            if "word/document.xml" not in names:
                raise IngestError(f"{path.name} is no Word document: save the document as DOCX and try again.")
        document = docx.Document(str(path))
        blocks = _Body(document).blocks()
    except IngestError:
        raise
    except Exception as error:  # python-docx and lxml raise whatever a damaged file led them to
        raise IngestError(
            f"{path.name} is damaged and can't be read as DOCX: get a new copy of it and try again."
        ) from error
    if not blocks:
        if any(name.startswith("word/media/") for name in names):
            raise IngestError(
                f"{path.name} is scanned, pictures without text: run text recognition (OCR) on it and try again."
            )
        raise IngestError(f"{path.name} has no text in it: give a file that holds the document's words.")
    title = clean(document.core_properties.title or "").strip()
    styled = next((block.plain for block in blocks if block.level == -1), "")
    for block in blocks:
        block.level = max(block.level, 0)
    first = (
        ""
        if blocks[0].level or re.match(r"\d|(table of )?contents$", blocks[0].plain, re.IGNORECASE)
        else blocks[0].plain
    )
    return Document((styled or title or first)[:120], blocks)


class _Body:
    """Walks a Word document in the order of the print."""

    def __init__(self, document: Any):
        self.document = document
        self.part = document.part
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        self.numbering = Numbering(self._other(REL.NUMBERING), self.styles)
        self.notes = {
            (kind, note.get(qn("w:id"))): note
            for kind, relation in (("footnote", REL.FOOTNOTES), ("endnote", REL.ENDNOTES))
            for note in self._other(relation).iterfind(qn(f"w:{kind}"))
        }

    def blocks(self) -> list[Block]:
        """The document's blocks; a title has level -1."""
        return list(self._walk(self.document.element.body))

    def _other(self, relation: str) -> Any:
        """The XML of another part of the file; an empty element if the document has none."""
        for other in self.part.rels.values():
            if other.reltype == relation and not other.is_external:
                return parse_xml(other.target_part.blob)
        return parse_xml("<none/>")

    def _walk(self, parent: Any) -> Iterator[Block]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
                yield from self._walk(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        text = Text(self.part, self.notes)
        text.take(paragraph)
        words = text.words()
        level = self._level(paragraph)
        mark, listed = self.numbering.mark(paragraph) if words else ("", False)
        columns = "\t" in words and not level and not mark
        parts = [re.sub(r"[ \t]*\t[ \t]*", " | " if columns else " ", part.strip()) for part in re.split(r"\n+", words)]
        for at, part in enumerate(parts):
            if not part:
                continue
            if level and mark and not at:
                block = Block(part, level=level, number=mark)
            elif level:
                block = Block(part, level=level)
            elif mark and not at:
                block = Block(f"{mark} {part}", "item" if listed else "text")
            else:
                block = line(part)
            # Tabs make columns, but also stand between a number and its words.
            block.text = re.sub(r"^((?:[\d.]+[.)]?|[-•])) \| ", r"\1 ", block.text)
            block.bold, block.tight = text.bold, at > 0 or (listed and not level)
            yield block
        for box in text.boxes:
            yield from self._walk(box)
        for note in text.notes:
            yield from self._walk(note)

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [list(self._row(element)) for element in table.iterchildren(qn("w:tr"), qn("w:sdt"))]
        cells = [cell for cells in rows for _, cell in cells]
        # A box round a paragraph, or a table that only lays the page out, is read as the text in it.
        if max((len(cells) for cells in rows), default=0) < 2 or any(
            self._level(p) > 0 for cell in cells for p in cell.iter(qn("w:p"))
        ):
            for cell in cells:
                yield from self._walk(cell)
            return
        above: dict[int, str] = {}
        first = True
        for cells in rows:
            texts = []
            column = 0
            for width, cell in cells:
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
                # A cell that spans rows is repeated in each, so that each can be read alone.
                text = above.get(column, "") if goes_on else " ".join(block.text for block in self._walk(cell))
                above[column] = text
                texts.append(text)
                column += width
            if any(texts):
                block = row(texts)
                block.tight, first = not first, False
                yield block

    def _row(self, element: Any) -> Iterator[tuple[int, Any]]:
        for cell in element.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not element and element.tag == qn("w:tr"):
                continue  # a cell of a table inside a cell
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            yield int(span.get(qn("w:val"))) if span is not None else 1, cell

    def _level(self, paragraph: Any) -> int:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return 0
        direct = properties.find(qn("w:outlineLvl"))
        if direct is not None and int(direct.get(qn("w:val"))) < 9:
            return int(direct.get(qn("w:val"))) + 1
        named = properties.find(qn("w:pStyle"))
        style, seen = named.get(qn("w:val")) if named is not None else None, set()
        while style in self.styles and style not in seen:
            seen.add(style)
            element = self.styles[style]
            name = element.find(qn("w:name")).get(qn("w:val"), "") if element.find(qn("w:name")) is not None else ""
            if name.lower() == "title":
                return -1
            if match := _HEADING.match(name):
                return int(match[1])
            outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None and int(outline.get(qn("w:val"))) < 9:
                return int(outline.get(qn("w:val"))) + 1
            based = element.find(qn("w:basedOn"))
            style = based.get(qn("w:val")) if based is not None else None
        return 0
