"""Dates as practitioners write them, as `datetime.date`; greetings and thanks around what is said."""

import re
from collections.abc import Iterator
from datetime import date

_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hiya|hey|ok|okay|thanks|thank you|good (?:morning|afternoon)|morning)\b\W*)+", re.I
)
_THANKS = re.compile(r"\W*(?:\b(?:thanks|thank you|thx|ta|cheers|please|pls)\W*)+$", re.I)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
MONTH_NAME = rf"\b{_MONTH_NAME}\b"
_DATES = [
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>\d{4}|\d{2})\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?P<m>{_MONTH_NAME})[\s.,/-]+(?P<y>\d{{4}}|\d{{2}})\b",
        re.I,
    ),
    re.compile(rf"\b(?P<m>{_MONTH_NAME})[\s.,]+(?P<y>\d{{4}})\b", re.I),
]


def greeting_ends(text: str) -> tuple[int, int]:
    """Where what is said begins after a greeting and ends before the thanks: an answer is read the same with and without its manners."""
    thanks = _THANKS.search(text)
    end = thanks.start() if thanks else len(text)
    greeting = _GREETING.match(text[:end])
    return (greeting.end() if greeting else 0), end


def without_greeting(text: str) -> str:
    """`just over 2` of `Hello. just over 2. Thanks`."""
    start, end = greeting_ends(text)
    return text[start:end]


def month_named(name: str) -> int:
    """1 for `January` and `jan`."""
    return _MONTHS.index(name[:3].lower()) + 1


def dates(text: str, newest_year: int) -> Iterator[tuple[re.Match[str], date]]:
    """The dates in a text. A year of two digits is the last such year up to `newest_year`."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            year = int(match["y"])
            if year < 100:
                year += newest_year - newest_year % 100
                year -= 100 * (year > newest_year)
            month = int(match["m"]) if match["m"].isdigit() else month_named(match["m"])
            try:
                yield match, date(year, month, int(match.groupdict().get("d") or 1))
            except ValueError:
                continue


def months_between(earlier: date, later: date) -> int:
    """Whole months from one date to another."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)
