"""The words that somebody typed into Teams, without what Teams puts around them: tags, mentions, quoted replies."""

import html
import re
from collections.abc import Iterable

# The tags that Teams writes. Any other "<" is somebody's own: "she is <3 weeks old".
_TAG = re.compile(
    r"</?(at|attachment|a|abbr|blockquote|br|b|code|del|div|emoji|em|font|h[1-6]|hr|img|i|li|ol|p|pre|quoted|readonly|"
    r"span|strike|strong|sub|sup|s|systemeventmessage|table|tbody|td|thead|th|tr|ul|u)(?=[\s/>])[^<>]*>",
    re.I,
)
_BREAKS = frozenset(
    ["blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"]
)
_MENTION = re.compile(r"<at(?=[\s>])[^<>]*>([^<]*)</at>", re.I)
_QUOTED = re.compile(r"<blockquote(?=\s)[^<>]*schema\.skype\.com/Reply[^<>]*>", re.I)
_END_OF_QUOTE = "</blockquote>"


def typed(text: str, bot: Iterable[str] = (), formatted: str = "") -> str:
    """What somebody typed, in plain words. `bot` are the names under which the message mentions the bot, a split one in its
    pieces; `formatted` is the message as Teams also sends it, as HTML. In that alone is a quoted reply marked as one."""
    if _QUOTED.search(formatted) and (own := _plain(_without_quotes(formatted), bot)):
        return own
    return _plain(text, bot)


def _plain(text: str, bot: Iterable[str]) -> str:
    names = {_squeezed(name) for name in bot}
    text = _MENTION.sub(lambda mention: " " if _squeezed(mention[1]) in names else mention[1], text)
    text = _TAG.sub(lambda tag: "\n" if tag[1].lower() in _BREAKS else "", text)
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _squeezed(name: str) -> str:
    """A name as it is compared: its tags and its spaces are written in more than one way."""
    return " ".join(html.unescape(_TAG.sub("", name)).split()).casefold()


def _without_quotes(formatted: str) -> str:
    """Without what somebody else said: a danger that Signpost spoke of is not the writer's."""
    kept, done = "", 0
    while quote := _QUOTED.search(formatted, done):
        end = formatted.lower().find(_END_OF_QUOTE, quote.end())
        if end < 0:
            break
        kept, done = f"{kept}{formatted[done : quote.start()]}\n", end + len(_END_OF_QUOTE)
    return kept + formatted[done:]
