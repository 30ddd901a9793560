"""Children's ages and stages, as practitioners write them: '8 months', '3yo', 'Year 4', '31/40', 'dob 3/4/19'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
_N = r"(?P<n>\d{1,2}|" + "|".join(NUMBERS) + r")"
_HALF = r"(?P<half>\s*(?:and a half|½|\.5|1/2))?"


@dataclass(frozen=True)
class Child:
    """A child in a text: the stage, if told without an age, and the age in whole months, if given."""

    start: int
    words: str
    months: int | None = None
    stage: str | None = None


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BIRTH = _rx(
    r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|born)\b[\s:.(-]*(?:on\s+)?"
    r"(?:the\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?P<sep>[\s./-]+)(?:of\s+)?(?P<m>\d{1,2}|[a-z]{3,9})[\s./,-]+(?P<y>\d{4}|\d{2})\b"
)
_PREGNANT = _rx(
    r"\b(?:un-?born|pregnan(?:t|cy)|preg|expecting(?= (?:a|her|their|mum|mother|in|twins)|\b(?! that))|antenatal|"
    r"due (?:in|on) (?:\w+ )?(?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"ante-natal|(?:\d{1,2}\s*(?:\+\s*\d)?\s*/\s*40)|\d{1,2} ?weeks (?:gone|gestation|pregnant)|baby bump|gravida)\b"
)
_NOT_PREGNANT = _rx(r"\b(?:not|isn'?t|no longer|wasn'?t|never|un)\s+(?:currently\s+)?$")
_LOSS = _rx(
    r"\b(?:miscarr(?:iage|ied|ying)|terminat(?:ion|ed (?:the|her|a) pregnancy)|abortion|pregnancy loss|"
    r"lost (?:the|her|a|their) (?:baby|pregnancy))\b"
)
_MONTHS = _rx(rf"\b{_N}{_HALF}\s*-?\s*(?:months?|mths?|mnths?|mos?|m/o|mo)\b(?!\s*(?:ago|later|pregnan|gone|apart|back|since|of\b))")
_TWELFTHS = _rx(r"\b(?P<n>\d{1,2})/12\b")
_FIFTY_SECONDS = _rx(r"\b(?P<n>\d{1,2})/52\b")
_WEEKS = _rx(rf"\b{_N}\s*-?\s*(?:weeks?|wks?|days?)[\s-]*(?:old|baby)\b")
_YEARS = _rx(
    rf"\b{_N}{_HALF}\s*-?\s*(?:years?|yrs?|yr|y)\b[\s-]*(?:/?\s*o(?:lds?)?\b|old\b|(?=\s*(?:boy|girl|son|daughter|child|lad|[,.;)]|$|and|in|at|who|is|m\b|f\b)))|"
    r"\b(?P<n2>\d{1,2})\s*y/?o\b|\b(?P<n3>\d{1,2})(?P<sex>[mf])\b"
)
_AGED = _rx(rf"\b(?:aged?|age of|turned|just turned|nearly|almost|coming up to|only|about to be)\s+{_N}{_HALF}\b(?!\s*(?:weeks?|months?|mths?|incidents?|call|ticks?|hours?|minutes?|days?|\d))")
_TURNING = _rx(rf"\b(?:turning|turns|will be|about to turn|(?:is|be) going to be)\s+{_N}\b(?!\s*(?:weeks?|months?))|\b(?P<n4>\d{{1,2}})(?:st|nd|rd|th) birthday (?:is )?(?:next|on|this|in|coming)")
_IS = _rx(
    r"\b(?:he|she|they|child|kid|son|daughter|boy|girl|brother|sister|youngest|eldest|oldest|middle one|baby|pupil|student|lad|toddler|sibling)"
    rf"(?:'?s|s'| is| are| was|'re)?\s+(?:only\s+|just\s+|actually\s+|now\s+)?{_N}\b(?!\s*(?:weeks?|months?|mths?|incidents?|call|ticks?|hours?|minutes?|days?|times|%|\.|/|years?\s+ago|people|schools?|siblings?|sisters?|brothers?|children|kids)\w*)"
)
_LIST = _rx(
    r"\b(?:kids?|children|siblings|boys|girls|sons|daughters|pupils|ages|aged|brothers|sisters|ones)\b[\s:,(]*(?:who are |are |is |of )*"
    r"(?P<list>\d{1,2}(?:\s*(?:,|and|&|\+|/)\s*(?:and\s+|&\s+)?\d{1,2})+)\b(?!\s*(?:weeks?|months?|mths?))"
)
_SCHOOL_YEAR = _rx(r"\b(?:year|yr|y)\s?-?(?P<n>1[0-3]|[1-9])\b(?!\s*(?:old|/|ago|olds|yo))")
_WORDS = [
    (_rx(r"\bnew-?\s?born|\bneonat\w+|\bnicu\b|\bscbu\b"), {"months": 0}),
    (_rx(r"\breception\b(?! (?:desk|staff|area|team))"), {"months": 4 * 12 + 6}),
    (_rx(r"\b(?:baby|bab(?:e|es)|babies|infant)\b(?! (?:bump|class|school))"), {"stage": "0-18-months"}),
    (_rx(r"\b(?:primary|junior|secondary|infant) (?:school )?(?:age|aged|pupil|child|kid)\w*"), {"stage": "5-17-years"}),
    (_rx(r"\b(?:school[- ]age[d]?|teen(?:ager|age)?s?|adolescent|sixth[- ]former)\b"), {"stage": "5-17-years"}),
    (_rx(r"\b(?:pre-?school(?:er)?|nursery[- ]age[d]?|nursery child)\b"), {"stage": "18-months-4-years"}),
]
_ADULT = _rx(r"\b(?:mum|mother|mom|dad|father|woman|man|lady|victim|client|patient|perp|partner|ex|carer|gran|nan|adult|colleague|parent)\b[\s,(]*(?:is |who is |was |aged |age )*$")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def find_children(text: str, today: date) -> list[Child]:
    """The children that `text` speaks of, in its order, without those that it rules out ('4 not 5')."""
    found: list[Child] = []
    taken: list[tuple[int, int]] = []
    for child, end in _candidates(text, today):
        if any(child.start < b and end > a for a, b in taken):
            continue
        taken.append((child.start, end))
        if not _ruled_out(text, child.start):
            found.append(child)
    return _without_repeats(sorted(found, key=lambda c: c.start))


def _candidates(text: str, today: date) -> Iterator[tuple[Child, int]]:
    for m in _BIRTH.finditer(text):
        months = _months_since(m, today)
        if months is not None:
            yield Child(m.start(), "by the date of birth", months), m.end()
    for m in _LOSS.finditer(text):
        yield Child(m.start(), m.group(), stage="pregnancy-loss"), m.end()
    for m in _PREGNANT.finditer(text):
        if not _NOT_PREGNANT.search(text[: m.start()]):
            yield Child(m.start(), m.group(), stage="pregnant"), m.end()
    for rx in (_MONTHS, _TWELFTHS):
        for m in rx.finditer(text):
            if not re.search(r"\b(?:last|past|previous|for|in|within|next|every|over)\s+(?:the\s+)?(?:last\s+|past\s+)?$", text[: m.start()], re.I):
                half = 0
                yield Child(m.start(), m.group(), _number(m["n"]) + half), m.end()
    for rx in (_WEEKS, _FIFTY_SECONDS):
        for m in rx.finditer(text):
            yield Child(m.start(), m.group(), 0 if "day" in m.group().lower() else _number(m["n"]) * 7 // 30), m.end()
    for m in _TURNING.finditer(text):
        years = _number(m["n"] or m["n4"])
        yield from _of_years(text, m, years, before_birthday=True)
    for m in _YEARS.finditer(text):
        years = _number(m["n"] or m["n2"] or m["n3"])
        yield from _of_years(text, m, years, half=bool(m["half"]))
    for m in _LIST.finditer(text):
        for number in re.finditer(r"\d{1,2}", m["list"]):
            at = m.start("list") + number.start()
            yield from _of_years_at(text, at, number.group(), int(number.group()), at + len(number.group()))
    for m in _SCHOOL_YEAR.finditer(text):
        yield Child(m.start(), m.group(), (int(m["n"]) + 4) * 12 + 6), m.end()
    for m in _AGED.finditer(text):
        nearly = re.match(r"nearly|almost|coming|about", m.group(), re.I) is not None
        yield from _of_years(text, m, _number(m["n"]), half=bool(m["half"]), before_birthday=nearly)
    for m in _IS.finditer(text):
        yield from _of_years(text, m, _number(m["n"]))
    if not re.search(r"\b\d{1,2}(?:\s*-?\s*(?:weeks?|months?|mths?|m/o|/12|/52|days?))", text, re.I):
        for rx, kind in _WORDS:
            for m in rx.finditer(text):
                yield Child(m.start(), m.group(), **kind), m.end()


def _of_years(text: str, m: re.Match, years: int, half: bool = False, before_birthday: bool = False):
    return _of_years_at(text, m.start(), m.group(), years, m.end(), half, before_birthday)


def _of_years_at(text, start, words, years, end, half=False, before_birthday=False) -> Iterator[tuple[Child, int]]:
    if years > 25 or (years >= 16 and _ADULT.search(text[:start])):
        return
    months = years * 12 + (6 if half else 0) - (1 if before_birthday else 0)
    yield Child(start, words, months), end


def _ruled_out(text: str, start: int) -> bool:
    return re.search(r"\b(?:not|isn'?t|rather than|instead of)\s+(?:a\s+|an\s+|the\s+)?$", text[:start], re.I) is not None


def _without_repeats(children: list[Child]) -> list[Child]:
    """'Pregnant, 26 weeks' is one unborn baby; 'a baby, 8 months' is one child of 8 months."""
    with_age = {c.months for c in children if c.months is not None}
    babies_by_age = any(m <= 18 for m in with_age)
    school_by_age = any(m >= 60 for m in with_age)
    small_by_age = any(18 < m < 60 for m in with_age)
    kept: list[Child] = []
    for child in children:
        if child.stage and any(child.stage == k.stage for k in kept):
            continue
        if child.months is not None and any(child.months == k.months for k in kept):
            continue
        if child.stage == "0-18-months" and (babies_by_age or any(c.stage in ("pregnant", "pregnancy-loss") for c in children)):
            continue
        if child.stage == "5-17-years" and school_by_age or child.stage == "18-months-4-years" and small_by_age:
            continue
        kept.append(child)
    return kept


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def _months_since(m: re.Match, today: date) -> int | None:
    year = int(m["y"])
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    month = int(m["m"]) if m["m"].isdigit() else _month_by_name(m["m"])
    try:
        born = date(year, month, int(m["d"]))
    except (ValueError, TypeError):
        return None
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return months if 0 <= months < 26 * 12 else None


def _month_by_name(name: str) -> int | None:
    start = name[:3].lower()
    return _MONTH_NAMES.index(start) + 1 if start in _MONTH_NAMES else None
