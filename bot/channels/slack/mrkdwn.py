"""Slack's own markup, both ways: words written so that Slack shows them as they are, and what it made of somebody's words undone."""

import html
import re

from bot.channels.rendering import Line, words

_JOINER = "\u2060"  # a sign without width: after it, a star or an underscore is only itself
_MARKS = re.compile(r"(?<!\w)[*_~`](?=\S)")
_QUOTE = re.compile(r"^(\s*)&gt;", re.M)
_LINKED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_SENT = re.compile(r"<([^<>]*)>")


def escape(text: str) -> str:
    """Plain words, so that nothing in them is taken for markup, a mention or a quote."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _QUOTE.sub(rf"\1{_JOINER}&gt;", _MARKS.sub(lambda mark: mark[0] + _JOINER, text))


def line(pieces: Line) -> str:
    """A line with its links."""
    return "".join(f"<{p.to.replace('|', '%7C')}|{_label(p.text)}>" if p.to else escape(p.text) for p in pieces)


def bold(pieces: Line) -> str:
    """A line with its links, in bold; a line that holds a star stays as it is."""
    written = line(pieces)
    return written if "*" in words(pieces) else f"*{written}*"


def unlinked(written: str) -> str:
    """Marked-up words with what a link shows in its place: 999 must be read everywhere."""
    return _LINKED.sub(r"\1", written)


def typed(text: str) -> str:
    """What somebody typed, as they typed it: mentions taken out, links and escaped signs undone."""
    return html.unescape(_SENT.sub(lambda sent: _as_typed(sent[1]), text)).strip()


def _label(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_typed(sent: str) -> str:
    """What stands between Slack's `<` and `>`: somebody mentioned, a channel, or an address with what was typed."""
    target, _, shown = sent.partition("|")
    if target.startswith("@"):
        return ""  # a colleague's name, or Signpost's own
    if target.startswith(("!", "#")):
        return shown
    return shown or re.sub(r"^(mailto|tel):", "", target)
