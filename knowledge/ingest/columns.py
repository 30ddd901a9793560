"""Text that stands side by side on a page with no rules between it: columns of prose, and tables without ruling."""

import re
from itertools import pairwise
from statistics import median
from typing import Any

from knowledge.ingest.document import LIST_ITEM
from knowledge.ingest.paragraphs import joined

Word = dict[str, Any]
Row = list[Word]
Gutter = tuple[float, float]

_NARROWEST = 9.0  # points of a gutter; spaces between words are narrower, in justified lines too
_FEWEST_OF_PROSE = 6  # lines of a column of prose
_MARK = re.compile(r"^(?:[\d.]+[.)]?|\W|[ivx]+|\(?[a-z]\))$")


def side_by_side(rows: list[Row]) -> tuple[list[Row], list[tuple[float, list[list[str]]]]]:
    """The lines of a page in reading order, and its tables without ruling, each with its height on the page."""
    lines: list[Row] = []
    tables: list[tuple[float, list[list[str]]]] = []
    at = 0
    while at < len(rows):
        end, gutters = _run(rows, at)
        run = rows[at:end]
        if not gutters:
            lines.append(rows[at])
            at += 1
        elif _is_prose(run, gutters):
            left, right = zip(*(_split(row, gutters) for row in run), strict=True)
            lines += [part for part in (*left, *right) if part]
            at = end
        else:
            tables.append((run[0][0]["top"], _table(run, gutters)))
            at = end
    return lines, tables


def _run(rows: list[Row], start: int) -> tuple[int, list[Gutter]]:
    """How far the lines from `start` on leave the same gutters free, and these; none, if they are ordinary lines."""
    free = _free(rows[start])
    best: tuple[int, list[Gutter]] = (start + 1, [])
    for end in range(start + 1, len(rows)):
        gap = rows[end][0]["top"] - rows[end - 1][0]["top"]
        if not 0 < gap < 4 * rows[end][0]["size"]:
            break
        free = [
            (max(a[0], b[0]), min(a[1], b[1]))
            for a in free
            for b in _free(rows[end])
            if min(a[1], b[1]) - max(a[0], b[0]) >= _NARROWEST
        ]
        gutters = [gutter for gutter in free if _divides(rows[start : end + 1], gutter)]
        if not free:
            break
        if gutters and len(_split(rows[end], gutters)) == len(gutters) + 1:
            best = (end + 1, gutters)
    return best


def _free(row: Row) -> list[Gutter]:
    """Where the line has no words: wide gaps, and all that is left and right of it."""
    gaps = [(one["x1"], other["x0"]) for one, other in pairwise(row) if other["x0"] - one["x1"] >= _NARROWEST]
    return [(0.0, row[0]["x0"]), *gaps, (row[-1]["x1"], 10000.0)]


def _divides(rows: list[Row], gutter: Gutter) -> bool:
    """Are there words on both sides, in two lines at least, that are more than marks of a list or page numbers?"""
    both = []
    for row in rows:
        left = [word["text"] for word in row if word["x1"] <= gutter[0] + 0.1]
        right = [word["text"] for word in row if word["x0"] >= gutter[1] - 0.1]
        if left and right:
            both.append((" ".join(left), " ".join(right)))
    marks = all(_MARK.match(left) or LIST_ITEM.match(left + " x") for left, _ in both)
    numbers = all(re.fullmatch(r"\d{1,4}|[ivx]+", right) for _, right in both)
    return len(both) >= 2 and 4 * len(both) >= len(rows) and not marks and not numbers


def _split(row: Row, gutters: list[Gutter]) -> list[Row]:
    """The words of each column."""
    parts: list[Row] = [[] for _ in range(len(gutters) + 1)]
    for word in row:
        parts[sum(word["x0"] >= right - 0.1 for _, right in gutters)].append(word)
    return parts


def _is_prose(rows: list[Row], gutters: list[Gutter]) -> bool:
    if len(gutters) != 1:
        return False
    for column in zip(*(_split(row, gutters) for row in rows), strict=True):
        lines = [line for line in column if line]
        widths = [line[-1]["x1"] - line[0]["x0"] for line in lines]
        if len(lines) < _FEWEST_OF_PROSE or median(map(len, lines)) < 3 or median(widths) < 0.75 * max(widths):
            return False
    return True


def _table(rows: list[Row], gutters: list[Gutter]) -> list[list[str]]:
    """The table's rows. A line goes on with the row before if its first cell is empty, or if space parts the rows."""
    gaps = [b[0]["top"] - a[0]["top"] for a, b in pairwise(rows)]
    spaced = max(gaps) > 1.3 * min(gaps) and sum(gap < 1.15 * min(gaps) for gap in gaps) >= 2
    cells: list[list[Row]] = []
    for row, gap in zip(rows, [0.0, *gaps], strict=True):
        parts = _split(row, gutters)
        if cells and ((gap < 1.15 * min(gaps)) if spaced else not parts[0]):
            cells[-1] = [before + part for before, part in zip(cells[-1], parts, strict=True)]
        else:
            cells.append(parts)
    return [[joined(part) for part in row] for row in cells]
