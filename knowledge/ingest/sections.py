"""A document's sections: cut at its headings, their words as printed."""

import re
from dataclasses import dataclass, replace

from knowledge.ingest.contents import Contents, alike, find, numbered, same
from knowledge.ingest.document import LINK, LIST_ITEM, Block, Document
from knowledge.ingest.headings import Outline, Start, by_style, outline

_BARE_URL = re.compile(r"<?((?:https?://|www\.)[^\s<>\"|]+)>?")
_WORTH_NAMING = 25  # words; less is a chapter's blurb or a signature


@dataclass(frozen=True)
class Section:
    """One section of the document. `body` is Markdown, word for word."""

    id: str
    title: str
    aliases: tuple[str, ...]
    page: int | None
    chapter: int | str
    links: tuple[tuple[str, str | None], ...]
    body: str


@dataclass(frozen=True)
class Cut:
    """The sections of a document, and sentences about what it has and they lack."""

    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()


def cut(document: Document) -> Cut:
    """The document's sections in order; none, if nothing in it marks a heading."""
    blocks = document.blocks
    contents = find(blocks)
    for way in (_by_number, _by_chapter, _by_listed_title, _by_style):
        contents_used, found, renumbered = way(blocks, contents)
        made = _sections(blocks, found, renumbered)
        if made:
            return Cut(tuple(made), tuple(_warnings(blocks, contents_used, found, made)))
    return Cut(())


def _by_number(blocks: list[Block], contents: Contents) -> tuple[Contents, Outline, bool]:
    return contents, outline(blocks, contents, chapters=False), False


def _by_chapter(blocks: list[Block], contents: Contents) -> tuple[Contents, Outline, bool]:
    if any(entry.heading.chapter is not None for entry in contents.entries):
        contents = numbered(contents)
    return contents, outline(blocks, contents, chapters=True), False


def _by_listed_title(blocks: list[Block], contents: Contents) -> tuple[Contents, Outline, bool]:
    listed = numbered(contents)
    return listed, outline(blocks, listed, chapters=False) if listed.entries else Outline([], set()), True


def _by_style(blocks: list[Block], contents: Contents) -> tuple[Contents, Outline, bool]:
    return Contents(start=contents.start, end=contents.end), by_style(blocks, contents), True


def _spans(blocks: list[Block], found: Outline) -> list[tuple[Start, int, int]]:
    """Each section's heading with the blocks of its text: up to the next section, chapter or back matter."""
    edges = sorted({one.at for one in found.starts} | found.breaks | {len(blocks)})
    spans = []
    for one in found.starts:
        first = one.at + one.span
        spans.append((one, first, next(edge for edge in edges if edge > one.at and edge >= min(first, len(blocks)))))
    return spans


def _sections(blocks: list[Block], found: Outline, renumbered: bool) -> list[Section]:
    made: list[Section] = []
    for one, first, end in _spans(blocks, found):
        body = render(blocks[first:end], blocks[one.at].level)
        if not body:
            continue  # a chapter whose text is all in its sections
        head = replace(one.heading, id=str(len(made) + 1)) if renumbered else one.heading
        title = _title(head.title)
        listed = _title(one.entry.heading.title) if one.entry else title
        made.append(
            Section(
                id=head.id,
                title=title,
                aliases=() if same(listed) == same(title) else (listed,),
                page=(one.entry.page if one.entry else None) or blocks[one.at].page,
                chapter="appendix" if head.key[0] else head.chapter or head.key[1],
                links=_links(body),
                body=body,
            )
        )
    return made


def _title(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" \t.:|") or text.strip()


def render(blocks: list[Block], level: int = 0) -> str:
    """The blocks as Markdown. A list stays with the line that leads into it; a sentence that a page cut is whole."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        text = _marked(block, level)
        if not text:
            continue
        if previous is None:
            parts.append(text)
        elif _goes_on(previous, block):
            parts.append(" " + text)
        else:
            leads = previous.text.rstrip().endswith(":") and not previous.level
            listed = block.kind == "item" and (previous.kind == "item" or leads)
            rows = block.kind == "row" and previous.kind == "row" and block.tight
            tight = (
                block.tight
                and block.kind != "row"
                and previous.kind != "row"
                and not block.level
                and not previous.level
            )
            parts.append(("\n" if listed or rows or tight else "\n\n") + text)
        previous = block
    return "".join(parts).strip()


def _marked(block: Block, level: int) -> str:
    text = block.text.strip()
    if block.level:
        depth = max(2, min(6, block.level - level + 1)) if level else 2
        return f"{'#' * depth} {block.plain}"
    if block.number:
        text = f"{block.number} {text}"
    # A line that begins with "# of children" would be read as a heading.
    return re.sub(r"(?m)^#", r"\\#", text)


def _goes_on(before: Block, block: Block) -> bool:
    """Is `block` the rest of a paragraph or list item that a page end cut?"""
    if block.kind != "text" or before.kind == "row" or block.level or before.level or block.tight or block.number:
        return False
    starts = re.match(r"\(?(?!www\.)[a-z][a-z'’-]*(?:[\s,;.:)]|$)", block.text) and not LIST_ITEM.match(block.text)
    stops = re.search(r"[a-z,]$", before.text.rstrip())
    return bool(starts and stops and len(before.text) > 40)


def _links(body: str) -> tuple[tuple[str, str | None], ...]:
    """The documents and sites that the text names: its links, and the addresses that it prints."""
    found: dict[tuple[str, str | None], None] = {}
    for match in LINK.finditer(body):
        name, url = re.sub(r"\\(.)", r"\1", match[1]).strip(), match[2]
        if not url.startswith(("tel:", "mailto:")):
            found[name, None if url.startswith("#") or not url else url] = None
    for match in _BARE_URL.finditer(LINK.sub(" ", body)):
        printed = match[1].rstrip(".,;:!?)'’”*")
        found[printed, printed if "://" in printed else f"https://{printed}"] = None
    return tuple(found)


def _warnings(blocks: list[Block], contents: Contents, found: Outline, made: list[Section]) -> list[str]:
    warnings = []
    got = {one.at for one, first, end in _spans(blocks, found) if render(blocks[first:end])}
    have = {one.entry.heading.id for one in found.starts if one.entry and one.at in got} | {one.id for one in made}
    parents = {entry.heading.key[:-1] for entry in contents.entries} | {one.heading.key[:-1] for one in found.starts}
    for entry in contents.entries:
        if entry.heading.id and entry.heading.id not in have and entry.heading.key not in parents:
            page = f", page {entry.page}" if entry.page else ""
            name = f"{entry.heading.id} '{_title(entry.heading.title)}'{page}"
            warnings.append(
                f"The contents list has {name}, but no text was found for it."
                " It may be a picture: write the section by hand."
            )
    inside = {at for _, first, end in _spans(blocks, found) for at in range(first, end)} | {
        one.at for one in found.starts
    }
    named: dict[str, int] = {}
    name = "what stands before the first heading"
    for at, block in enumerate(blocks):
        if at in inside or contents.start <= at < contents.end:
            continue
        if at in found.breaks and not any(alike(name, block.plain) >= 95 for name in named):
            name = block.plain
        named[name] = named.get(name, 0) + len(block.plain.split())
    left = [name for name, words in named.items() if words >= _WORTH_NAMING]
    if left:
        warnings.append("Not taken in, as it is in no section: " + "; ".join(left) + ".")
    return warnings
