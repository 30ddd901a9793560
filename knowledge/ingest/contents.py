"""Printed headings as numbers and titles, and the contents list that names them with their pages."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.ingest.document import Block, plain

_ROMAN = r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})"
_WORDS = {
    word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
_END = r"\s*[:.–—-]?\s*(?P<title>.*)$"
_SECTION = re.compile(
    r"^(?:(?:section|part|paragraph)\s+(?=\d+\.\d))?(?P<number>\d{1,3}(?:\.\d{1,3}){1,4}|\d{1,2})"
    r"(?:(?:[.):]|\s*[–—:-])?\s+|\.?(?-i:(?=[A-Z])))(?P<title>[^\s\d.,:].*|\d+\D.*)$",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    rf"^(?:chapter|section|part|module|unit)\s+(?P<number>\d{{1,2}}|{'|'.join(_WORDS)}|{_ROMAN})(?![\w.]\w){_END}",
    re.IGNORECASE,
)
_APPENDIX = re.compile(rf"^(?:appendix|annexe?)(?:\s+(?P<number>\d{{1,2}}|[A-Z](?!\w)))?\b{_END}", re.IGNORECASE)
_TITLE = re.compile(r"^(?:table of )?contents(?: (?:page|list))?:?$", re.IGNORECASE)
_PAGE = r"\d{1,4}|(?-i:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})"
_ENTRY = re.compile(
    rf"^(?P<title>\S.*?)(?P<leader>[\s.…·_|,(]*[\s.…·_|(])(?:page\s|pp?\.\s?)?(?P<page>{_PAGE})\)?$", re.IGNORECASE
)
_LONGEST = 200
_MOST_PAGES = 1500  # "Children Act 1989" is no entry


@dataclass(frozen=True)
class Heading:
    """A heading taken apart. `key` orders numbers as the print does: 1.9, 1.10, 2.1, A1."""

    id: str  # "" for what has no section's number
    title: str  # as printed, without its number
    bare: str  # the same without "Appendix 1"
    key: tuple[int, ...] = ()
    chapter: int | str | None = None

    @property
    def depth(self) -> int:
        return len(self.key) - 1


@dataclass(frozen=True)
class Entry:
    """A line of the contents list."""

    heading: Heading
    page: int | None


@dataclass(frozen=True)
class Contents:
    """The contents list: its entries, and the blocks `start` to `end` that it takes up."""

    entries: list[Entry] = field(default_factory=list)
    start: int = 0
    end: int = 0


def heading(text: str, chapters: bool = False) -> Heading:
    """The number and title that `text` would have as a heading. With `chapters`, "Chapter 2" numbers a section."""
    text = plain(text)
    if match := _APPENDIX.match(text):
        number = (match["number"] or "1").upper()
        key = int(number) if number.isdigit() else ord(number) - 64
        return Heading(f"A{number}", text, match["title"], (1, key))
    if match := _CHAPTER.match(text):
        number = _chapter_number(match["number"])
        if chapters:
            return Heading(str(number), match["title"] or text, match["title"], (0, number), number)
        return Heading("", text, match["title"], chapter=number)
    if match := _SECTION.match(text):
        numbers = tuple(int(n) for n in match["number"].split("."))
        return Heading(".".join(map(str, numbers)), match["title"], match["title"], (0, *numbers), numbers[0])
    return Heading("", text, text)


def _chapter_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def alike(one: str, other: str) -> float:
    """How alike two titles are, 0 to 100, case and quotation marks aside; one may go on where the other stops."""
    one, other = same(one), same(other)
    if not one or not other:
        return 0.0
    begins = 95.0 if (one + " ").startswith(other + " ") or (other + " ").startswith(one + " ") else 0.0
    return max(begins, fuzz.ratio(one, other))


@lru_cache(maxsize=20_000)
def same(title: str) -> str:
    """`title` for comparing: case, spaces, quotation marks, dashes and a last full stop don't count."""
    title = re.sub(r"[‘’`´]", "'", re.sub(r"[“”]", '"', title)).replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", title).strip(" .:-").casefold()


def is_title(block: Block) -> bool:
    """Is it the heading over a contents list?"""
    return bool(_TITLE.match(block.plain))


