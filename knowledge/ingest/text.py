"""Plain text and Markdown, one block a line; text that a PDF was turned into keeps its pages' form feeds."""

import re
from itertools import pairwise
from pathlib import Path
from statistics import median

from knowledge.ingest.document import (
    Block,
    Document,
    IngestError,
    Progress,
    clean,
    line,
    plain,
    row,
)
from knowledge.ingest.pages import PAGE_LINE, Line, without_running

_TAG = re.compile(r"</?(?:p|br|div|span)\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_NARROW = 120  # no line of a text that was wrapped for the screen is longer


def read(path: Path, progress: Progress) -> Document:
    """The document in a text or Markdown file. Raises IngestError if it holds no text."""
    text = clean_lines(_decoded(path))
    if not text.strip():
        raise IngestError(f"{path.name} has no text in it: give a file that holds the document's words.")
    progress(f"reading {path.name}")
    pages = text.split("\f")
    kept = without_running([[_line(words) for words in page.split("\n")] for page in pages])
    lone = _page_lines(kept) if len(pages) == 1 else set()
    lines: list[tuple[str, int | None]] = []
    for page, number in kept:
        lines += [(one.text.rstrip(" "), number if len(pages) > 1 else None) for one in page if id(one) not in lone]
    blocks = _blocks(_unwrapped(lines))
    # A Markdown document's title is its first heading; any other text's its first line.
    first = (
        next((b for b in blocks if b.level == 1), blocks[0])
        if path.suffix.lower() in (".md", ".markdown")
        else blocks[0]
    )
    # A document that begins with "1 Introduction" prints no title.
    return Document("" if re.match(r"\d", first.plain) else first.plain[:120], blocks)


def _line(words: str) -> Line:
    # Text keeps no heights; a sentence at the page's end is more likely text than a footer.
    return Line(words, margin=not words.rstrip().endswith((".", ",", ";", ":", "?", "!")))


def clean_lines(text: str) -> str:
    """`text` with one kind of line end, and form feeds kept as the page ends that they are."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\f".join(clean(page) for page in text.split("\f"))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not wide:
        raise IngestError(f"{path.name} is not plain text: save the document as PDF, DOCX or UTF-8 text and try again.")
    # Windows' editors wrote their own code page before UTF-8.
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IngestError(f"{path.name} has characters that can't be read: save it as UTF-8 text and try again.")


def _page_lines(kept: list[tuple[list[Line], int | None]]) -> set[int]:
    """Lines that are page numbers: they stand alone and count up. A form's lone "3" does not."""
    lines = [one for page, _ in kept for one in page]
    found = []
    for before, one, after in zip([Line(""), *lines], lines, [*lines[1:], Line("")], strict=False):
        match = PAGE_LINE.match(one.text.strip())
        if match and not before.text.strip() and not after.text.strip():
            found.append((int(match["page"]), id(one)))
    numbers = [number for number, _ in found]
    counts_up = len(numbers) >= 3 and all(0 < b - a <= 2 for a, b in pairwise(numbers))
    return {key for _, key in found} if counts_up else set()


def _unwrapped(lines: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    """Text that was wrapped at a width, with each paragraph on one line again, so that its sentences are whole."""
    inner = [len(a) for (a, _), (b, _) in pairwise(lines) if a.strip() and b.strip()]
    longest = max((len(words) for words, _ in lines), default=0)
    if len(inner) < 5 or longest > _NARROW or median(inner) < 50:
        return lines
    joined: list[tuple[str, int | None]] = []
    previous = ""
    for words, page in lines:
        stripped = words.strip()
        # A line that could have taken the next one's first word was ended on purpose.
        full = len(previous) + len(stripped.split(" ")[0]) >= longest - 12
        begins = _structured(stripped) or re.match(r"\d+(\.\d+)+\s", stripped)
        if previous.strip() and stripped and full and not begins and not _structured(previous.strip(), items=False):
            joined[-1] = (f"{joined[-1][0]} {stripped}", joined[-1][1])
        else:
            joined.append((words, page))
        previous = words
    return joined


def _structured(text: str, items: bool = True) -> bool:
    return bool(
        text.startswith(("#", "|", ">"))
        or "\t" in text
        or ". . ." in text
        or "...." in text
        or (items and line(text).kind == "item")
    )


def _blocks(lines: list[tuple[str, int | None]]) -> list[Block]:
    blocks: list[Block] = []
    blank = True
    for words, page in lines:
        if not words.strip():
            blank = True
            continue
        if blocks and not blank and _underlines(words, blocks[-1]):
            blocks[-1].level = 1 if words.strip()[0] == "=" else 2
            continue
        block = _block(words)
        block.page, block.tight = page, not blank
        if block.text:
            blocks.append(block)
            blank = False
    return blocks


def _underlines(words: str, block: Block) -> bool:
    """Markdown's other way to mark a heading: a line of = or - below it."""
    return (
        bool(re.fullmatch(r"\s*(={3,}|-{3,})\s*", words))
        and block.kind == "text"
        and len(block.text) < 120
        and not block.level
    )


def _block(words: str) -> Block:
    words = re.sub(r"\s*<!--.*?-->", "", words)
    if match := _HEADING.match(words.strip()):
        return Block(plain(match[2]), level=len(match[1]))
    words = _TAG.sub(" ", words)
    cells = [cell.strip() for cell in words.rstrip(" ").split("\t")]
    first = next((at for at, cell in enumerate(cells) if cell), 0)
    if len(cells) - first > 1 and any(cells[first + 1 :]) and not re.fullmatch(r"[-*•▪o]|[\d.]+[.)]?", cells[first]):
        return row(cells)
    words = words.strip()
    if words.startswith("|") or re.fullmatch(r"[^|]+( \| [^|]+)+", words):
        return Block(words, "row")  # a Markdown table stays as it was written
    block = line(re.sub(r"[ \t]+", " ", words))
    block.bold = bool(re.fullmatch(r"\*\*[^*]+\*\*:?", words))
    return block
