"""Where in the body each section begins, and with which number and title."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.ingest.contents import (
    Contents,
    Entry,
    Heading,
    alike,
    heading,
    is_title,
    same,
)
from knowledge.ingest.document import Block

_LONGEST = 160
_MOST_CANDIDATES = 2500
_BACK_MATTER = re.compile(
    r"^(references|bibliography|acknowledge?ments|index|glossary|foreword|preface)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Start:
    """A section's heading: block `at`, and `span` blocks long. `entry` is what the contents list says of it."""

    at: int
    span: int
    heading: Heading
    entry: Entry | None = None
    weight: float = 0.0
    marked: bool = False  # by a heading style, its size, or all of it in bold


@dataclass
class Outline:
    """The document's sections in order, and the blocks where a chapter, or what has no number, begins."""

    starts: list[Start]
    breaks: set[int]


def outline(blocks: list[Block], contents: Contents, chapters: bool) -> Outline:
    """The sections that numbers or the contents list mark. With `chapters`, "Chapter 2" is a section's number.

    Numbers also begin list items, cross-references and the small contents list that opens a chapter. The
    sections are therefore the heaviest run of candidates whose numbers rise from the document's beginning to its end.
    """
    listed = {entry.heading.id: entry for entry in contents.entries if entry.heading.id}
    styled = any(block.level > 1 for block in blocks) or sum(block.level == 1 for block in blocks) > 1
    titles: dict[str, list[Entry]] = {}
    for entry in listed.values():
        titles.setdefault(same(entry.heading.bare), []).append(entry)
    candidates: list[Start] = []
    for at, block in enumerate(blocks):
        if contents.start <= at < contents.end or not 0 < len(block.plain) <= _LONGEST or _is_data(block):
            continue
        found = _listed(blocks, at, listed, titles, chapters)
        candidates += found or _unlisted(blocks, at, listed, chapters)
    dotted = any(one.heading.depth > 1 for one in candidates)
    if dotted and not listed:
        # Beside 1.1 and 1.2, an unmarked "1. Ask whether it is safe" is a list's item.
        candidates = [one for one in candidates if one.heading.depth > 1 or one.marked or one.heading.key[0] == 1]
        if any(one.marked and one.heading.depth > 1 for one in candidates):
            candidates = [one for one in candidates if one.marked or one.heading.key[0] == 1]
    chain = _heaviest(blocks, candidates)
    if not listed and not any(one.marked for one in chain):
        # Lines that begin with a number are no numbering unless they count; least of all beside real headings.
        counting = sum(_follows(one.heading, other.heading) for one, other in pairwise(chain))
        if len(chain) < 2 or (styled and counting < 0.7 * (len(chain) - 1)):
            chain = []
    return Outline(chain, _breaks(blocks, contents, chain, chapters))


def _is_data(block: Block) -> bool:
    """A table's row, unless all of it is one cell: some tables print their section's heading inside."""
    return block.kind == "row" and sum(bool(cell.strip()) for cell in block.text.split(" | ")) > 1


