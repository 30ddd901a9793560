"""What the writer is, where they say so: 'HV here', 'I'm a midwife', 'as DSL'."""

import re

from bot.nlu.matcher import Match, longest, patterns
from bot.nlu.normalise import Text

_WHO = r"(?:an?|the|your|new|newly|qualified|student|trainee|duty|local|senior|specialist|bank|agency|small|big|large|community|family|main|only|school's|named)"
_I_AM = re.compile(
    rf"(?:^|[\s,.(;:!-])(?:i'?m|i am|we'?re|we are|this is|as|my role is|my job is|(?:i |we )?work(?:ing)? (?:as|in|at|for|with)|(?:i |we )(?:manage|run|lead)|(?:i'?m |i am |we are )in)\s+(?:{_WHO}\s+)*$"
)
_OUR = re.compile(r"(?:^|\s)our\s+$")
_GREETING = re.compile(r"^\W*(?:hi|hello|hiya|morning|good morning|good afternoon|new)?\W*$")
_HERE = re.compile(
    r"^\s*(?:here\b|asking\b|for (?:an?|the|this|one of our) (?:family|mum|lady|woman|baby|child|client|patient|tenant|pupil)\b|[,:.;-]|in\b|at\b|from\b|with\b|$"
    # 'DSL primary in Belper'
    r"|(?:(?:a|an|the|small|large|big|local)\s+)*(?:primary|secondary|junior|juniors|infant|infants|nursery|special school|college|academy|high school|sixth form|school)\b)"
)
_SIGNED = re.compile(r"[,.;(:!?–-]\s*$")  # 'how do I ask her, midwife'
_SIGNED_AFTER = re.compile(r"^\W*(?:here|in \w+|at \w+)?\W*$")
_JOB = re.compile(r"(?:er|or|ist|nurse|wife|lead|head)$|^(?:hv|dd?sl|ta|gp|sw|mw|fsw|id?va|senco|cpn|pc|pcso|ewo)$")
_IN_A_SETTING = {"school", "college", "early-years"}


def find_role(text: Text) -> str | None:
    """One of the names of `patterns/roles.yml`, or None."""
    match = _told(text)
    return match.name if match else None


def find_post(text: Text) -> str | None:
    """`lead` or `staff`, where the role's own words say which: a safeguarding lead, or somebody who goes to the lead."""
    match = _told(text)
    return next((post.name for post in patterns().find("posts", text) if match and post.overlaps(match)), None)


def _told(text: Text) -> Match | None:
    matches = longest(patterns().find("roles", text))
    for match in matches:
        before, after = text.folded[: match.start], text.folded[match.end :]
        if _I_AM.search(before) or re.match(r"\s*here\b", after):
            return match
        if _GREETING.match(before) and _HERE.match(after):
            return match
        signed = (
            _SIGNED.search(before) and _SIGNED_AFTER.match(after) and _JOB.search(text.folded[match.start : match.end])
        )
        if signed and len(matches) == 1:
            return match
        if _OUR.search(before) and match.name in _IN_A_SETTING:
            return match
    return None
