"""Whose words are in a message: 'client told me "my husband hits me", what do I say?' is work, and 'which form for her, mine
does that to me too' is not."""

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
_CLAUSES = re.compile(
    r"[.?!;:,()\n]+|\s-+\s|\b(?:and|but|so|nor|then|when|whether|because|cos|coz|though|although|tbh)\b|&", re.I
)
_SAID = re.compile(r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|asks|asked|wrote|writes|means?|meaning)\b", re.I)
_FEWEST_IN_A_CLAUSE, _MOST_CLAUSES = 4, 12  # words; clauses that are looked at: each is read anew


def around_quotations(text: str) -> str | None:
    """`text` without what it quotes; None where it quotes nothing, says that this is now, or is all quotation."""
    rest = _QUOTED.sub("…", text.replace("’", "'") if "‘" not in text else text)
    if "…" not in rest or _NOW.search(rest) or len(re.findall(r"\w+", rest)) < _FEWEST:
        return None
    return rest


def clauses(text: str) -> list[str]:
    """The clauses of a longer `text`, without what it quotes and without those that tell what somebody said."""
    parts = [" ".join(part.split()) for part in _CLAUSES.split(_QUOTED.sub(", ", text.replace("’", "'")))]
    telling = [part for part in parts if len(part.split()) >= _FEWEST_IN_A_CLAUSE and not _SAID.search(part)]
    return telling[:_MOST_CLAUSES] if len(parts) > 1 else []
