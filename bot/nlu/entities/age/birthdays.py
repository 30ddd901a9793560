"""Ages told by a birthday, just had or soon to come: 'turning 5', 'nearly 8', 'after his 9th birthday', 'she's 14 tomorrow'."""

from collections.abc import Iterator
from dataclasses import replace

from bot.nlu.entities.age.length_of_time import NO_AGE, ONLY_AN_ANSWER, YEAR, N
from bot.nlu.entities.age.years import of_years
from bot.nlu.entities.child import GIRL_OR_BOY, Child, rx
from bot.nlu.entities.dates import MONTH_NAME

_TURNING = rx(
    rf"""\b(?:turning|turns|will\ be|'ll\ be|(?<=he)ll\ be|about\ to\ turn|(?:is|be)\ going\ to\ be|nearly|almost|coming\ up\ to|coming\ up|just\ under|not\ quite
    |just\ short\ of|about\ to\ be|rising|getting\ on\ for|not\ far\ off|not\ far\ from|approaching|\d{{1,2}}\ going\ on)\s+{N}{NO_AGE}(?:\s*{YEAR}\b(?:[\s-]*old)?)?"""
)
_BIRTHDAY = rx(
    r"""(?P<ahead>\b(?:off|before|until|till|from|to|short\ of)\s+(?:his|her|their|the|a)\s+)?\b(?P<n>\d{1,2})(?:st|nd|rd|th)\ birthday
    (?(ahead)|\s+(?:is\s+)?(?:next|on|this|in|coming|soon|tomorrow))"""
)
# 'She's 14 tomorrow', '18 in March'.
_A_BIRTHDAY_AHEAD = rx(
    rf"""\b(?:(?:i'm|i\ am|(?:he|she|who|{GIRL_OR_BOY})(?:'?s|\ is)|former,|{GIRL_OR_BOY},)\s+)(?P<n>\d{{1,2}})\s+(?:tomorrow|next\ (?:week|month)|on\ (?:mon|tues|wednes|thurs|fri|satur|sun)day|in\ {MONTH_NAME})(?!\s+\d)"""
)
_THE_CLOCK = rx(r"\b(?:it'?s|its|it\ is|time'?s|time\ is|gone|at|by|till|until|before|after)\s+$")
_HAD_BIRTHDAY = rx(r"\b(?:had|after|since)\s+(?:his|her|their|the|a)\s+(?P<n>\d{1,2})(?:st|nd|rd|th)\ birthday")


def before_a_birthday(text: str) -> Iterator[Child]:
    """The children of whom a birthday is told; before it they are a month short of that age."""
    for match in _HAD_BIRTHDAY.finditer(text):
        yield from of_years(text, match.start(), match.end(), match["n"])
    for match in (*_TURNING.finditer(text), *_BIRTHDAY.finditer(text), *_A_BIRTHDAY_AHEAD.finditer(text)):
        if _THE_CLOCK.search(text[: match.start()]) and len(text) > ONLY_AN_ANSWER:
            continue
        for child in of_years(text, match.start(), match.end(), match["n"]):
            yield replace(child, months=(child.months or 1) - 1)
