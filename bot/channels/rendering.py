"""What renderers share: the form of a reply's text.

A renderer is a pure function from a neutral message to what its place takes. The text is plain words with paragraphs, `- ` and
`1. ` lists, a `Source:` line, and addresses in the running text; here it is read once, and each renderer writes it in its own way.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.channels.message import Message

_LINK = re.compile(
    r"""(?P<web>https://[^\s<>"]+|www\.[^\s<>"]+)
      | (?P<email>[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+)
      | (?<![\w£\#/.-])(?P<telephone>(?:(?:\+44[\s-]?\d|0\d{2})(?:[\s-]?\d){7,9}(?!\d)|0800[\s-]?1111|116[\s-]?123|999)(?![\d%]))
      | \b(?:call|calling|dial|on|or|phone|ring|ringing|NHS|text)\s+(?P<short>101|111|112|18000)(?![\d%])""",
    re.I | re.X,
)
_AFTER_AN_ADDRESS = ".,;:!?)]’'”"
_ITEM = re.compile(r"\s*(?:([-•*])|(\d{1,2})[.)])\s+(.*)")
_SOURCE = re.compile(r"Source: .+")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


@dataclass(frozen=True)
class Piece:
    """Words of one line; `to` is where they lead (`mailto:`, `tel:` or `https:`), if anywhere."""

    text: str
    to: str | None = None


Line = tuple[Piece, ...]
Kind = Literal["paragraph", "question", "list", "numbers", "source", "record"]


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a paragraph's, or a list's items. `lead` are the first words of the whole message, the one thing
    that matters, and stand before the first of `lines`. `first` is the number of a numbered list's first item."""

    kind: Kind
    lines: tuple[Line, ...]
    lead: Line = ()
    first: int = 1


def blocks(message: Message) -> list[Block]:
    """The blocks of a message's text, in order."""
    text, found = message.text, list[Block]()
    if message.record and text.startswith(message.record):  # the record itself was asked for
        found.append(Block("record", tuple((Piece(line),) for line in message.record.split("\n"))))
        text = text.removeprefix(message.record)
    questions = {chunk for part in message.parts if part.kind == "question" for chunk in _chunks(part.text)}
    for chunk in _chunks(text):
        kind: Kind = "question" if chunk in questions else "source" if _SOURCE.fullmatch(chunk) else "paragraph"
        found += _read(chunk, kind)
    if found and found[0].kind in ("paragraph", "question"):
        found[0] = _led(found[0])
    return found


def plain(message: Message) -> str:
    """The message as words alone, its choices too: what a terminal shows, or a notification."""
    choices = "\n".join(f"[{choice.title}]" for choice in message.choices)
    return f"{message.text}\n\n{choices}".strip()


def pieces(line: str) -> Line:
    """A line's words, with what they lead to."""
    found, done = list[Piece](), 0
    for match in _LINK.finditer(line):
        kind = match.lastgroup or ""
        start, text = match.start(kind), match[kind]
        if kind == "web":
            text = text.rstrip(_AFTER_AN_ADDRESS)
        found += [Piece(line[done:start])] if start > done else []
        found.append(Piece(text, _target(kind, text)))
        done = start + len(text)
    return (*found, Piece(line[done:])) if done < len(line) else tuple(found)


def words(line: Line) -> str:
    """A line as it is read."""
    return "".join(piece.text for piece in line)


def _target(kind: str, text: str) -> str:
    match kind:
        case "web":
            return text if text.lower().startswith("https:") else f"https://{text}"
        case "email":
            return f"mailto:{text}"
        case _:
            return "tel:" + re.sub(r"[^\d+]", "", text)


def _chunks(text: str) -> list[str]:
    return [chunk.strip("\n") for chunk in re.split(r"\n\s*\n", text) if chunk.strip()]


def _read(chunk: str, kind: Kind) -> list[Block]:
    """The blocks of a chunk of lines: a list may follow a sentence at once, and another sentence a list."""
    read = list[Block]()
    for line in chunk.split("\n"):
        item = _ITEM.fullmatch(line)
        this: Kind = kind if item is None else "list" if item[1] else "numbers"
        content, number = pieces(item[3] if item else line.strip()), int(item[2]) if item and item[2] else 1
        last = read[-1] if read else None
        goes_on = (
            last is not None and last.kind == this and (this != "numbers" or number == last.first + len(last.lines))
        )
        if last is not None and goes_on:
            read[-1] = Block(this, (*last.lines, content), first=last.first)
        else:
            read.append(Block(this, (content,), first=number))
    return read


def _led(block: Block) -> Block:
    """The block with its first sentence as its lead."""
    line = words(block.lines[0])
    sentence = _SENTENCE.match(line)
    lead = sentence[0] if sentence else line
    rest = line[len(lead) :].strip()
    lines = (pieces(rest), *block.lines[1:]) if rest else block.lines[1:]
    return Block(block.kind, lines, pieces(lead))
