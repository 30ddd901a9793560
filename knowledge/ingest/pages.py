"""Running headers and footers, and the page numbers that stand in them."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

PAGE_LINE = re.compile(
    r"^(?:[-–—|]\s*)?(?:page\s*)?(?P<page>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*\|\s*page)?(?:\s*[-–—|])?$",
    re.IGNORECASE,
)
_OUTERMOST = 4  # lines at either end of a page that may be running ones
_SAME_HEIGHT = 3.0  # points
_MOST_TEXT = 120  # characters of a running line
_NUMBERED = re.compile(r"(?:chapter|section|part|module|unit|appendix|annex)\b|\d+\.", re.IGNORECASE)


@dataclass
class Line:
    """A line of a page. `top` and `size` are in points, where they are known; `words` what a reader needs of it.

    `margin` says whether it stands where running headers and footers do.
    """

    text: str
    top: float | None = None
    size: float = 0.0
    margin: bool = True
    words: list[Any] = field(default_factory=list)


def without_running(pages: list[list[Line]]) -> list[tuple[list[Line], int | None]]:
    """Each page's lines without running headers, footers and page numbers, and the page's printed number.

    A line is running if it is among a page's outermost, stands apart from the text, and other pages have
    the same words at the same height, but for a number that counts with the pages. The printed number is
    the one that counts so; where no line has one, the page's place in the file.
    """
    seen: dict[str, list[tuple[int, Line]]] = {}
    sizes: Counter[float] = Counter()
    for place, lines in enumerate(pages):
        for one in lines:
            sizes[round(one.size, 1)] += len(one.text)
        for one in _ends(lines):
            seen.setdefault(_pattern(one.text), []).append((place, one))
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    usual = _usual_gap(pages)
    enough = 3 if len(pages) > 4 else 2
    running: list[set[int]] = []
    shifts: Counter[int] = Counter()
    for place, lines in enumerate(pages):

        def repeats(one: Line, place: int = place) -> bool:
            return _repeats(one, place, seen.get(_pattern(one.text), []), enough, body)

        found = _running(lines, repeats, body, usual) + _running(lines[::-1], repeats, body, usual)
        running.append({id(one) for one in found})
        shifts.update({number - place for one in found for number in _numbers(one.text)})
    # A number that counts with the pages is a page number; the year in a footer does not count.
    shift, times = shifts.most_common(1)[0] if shifts else (1, 0)
    if times < 2:
        shift = 1
    kept = []
    for place, lines in enumerate(pages):
        rest = [one for one in lines if id(one) not in running[place]]
        lone = {id(one) for one in _outermost(rest) if _is_number(one, place + shift)}
        kept.append(([one for one in rest if id(one) not in lone], place + shift))
    return kept


def _ends(lines: list[Line]) -> list[Line]:
    worded = [one for one in lines if one.text.strip()]
    return worded if len(worded) <= 2 * _OUTERMOST else worded[:_OUTERMOST] + worded[-_OUTERMOST:]


def _outermost(lines: list[Line]) -> list[Line]:
    worded = [one for one in lines if one.text.strip()]
    return worded[:1] + worded[1:][-1:]


def _running(lines: list[Line], repeats: Callable[[Line], bool], body: float, usual: float) -> list[Line]:
    """The running lines at the beginning of `lines`: those that repeat, up to a gap or a change of letters.

    The same paragraph may end at the same height on many pages of a form; nothing sets its lines apart.
    """
    found: list[Line] = []
    waiting: list[Line] = []
    for at, one in enumerate(lines):
        if not one.text.strip():
            continue
        if len(found) + len(waiting) == _OUTERMOST or not repeats(one):
            break
        if found and not waiting and round(one.size, 1) == body and not PAGE_LINE.match(one.text.strip()):
            break  # what follows a running line in the text's own letters is text
        waiting.append(one)
        if _apart(one, lines[at + 1] if at + 1 < len(lines) else None, usual):
            found, waiting = found + waiting, []
    return found


def _usual_gap(pages: list[list[Line]]) -> float:
    """From line to line in most of the text: a page with three lines does not show it."""
    tops = [(a.top, b.top) for lines in pages for a, b in pairwise(lines)]
    gaps = [b - a for a, b in tops if a is not None and b is not None]
    return median(gaps) if gaps else 0.0


def _apart(one: Line, other: Line | None, usual: float) -> bool:
    if other is None or not other.text.strip():
        return True
    if one.top is None or other.top is None:
        return False
    return abs(one.size - other.size) > 0.4 or abs(one.top - other.top) > 1.2 * usual


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\b\d{1,4}\b", text)]


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", _same(text))


def _same(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _repeats(one: Line, place: int, others: list[tuple[int, Line]], enough: int, body: float) -> bool:
    if len(one.text) > _MOST_TEXT or not one.margin:
        return False
    # "2.1 …" at the top of one page and "2.2 …" at the top of the next are headings that count with the pages,
    # and so are larger letters; a page number stands first or last in its line.
    text = one.text.strip()
    counts = (
        not _NUMBERED.match(text)
        and one.size <= 1.12 * body
        and bool(re.search(r"^\W*\d|\d\W*$|page \d", text, re.IGNORECASE))
    )
    shifts = {number - place for number in _numbers(text)}
    level = set()
    for at, other in others:
        if one.top is not None and other.top is not None and abs(one.top - other.top) > _SAME_HEIGHT:
            continue
        if _same(other.text) == _same(text) or (counts and shifts & {number - at for number in _numbers(other.text)}):
            level.add(at)
    # Letters smaller than the text's, set apart in the margin, need less to give them away.
    return len(level) >= (2 if 0 < one.size < body - 0.4 else enough)


def _is_number(one: Line, number: int) -> bool:
    match = PAGE_LINE.match(one.text.strip())
    return bool(match) and int(match["page"]) == number and one.margin
