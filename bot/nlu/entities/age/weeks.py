"""A baby's weeks and days, which might be taken for a pregnancy's: 'baby girl is 10 weeks', '3 weeks postnatal', '6/52'."""

from collections.abc import Iterator

from bot.nlu.entities.age.length_of_time import A_DAY
from bot.nlu.entities.child import Child, rx

_DAYS_OF_A_MONTH = 30.44
_BABY_OF_WEEKS = rx(
    r"(?<!unborn\ )(?<!un-born\ )\b(?:baby\ (?:girl|boy|is)|baby|bub|infant|twins|he)(?:'s)?[,:]?\s+(?:is\s+|are\s+|of\s+|aged\s+)?(?:only\s+|just\s+)?(?P<n>\d{1,2})\s*(?P<unit>weeks?|wks?|days?)\b"
)
_NO_BABY_AFTER = rx(r"^\s*(?:pregnan|gestation|gone|early|prem|ago|later|in\b|overdue|late)")
_AFTER_BIRTH = rx(
    r"\b(?:(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|days?|/52)|(?P<unit2>day)\s+(?P<n2>\d{1,2}|one))\s+(?:post[ -]?(?:natal(?:ly)?|partum|birth|delivery|section|c-?section)|after\ (?:the\ )?(?:birth|section|delivery))"
)
_WEEKS_OLD = rx(r"\b(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|days?)[\s-]*(?:old|of\ age|baby|boy|girl)\b")
_OF_A_THING = rx(
    r"\b(?:it'?s|it\ is|which\ is|that's|notification|email|message|letter|report|photo)\s+(?:is\s+|only\s+|now\s+|already\s+)*$"
)
_ONLY_WEEKS = rx(r"^\W*(?:(?:he|she|it|they)(?:'s|\ is)\s+)?(?P<n>\d{1,2})\s*(?P<unit>weeks?|wks?|days?)\W*$")
_FIFTY_SECONDS = rx(r"(?<![\d/])\b(?P<n>\d{1,2})/52\b(?!/|\ (?:ago|back|since|history|hx)\b)")


def in_weeks(text: str) -> Iterator[Child]:
    """The babies whose weeks the words around them tell from a pregnancy's."""
    for match in _BABY_OF_WEEKS.finditer(text):
        if not _NO_BABY_AFTER.search(text[match.end() :]):
            yield Child(match.start(), match.end(), _months(match["n"], match["unit"]))
    for match in _AFTER_BIRTH.finditer(text):
        number = match["n"] or match["n2"].lower().replace("one", "1")
        yield Child(match.start(), match.end(), _months(number, match["unit"] or match["unit2"]))


def weeks_old(text: str) -> Iterator[Child]:
    """The babies whose weeks are said to be an age, or are the whole message."""
    for match in _WEEKS_OLD.finditer(text):
        if not _OF_A_THING.search(text[: match.start()]):
            yield Child(match.start(), match.end(), _months(match["n"], match["unit"]))
    for match in _ONLY_WEEKS.finditer(text):
        yield Child(match.start(), match.end(), _months(match["n"], match["unit"]), weeks=True)
    for match in _FIFTY_SECONDS.finditer(text):
        if not A_DAY.search(text[: match.start()]):
            yield Child(match.start(), match.end(), _months(match["n"]))


def _months(number: str, unit: str = "weeks") -> int:
    """Whole months of so many weeks or days."""
    return int(int(number) * (1 if unit.lower().startswith("day") else 7) // _DAYS_OF_A_MONTH)
