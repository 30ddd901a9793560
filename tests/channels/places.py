"""The places whose renderers are compared, and how each one's output is read back as a person would: `PLACES`.

A new place is one `Place` here: its renderer, a reader of what it gives, and what says that something is over its limits.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from microsoft_agents.activity import Activity

from bot.channels.message import Message
from bot.channels.rendering import pieces, plain
from bot.channels.slack import limits, opinions
from bot.channels.slack.render import render as slack
from bot.channels.teams import cards
from bot.channels.web import plain as page
from bot.channels.web import templates

Line = tuple[str, str]  # what a line is ("item", "1." for a numbered one, "" for words) and what it says


@dataclass
class Seen:
    """What a person reads and can press in one message of a place."""

    lines: list[Line] = field(default_factory=list)
    links: set[str] = field(default_factory=set)  # `mailto:`, `tel:` and `https:`
    choices: list[tuple[str, str | None]] = field(
        default_factory=list
    )  # title, and what it sends, if the place can press

    @property
    def text(self) -> str:
        return " ".join(" ".join(said for _, said in self.lines).split())


@dataclass(frozen=True)
class Place:
    name: str
    render: Callable[[Message], list[Any]]
    see: Callable[[Any], Seen]
    problems: Callable[[Any], list[str]]


def line(words: str) -> Line:
    """A line by its own mark."""
    found = re.match(r"\s*(?:([-•*])|(\d+\.))\s+", words)
    return ("item" if found[1] else found[2], words[found.end() :]) if found else ("", words.strip())


def see_plain(text: str) -> Seen:
    seen = Seen()
    for words in text.split("\n"):
        if choice := re.fullmatch(r"\[(.+)\]", words):
            seen.choices.append((choice[1], None))
        elif words.strip():
            seen.lines.append(line(words))
            seen.links |= {piece.to for piece in pieces(words) if piece.to}
    return seen


def see_slack(message: dict[str, Any]) -> Seen:
    """As Slack shows it: markup is undone here by hand, with none of our own functions."""
    seen = Seen()
    for block in message["blocks"]:
        match block["type"]:
            case "section":
                _see_mrkdwn(block["text"]["text"], seen)
            case "context":
                for element in block["elements"]:
                    _see_mrkdwn(element["text"], seen)
            case "actions":
                seen.choices += [(e["text"]["text"], e["value"]) for e in block["elements"]]
    return seen


def _see_mrkdwn(text: str, seen: Seen) -> None:
    if code := re.fullmatch(r"```\n(.*)\n```", text, re.S):
        seen.lines += [line(words) for words in _unescaped(code[1]).split("\n") if words.strip()]
        return
    for words in text.split("\n"):
        words = re.sub(r"(?:^|(?<=\s))\*(?!\u2060)(\S(?:.*?\S)?)\*(?=\s|$)", r"\1", words)  # bold
        seen.links |= {_unescaped(to) for to in re.findall(r"<([^|>]+)\|[^>]*>", words)}
        shown = _unescaped(re.sub(r"<[^|>]+\|([^>]*)>", r"\1", words))
        if shown.strip():
            seen.lines.append(line(shown))


def _unescaped(text: str) -> str:
    return text.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class _Page(HTMLParser):
    """Reads a message of the page as a browser shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen, self._mark, self._number, self._said, self._fields = Seen(), "", 0, list[str](), dict[str, str]()
        self._aside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "details" or given.get("class") == "pressing":
            self._aside = tag  # what the page shows besides the message
        if tag in ("ul", "ol"):
            self._mark, self._number = tag, int(given.get("start") or 1) - 1
        if tag == "a":
            self.seen.links.add(given["href"] or "")
        if tag == "input":
            self._fields[given["name"] or ""] = given["value"] or ""
        if tag in ("p", "li", "div", "h2", "button", "summary", "br"):
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if self._aside:
            self._aside = "" if tag == self._aside else self._aside
            return
        words = "".join(self._said).strip()
        if tag == "button":
            self.seen.choices.append((words, self._fields["choice"]))
        elif tag == "li":
            self._number += 1
            self.seen.lines.append(("item" if self._mark == "ul" else f"{self._number}.", words))
        elif tag == "p":
            self._end_line()
            return
        elif tag == "div":
            self.seen.lines += [line(one) for one in words.split("\n") if one.strip()]
        elif tag not in ("h2", "summary"):
            return
        self._said = []

    def handle_data(self, data: str) -> None:
        self._said += [] if self._aside else [data]

    def _end_line(self) -> None:
        if words := "".join(self._said).strip():
            self.seen.lines.append(("", words))
        self._said = []


def render_page(message: Message) -> list[str]:
    template = templates.environment().get_template("message.html")
    return [template.render(message=page.seen(message), token="t", turn="t")]


def see_page(told: str) -> Seen:
    reader = _Page()
    reader.feed(told)
    return reader.seen


def see_teams(message: Activity) -> Seen:
    """As Teams shows it: the text's tags are undone here by hand; the number of a citation is no word of the reply."""
    text = message.text or ""
    seen = Seen(links={html.unescape(to) for to in re.findall(r'<a href="([^"]*)">', text)})
    for words in re.sub(r" \[\d+\]", "", text).split("<br>"):
        if shown := html.unescape(re.sub(r"</?(?:a|pre|strong)(?: [^>]*)?>", "", words)).strip():
            seen.lines.append(line(shown))
    for attachment in message.attachments or []:
        sets = [element for element in attachment.content["body"] if element["type"] == "ActionSet"]
        offered = [
            a for one in sets for a in one["actions"] if "choice" in a["data"]
        ]  # the rest is on whether it helped
        seen.choices += [(a["title"], a["data"]["choice"]) for a in offered]
    return seen


PLACES = [
    Place("plain text", lambda message: [plain(message)], see_plain, lambda text: []),
    Place("Slack", lambda message: slack(message, below=opinions.asked("2.12")), see_slack, limits.problems),
    Place("Teams", lambda message: cards.activities(message, "Handbook", "2.12"), see_teams, cards.problems),
    Place("page without scripts", render_page, see_page, lambda told: []),
]
