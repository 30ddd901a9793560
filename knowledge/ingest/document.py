"""What every reader makes of a document: its blocks in the order of the print."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Progress = Callable[[str], None]

LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]\(((?:[^()\s\\]|\\.|\([^()\s]*\))*)\)")
LIST_ITEM = re.compile(r"(?:[-*+•▪◦●■‣·]|[oO§](?=\s{2,}|\t)|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)])\s+(?=\S)")
_BULLET = re.compile(r"^(?:[•▪◦●■□➢✓‣·\uf0a7\uf0b7\uf0d8\uf076]|[–—](?=\s)|[oO§](?=\s{2,}|\t))\s*(?=\S)")
# What YAML refuses to hold, what no reader can see, the sign for a letter that was lost, and soft hyphens.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u2060\ufeff\ufffd-\uffff\ud800-\udfff]")
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})


class IngestError(ValueError):
    """A document that can't be taken in: one plain sentence that names the file and the mend."""


@dataclass
class Block:
    """One paragraph, heading, list item or table row. `tight`: no blank line stands before it."""

    text: str
    kind: Literal["text", "item", "row"] = "text"
    level: int = 0  # of a heading by style or size, 1 the highest; 0 where nothing marks it as one
    bold: bool = False  # all of it: some documents mark their headings by nothing else
    page: int | None = None  # as printed
    tight: bool = False
    number: str = ""  # Word prints automatic numbers that its text does not hold

    @property
    def plain(self) -> str:
        """The words as they are seen: no link addresses, no bold marks, no row ends."""
        return plain(f"{self.number} {self.text}" if self.number else self.text)


@dataclass
class Document:
    """A document that has been read. `warnings` are sentences for whoever ingests it."""

    title: str
    blocks: list[Block]
    warnings: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """`text` as it is seen: no link addresses, no bold marks, no row ends."""
    text = re.sub(r"\\([()\[\]_*&.-])", r"\1", LINK.sub(r"\1", text))
    return re.sub(r"\s+", " ", text.replace("**", "").strip(" \t\n|")).strip()


def clean(text: str) -> str:
    """`text` without characters that no reader sees, and with ordinary spaces."""
    return _UNSEEN.sub("", text.translate(_SPACES).replace("\x0b", "\n").replace("\x0c", "\n"))


def row(cells: list[str]) -> Block:
    """One line for a row of a table, so that a quoted row can be read without its ruling."""
    return Block(" | ".join(re.sub(r"\s+", " ", cell).strip() for cell in cells).strip(), "row")


def line(text: str) -> Block:
    """A block for a line of its own: a list item if it begins with a mark, else text."""
    text = _BULLET.sub("- ", text.strip())
    return Block(text, "item" if LIST_ITEM.match(text) else "text")
