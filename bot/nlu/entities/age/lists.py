"""Several children's ages, one after the other: 'three children, 9 months, 3 and 7', 'ages 2, 4 and 6', '8 and 11 in Bolsover'."""

import re
from collections.abc import Iterator

from bot.nlu.entities.age.length_of_time import MONTH, NO_AGE, YEAR
from bot.nlu.entities.age.years import of_years
from bot.nlu.entities.child import GIRL_OR_BOY, Child, rx

_LIST_OF = rx(
    rf"""\b(?:ages|aged|ones|they(?:'re)?|(?:my|her|his|their|our|the|got|has|have)\ [2-7]|{GIRL_OR_BOY})\b(?:\s+(?!\d|and\b|or\b|at\b|to\b|by\b|for\b|from\b|on\b|has\b|have\b|had\b|who\b)\w+){{0,2}}?[\s:,(-]*(?:who\ are\ |are\ |is\ |of\ |aged\ )*
    (?P<list>\d{{1,2}}(?:(?:\s*(?:,|and\b|&|\+|/)\s*(?:and\s+|&\s+)?|\s+)\d{{1,2}}){{1,11}})\b(?!\s*(?:weeks?|wks?|months?|mths?|/|schools?|times?|days?|hours?|of\ them|stairs|bus|pm\b|am\b|o'clock|lots|visits?|calls?|ticks?|this\ morning|%))"""
)
_LIST_MIXED = rx(  # 'three children, 9 months, 3 and 7'
    rf"""(?:{MONTH}|{YEAR})(?:[\s-]*old)?(?P<list>(?:\s*(?:,\s*(?:and\s+|&\s+)?|and\s+|&\s+)\d{{1,2}}){{1,11}}){NO_AGE}(?!\s*{YEAR})"""
)
_SEVERAL = rx(r"\b(?:\d\ of\ (?:them|us)|kids|kiddies|children|siblings|bairns|\d\ (?:boys|girls)|twins|family)\b")
_LIST_OLD = rx(
    rf"\b(?P<list>\d{{1,2}}(?:\s*(?:,|and|&)\s*(?:and\s+|&\s+)?(?:a\s+)?\d{{1,2}}){{1,11}})\s*-?\s*{YEAR}[\s-]*olds?\b"
)
_LISTED_ALONE = rx(  # '8 and 11 in Bolsover', 'high risk, 6 and 9, Ilkeston'
    r"""(?:^\W*(?:(?:it'?s|sorry|actually|no|got|we've\ got)\W+)*|[,;(.]\s*)(?P<list>\d{1,2}(?:\s*(?:,|and|&|\+)\s*(?:and\s+)?\d{1,2}){1,11})\s*(?=[,;.)]|$|\b(?:in|at|from|both|living|lives?)\b)"""
)


def in_lists(text: str) -> Iterator[Child]:
    """The children of lists that the words beside them tell for ages."""
    mixed = [
        match
        for match in _LIST_MIXED.finditer(text)
        if _SEVERAL.search(text[: match.start()]) or match["list"].count(",") + match["list"].count("and") > 1
    ]
    for match in (*_LIST_OF.finditer(text), *_LIST_OLD.finditer(text), *mixed):
        yield from _each_of(match, text)


def listed_alone(text: str) -> Iterator[Child]:
    """The children of a list of numbers that stands by itself."""
    for match in _LISTED_ALONE.finditer(text):
        yield from _each_of(match, text)


def _each_of(match: re.Match[str], text: str) -> Iterator[Child]:
    """A child for each number of a list; the last takes in the words up to the list's end."""
    numbers = list(re.finditer(r"\d{1,2}", match["list"]))
    for number in numbers:
        start = match.start("list") + number.start()
        end = match.end() if number is numbers[-1] else match.start("list") + number.end()
        yield from of_years(text, start, end, number.group())