def find(blocks: list[Block]) -> Contents:
    """The document's contents list, or an empty one. The longest, where a document has several."""
    found = [_after(blocks, at + 1, at) for at, block in enumerate(blocks) if is_title(block)]
    found = [one for one in found if len(one.entries) >= 2]
    if not found:
        # Without a heading over it, only leaders or numbers tell a contents list from a table that ends in numbers.
        starts = [at for at, block in enumerate(blocks) if _ruled(block)]
        while starts:
            one = _after(blocks, starts[0], starts[0])
            if sum(entry.page is not None for entry in one.entries) >= 4:
                found.append(one)
            starts = [at for at in starts if at >= max(one.end, starts[0] + 1)]
    return max(found, key=lambda one: len(one.entries), default=Contents())


def _ruled(block: Block) -> bool:
    entry = _ENTRY.match(block.plain) if len(block.text) <= _LONGEST else None
    if not entry:
        return False
    one = heading(entry["title"])
    dotted = entry["leader"].strip().startswith(("..", "…", ". .", "__", "··"))
    return dotted or (block.kind == "row" and (bool(one.id) or one.chapter is not None))


def _after(blocks: list[Block], start: int, title: int) -> Contents:
    """The entries from block `start` on, until the body begins."""
    entries: list[tuple[Entry, int]] = []
    seen: set[str] = set()
    waiting = ""  # the first line of an entry that goes over two
    waited = 0
    last_page = 0
    for at in range(start, len(blocks)):
        text = re.sub(r"^[-*+]\s+", "", blocks[at].plain)
        match = _ENTRY.match(text) if len(text) <= _LONGEST else None
        page = _page(match["page"]) if match else None
        printed = match["title"].rstrip(" .…·_|,(") if match and page is not None else text
        printed = printed.replace(" | ", " ")  # the list may be set as a table
        one = heading(printed)
        if same(text) in ("page", "pages", "page number", "section", "title"):
            continue
        if page is not None and (page >= last_page or not match["page"].isdigit()):
            first = heading(waiting)
            if waiting and not one.id and one.chapter is None:
                one = heading(f"{waiting} {printed}")
            elif waiting and (first.id or first.chapter is not None) and _name(first) not in seen:
                entries.append((Entry(first, None), at))
                seen.add(_name(first))
            elif entries and entries[-1][0].page is None and not one.id and one.chapter is None and not waiting:
                one = heading(f"{entries.pop()[0].heading.title} {printed}")
            if _name(one) in seen:
                break
            last_page = page if match["page"].isdigit() else 0
            entries.append((Entry(one, page if match["page"].isdigit() else None), at))
            seen.add(_name(one))
            waiting, waited = "", 0
            continue
        if len(text) > _LONGEST or _name(one) in seen:
            break
        if (one.id or one.chapter is not None) and not last_page:
            if waited == 1:
                entries.append((Entry(heading(waiting), None), at))
            entries.append((Entry(one, None), at))
            seen.add(_name(one))
            waiting, waited = "", 0
            continue
        waiting, waited = f"{waiting} {text}".strip(), waited + 1
        if waited > 2:
            break
    end = entries[-1][1] + 1 if entries else start
    return Contents([entry for entry, _ in entries], title, end)


def _name(one: Heading) -> str:
    return one.id or (f"chapter {one.chapter}" if one.chapter is not None else same(one.title))


def _page(text: str) -> int | None:
    if text.isdigit():
        return int(text) if int(text) <= _MOST_PAGES else None
    return 0  # a Roman numeral: the pages before the body


def numbered(contents: Contents) -> Contents:
    """The same with numbers for its sections: their own, their chapters', or 1, 2, 3 … where it prints none."""
    entries = contents.entries
    if any(entry.heading.id and entry.heading.key[0] == 0 for entry in entries):
        return contents
    if any(entry.heading.chapter is not None for entry in entries):
        changed = [
            replace(entry, heading=heading(entry.heading.title, chapters=True))
            if entry.heading.chapter is not None
            else entry
            for entry in entries
        ]
        return replace(contents, entries=changed)
    changed = [
        Entry(Heading(str(n), entry.heading.title, entry.heading.title, (0, n), n), entry.page)
        for n, entry in enumerate(entries, 1)
    ]
    return replace(contents, entries=changed)
