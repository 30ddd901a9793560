"""Ages in years: '3yo', 'a 7 year old', '15F'."""

import re
from collections.abc import Iterator

from bot.nlu.entities.age.grown import is_grown
from bot.nlu.entities.age.length_of_time import NEAR, SERVED, SHORT, YEAR, N, told_of_a_child
from bot.nlu.entities.child import GIRL_OR_BOY, Child, rx

_N_YEARS_OLD = rx(rf"\b{N}\s*-?\s*(?:{YEAR}[\s/-]*(?:o|olds?)\b|y\.o\.?|y/?o\b)")
_N_YEARS = rx(
    rf"""\b{N}\s*-?\s*{YEAR}\b
    (?=\s*(?:{GIRL_OR_BOY}\b|[,.;)(]|$|and\b|in\b|at\b|who\b|is\b|with\b|not\b|m\b|f\b))(?!\s*(?:in|at)\s+(?:prison|a\ row|school|work|the|total)\b)"""
)
_NOTHING_BEFORE = re.compile(r"(?:^|[^\w\s])\s*$")
_STANDS_ALONE = rx(
    rf"(?:^|[^\w\s]\s*|\b(?:sorry|oops|actually|meant|and|an?|is|are|'s|aged?|child\ of|boy\ of|girl\ of|{GIRL_OR_BOY})\s+)$"
)
_AGE_OF = rx(
    r"\b(?:baby|babe|child|boy|girl|son|daughter|infant|toddler|age|aged|she's|he's|is)\s+(?:of|about|nearly|almost)\s+$"
)
_LETTERED = rx(r"\b(?P<n>\d{1,2})\s?(?P<sex>[mf])\b")


def in_years(text: str) -> Iterator[Child]:
    """The children whose age is told in years."""
    for match in _N_YEARS_OLD.finditer(text):
        yield from of_years(text, match.start(), match.end(), match["n"])
    for match in _N_YEARS.finditer(text):
        before = text[: match.start()]
        if _NOTHING_BEFORE.search(before) and (
            SERVED.search(before[-NEAR:]) or not (len(text) < SHORT or told_of_a_child(before))
        ):
            continue
        if _STANDS_ALONE.search(before) or _AGE_OF.search(before):
            yield from of_years(text, match.start(), match.end(), match["n"])
    for match in _LETTERED.finditer(text):
        if match["sex"] in "fFM":  # '8m' is 8 months
            yield from of_years(text, match.start(), match.end(), match["n"])


def of_years(text: str, start: int, end: int, number: str, number_at: int | None = None) -> Iterator[Child]:
    """A child of so many years, unless the words around say that it is somebody grown up."""
    years = float(number)
    if not is_grown(years, text[: start if number_at is None else number_at], text[end:]):
        yield Child(start, end, int(years * 12))
