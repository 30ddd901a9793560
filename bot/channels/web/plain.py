"""The page without scripts: the same conversation by an ordinary form."""

import secrets
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sanic.request import Request

from bot.channels.message import Message
from bot.channels.rendering import Block, Line, blocks
from bot.channels.web import templates
from bot.channels.web.wire import as_seen

_ROOT = "../../"  # from the form's own address to the server's


@dataclass(frozen=True)
class Exchange:
    """What one form brings: what was said, what answers it, and word of what happened to the conversation itself."""

    said: str = ""
    messages: tuple[Message, ...] = ()
    notes: tuple[str, ...] = ()


def embedded(request: Request) -> bool:
    """Does the widget ask?"""
    return bool(request.args.get("embed") == "1")


def page(exchange: Exchange | None, token: str | None, embed: bool, draft: str = "") -> str:
    """The chat page with one exchange, or as it begins. `draft` are words that were not sent, to be mended."""
    shown = exchange and {
        "said": exchange.said,
        "notes": exchange.notes,
        "messages": [seen(message) for message in exchange.messages],
    }
    turn = secrets.token_hex(12)
    told: dict[str, Any] = {"exchange": shown, "token": token, "turn": turn, "embed": embed, "start": draft}
    return templates.fill("chat.html", _ROOT, plain=True, **{**templates.for_chat(), **told})


def seen(message: Message) -> dict[str, Any]:
    """What the template `message.html` shows of a message."""
    return {"progress": False, **as_seen(message), "html": html(message)}


def html(message: Message) -> Markup:
    """The message's words, as the script shows them."""
    links = {link["text"]: link["href"] for link in as_seen(message).get("links", ())}
    languages = {one["text"]: one for one in as_seen(message).get("languages", ())}
    return Markup("\n").join(_block(block, links, languages) for block in blocks(message))


def _block(block: Block, links: dict[str, str], languages: dict[str, dict[str, str]]) -> Markup:
    lines = [_line(line, links) for line in block.lines]
    match block.kind:
        case "list" | "numbers":
            items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
            return Markup("<ul>{}</ul>" if block.kind == "list" else f'<ol start="{block.first}">{{}}</ol>').format(
                items
            )
        case "source":
            return Markup('<p class="sources">{}</p>').format(Markup("<br>").join(lines))
        case "record":
            return Markup('<div class="kept">{}</div>').format(Markup("\n").join(lines))
    lead = Markup("<strong>{}</strong> ").format(_line(block.lead, links)) if block.lead else Markup("")
    said = " ".join("".join(piece.text for piece in line) for line in (block.lead, *block.lines) if line)
    language = languages.get(said)
    mark = Markup(' lang="{lang}" dir="{dir}"').format(**language) if language else Markup("")
    return Markup("<p{}>{}{}</p>").format(mark, lead, Markup("<br>").join(lines))


def _line(line: Line, links: dict[str, str]) -> Markup:
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(piece.to, piece.text) if piece.to else _cited(piece.text, links)
        for piece in line
    )


def _cited(text: str, links: dict[str, str]) -> Markup:
    """Words with each source in them as a link to its page."""
    for source, href in links.items():
        before, found, after = text.partition(source)
        if found:
            link = Markup('<a href="{}">{}</a>').format(_ROOT + href, source)
            return _cited(before, links) + link + _cited(after, links)
    return escape(text)