def _listed(
    blocks: list[Block], at: int, listed: dict[str, Entry], titles: dict[str, list[Entry]], chapters: bool
) -> list[Start]:
    """The sections of the contents list that block `at` may be the heading of: several, where titles are the same."""
    block = blocks[at]
    one = heading(block.plain, chapters)
    marked = block.level > 0 or block.bold
    if entry := listed.get(one.id):
        span, title = 1, one
        if at + 1 < len(blocks) and (chapters or blocks[at + 1].tight or marked):
            longer = heading(f"{block.plain} {blocks[at + 1].plain}", chapters)
            # Only a title that stops short, as a wrapped one does, goes on with the next line.
            if (
                alike(longer.bare, entry.heading.bare) > alike(one.bare, entry.heading.bare)
                and len(longer.bare) <= len(entry.heading.bare) + 3
            ):
                span, title = 2, longer
        likeness = alike(title.bare, entry.heading.bare)
        single = len(entry.heading.key) == 2 and entry.heading.key[0] == 0
        long = len(title.bare) > 2 * len(entry.heading.bare) + 30
        if (
            (marked and likeness >= 40)
            or (likeness >= 85 and not long)
            or (not (single or long) and _reads_as_title(title, block))
        ):
            return [Start(at, span, title, entry, 3 + likeness / 100 + marked, marked)]
    if not one.id and block.kind == "text" and (marked or not block.tight):
        # The numbers may stand in the contents list alone: Word prints them over the sections by itself.
        entries = titles.get(same(block.plain), [])
        if not entries and marked:
            nearest = max(titles, key=lambda title: alike(title, block.plain), default="")
            entries = titles[nearest] if alike(nearest, block.plain) >= 90 else []
        return [
            Start(at, 1, replace(entry.heading, title=block.plain, bare=block.plain), entry, 2.5 + marked, marked)
            for entry in entries
        ]
    return []


def _unlisted(blocks: list[Block], at: int, listed: dict[str, Entry], chapters: bool) -> list[Start]:
    """The section, if any, that block `at` is the heading of, where the contents list has none or leaves it out."""
    block = blocks[at]
    one = heading(block.plain, chapters)
    if not one.id or one.id in listed:
        return []
    marked = block.level > 0 or block.bold
    labelled = chapters and not block.plain[0].isdigit()
    span = 1
    if labelled and not one.bare and at + 2 < len(blocks) and len(blocks[at + 1].plain) <= 100:
        # "Chapter 2:" on one line and its title on the next.
        span, one = 2, heading(f"{block.plain} {blocks[at + 1].plain}", chapters)
    deepest = max([2, *(entry.heading.depth for entry in listed.values())])
    if one.depth > deepest or (not marked and listed) or not _reads_as_title(one, block):
        return []
    if not marked and not labelled and one.depth == 1 and one.key[0] == 0:
        alone = not block.tight and (at + 1 == len(blocks) or not blocks[at + 1].tight)
        if not alone or len(one.bare) > 80 or _in_list(blocks, at, one):
            return []
    return [Start(at, span, one, None, 2.0 + (block.level > 0) if marked else 1.0, marked)]


def _in_list(blocks: list[Block], at: int, one: Heading) -> bool:
    """Does the list item before or after block `at` count with it?"""
    around = [
        heading(blocks[other].plain)
        for other in (at - 1, at + 1)
        if 0 <= other < len(blocks) and blocks[other].kind == "item"
    ]
    return blocks[at].kind == "item" and any(
        other.depth == 1 and abs(other.key[-1] - one.key[-1]) == 1 for other in around
    )


def _reads_as_title(one: Heading, block: Block) -> bool:
    first = next((letter for letter in one.bare if letter.isalpha()), "")
    ends = one.bare.rstrip().endswith((".", ",", ";", ":")) and not one.bare.endswith("etc.")
    return bool(first) and (first.isupper() or block.level > 0) and not ends and len(one.bare) <= 110


def _heaviest(blocks: list[Block], candidates: list[Start]) -> list[Start]:
    """The run of candidates with rising numbers that weighs most."""
    if len(candidates) > _MOST_CANDIDATES:
        candidates = sorted(sorted(candidates, key=lambda one: -one.weight)[:_MOST_CANDIDATES], key=lambda one: one.at)
    begins = {one.at for one in candidates}
    best: list[float] = []
    before: list[int] = []
    for here, one in enumerate(candidates):
        after = one.at + one.span
        # A heading has text below it; a line of a list of headings has the next one's.
        weight = one.weight + (0.6 if after < len(blocks) and after not in begins else 0.0)
        top, link = 0.0, -1
        for there in range(here):
            earlier = candidates[there]
            if earlier.at + earlier.span <= one.at and earlier.heading.key < one.heading.key:
                total = best[there] + (0.5 if _follows(earlier.heading, one.heading) else 0.0)
                if total > top:
                    top, link = total, there
        best.append(weight + top)
        before.append(link)
    chain = []
    at = max(range(len(best)), key=best.__getitem__, default=-1)
    while at >= 0:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _follows(one: Heading, other: Heading) -> bool:
    a, b = one.key, other.key
    return (
        b == (*a[:-1], a[-1] + 1)
        or b == (*a, 1)
        or (len(a) > 2 and b[: len(a) - 2] == a[:-2] and b[len(a) - 2] == a[-2] + 1)
    )


