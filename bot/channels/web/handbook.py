"""Sources as links, and the pages that they open: a section of the pack, read only, with the passage marked."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot import settings
from knowledge.pack import Pack, Section

_ENOUGH = 4  # words that a passage and a reply share, the rarer in the section the better
_MARKDOWN = MarkdownIt("commonmark", {"html": False})  # HTML in a section is shown as it is written
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True)
class Block:
    """A piece of a section as HTML; `marked` is the passage that was looked for."""

    html: Markup
    marked: bool
    first: bool = False  # of those that are marked


def section(section_id: str) -> Section | None:
    """The section or briefing, or the handbook's own last lines (`about`)."""
    pack = settings.pack()
    return pack.about if section_id == "about" else pack.sections.get(section_id)


def blocks(one: Section, passages: frozenset[int]) -> list[Block]:
    """The section's text; `passages` are numbers of its paragraphs."""
    found: list[Block] = []
    number = 0
    for part in re.split(r"\n\s*\n", one.text):
        headings, paragraph = _apart(part)
        if headings:
            found.append(Block(_html(re.sub(r"(?m)^#", "##", headings)), False))  # the section's title stands over them
        if paragraph:
            marked = number in passages
            found.append(Block(_html(paragraph), marked, marked and not any(b.marked for b in found)))
            number += 1
    return found


def cited(source: str, said: str) -> tuple[str, str] | None:
    """The id of the section that a reply names as its `source`, and its page's address with the passage that `said` is
    nearest to; None where the pack has no such section."""
    section_id = _by_citation().get(source)
    one = section(section_id) if section_id else None
    return (one.id, _href(one.id, passage(one, said))) if one else None


def passage(one: Section, said: str) -> int | None:
    """The number of the paragraph that `said` is nearest to, or None where none is near."""
    paragraphs = one.paragraphs
    for number, paragraph in enumerate(paragraphs):
        if paragraph in said:
            return number
    words = [frozenset(_WORD.findall(paragraph.lower())) for paragraph in paragraphs]
    common = Counter(word for of_one in words for word in of_one)
    wanted = set(_WORD.findall(said.lower()))
    scores = [sum(math.log((len(words) + 1) / common[word]) for word in of_one & wanted) for of_one in words]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and len(words[best] & wanted) >= _ENOUGH else None


def forget() -> None:
    """Another edition is served from now on."""
    _by_citation.cache_clear()


def _href(section_id: str, number: int | None) -> str:
    path = f"handbook/{quote(section_id, safe='')}"
    return path if number is None else f"{path}?passage={number}#passage"


@cache
def _by_citation() -> dict[str, str]:
    """Section ids by how a reply names them."""
    pack: Pack = settings.pack()
    known = {pack.cite(section_id): section_id for section_id in pack.sections}
    return {**known, pack.cite("about"): "about"} if pack.about else known


def _apart(part: str) -> tuple[str, str]:
    """Headings and the rest of a piece, as `Section.paragraphs` parts them."""
    headings = "\n".join(re.findall(r"(?m)^#+ .*$", part))
    return headings, re.sub(r"(?m)^#+ .*\n?", "", part).strip()


def _html(text: str) -> Markup:
    return Markup(_MARKDOWN.render(text))
