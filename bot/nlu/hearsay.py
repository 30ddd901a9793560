"""Somebody else's words in a message: 'client told me "my husband hits me", what do I say?' is work."""

import re

_QUOTED = re.compile(
    r"[\"“]([^\"“”]{3,})[\"”]|(?<![^\s(:,.])'(?!s\b)((?:[^']|(?<=\w)'(?=\w)){3,}?)'(?!\w)|[‘]([^‘]{3,}?)’(?!\w)"
)
# What is quoted as it is being said, or is found or sent just now, is no case to think over.
_NOW = re.compile(
    r"\b(?:just|now|right now|tonight|this minute|texted|messaged|messages?|text|voicemail|posted|note|on the phone|on the line|rang|rung|calling"
    r"|outside|waiting|here with me|with me|in my (?:office|room|clinic|car)|gone|isn'?t answering|not (?:picking up|answering|home))\b",
    re.I,
)
_FEWEST = 3  # words that must be left for there to be a message around the quotation


def around_quotations(text: str) -> str | None:
    """`text` without what it quotes; None where it quotes nothing, says that this is now, or is all quotation."""
    rest = _QUOTED.sub("…", text.replace("’", "'") if "‘" not in text else text)
    if "…" not in rest or _NOW.search(rest) or len(re.findall(r"\w+", rest)) < _FEWEST:
        return None
    return rest
