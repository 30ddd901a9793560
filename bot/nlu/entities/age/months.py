"""Ages in months: '8 months', '2 years 3 months', '8/12', 'about 18 months'; and not '14 months suspended'."""

import re
from collections.abc import Iterator

from bot.nlu.entities.age.length_of_time import A_DAY, MONTH, NEAR, SERVED, SHORT, YEAR, N, told_of_a_child
from bot.nlu.entities.child import GIRL_OR_BOY, NAME, Child, rx

_YEARS_AND_MONTHS = rx(rf"\b(?P<y>\d{{1,2}})\s*{YEAR}\s*(?:and\s+)?(?P<n>\d{{1,2}})\s*(?:{MONTH}|m)\b")
_NO_BABY = r"(?!\s*-?\s*(?:ago|later|pregnan|gone|apart|back|since|of\b|earlier|from\b|wait|after|before|into|on\b|placement|order|programme|course|contract|sentence|period|probation|review|plan))"
_N_MONTHS = rx(rf"\b{N}\s*-?\s*{MONTH}\b{_NO_BABY}")
_ONLY_YEARS_AND_MONTHS = rx(
    rf"^\W*(?:(?:he|she|it)(?:'s|\ is)\s+)?(?P<y>\d{{1,2}})\s+and\s+(?P<n>\d{{1,2}})\s*{MONTH}\W*$"
)
_ABOUT_MONTHS = rx(  # the whole answer: 'about 18 months', 'a bit over 18 months'
    rf"^\W*(?:toddler|baby|child|he|she|they|it)?(?:'s|\ is|\ are)?\W*(?P<how>about|around|roughly|maybe|(?:just|a\ (?:bit|little))?\s*(?:over|under)|nearly|almost|only|just)\s+(?P<n>\d{{1,2}})\s*{MONTH}(?:\s+ish|\s+or\s+so)?\W*$"
)
_N_M = rx(r"\b(?P<n>\d{1,2})m(?:\ old)?\b")
_TWELFTHS = rx(r"(?<![\d/])\b(?P<n>\d{1,2})/12\b(?!/|\ (?:ago|back|since|history|hx)\b)")

# What shows that so many months are an age: a child or 'is' just before, or that they stand alone in a list of facts.
_MONTHS_OF = rx(
    rf"(?:\b{GIRL_OR_BOY}(?:\s+\w+)?|\b(?:he|she|it|they|who|one)(?:'s|\ is|\ are|'re|\ was)|\b(?:aged?|just\ turned|turned|turning|make\ (?:that|it)|sorry|not|oops|i\ mean(?:t)?|should\ (?:be|say)|no|yes|and\ an?|an?\ (?:little\ )?|age\ of))"
    rf"[\s,:(-]*(?:is\s+|are\s+|was\s+|of\s+|aged?\s+|about\s+|only\s+|just\s+|now\s+|nearly\s+|almost\s+|around\s+|he's\s+|she's\s+|roughly\s+|actually\s+|well\s+)*$"
)
_BY_ITSELF_BEFORE = rx(
    r"(?:^\W*|[^\w\s]\s*|\b(?:and|both|about|around|plus|a|exactly|roughly|nearly|over|under|it\'s|is)\s+)$"
)
_BY_ITSELF_AFTER = rx(
    rf"^\s*(?:$|[,.;:)!?/&+-]|(?:and|in|at|with|who|lives?|living|ish|now|girl|boy|baby|\d)\b|{GIRL_OR_BOY}\b)"
)
_OLD = re.compile(r"[\s-]*old\b", re.I)
_NO_AGE_AFTER = re.compile(
    r"\s*(?:,\s*)?(?:suspended|on\ licence|inside|sentence|left|in\b(?!\s+[A-Z])|sober|clean|arrears|probation|without|gone|with\ (?:baby|child))"
)
_IT_HAS_BEEN = re.compile(r"\b(?:been|it's|its|it\ is)\s+(?:\w+\s+)?$", re.I)
_DURATION = rx(
    r"""\b(?:for|over|in|within|during|after|every|than|the|last|past|previous|next|past\ few|at\ least|about|nearly|almost|of|or|to
    |here|there|been|out|off|away|back|lasts?|lasted|takes?|took|wait(?:ed|ing)?|separated|together|married|apart|split|left|later|him|us|them|me)
    \s+(?:the\s+)?(?:last\s+|past\s+)?$"""
)
_WHEN_WAS = rx(
    r"\b(?:since|when|until|till|from|after)\s+(?:he|she|they|it|i)\s+(?:was|were)\s+(?:only\s+|just\s+|about\s+)?$"
)
_A_LIST_AFTER = rx(
    r"^\s*,?\s*(?:and\s+)?\d{1,2}(?:\s+and\s+\d{1,2})?\s*(?:[,.;)]|$|\s(?:year|yr))"
)  # '8 months, 2 and 4'
_NAME_BEFORE = re.compile(rf"\b{NAME}(?:,| \(|'s| is)\s*$")


def in_months(text: str) -> Iterator[Child]:
    """The children whose age is told in months."""
    for match in (*_YEARS_AND_MONTHS.finditer(text), *_ONLY_YEARS_AND_MONTHS.finditer(text)):
        yield Child(match.start(), match.end(), int(match["y"]) * 12 + int(match["n"]))
    for match in _ABOUT_MONTHS.finditer(text):
        how = match["how"].lower()
        beside = 1 if "over" in how else -1 if "under" in how or how in ("nearly", "almost") else 0
        yield Child(match.start(), match.end(), int(match["n"]) + beside)
    for match in _N_MONTHS.finditer(text):
        if _is_an_age(text, match):
            yield Child(match.start(), match.end(), int(float(match["n"])))
    for match in _N_M.finditer(text):
        if match.group().endswith(("m", "m old")) and int(match["n"]) < 24:  # '14M' is a boy
            yield Child(match.start(), match.end(), int(match["n"]))
    for match in _TWELFTHS.finditer(text):
        if not A_DAY.search(text[: match.start()]):
            yield Child(match.start(), match.end(), int(match["n"]))


def _is_an_age(text: str, match: re.Match[str]) -> bool:
    """Are so many months how old a child is, and not how long something took?"""
    before, after = text[: match.start()], text[match.end() :]
    short = len(text) < SHORT
    if _OLD.match(after):
        return True
    if _NO_AGE_AFTER.match(after) or _WHEN_WAS.search(before):
        return False
    by_itself = _BY_ITSELF_BEFORE.search(before)
    if _NAME_BEFORE.search(before) or (by_itself and _A_LIST_AFTER.match(after)):
        return True
    if _MONTHS_OF.search(before):
        return short or not _IT_HAS_BEEN.search(before)
    if not (by_itself and _BY_ITSELF_AFTER.search(after)) or _DURATION.search(before):
        return False
    served = SERVED.search(before[-NEAR:]) or SERVED.search(after[:NEAR])
    return not served and (short or told_of_a_child(before))
