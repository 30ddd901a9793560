"""An age that is put right: 'sorry 15', '13 not 3', 'the 7 year old is 8'."""

from collections.abc import Iterator

from bot.nlu.entities.age.length_of_time import MONTH, NO_AGE, YEAR, N
from bot.nlu.entities.age.years import of_years
from bot.nlu.entities.child import GIRL_OR_BOY, Child, rx

# 'The 7 year old is 8', 'the 8 month old should be 9 months': one child, whose age is told anew.
_TOLD_ANEW = rx(
    rf"""\b(?P<was>\d{{1,2}})\s*-?\s*(?P<unit>{YEAR}|{MONTH})?(?:[\s-]*(?:olds?|o)\b)?\s*(?:{GIRL_OR_BOY}|one)?(?<!\d)
    (?:(?:'s(?=\s+(?:actually|really|now))|\s+is|\s+was|\s+should\s+(?:be|say|have\s+been)|\s+turned|\s+has\s+turned)(?:\s+(?:actually|really|now|only|just|meant\ to\ be|in\ fact))*)
    \s+(?P<n>\d{{1,2}})(?!\s*-?\s*(?:weeks?|wks?|pregnan|days?))(?:\s*(?P<months>{MONTH})\b(?!\s+pregnan)|\s*{YEAR}\b)?(?:[\s-]*olds?\b)?{NO_AGE}"""
)
# An age put right, and nothing else in the message: 'sorry 15', '13 not 3', 'make that 7'.
_PUT_RIGHT = rx(
    rf"""^\W*(?:(?:sorry|oops|whoops|actually|no|typo|my\ mistake|correction|i\ mean(?:t)?|make\ (?:that|it)|that\ should\ be|should\ be|should\ (?:say|have\ been))\W+
    (?:(?:it|that|he|she)(?:'s|\ is)?\s+|should\ be\s+|i\ meant\s+|age\s+)*)+{N}(?:\W+not\s+\d{{1,2}})?(?:\W+sorry)?\W*$
    | ^\W*(?P<n2>\d{{1,2}})\W+(?:not\s+\d{{1,2}}|sorry|i\ meant?|i\ mean)(?:\W+sorry)?\W*$"""
)


def told_anew(text: str) -> Iterator[Child]:
    """The children whose age is told together with the one that it had been."""
    for match in _TOLD_ANEW.finditer(text):
        in_months = match["months"] or (match["unit"] or "").lower().startswith("m")
        months = int(match["n"]) * (1 if in_months else 12)
        yield Child(match.start(), match.end(), months, was=int(match["was"]))


def put_right(text: str) -> Iterator[Child]:
    """The age that is put right by the whole message."""
    for match in _PUT_RIGHT.finditer(text):
        yield from of_years(text, match.start(), match.end(), match["n"] or match["n2"])
