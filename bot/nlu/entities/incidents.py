"""How many incidents came before this one, and within how long."""

import re
from datetime import date
from functools import cache

from bot.nlu.entities.child import rx
from bot.nlu.entities.dates import MONTH_NAME, month_named
from bot.nlu.matcher import patterns

_ORDINALS = dict(
    zip(
        ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        map(str, range(2, 11)),
        strict=True,
    )
)
_ORDINAL = rf"(?P<nth>\d{{1,2}}(?=st|nd|rd|th)|{'|'.join(_ORDINALS)})(?:st|nd|rd|th)?"
_KIND = r"(?:(?:or\ more|other|previous|prior|more|earlier|past|separate|further|da|dv|oe|police|domestic|dom|abuse|recent|reported)\s+)*"
_FEWER = rx(r"\b(?:fewer|less)\ than\s+$|\b(?:under|not|only)\s+$")
_IN_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_VAGUE = {"a": 1, "an": 1, "few": 3, "couple of": 2, "several": 3, "multiple": 3} | {
    word: number for number, word in enumerate(_IN_WORDS, 2)
}
_WHEN = rx(
    rf"""\b(?:since|in|over|within|during|from)\s+(?:the\s+)?(?:last|past|previous|space\ of\s+)?\s*
      (?:(?P<n>\d{{1,2}}|an?|few|couple\ of|{"|".join(_IN_WORDS)})\s+)?(?P<unit>days?|weeks?|wks?|months?|mths?|fortnight|quarter)\b
    | \bsince\s+(?:the\ (?:start|beginning|end)\ of\s+)?(?P<month>{MONTH_NAME})
    | \b(?P<recent>this\ (?:month|week|half\ term|fortnight)|last\ month|(?:last|past)\ (?:few|couple\ of)\ (?:weeks|months))\b"""
)
_DAYS = {"d": 1, "w": 7, "f": 14, "m": 30, "q": 91}


def three_previous_in_three_months(text: str, today: date) -> bool | None:
    """True if the text says three or more incidents before this one, within the last three months; False if it counts
    fewer, and None if it counts none.

    'Three call-outs before this one since September' counts; 'the fourth incident in ten weeks' has three
    before it; 'three incidents this year' does not say when.
    """
    counted, ordered = _counted()
    before = [
        _count(match["n"] or match["n2"])
        for match in counted.finditer(text)
        if not _FEWER.search(text[: match.start()])
    ]
    before += [int(_ORDINALS.get(match["nth"].lower(), match["nth"])) - 1 for match in ordered.finditer(text)]
    if not before:
        return None
    return None if max(before) >= 3 and not _within_three_months(text, today) else max(before) >= 3


def _within_three_months(text: str, today: date) -> bool:
    for match in _WHEN.finditer(text):
        if match["recent"]:
            return True
        if match["month"]:
            if (today.month - month_named(match["month"])) % 12 <= 3:
                return True
        elif _DAYS[match["unit"][0].lower()] * _count(match["n"] or "1") <= 92:
            return True
    return False


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _VAGUE[word.lower()]


@cache
def _counted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """'3 previous incidents', and 'the 4th incident'."""
    words = patterns().regex("<incident>")
    counted = rx(
        rf"\b(?P<n>\d{{1,2}}|several|multiple|{'|'.join(_IN_WORDS)})\s+{_KIND}(?:(?:{words})\b|(?<=previous\ )(?=in\b|since\b|within\b))|\b(?:{words})\b[,:]?\s+(?P<n2>\d{{1,2}})\s+in\b"
    )
    since = r"(?:one|such|like\ it|time\ (?:the\ )?(?:police|they|we|we've|weve|officers|since|in))\b|(?=since\b|in\ (?:the\ )?(?:last|past|space|a|\d|two|three)\b)"  # 'that's the fourth since June'
    return counted, rx(rf"(?<!on\ the\ )\b{_ORDINAL}\s+(?:{_KIND}(?:{words})\b|{since})")
