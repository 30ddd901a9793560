"""Numbers and dates as practitioners write them, brought to one form: digits, and `datetime.date`."""

import re
from collections.abc import Iterator
from datetime import date

_NAMES = (
    *(
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
    ),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_VALUES = {word: value for value, word in enumerate(_NAMES, 2)}
_WORD = re.compile(rf"\b({'|'.join(_VALUES)})\b", re.I)
# "one" is a number before a unit of time and after words of age; elsewhere it stands for anything ("which one").
_ONE = re.compile(
    r"\b(?:one|an?)(?= (?:year|month|week|day)(?: and a half| and \d| old|\b-old))|\bone(?=[ -](?:years?|months?|weeks?|days?)\b)",
    re.I,
)
_TURNED_ONE = re.compile(r"\b(turned|turning|turns|aged?) one\b", re.I)
_YEAR_AND_A_HALF = re.compile(r"\b(\d{1,2}) (years?|yrs?) and a half\b", re.I)
_HALF = re.compile(r"\b(\d{1,2})\s*(?:and a half|½|(?<=\d) 1/2)(?!\w)", re.I)

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


def in_digits(text: str) -> str:
    """`six months` as `6 months`, `two and a half` as `2.5`."""
    text = _WORD.sub(lambda match: str(_VALUES[match[1].lower()]), text)
    text = _TURNED_ONE.sub(r"\1 1", _ONE.sub("1", text))
    return _HALF.sub(r"\1.5", _YEAR_AND_A_HALF.sub(r"\1.5 \2", text))


def without_greeting(text: str) -> str:
    """`just over two` of `Hello. just over two. Thanks`: an answer is read the same with and without its manners."""
    return _GREETING.sub("", _THANKS.sub("", text))


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
