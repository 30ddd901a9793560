"""PDF: words put together again into lines, paragraphs, headings and tables."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page

from knowledge.ingest.columns import side_by_side
from knowledge.ingest.document import Block, Document, IngestError, Progress, clean
from knowledge.ingest.pages import Line, without_running
from knowledge.ingest.paragraphs import blocks as as_blocks
from knowledge.ingest.paragraphs import body_size, joined, leading, level_sizes, mend_cut_words

_FEWEST_LETTERS = 20  # of a page; fewer beside a picture make it a scan
_MARGIN = 0.13  # of a page's height: where running headers and footers stand
_MOST_RULES = 4000  # on a page; more is a map or a drawing
_UNTITLED = re.compile(
    r"^(untitled|microsoft word|document\d*|slide \d|.*\.(docx?|pdf|indd|pub|pptx?))\b", re.IGNORECASE
)


class _Page(Page):
    """pdfplumber's page, quicker: nearly all of its time goes into details of letters that are not needed here."""

    def process_object(self, obj: Any) -> dict[str, Any]:
        if not isinstance(obj, LTChar):
            return super().process_object(obj)
        left, top = self.mediabox[:2]
        return {
            "object_type": "char",
            "text": obj.get_text(),
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": self.height - obj.y1 + top,
            "bottom": self.height - obj.y0 + top,
            "doctop": self.height - obj.y1 + top,
            "upright": obj.upright,
            "size": obj.size,
            "fontname": obj.fontname if isinstance(obj.fontname, str) else "",
            "uri": "",
        }


@dataclass
class _Read:
    """A page: its lines, its tables by height, and whether there is a picture on it."""

    lines: list[Line]
    tables: list[tuple[float, list[list[str]]]] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    letters: int = 0
    unreadable: int = 0
    picture: bool = False


def read(path: Path, progress: Progress) -> Document:
    """The document in a PDF. Raises IngestError if it is encrypted, damaged, scanned or has no text."""
    try:
        with pdfplumber.open(path) as pdf:
            if not pdf.doc.is_extractable:
                raise IngestError(
                    f"{path.name} is protected against copying: save a copy without protection and try again."
                )
            title = _title(pdf.metadata)
            pages = []
            for number, page in enumerate(pdf.pages, 1):
                pages.append(_read(_Page(pdf, page.page_obj, page_number=number)))
                page.close()
                if number % 25 == 0 or number == len(pdf.pages):
                    progress(f"read page {number} of {len(pdf.pages)}")
    except IngestError:
        raise
    except Exception as error:  # pdfminer raises whatever a damaged file led it to
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise IngestError(f"{path.name} is encrypted: save a copy without a password and try again.") from error
        raise IngestError(
            f"{path.name} is damaged and can't be read as a PDF: get a new copy of it and try again."
        ) from error
    return _document(path, title, pages)


def _document(path: Path, title: str, pages: list[_Read]) -> Document:
    if not pages:
        raise IngestError(f"{path.name} has no pages: give a file that holds the document.")
    letters = sum(page.letters for page in pages)
    if letters < _FEWEST_LETTERS and any(page.picture for page in pages):
        raise IngestError(
            f"{path.name} is scanned, pictures of pages without text: run text recognition (OCR) on it and try again."
        )
    if not letters:
        raise IngestError(f"{path.name} has no text in it: give a file that holds the document's words.")
    if sum(page.unreadable for page in pages) > letters / 5:
        raise IngestError(
            f"{path.name} does not say what its letters are: print it to a new PDF, or use the DOCX, and try again."
        )
    kept = without_running([page.lines for page in pages])
    if not any(lines for lines, _ in kept):
        # A page that is all header: a cover, or a short notice.
        kept = [(page.lines, number) for page, (_, number) in zip(pages, kept, strict=True)]
    mend_cut_words([lines for lines, _ in kept])
    body = body_size([lines for lines, _ in kept], sum((page.sizes for page in pages), Counter()))
    sizes = level_sizes([lines for lines, _ in kept], body)
    usual = leading([one for lines, _ in kept for one in lines], body)
    made: list[Block] = []
    for page, (lines, number) in zip(pages, kept, strict=True):
        made += _with_tables(as_blocks(lines, body, sizes, usual), page.tables, number, made)
    warnings = [
        f"Page {number} is a picture, and its text was not read."
        for page, (_, number) in zip(pages, kept, strict=True)
        if page.picture and page.letters < _FEWEST_LETTERS and not page.tables
    ]
    return Document(title or _largest(next(page.lines for page in pages if page.lines)), made, warnings)


def _read(page: _Page) -> _Read:
    chars = page.chars
    if any(not char["upright"] for char in chars):  # a watermark, or a label up the side
        chars = [char for char in chars if char["upright"]]
    _link(chars, page)
    words = pdfplumber.utils.extract_words(chars, extra_attrs=["fontname", "size", "uri"], x_tolerance_ratio=0.2)
    for word in words:
        word["text"] = clean(word["text"])
    words = [word for word in words if word["text"]]
    unreadable = sum(len(re.findall(r"\(cid:\d+\)", word["text"])) for word in words)
    letters = sum(len(re.sub(r"\(cid:\d+\)", "#", word["text"])) for word in words)
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word["size"] * 2) / 2] += len(word["text"])
    tables, words = _tables(page, words)
    flat = [rule["top"] for rule in (*page.lines, *page.rects) if rule["height"] < 3 and rule["width"] > 100]
    rows, unruled = side_by_side(_rows(words), flat)
    lines = [_line(row, page.height) for row in rows]
    return _Read(lines, tables + unruled, sizes, letters, unreadable, bool(page.images))