def _breaks(blocks: list[Block], contents: Contents, chain: list[Start], chapters: bool) -> set[int]:
    """Blocks that end the section before them: a chapter's heading, the references, the contents list."""
    starts = {one.at: one for one in chain}
    others = [entry.heading for entry in contents.entries if not entry.heading.id]
    known = {one.chapter for one in others if one.chapter is not None}
    found = {contents.start} if contents.entries else set()
    level, chapter = 0, 0
    for at, block in enumerate(blocks):
        if at in starts:
            level, chapter = block.level, starts[at].heading.key[1] if starts[at].heading.key[0] == 0 else chapter
            continue
        text = block.plain
        if not text or len(text) > _LONGEST or contents.start <= at < contents.end or _is_data(block):
            continue
        one = heading(text)
        expected = one.chapter in known if known else one.chapter in (chapter, chapter + 1)
        if not chapters and not one.id and one.chapter is not None and expected:
            divided = re.match(r"^\w+ \w+\s*([:.–—-]|$)", text) and not text.endswith(".")
            titled = any(alike(one.bare, other.bare) >= 90 for other in others if other.chapter == one.chapter)
            if divided or titled or block.level:
                found.add(at)
                continue
        if (_BACK_MATTER.match(text) and (block.level <= level or not block.level) and not block.tight) or (
            any(same(other.title) == same(text) for other in others) and (not block.tight or block.level)
        ):
            found.add(at)
        elif 0 < block.level < level and not others and not one.id:
            # Without a contents list that names the chapters, a higher heading is one.
            found.add(at)
        elif is_title(block):
            found.add(at)
    return found


def by_style(blocks: list[Block], contents: Contents) -> Outline:
    """The sections of a document that numbers nothing: its headings of the two highest ranks that have text."""
    inside = [at for at in range(len(blocks)) if not contents.start <= at < contents.end]
    heads = [at for at in inside if blocks[at].level and len(blocks[at].plain) <= _LONGEST]
    if not heads:
        # Nothing is larger or styled: lines all in bold are the only sign left.
        heads = [
            at
            for at in inside
            if blocks[at].bold and blocks[at].kind == "text" and _reads_as_title(heading(blocks[at].plain), blocks[at])
        ]
    ranks = {at: blocks[at].level or 1 for at in heads}
    if (
        len(heads) > 1
        and sum(rank == ranks[heads[0]] for rank in ranks.values()) == 1
        and ranks[heads[0]] == min(ranks.values())
    ):
        heads = heads[1:]  # the document's own title
    worded = [at for at in heads if at + 1 < len(blocks) and at + 1 not in ranks and not is_title(blocks[at])]
    highest = sorted({ranks[at] for at in worded})[:2]
    chosen = [at for at in worded if ranks[at] in highest]
    starts, chapter = [], ""
    for at in sorted(set(heads) | set(chosen)):
        title = blocks[at].plain
        if ranks[at] <= min(highest, default=0):
            chapter = title
        if at in chosen:
            n = len(starts) + 1
            starts.append(Start(at, 1, Heading(str(n), title, title, (0, n), chapter or title)))
    breaks = {at for at in heads if ranks[at] <= max(highest, default=0) and at not in chosen}
    return Outline(starts, breaks | ({contents.start} if contents.entries else set()))
