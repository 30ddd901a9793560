"""The risk that somebody graded, the DASH's ticks, and how many incidents came before."""

import re
from datetime import date

from bot.nlu.facts.ages import NUMBERS

_GRADES = {"standard": "standard", "medium": "medium", "med": "medium", "moderate": "medium", "high": "high", "low": "standard"}
_GRADE = r"(?P<grade>standard|medium|med|moderate|high)"
_CUE = r"(?:grad(?:ed|ing|e)|assess(?:ed|ment)|rat(?:ed|ing)|risk(?: level| is| was|ed)?|classed|marked|flagged|scored|logged|categori[sz]ed|ppn|police (?:say|said|have|put|sent|notification)|came (?:back|through|in|out)|it(?:'s| is| was)|as|at|a|now|said|saying|dart)"
_GRADED = [
    re.compile(rf"\b{_GRADE}[\s-]*(?:risk|da\b|dv\b|graded|grading|ppn|notification|level)", re.I),
    re.compile(rf"\b{_CUE}\s*(?:it|them|this|him|her|is|was|as|at|a|by police|by the police|[:=-])*\s*{_GRADE}\b(?!\s*(?:peak|school|street|level of need|needs|conflict|court|time|chair|street|visit|vis|five))", re.I),
    re.compile(rf"^\W*(?:i think |probably |it'?s |its |just |actually |sorry |no |yes |erm |um )*{_GRADE}\b(?:\W*(?:risk|i think|please|sorry|i believe|apparently|tbc|not \w+))*\W*$", re.I),
    re.compile(rf"[,;/-]\s*{_GRADE}\s*(?:[,;.?!]|$)", re.I),
    re.compile(rf"\b{_GRADE}\s+not\s+(?:standard|medium|high)\b", re.I),
    re.compile(rf"\b{_GRADE}\s*(?:[,;]|\.\s|$)(?<!high,)", re.I),
]
_DASH = [
    re.compile(r"\b(?:dash|ric|checklist)\b(?:\s*(?:ric|risk|checklist|score[ds]?|scoring|total|was|is|came (?:out|back|in)|at|of|with|has|got|result|=|:|as|to|a|an|about|only))*\s*(?P<n>\d{1,2})\b(?!\s*(?:weeks?|months?|years?|yrs?|yo|/1|days?))", re.I),
    re.compile(r"\b(?P<n>\d{1,2})\s*(?:ticks?|yes(?:es)?\b|(?:out of|/)\s*2[47]|(?:score[ds]? )?on (?:the |a |her |my |our )?(?:dash|ric|checklist))", re.I),
    re.compile(r"\b(?:scor(?:ed|es|ing)|score(?: of| is| was)?|ticks?(?: of)?)\s+(?:a\s+)?(?P<n>\d{1,2})\b(?!\s*(?:weeks?|months?|years?))", re.I),
]
_COUNT = r"(?P<n>\d{1,2}|" + "|".join(NUMBERS) + r"|several|multiple|a dozen)"
_ORDINALS = {w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)}
_NTH = r"(?P<nth>\d{1,2}(?:st|nd|rd|th)|" + "|".join(_ORDINALS) + ")"
_WHEN = re.compile(
    r"\b(?:since|in|over|within|during|from)\s+(?:the\s+)?(?:last|past|previous|space of\s+)?\s*(?:of\s+)?(?:(?P<n>\d{1,2}|"
    + "|".join(NUMBERS)
    + r"|a|the|few|couple of)\s+)?(?P<unit>days?|weeks?|wks?|months?|mths?|fortnight|quarter)\b|"
    r"\bsince\s+(?:the (?:start|beginning|end) of\s+)?(?P<month>january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|"
    r"\b(?P<recent>this month|last month|this half term|last (?:few|couple of) (?:weeks|months)|past few (?:weeks|months)|this fortnight)\b",
    re.I,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def find_risk(text: str) -> str | None:
    """standard, medium or high, where the text says that a grading is meant."""
    for rx in _GRADED:
        for m in rx.finditer(text):
            before = text[: m.start("grade")]
            if not re.search(r"\b(?:not|isn'?t|from|if it (?:was|were)|rather than)\s+(?:a\s+)?$", before, re.I):
                return _GRADES[m["grade"].lower()]
    return None


def find_dash(text: str) -> int | None:
    """The ticks of a DASH, 0 to 27."""
    for rx in _DASH:
        for m in rx.finditer(text):
            if int(m["n"]) <= 27:
                return int(m["n"])
    return None


def three_previous_in_three_months(text: str, incident_words: list[str], today: date) -> bool:
    """True if the text says three or more incidents before this one, within the last three months.

    'Three call-outs before this one since September' counts; 'the fourth incident in ten weeks' has three
    before it; 'three incidents this year' does not say when.
    """
    words = "|".join(sorted(map(re.escape, incident_words), key=len, reverse=True))
    before = re.search(rf"\b{_COUNT}\s+(?:or more\s+|other\s+|previous\s+|prior\s+|more\s+|earlier\s+|past\s+|da\s+|dv\s+|police\s+|domestic\s+|dom\s+|abuse\s+|recent\s+)*(?:{words})\b", text, re.I)
    nth = re.search(rf"\b{_NTH}\s+(?:da\s+|dv\s+|police\s+|domestic\s+|abuse\s+|oe\s+)*(?:{words})\b", text, re.I)
    count = 0
    if before:
        count = _count(before["n"])
    if nth:
        count = max(count, _ordinal(nth["nth"]) - 1)
    return count >= 3 and _within_three_months(text, today)


def _within_three_months(text: str, today: date) -> bool:
    for m in _WHEN.finditer(text):
        if m["recent"]:
            return True
        if m["month"]:
            start = _MONTHS.index(m["month"][:3].lower()) + 1
            if (today.month - start) % 12 <= 3:
                return True
        elif m["unit"]:
            unit, number = m["unit"].lower(), _count(m["n"] or "one")
            days = {"d": 1, "w": 7, "f": 14, "m": 30, "q": 91}[unit[0]] * number
            if days <= 92:
                return True
    return False


def _count(word: str) -> int:
    word = word.lower()
    named = {"several": 3, "multiple": 3, "a dozen": 12, "a": 1, "the": 1, "few": 3, "couple of": 2}
    return int(word) if word.isdigit() else named.get(word) or NUMBERS.get(word, 1)


def _ordinal(word: str) -> int:
    return _ORDINALS.get(word.lower()) or int(re.match(r"\d+", word).group())