def _link(chars: list[dict[str, Any]], page: _Page) -> None:
    """Gives each letter the address that a click on it opens: the full stop after a link is none of it."""
    if not page.page_obj.annots:
        return
    for link in page.hyperlinks:
        box = (link["x0"], link["top"], link["x1"], link["bottom"])
        uri = re.sub(r"\s", "", clean(link["uri"]))
        for char in chars:
            if _within(char, box):
                char["uri"] = uri


def _rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The words line by line. A raised or lowered word belongs to the line that it overlaps by half."""
    rows: list[list[dict[str, Any]]] = []
    middle = size = 0.0
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2):
        at = (word["top"] + word["bottom"]) / 2
        if rows and at - middle <= 0.45 * max(size, word["size"]):
            rows[-1].append(word)
        else:
            rows.append([word])
            middle, size = at, word["size"]
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _line(row: list[dict[str, Any]], height: float) -> Line:
    top = min(word["top"] for word in row)
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[word["size"]] += len(word["text"])
    margin = not _MARGIN * height < top < (1 - _MARGIN) * height
    return Line(joined(row, links=False), top, sizes.most_common(1)[0][0], margin, row)


def _tables(
    page: _Page, words: list[dict[str, Any]]
) -> tuple[list[tuple[float, list[list[str]]]], list[dict[str, Any]]]:
    """The ruled tables of a page, and the words outside them. A box round a paragraph is no table."""
    rules = len(page.rects) + len(page.lines) + len(page.curves)
    if not 0 < rules <= _MOST_RULES:
        return [], words
    tables = []
    for table in page.find_tables():
        if len(table.rows) < 2 or len(table.columns) < 2:
            continue
        x0, top, x1, bottom = table.bbox
        inside = [word for word in words if _within(word, (x0, top, x1, bottom))]
        rows = _cells(table, inside)
        if sum(sum(bool(cell) for cell in row) > 1 for row in rows) < 2:
            continue
        tables.append((top, [row for row in rows if any(row)]))
        taken = {id(word) for word in inside}
        words = [word for word in words if id(word) not in taken]
    return tables, words


def _within(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _cells(table: Any, words: list[dict[str, Any]]) -> list[list[str]]:
    """The table's text. A cell that spans rows is repeated in each, so that each can be read alone."""
    lefts = sorted({cell[0] for cell in table.cells})
    texts = {}
    for cell in set(table.cells):
        texts[cell] = joined([word for row in _rows([w for w in words if _within(w, cell)]) for word in row])
    rows = []
    for row in table.rows:
        middle = (row.bbox[1] + min(cell[3] for cell in row.cells if cell)) / 2
        texts_of_row = []
        for column, cell in enumerate(row.cells):
            x = lefts[column] + 0.5
            over = cell or next((c for c in texts if c[0] <= x <= c[2] and c[1] <= middle <= c[3]), None)
            if over is None or over[0] >= lefts[column]:  # else the cell before goes over this column too
                texts_of_row.append(texts.get(over, ""))
        rows.append(texts_of_row)
    return rows


def _with_tables(
    blocks: list[tuple[float, Block]],
    tables: list[tuple[float, list[list[str]]]],
    number: int | None,
    before: list[Block],
) -> list[Block]:
    """A page's blocks with its tables in their places. A table that goes on from the page before stays one."""
    placed: list[tuple[float, list[Block]]] = [(top, [block]) for top, block in blocks]
    for top, rows in sorted(tables, key=lambda table: table[0]):
        made = [Block(" | ".join(cells).strip(), "row", tight=at > 0) for at, cells in enumerate(rows)]
        at = next((n for n, (place, _) in enumerate(placed) if place > top), len(placed))
        if not at and before and before[-1].kind == "row" and before[-1].text.count("|") == made[0].text.count("|"):
            made[0].tight = True
            if made[0].text == _header(before):
                made = made[1:]
                for block in made[:1]:
                    block.tight = True
        placed.insert(at, (top, made))
    flat = [block for _, group in placed for block in group]
    for block in flat:
        block.page = number
    return flat


def _header(blocks: list[Block]) -> str:
    at = len(blocks) - 1
    while at > 0 and blocks[at].tight and blocks[at - 1].kind == "row":
        at -= 1
    return blocks[at].text


def _title(metadata: dict[str, Any]) -> str:
    title = metadata.get("Title")
    title = clean(title).strip() if isinstance(title, str) else ""
    return "" if _UNTITLED.match(title) else re.sub(r"\s+", " ", title)[:120]


def _largest(lines: list[Line]) -> str:
    """The words in a page's largest letters, unless they are only a numbered heading or the contents list's."""
    sizes = [round(max(word["size"] for word in line.words)) for line in lines]
    text = " ".join(line.text for line, size in zip(lines, sizes, strict=True) if size == max(sizes))
    return "" if re.match(r"\d|(table of )?contents$|(chapter|section|part) ", text, re.IGNORECASE) else text[:120]
