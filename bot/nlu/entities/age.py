"""Children's ages and stages, as practitioners write them: '8 months', '3yo', 'Year 4', '31/40', 'dob 3/4/19'.

Each rule below finds one way of saying an age. They are tried in order, and what one rule took is not looked at
by the next. Number words are digits by then (`six months` is `6 months`, see `bot/nlu/normalise.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.nlu.entities.child import BABY, GIRL_OR_BOY, PREGNANT, SCHOOL, SMALL, Child, rx
from bot.nlu.entities.dates import MONTH_NAME, dates, months_between
from bot.nlu.entities.pregnancy import before_birth
from bot.nlu.entities.repeats import without_repeats
from bot.nlu.entities.school_year import by_school_year
from bot.nlu.matcher import patterns

_SHORT = 120  # characters of a message so short that what stands alone in it is an answer or a list of facts
_NEAR = 60  # characters around a number in which words bear on it
_DIGIT = re.compile(r"\d")
_A_CHILD = rx(rf"\b{GIRL_OR_BOY}\b")
_OLDEST = 25  # a number above is no age of anyone whom this is about


N = r"(?P<n>\d{1,2}(?:\.\d)?)"
_MONTH = r"(?:months?|mths?|mnths?|mons?|mos?|m/o)"
_YEAR = r"(?:years?|yrs?|y)"
# A number with one of these after it is no age: of a person, of a thing, or a time on the clock.
_NO_AGE = r"""(?!\s*(?:weeks?|wks?|months?|mths?|days?|hours?|hrs?|minutes?|mins?|miles?|foot|feet|ft|stone|inch(?:es)?|am\b|pm\b|o'clock
    |incidents?|call|ticks?|times?|people|schools?|siblings?|sisters?|brothers?|children|kids|staff|others?|visits?|years?\ (?:ago|older|younger)
    |%|st\b|nd\b|rd\b|th\b|/|:\d|\.\d|-\d|of\b)|\d|\w)"""
# A length of time that somebody served, waited or owes, and no age: 'done my time. 14 months.'
_SERVED = rx(
    r"\b(?:done|did|doing|served|serving|sentenced?|inside|prison|jail|tag|suspended|licence|custody|remand|wait(?:ed|ing|s)?|arrears|probation|order|visa|contract|tenancy|sober|clean|qualified|married|together|separated|course|waiting\ list)\b"
)
_DURATION = rx(
    r"""\b(?:for|over|in|within|during|after|every|than|the|last|past|previous|next|past\ few|at\ least|about|nearly|almost|of|or|to
    |here|there|been|out|off|away|back|lasts?|lasted|takes?|took|wait(?:ed|ing)?|separated|together|married|apart|split|left|later|him|us|them|me)
    \s+(?:the\s+)?(?:last\s+|past\s+)?$"""
)
_AGE_OF = rx(
    r"\b(?:baby|babe|child|boy|girl|son|daughter|infant|toddler|age|aged|she's|he's|is)\s+(?:of|about|nearly|almost)\s+$"
)
_RULED_OUT = rx(r"\b(?:not|isn't|rather\ than|instead\ of)\s+(?:a\s+|an\s+|the\s+)?$")
# Somebody grown up, right before or after an age of 18 or more, is not whom this is about.
_GROWN_BEFORE = rx(
    r"""\b(?:mum|mother|mom|dad|father|woman|man|lady|victim|client|patient|perp|partner|husband|wife|ex|carer|gran|nan|adult|colleague|parent)
    \b[\s,(:-]*(?:is\s+|who\s+is\s+|was\s+|aged?\s+|who's\s+|'s\s+)*$"""
)
_PARENT_AFTER = rx(
    r"^[\s-]*(?:\w+\s+)?(?:mum|mother|mom|dad|father|partner|husband|wife|boyfriend|girlfriend|perp|ex)\b"
)
_PARENT_BEFORE = rx(
    r"\b(?:mum|mother|mom|dad|father|partner|husband|wife|ex|boyfriend|girlfriend|perp)\b[\s,(:-]*(?:is\s+|who\s+is\s+|'s\s+)*$"
)
_GROWN = rx(
    r"""\b(?P<n>\d{2,3})\s*-?\s*(?:years?|yrs?|y)[\s/-]*(?:o|olds?)\b | \b(?:woman|lady|man|gentleman)\s*,?\s*(?:of|aged?|\()?\s*(?P<n2>\d{2,3})\b
    (?!\s*(?:weeks?|months?|days?|hours?|minutes?|miles|incidents?|ticks?|times?|%|/))"""
)


def find_children(text: str, today: date) -> list[Child]:
    """The children that `text` speaks of, in its order, without those that it rules out ('4 not 5')."""
    found: list[Child] = []
    taken: list[Child] = []
    for child in _candidates(text, today):
        if any(child.start < other.end and child.end > other.start for other in taken):
            continue
        taken.append(child)
        if not _RULED_OUT.search(text[: child.start]):
            found.append(child)
    if not taken and not _SCORE.search(text) and not _is_a_list(text):
        found = [child for child in (*_alone(text), *_listed_alone(text)) if (child.months or 0) < 18 * 12]
    return without_repeats(sorted(found, key=lambda c: c.start), text)


_POINT = re.compile(r"(?:^|[.!?;:(,]\s*|\s\()(\d{1,2})(?=[.,):]\s)")


def _is_a_list(text: str) -> bool:
    """'1. …; 2. …', '(1) who, (2) when': points that are numbered, and no ages."""
    points = [int(number) for number in _POINT.findall(text)]
    return any(after == before + 1 and before <= 3 for before, after in pairwise(points))


def find_grown(text: str) -> int | None:
    """The age of a grown person above `_OLDEST` whom `text` is about ('a 34 year old woman'); a child's parent is not."""
    for match in _GROWN.finditer(text):
        age, after = int(match["n"] or match["n2"]), text[match.end() :]
        if age > _OLDEST and not _PARENT_AFTER.search(after) and not _PARENT_BEFORE.search(text[: match.start()]):
            return age
    return None


def _candidates(text: str, today: date) -> Iterator[Child]:
    if not _DIGIT.search(text):  # many messages: only words can tell
        yield from _in_weeks(text)
        yield from before_birth(text, today)
        yield from by_school_year(text)
        yield from _in_words(text)
        return
    yield from _told_anew(text)
    yield from _by_date(text, today)
    yield from _in_weeks(text)
    yield from before_birth(text, today)
    yield from _in_months(text)
    yield from _before_a_birthday(text)
    yield from _in_lists(text)
    yield from _in_years(text)
    yield from by_school_year(text)
    yield from _bare(text)
    yield from _in_words(text)


# -- a date ----------------------------------------------------------------------------------------------------

_BORN = rx(r"(?:\bd\.?\s?o\.?\s?b\.?|\bdate\ of\ birth|\bborn)[\s:.(-]*(?:is\s+)?(?:(?:on|in)\s+)?(?:the\s+)?$")
_DUE = rx(r"\b(?:edd|due(?:\ date)?|expected)[\s:.(-]*(?:is\s+)?(?:(?:on|in)\s+)?(?:the\s+)?$")


def _by_date(text: str, today: date) -> Iterator[Child]:
    for match, when in dates(text, newest_year=today.year):
        before = text[: match.start()]
        months = months_between(when, today)
        if (cue := _BORN.search(before)) and 0 <= months < (_OLDEST + 1) * 12:
            yield Child(cue.start(), match.end(), months)
        elif cue := _DUE.search(before):
            yield Child(cue.start(), match.end(), stage=PREGNANT)


# -- months, weeks, days ---------------------------------------------------------------------------------------

_YEARS_AND_MONTHS = rx(rf"\b(?P<y>\d{{1,2}})\s*{_YEAR}\s*(?:and\s+)?(?P<n>\d{{1,2}})\s*(?:{_MONTH}|m)\b")
_NO_BABY = r"(?!\s*-?\s*(?:ago|later|pregnan|gone|apart|back|since|of\b|earlier|from\b|wait|after|before|into|on\b|placement|order|programme|course|contract|sentence|period|probation|review|plan))"
_N_MONTHS = rx(rf"\b{N}\s*-?\s*{_MONTH}\b{_NO_BABY}")
_ONLY_YEARS_AND_MONTHS = rx(
    rf"^\W*(?:(?:he|she|it)(?:'s|\ is)\s+)?(?P<y>\d{{1,2}})\s+and\s+(?P<n>\d{{1,2}})\s*{_MONTH}\W*$"
)
_ABOUT_MONTHS = rx(  # the whole answer: 'about 18 months', 'a bit over 18 months'
    rf"^\W*(?:toddler|baby|child|he|she|they|it)?(?:'s|\ is|\ are)?\W*(?P<how>about|around|roughly|maybe|(?:just|a\ (?:bit|little))?\s*(?:over|under)|nearly|almost|only|just)\s+(?P<n>\d{{1,2}})\s*{_MONTH}(?:\s+ish|\s+or\s+so)?\W*$"
)
_N_M = rx(r"\b(?P<n>\d{1,2})m(?:\ old)?\b")
_TWELFTHS = rx(r"(?<![\d/])\b(?P<n>\d{1,2})/12\b(?!/|\ (?:ago|back|since|history|hx)\b)")
_WEEKS_OLD = rx(r"\b(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|days?)[\s-]*(?:old|of\ age|baby|boy|girl)\b")
_BABY_OF_WEEKS = rx(
    r"(?<!unborn\ )(?<!un-born\ )\b(?:baby\ (?:girl|boy|is)|baby|bub|infant|twins|he)(?:'s)?[,:]?\s+(?:is\s+|are\s+|of\s+|aged\s+)?(?:only\s+|just\s+)?(?P<n>\d{1,2})\s*(?P<unit>weeks?|wks?|days?)\b"
)
_ONLY_WEEKS = rx(r"^\W*(?:(?:he|she|it|they)(?:'s|\ is)\s+)?(?P<n>\d{1,2})\s*(?P<unit>weeks?|wks?|days?)\W*$")
_AFTER_BIRTH = rx(
    r"\b(?:(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|days?|/52)|(?P<unit2>day)\s+(?P<n2>\d{1,2}|one))\s+(?:post[ -]?(?:natal(?:ly)?|partum|birth|delivery|section|c-?section)|after\ (?:the\ )?(?:birth|section|delivery))"
)
_FIFTY_SECONDS = rx(r"(?<![\d/])\b(?P<n>\d{1,2})/52\b(?!/|\ (?:ago|back|since|history|hx)\b)")


# What shows that so many months are an age: a child or 'is' just before, or that they stand alone in a list of facts.
_MONTHS_OF = rx(
    rf"(?:\b{GIRL_OR_BOY}(?:\s+\w+)?|\b(?:he|she|it|they|who|one)(?:'s|\ is|\ are|'re|\ was)|\b(?:aged?|just\ turned|turned|turning|make\ (?:that|it)|sorry|not|oops|i\ mean(?:t)?|should\ (?:be|say)|no|yes|and\ an?|an?\ (?:little\ )?|age\ of))"
    rf"[\s,:(-]*(?:is\s+|are\s+|was\s+|of\s+|aged?\s+|about\s+|only\s+|just\s+|now\s+|nearly\s+|almost\s+|around\s+|he's\s+|she's\s+|roughly\s+|actually\s+|well\s+)*$"
)
_BY_ITSELF_BEFORE = rx(
    r"(?:^\W*|[^\w\s]\s*|\b(?:and|about|around|plus|a|exactly|roughly|nearly|over|under|it\'s|is)\s+)$"
)
_BY_ITSELF_AFTER = rx(
    rf"^\s*(?:$|[,.;:)!?/&+-]|(?:and|in|at|with|who|lives?|living|ish|now|girl|boy|baby|\d)\b|{GIRL_OR_BOY}\b)"
)
_OF_A_THING = rx(
    r"\b(?:it'?s|it\ is|which\ is|that's|notification|email|message|letter|report|photo)\s+(?:is\s+|only\s+|now\s+|already\s+)*$"
)
_A_DAY = rx(
    r"\b(?:on|by|until|till|til|from|since|before|after|dated?|w/c|meeting|hearing|conference|court|review|appointment|appt|visit|strat|rcpc|icpc|cpc|core\ group|due|happened|incident|clinic|plan|next|see|contact|f/u|in)\W+(?:is\s+|on\s+|the\s+|in\s+|at\s+|was\s+)*$"
)


_WHEN_WAS = rx(
    r"\b(?:since|when|until|till|from|after)\s+(?:he|she|they|it|i)\s+(?:was|were)\s+(?:only\s+|just\s+|about\s+)?$"
)


# Somebody's name, and no day, month or page.
_NAME = rf"(?!(?i:{patterns().source('<no_name>')})(?!\w))[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_A_LIST_AFTER = rx(
    r"^\s*,?\s*(?:and\s+)?\d{1,2}(?:\s+and\s+\d{1,2})?\s*(?:[,.;)]|$|\s(?:year|yr))"
)  # '8 months, 2 and 4'
_NAME_BEFORE = re.compile(rf"\b{_NAME}(?:,| \(|'s| is)\s*$")


def _an_age_in_months(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if re.match(r"[\s-]*old\b", after, re.I):
        return True
    if re.match(
        r"\s*(?:,\s*)?(?:suspended|on\ licence|inside|sentence|left|in\b(?!\s+[A-Z])|sober|clean|arrears|probation|without|gone|with\ (?:baby|child))",
        after,
    ):
        return False
    if _WHEN_WAS.search(before):
        return False
    if _NAME_BEFORE.search(before) or (_BY_ITSELF_BEFORE.search(before) and _A_LIST_AFTER.match(after)):
        return True
    if _MONTHS_OF.search(before):
        return not re.search(r"\b(?:been|it's|its|it\ is)\s+(?:\w+\s+)?$", before, re.I) or len(text) < _SHORT
    if not (_BY_ITSELF_BEFORE.search(before) and _BY_ITSELF_AFTER.search(after)) or _DURATION.search(before):
        return False
    return (
        not _SERVED.search(before[-_NEAR:])
        and not _SERVED.search(after[:_NEAR])
        and (len(text) < _SHORT or _told_of_a_child(before))
    )


def _told_of_a_child(before: str) -> bool:
    """Does the sentence so far, or the one before it, name a child?"""
    return _A_CHILD.search(re.split(r"[.!?]\s", before)[-1]) is not None


def _in_weeks(text: str) -> Iterator[Child]:
    """A baby's weeks, which might be taken for a pregnancy's: 'baby girl is 10 weeks', '3 weeks postnatal'."""
    for match in _BABY_OF_WEEKS.finditer(text):
        if not re.match(
            r"\s*(?:pregnan|gestation|gone|early|prem|ago|later|in\b|overdue|late)", text[match.end() :], re.I
        ):
            days = int(match["n"]) * (1 if match["unit"].lower().startswith("day") else 7)
            yield Child(match.start(), match.end(), int(days // 30.44))
    for match in _AFTER_BIRTH.finditer(text):
        unit, number = (match["unit"] or match["unit2"]).lower(), match["n"] or match["n2"].replace("one", "1")
        yield Child(match.start(), match.end(), int(int(number) * (1 if unit.startswith("day") else 7) // 30.44))


def _in_months(text: str) -> Iterator[Child]:
    for match in (*_YEARS_AND_MONTHS.finditer(text), *_ONLY_YEARS_AND_MONTHS.finditer(text)):
        yield Child(match.start(), match.end(), int(match["y"]) * 12 + int(match["n"]))
    for match in _ABOUT_MONTHS.finditer(text):
        how = match["how"].lower()
        beside = 1 if "over" in how else -1 if "under" in how or how in ("nearly", "almost") else 0
        yield Child(match.start(), match.end(), int(match["n"]) + beside)
    for match in _N_MONTHS.finditer(text):
        if _an_age_in_months(text, match):
            yield Child(match.start(), match.end(), int(float(match["n"])))
    for match in _N_M.finditer(text):
        if match.group().endswith(("m", "m old")) and int(match["n"]) < 24:  # '14M' is a boy
            yield Child(match.start(), match.end(), int(match["n"]))
    for match in _TWELFTHS.finditer(text):
        if not _A_DAY.search(text[: match.start()]):
            yield Child(match.start(), match.end(), int(match["n"]))
    for pattern in (_WEEKS_OLD, _ONLY_WEEKS, _FIFTY_SECONDS):
        for match in pattern.finditer(text):
            if pattern is _WEEKS_OLD and _OF_A_THING.search(text[: match.start()]):
                continue
            if pattern is _FIFTY_SECONDS and _A_DAY.search(text[: match.start()]):
                continue
            days = int(match["n"]) * (1 if "day" in match.group().lower() else 7)
            yield Child(match.start(), match.end(), int(days // 30.44), weeks=pattern is _ONLY_WEEKS)


# -- years -----------------------------------------------------------------------------------------------------

_TURNING = rx(
    rf"""\b(?:turning|turns|will\ be|'ll\ be|(?<=he)ll\ be|about\ to\ turn|(?:is|be)\ going\ to\ be|nearly|almost|coming\ up\ to|coming\ up|just\ under|not\ quite
    |just\ short\ of|about\ to\ be|rising|getting\ on\ for|not\ far\ off|not\ far\ from|approaching|\d{{1,2}}\ going\ on)\s+{N}{_NO_AGE}(?:\s*{_YEAR}\b(?:[\s-]*old)?)?"""
)
_BIRTHDAY = rx(
    r"""(?P<ahead>\b(?:off|before|until|till|from|to|short\ of)\s+(?:his|her|their|the|a)\s+)?\b(?P<n>\d{1,2})(?:st|nd|rd|th)\ birthday
    (?(ahead)|\s+(?:is\s+)?(?:next|on|this|in|coming|soon|tomorrow))"""
)
# 'She's 14 tomorrow', '18 in March'.
_A_BIRTHDAY_AHEAD = rx(
    rf"""\b(?:(?:i'm|i\ am|(?:he|she|who|{GIRL_OR_BOY})(?:'?s|\ is)|former,|{GIRL_OR_BOY},)\s+)(?P<n>\d{{1,2}})\s+(?:tomorrow|next\ (?:week|month)|on\ (?:mon|tues|wednes|thurs|fri|satur|sun)day|in\ {MONTH_NAME})(?!\s+\d)"""
)
_THE_CLOCK = rx(r"\b(?:it'?s|its|it\ is|time'?s|time\ is|gone|at|by|till|until|before|after)\s+$")
_ONLY_AN_ANSWER = 24  # characters
_HAD_BIRTHDAY = rx(r"\b(?:had|after|since)\s+(?:his|her|their|the|a)\s+(?P<n>\d{1,2})(?:st|nd|rd|th)\ birthday")
_LIST_OF = rx(
    rf"""\b(?:ages|aged|ones|they(?:'re)?|(?:my|her|his|their|our|the|got|has|have)\ [2-7]|{GIRL_OR_BOY})\b(?:\s+(?!\d|and\b|or\b|at\b|to\b|by\b|for\b|from\b|on\b|has\b|have\b|had\b|who\b)\w+){{0,2}}?[\s:,(-]*(?:who\ are\ |are\ |is\ |of\ |aged\ )*
    (?P<list>\d{{1,2}}(?:(?:\s*(?:,|and\b|&|\+|/)\s*(?:and\s+|&\s+)?|\s+)\d{{1,2}}){{1,11}})\b(?!\s*(?:weeks?|wks?|months?|mths?|/|schools?|times?|days?|hours?|of\ them|stairs|bus|pm\b|am\b|o'clock|lots|visits?|calls?|ticks?|this\ morning|%))"""
)
_LIST_MIXED = rx(  # 'three children, 9 months, 3 and 7'
    rf"""(?:{_MONTH}|{_YEAR})(?:[\s-]*old)?(?P<list>(?:\s*(?:,\s*(?:and\s+|&\s+)?|and\s+|&\s+)\d{{1,2}}){{1,11}}){_NO_AGE}(?!\s*{_YEAR})"""
)
_SEVERAL = rx(r"\b(?:\d\ of\ (?:them|us)|kids|kiddies|children|siblings|bairns|\d\ (?:boys|girls)|twins|family)\b")
_LIST_OLD = rx(
    rf"\b(?P<list>\d{{1,2}}(?:\s*(?:,|and|&)\s*(?:and\s+|&\s+)?(?:a\s+)?\d{{1,2}}){{1,11}})\s*-?\s*{_YEAR}[\s-]*olds?\b"
)
_N_YEARS_OLD = rx(rf"\b{N}\s*-?\s*(?:{_YEAR}[\s/-]*(?:o|olds?)\b|y\.o\.?|y/?o\b)")
_N_YEARS = rx(
    rf"""\b{N}\s*-?\s*{_YEAR}\b
    (?=\s*(?:{GIRL_OR_BOY}\b|[,.;)(]|$|and\b|in\b|at\b|who\b|is\b|with\b|not\b|m\b|f\b))(?!\s*(?:in|at)\s+(?:prison|a\ row|school|work|the|total)\b)"""
)
_STANDS_ALONE = rx(
    rf"(?:^|[^\w\s]\s*|\b(?:sorry|oops|actually|meant|and|an?|is|are|'s|aged?|child\ of|boy\ of|girl\ of|{GIRL_OR_BOY})\s+)$"
)
_LETTERED = rx(r"\b(?P<n>\d{1,2})\s?(?P<sex>[mf])\b")


def _in_lists(text: str) -> Iterator[Child]:
    mixed = [
        match
        for match in _LIST_MIXED.finditer(text)
        if _SEVERAL.search(text[: match.start()]) or match["list"].count(",") + match["list"].count("and") > 1
    ]
    for match in (*_LIST_OF.finditer(text), *_LIST_OLD.finditer(text), *mixed):
        yield from _each_of(match, text)


def _each_of(match: re.Match[str], text: str) -> Iterator[Child]:
    numbers = list(re.finditer(r"\d{1,2}", match["list"]))
    for number in numbers:
        start = match.start("list") + number.start()
        end = match.end() if number is numbers[-1] else match.start("list") + number.end()
        yield from _years(text, start, end, number.group())


def _before_a_birthday(text: str) -> Iterator[Child]:
    for match in _HAD_BIRTHDAY.finditer(text):
        yield from _years(text, match.start(), match.end(), match["n"])
    for match in (*_TURNING.finditer(text), *_BIRTHDAY.finditer(text), *_A_BIRTHDAY_AHEAD.finditer(text)):
        if _THE_CLOCK.search(text[: match.start()]) and len(text) > _ONLY_AN_ANSWER:
            continue
        for child in _years(text, match.start(), match.end(), match["n"]):
            yield replace(child, months=(child.months or 1) - 1)


def _in_years(text: str) -> Iterator[Child]:
    for match in _N_YEARS_OLD.finditer(text):
        yield from _years(text, match.start(), match.end(), match["n"])
    for match in _N_YEARS.finditer(text):
        before = text[: match.start()]
        alone = re.search(r"(?:^|[^\w\s])\s*$", before) is not None
        if alone and (_SERVED.search(before[-_NEAR:]) or not (len(text) < _SHORT or _told_of_a_child(before))):
            continue
        if _STANDS_ALONE.search(before) or _AGE_OF.search(before):
            yield from _years(text, match.start(), match.end(), match["n"])
    for match in _LETTERED.finditer(text):
        if match["sex"] in "fFM":
            yield from _years(text, match.start(), match.end(), match["n"])


def _years(text: str, start: int, end: int, number: str, number_at: int | None = None) -> Iterator[Child]:
    """A child of so many years, unless the words around say that it is somebody grown up."""
    years = float(number)
    before = text[: start if number_at is None else number_at]
    grown = years >= 18 and (_GROWN_BEFORE.search(before) or _PARENT_AFTER.search(text[end:]))
    if years <= _OLDEST and not grown:
        yield Child(start, end, int(years * 12))


# -- a number with words of age around it ----------------------------------------------------------------------

_ABOUT = r"(?:just\ over|a\ (?:bit|little)\ over|over|about|around|roughly|approx(?:imately)?|maybe|probably|only|just|aged?|say)"
_AGED = rx(rf"\b(?:ages?d?|age\ of|age\ is|turned|just\ turned|just\ gone|aged\ about)\s*[:=-]?\s*{N}{_NO_AGE}")
# What may follow an age that stands bare after 'son' or 'daughter': 'my daughter 6 she said'; not 'baby 2 lots of calpol'.
_AFTER_AN_AGE = r"""(?:ish)?-?\s*(?:[,.;:)!?/+&-]|$|(?-i:[A-Z])|(?:and|in|at|who|with|lives?|living|is|was|has|had|on|from|yo|y/o|now|ish|or|but|goes|going|gets?|both|not|standard|medium|high|told|says?|said|came|attends?|open|i|she|he|they|whose|hits?|under|as|home|n|because|so|next|today|for|when|by|if|just|only|still|going|too|then|the|there|here|right|his|her|has|at|kid|lad|girl|boy|mum|dad|lives|tho|though|which|after|since|u|im|ive|hes|shes|can|cant|will|wont|loves|likes|sleeps|wants|keeps|thinks|dont|well|its|it|very|this|turning|nearly|my|tomorrow|is|what|that|does|doesn't|me|bites|kicks|runs|year|yr|cos|you|we|do|old\b(?!\ (?:ladies|men|women|boys|girls|friends|addresses))|o'clock)\b)"""
_IS = rx(
    rf"""\b(?:he|she|they|(?:middle\ )?one|(?:the\ )?other|who|which|mum|mother|victim|patient|client|friend|mate|male|female|pt|little\ un|young\ un|{GIRL_OR_BOY}(?:\s+(?!and\b|or\b|at\b|in\b|is\b|was\b|has\b|says?\b|who\b|on\b|to\b|with\b|for\b)[a-z]+)?)(?:'?s|s'|\ is|\ are|\ was|'re)
    \s+(?:only\s+|just\s+|actually\s+|now\s+|about\s+|still\s+)*{N}(?={_AFTER_AN_AGE}){_NO_AGE}"""
)
# A child who writes: 'I'm 13'.
_I_AM = rx(
    rf"\b(?:i'?m|i\ am|am|(?:we're|we\ are|were|they're|are)\ both)\s+(?:only\s+|just\s+|nearly\s+|almost\s+)*(?P<n>[5-9]|1[0-7])(?!\s*(?:inches|cm|kilos|kg|hundred|thousand|k\b|pounds|quid|p\b|in\b|out\b|off\b|into\b|down\b|stone|foot|ft|feet|/|\+|plus\b|points?|lessons|sessions|deep|down)){_NO_AGE}"
)
_MALE_16 = rx(r"\b(?:male|female|pt|patient|m|f)\s+(?P<n>1[0-7]|[1-9])(?=\s*(?:[,.;]|$|with\b|in\b))")
_BESIDE = rx(
    rf"""\b{GIRL_OR_BOY}\b(?:\s+of\s+(?:{_ABOUT}\s+|perhaps\s+)?{N}(?:ish)?{_NO_AGE}|(?:\s*[,:(-]\s*|\s+)\(?(?:{_ABOUT}\s+)?(?P<n2>\d{{1,2}}(?:\.\d)?)(?={_AFTER_AN_AGE})(?:ish)?{_NO_AGE})(?!\s*,?\s*(?:and|&)\s+\d)"""
)
# 'Jayden (9)', 'Alfie, 6,', 'Ellie 13 is placed with me', 'Jayden's 9': a name, and not a day, a month or a page.
_NAMED = re.compile(
    rf"\b{_NAME} \((?P<n>\d{{1,2}})(?=\)|,|;| and)"
    rf"|\b{_NAME}(?:'s|,| is|, is| was|) (?:only |just |aged |now )*(?P<n2>1[0-7]|[1-9])(?=\)|,|;|\.(?!\d)|$| and(?: [A-Z]|\b)| who\b| is (?!it)| lives?\b|!)"
)
_BY_ITSELF = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n))(?P<n>[4-9]|1[0-7])(?=\.\s|\.?$)")  # '… bless her. 8. Anyway'
_FIRST = rx(r"(?:^\W*|[.!?]\s+)(?P<n>\d{1,2}(?:\.\d)?)(?=\s*,\s*[a-z])(?!\s*,\s*\d)")  # '17, pregnant, in care'
_ALONE = rx(
    rf"(?:(?<=[,;])|(?<=[\s,.;:]\())\s*(?:{_ABOUT}\s+)?(?P<n>\d{{1,2}})(?:-?ish)?\s*(?=[,;)]|\.(?!\d)|$)"
)  # 'home ed, 12, Wirksworth'
_LISTED_ALONE = rx(  # '8 and 11 in Bolsover', 'high risk, 6 and 9, Ilkeston'
    r"""(?:^\W*(?:(?:it'?s|sorry|actually|no|got|we've\ got)\W+)*|[,;(.]\s*)(?P<list>\d{1,2}(?:\s*(?:,|and|&|\+)\s*(?:and\s+)?\d{1,2}){1,11})\s*(?=[,;.)]|$|\b(?:in|at|from|both|living|lives?)\b)"""
)
_MOTHER = rx(
    rf"\b(?:mum|mam|mother)\b(?:\s+aged|\s*[,:(-])?\s*\(?(?:{_ABOUT}\s+)?(?P<n>1[1-7])(?=\W*$|\s*[,.;)]|\s+(?:and|pregnant|who|in|with)\b)"
)
_SCORE = rx(r"\b(?:dash|ticks?|scored?|ric|checklist)\b")
_A_SCORE_OF = rx(r"\b(?:dash|ric|score[ds]?|ticks?)\b[^,.;?!]*$")  # 'DASH on mum was 16'
_LOOSELY = r"(?:\s*-?ish\b|\s+or\s+so|\s+and\s+a\s+bit|\s+(?:now|i\ think|maybe|probably|ish))*"
_WHO = r"(?:(?:he|she|they|it|child|toddler|baby)(?:'s|\ is|'re|\ are)?\s+)?"
_ONLY = rx(
    rf"""^\W*{_WHO}(?:{_ABOUT}\s+)+{N}{_LOOSELY}\W*$ | ^\W*(?P<n2>1\.5|2\.5)\W*$
    | ^\W*{_WHO}(?P<n3>\d{{1,2}})(?:\s*-?ish|\s+or\s+so|\s+and\s+a\s+bit)\W*$"""
)
# An age put right, and nothing else in the message: 'sorry 15', '13 not 3', 'make that 7'.
_PUT_RIGHT = rx(
    rf"""^\W*(?:(?:sorry|oops|whoops|actually|no|typo|my\ mistake|correction|i\ mean(?:t)?|make\ (?:that|it)|that\ should\ be|should\ be|should\ (?:say|have\ been))\W+
    (?:(?:it|that|he|she)(?:'s|\ is)?\s+|should\ be\s+|i\ meant\s+|age\s+)*)+{N}(?:\W+not\s+\d{{1,2}})?(?:\W+sorry)?\W*$
    | ^\W*(?P<n2>\d{{1,2}})\W+(?:not\s+\d{{1,2}}|sorry|i\ meant?|i\ mean)(?:\W+sorry)?\W*$"""
)


# 'The 7 year old is 8', 'the 8 month old should be 9 months': one child, whose age is told anew.
_TOLD_ANEW = rx(
    rf"""\b(?P<was>\d{{1,2}})\s*-?\s*(?P<unit>{_YEAR}|{_MONTH})?(?:[\s-]*(?:olds?|o)\b)?\s*(?:{GIRL_OR_BOY}|one)?(?<!\d)
    (?:(?:'s(?=\s+(?:actually|really|now))|\s+is|\s+was|\s+should\s+(?:be|say|have\s+been)|\s+turned|\s+has\s+turned)(?:\s+(?:actually|really|now|only|just|meant\ to\ be|in\ fact))*)
    \s+(?P<n>\d{{1,2}})(?!\s*-?\s*(?:weeks?|wks?|pregnan|days?))(?:\s*(?P<months>{_MONTH})\b(?!\s+pregnan)|\s*{_YEAR}\b)?(?:[\s-]*olds?\b)?{_NO_AGE}"""
)


def _told_anew(text: str) -> Iterator[Child]:
    for match in _TOLD_ANEW.finditer(text):
        in_months = match["months"] or (match["unit"] or "").lower().startswith("m")
        months = int(match["n"]) * (1 if in_months else 12)
        yield Child(match.start(), match.end(), months, was=int(match["was"]))


def _alone(text: str) -> Iterator[Child]:
    for match in _ALONE.finditer(text):
        if len(text) > _SHORT and not _told_of_a_child(text[: match.start()]):
            continue
        yield from _years(text, match.start(), match.end(), match["n"])


def _listed_alone(text: str) -> Iterator[Child]:
    for match in _LISTED_ALONE.finditer(text):
        yield from _each_of(match, text)


_WHEN_BEFORE, _WHEN_AFTER = rx(r"\b(?:when|since)\s+$"), rx(r"^\s+when\b")
_UNTIL = rx(r"\b(?:until|till|til|once|before|unless|when)\s+$")  # 'they wait until they're 8'


def _once(text: str, match: re.Match[str]) -> bool:
    """'It happened when she was 4', 'she was 16 when they met': an age that somebody had then."""
    if _UNTIL.search(text[: match.start()]) and len(text) > _ONLY_AN_ANSWER:
        return True
    then = _WHEN_BEFORE.search(text[: match.start()]) or _WHEN_AFTER.search(text[match.end() :])
    return then is not None and re.search(r"\bwas\b", match.group(), re.I) is not None


def _bare(text: str) -> Iterator[Child]:
    patterns_tried = [_AGED, _IS, _BESIDE, _MOTHER, _NAMED, _I_AM, _MALE_16]
    if not _is_a_list(text):
        patterns_tried += [_FIRST, *([] if _SCORE.search(text) else [_BY_ITSELF])]
    for pattern in patterns_tried:
        for match in pattern.finditer(text):
            group = "n" if match["n"] is not None else "n2"
            if not _once(text, match) and not _A_SCORE_OF.search(text[max(0, match.start() - 25) : match.start()]):
                yield from _years(text, match.start(), match.end(), match[group], match.start(group))
    for match in _ONLY.finditer(text):
        yield from _years(text, match.start(), match.end(), match["n"] or match["n2"] or match["n3"])
    for match in _PUT_RIGHT.finditer(text):
        yield from _years(text, match.start(), match.end(), match["n"] or match["n2"])


# -- words without a number ------------------------------------------------------------------------------------

_NEWBORN = rx(r"\b(?:new-?\s?borns?|neonat\w+|nicu|scbu)\b")
_STAGE_WORDS = [
    (
        BABY,
        rx(
            r"(?<!like\ a\ )(?<!like\ my\ )(?<!like\ )(?<!after\ the\ )(?<!big\ )(?<!her\ own\ )(?<!he's\ her\ )(?<!she's\ her\ )(?<!about\ )(?<!were\ )\b(?:baby|babby|babies|infant)\b(?!\s*(?:room|steps|of\ the\ family|grow|wipes|talk|group|food|formula|seat|book|photo|name|gate|voice|loss|class|weigh|massage|bump|class|school|group|shower|clinic|unit|daddy|sitt|milk|monitor|bank|loss|father))"
        ),
    ),
    (SCHOOL, rx(r"\b(?:primary|junior|secondary|infant)\s+(?:school\s+)?(?:age|aged|pupil|child|kid)\w*")),
    (
        SCHOOL,
        rx(
            r"\b(?:school[- ]aged|(?<!like\ )school[- ]age\ (?:child|kid|pupil|boy|girl|son|daughter|sibling)\w*|(?<!like\ )teen(?:ager|age)?s?|adolescent|(?:sixth|6th)[- ]former)\b(?!\s+(?:mum|relationship|pregnan))"
        ),
    ),
    (SMALL, rx(r"\b(?:pre-?schooler|(?:pre-?school|nursery)[- ](?:aged?|child|kid|boy|girl))\b")),
]


def _in_words(text: str) -> Iterator[Child]:
    for match in _NEWBORN.finditer(text):
        yield Child(match.start(), match.end(), 0, guessed=True)
    for stage, pattern in _STAGE_WORDS:
        for match in pattern.finditer(text):
            yield Child(match.start(), match.end(), stage=stage)
