"""Text that stands side by side on a page with no rules between it: columns of prose, and tables without ruling."""

import re
from collections.abc import Sequence
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


def side_by_side(rows: list[Row], rules: Sequence[float] = ()) -> tuple[list[Row], list[tuple[float, list[list[str]]]]]:
    """The lines of a page in reading order, and its tables without ruling, each with its height on the page.

    `rules` are the heights of horizontal lines: some tables have no others.
    """
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
            for column in zip(*(_split(row, gutters) for row in run), strict=True):
                edge = max(part[-1]["x1"] for part in column if part)
                for part in filter(None, column):
                    part[0]["edge"] = edge  # where the column's lines end, which is not where the page's do
                    lines.append(part)
            at = end
        else:
            tables.append((run[0][0]["top"], _table(run, gutters, rules)))
            at = end
    return lines, tables


def _run(rows: list[Row], start: int) -> tuple[int, list[Gutter]]:
    """How far the lines from `start` on leave the same gutters free, and these; none, if they are ordinary lines."""
    free = _free(rows[start])
    best: tuple[int, list[Gutter]] = (start + 1, [])
    if len(free) < 3:
        return best  # it has words on one side only
    for end in range(start + 1, len(rows)):
        gap, size = rows[end][0]["top"] - rows[end - 1][0]["top"], rows[end][0]["size"]
        if not 0 < gap < 4 * size or abs(size - rows[start][0]["size"]) > 1.5:
            break
        here = _free(rows[end])
        free = [
            both for a in free for b in here if (both := (max(a[0], b[0]), min(a[1], b[1])))[1] - both[0] >= _NARROWEST
        ]
        gutters = [gutter for gutter in free if _divides(rows[start : end + 1], gutter, 2)]
        if gutters:
            gutters = [gutter for gutter in free if _divides(rows[start : end + 1], gutter, 1)]
        if not free or (best[1] and not gutters):
            break
        # A line on the left alone may be the text below; one that is set as close is the longer column's.
        if gutters and (rows[end][-1]["x0"] >= gutters[0][1] - 0.1 or gap < 1.3 * size):
            best = (end + 1, gutters)
    return best


def _free(row: Row) -> list[Gutter]:
    """Where the line has no words: wide gaps, and all that is left and right of it."""
    gaps = [(one["x1"], other["x0"]) for one, other in pairwise(row) if other["x0"] - one["x1"] >= _NARROWEST]
    return [(0.0, row[0]["x0"]), *gaps, (row[-1]["x1"], 10000.0)]


def _divides(rows: list[Row], gutter: Gutter, fewest: int) -> bool:
    """Are there words on both sides, in `fewest` lines at least, that are more than a list's marks or page numbers?"""
    lefts = [" ".join(word["text"] for word in row if word["x1"] <= gutter[0] + 0.1) for row in rows]
    rights = [" ".join(word["text"] for word in row if word["x0"] >= gutter[1] - 0.1) for row in rows]
    both = [(left, right) for left, right in zip(lefts, rights, strict=True) if left and right]
    if len(both) < fewest or sum(map(bool, lefts)) < 2 or sum(map(bool, rights)) < 2:
        return False
    marks = all(_MARK.match(left) or LIST_ITEM.match(left + " x") for left, _ in both)
    numbers = all(re.fullmatch(r"\d{1,4}|[ivx]+", right) for _, right in both)
    return not marks and not numbers


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


def _table(rows: list[Row], gutters: list[Gutter], rules: Sequence[float]) -> list[list[str]]:
    """The table's rows, each of which may have several lines."""
    parts = [_split(row, gutters) for row in rows]
    groups = _rows_of(rows, parts, rules)
    cells: list[list[Row]] = []
    for at, (group, part) in enumerate(zip(groups, parts, strict=True)):
        if at and group == groups[at - 1]:
            cells[-1] = [before + more for before, more in zip(cells[-1], part, strict=True)]
        else:
            cells.append(part)
    return [[joined(cell) for cell in row] for row in cells]


def _rows_of(rows: list[Row], parts: list[list[Row]], rules: Sequence[float]) -> list[int]:
    """Which row of the table each line belongs to."""
    tops = [row[0]["top"] for row in rows]
    bands = [sum(rule < top + 0.5 * row[0]["size"] for rule in rules) for top, row in zip(tops, rows, strict=True)]
    if len(set(bands)) > 2:
        return bands
    anchors = [at for at, part in enumerate(parts) if part[0]]
    steps = [
        b - a
        for column in range(len(parts[0]))
        for a, b in pairwise(top for top, part in zip(tops, parts, strict=True) if part[column])
    ]
    close = bool(steps) and any(b - a < 0.75 * min(steps) for a, b in pairwise(tops))
    if close and anchors:
        # Cells are centred in their rows: a line belongs to the nearest first cell.
        return [min(anchors, key=lambda anchor: abs(tops[anchor] - top)) for top in tops]
    # Cells begin at their rows' tops: a line without a first cell goes on with the row before.
    return [sum(anchor <= at for anchor in anchors) for at in range(len(rows))]
