"""Unborn babies and pregnancies that were lost: '26 weeks', '31/40', 'expecting', 'miscarried in May'."""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.child import LOSS, PREGNANT, Child, rx
from bot.nlu.entities.dates import MONTH_NAME, dates, months_between

_NOT_GESTATION = r"""\b(?!\s*-?\s*(?:old|of\ age|ago|later|apart|back|since|earlier|wait|waiting|after|before|into|placement|course|programme|post|notice
    |baby|boy|girl|in\b|on\ (?!the\ scan)|leave|from\ now|now\ since|i'?ve|we'?ve))"""
_LOST = rx(
    r"""\b(?:miscarr(?:iage|ied|ying)|still-?birth|still-?born|terminat(?:ion|ed\ (?:the|her|a)\ pregnancy)|abortion
    |pregnancy\ loss|lost\ (?:the|her|a|their)\ (?:baby|pregnancy|twins)(?!\ (?:to\ (?:care|adoption|foster|social|him|dad)|in\ (?:asda|tesco|aldi|court|the\ (?:park|shop|crowd|divorce|car)))))\b(?:\s+(?:at|around)\s+\d{1,2}\s+(?:weeks|wks))?"""
)
_EXPECTING = rx(
    rf"""\b(?:
      (?:\d{{1,2}}\s*-?(?:weeks?|wks?)\s+)?(?:un-?born|pregnant|(?:(?:her|the|this|my|their|whole|mum's)\s+(?:\w+\s+)?)pregnancy|preg)\b(?:\s+(?:with\s+)?(?:a\s+|her\s+|their\s+|the\s+)?(?:\w+\s+)?(?:baby|child|twins))?
    | expecting(?=\s*(?:$|[,.;)]|(?:a|her|their|another)\s+(?:\w+\s+)?(?:baby|child|twins)|her\b|another\b|twins|in\b))(?:\s+(?:a|her|their|another)\s+(?:\w+\s+)?(?:baby|child))?
    | ante-?natal(?=\s+(?:booking|visit|care|appointment|check|contact))|baby\ bump|(?:the|her|a|mum's|my)\ bump\b(?!\s+(?:on|in|to|into))|baby\ (?:is\ )?on\ the\ way|gravida|edd|(?:mum|mother|parent)[ -]to[ -]be
    | (?:she|mum|mother|lady|woman|girl|patient|who|bump|and)(?:'s|\ is)\s+(?:now\s+|only\s+|about\s+)?(?:9|[1-4]\d)\s*(?:weeks|wks)(?!\s+(?:old|ago|into|post|on|in\b(?!\ (?:bay|bed|labour|with|the\ community))))
    | (?:^|(?<=[,.;?!]\ ))(?:1[4-9]|[23]\d|4[0-2])\s*(?:weeks|wks)(?=\s*[,.;)])
    | ^\W*(?:2[2-9]|3\d|4[0-2])\s*(?:weeks|wks)(?=\W*$)
    | (?<=[,.;?!]\ )(?:1[4-9]|[23]\d|4[0-2])\s*(?:weeks|wks)(?=\s*$)
    | \d{{1,2}}\s*(?:\+\s*\d)?\s*/\s*40
    | \d{{1,2}}\s*\+\s*\d(?=\s*(?:weeks?|wks?|gestation|pregnant|gone|$))
    | (?:about\s+)?\d{{1,2}}\s*(?:weeks?|wks?|months?|mths?)\s+(?:gone|gestation|along)(?!\s+since)
    | \b(?:booking|booked|scan|scanned|seen)\ (?:in\ )?at\ \d{{1,2}}\s*(?:weeks?|wks?)
    | (?:1[4-9]|2\d|3\d|4[0-2])\s*\+\s*[0-6](?=\s*(?:[,.;)]|$))
    | i'm\ \d{{1,2}}\s*(?:weeks?|wks?|months?)(?=\s*(?:[,.;]|$|with\ (?:baby|child|my|our)))|\d\ months?\ with\ (?:baby|child)
    | (?:i'm|am)\ (?:\d+\ )?and\ \d{{1,2}}\ weeks?\b|\b(?:yes\ at\ booking|woman\ at\ booking|booking\ appointment)
    | (?:lady|woman|mum|girl|patient|client|she's|she\ is|someone)\ (?:who\ is\ |who's\ |now\ )?at\ (?:[5-9]|[1-3]\d|4[0-2])\s*(?:weeks?|wks?)(?!\s+(?:old|ago))
    | (?:baby\ (?:that\ )?)?(?:she's|she\ is|mum's|mum\ is|i'm)\ (?:still\ |now\ )?carrying(?=\s*(?:[,.?!]|$|and\b|a\ (?:baby|child)|his\ (?:baby|child)|twins))
    | having\ (?:another|a\ baby|twins)\b(?!\ (?:go|look|day|one\ of))
    | bab(?:y|e)\s+(?:is\s+)?(?:not|isn't|hasn't\ been)\s+(?:yet\s+)?born(?:\s+yet)?
    | before\ (?:the\ )?baby\ (?:comes|arrives|is\ (?:born|here))
    | (?:baby|babies|twins|bump)(?:'?s)?\s+(?:is\s+|are\s+)?due\b(?!\s+(?:back|to|home|for|at|out|off|here|round|their|his|her|its))
    | (?:she's|she\ is|mum's|mum\ is|mum|who's|i'm)\s+(?:is\s+)?due(?=\s*(?:$|[,.;]|any\ (?:day|time|minute|week)|next\ (?:week|month)|in\ (?:\d+(?!\s*(?:mins?|minutes?|hours?|hrs?))\b|a\ (?:week|month|fortnight)|{MONTH_NAME})|on\ the\ \d|this\ (?:week|month)|{MONTH_NAME}|soon|a\ baby))
    )(?!\w)
    | ^\W*due\s+(?:in|on)?\s*(?:{MONTH_NAME}|\d)"""
)
# A midwife's weeks are a pregnancy's; anyone's are who begins a case with so many that no baby's age is told in them.
_A_MIDWIFES_WEEKS = rx(rf"\b(?P<n>\d{{1,2}})\s*(?:weeks?|wks?){_NOT_GESTATION}")
_FIRST_WEEKS = rx(rf"^\W*(?P<n>1[4-9]|[23]\d|4[0-2])\s*(?:weeks?|wks?){_NOT_GESTATION}")
# 'Lady 28 weeks', 'mum, about 14 wks', 'booked a lady today, 10 weeks'; and not 'mum 6 weeks in refuge'.
_IN_CLINIC = r"in\\b(?!\ (?:my|our|clinic|triage|bay|labour|with|the\ (?:clinic|ward|unit|bay|community)))"
_NO_STAY = rf"{re.sub(r'in.b(?=.on)', _IN_CLINIC, _NOT_GESTATION)}(?!\s*(?:with|at|of|for|sober|clean|away|home|here|there|without|on|out|off|under|no)\b)"
_A_WOMANS_WEEKS = rx(
    rf"""\b(?:lady|woman|mum|mam|mother|patient|pt|client|girlfriend|wife)(?:\s+(?:is|was|who's|who\ is|today|now|at|about|around|approx|only|this\ morning|just|(?:in|at|on)\ (?:the\ )?(?:clinic|triage|ward|labour\ ward|scan|surgery|a&e|hospital)))*[\s,(:]+(?:about\s+|around\s+)?
    (?P<n>\d{{1,2}})\s*(?:weeks?|wks?){_NO_STAY}"""
)
_SCANNED_AT = rx(r"\b(?P<n>\d{1,2})\s*-?\s*(?:weeks?|wks?)\s+(?:scan|booking|antenatal|midwife|dating\ scan)\b")
_BOOKED_AT = rx(
    rf"\b(?:booked|booking|at\ booking|scan(?:ned)?)\b[^.?!;\d]{{0,40}}\b(?P<n>\d{{1,2}})\s*(?:weeks?|wks?){_NO_STAY}"
)
_BORN = rx(r"\b(?:baby|newborn|infant|born|delivered|twins)\b(?!\s+(?:is\ )?due)")
_NOT_EXPECTING = rx(r"\b(?:not|isn't|no\ longer|wasn't|never|no)\s+(?:currently\s+|now\s+)?(?:an?\s+)?$")


_NO_PREGNANCY = rx(
    r"\b(?:isn't|not|never|wasn't|no\ longer)\ (?:actually\ |now\ |even\ )?(?:expecting|pregnant)\b|\b(?:pregnancy\ )?test\b[^.;!?]{0,20}\bneg(?:ative)?\b|\b(?:no|isn't\ a|wasn't\ a|there's\ no)\ (?:pregnancy|unborn|bump|baby\ on\ the\ way)\b(?!\ (?:test|loss|unit))|\bfalse\ alarm\b[^.;!?]{0,30}\bpregnan"
)
_AGO = rx(r"\b(?P<n>\d{1,3}|an?|couple\ of|few)\s*(?P<unit>months?|mths?|years?|yrs?)\s+(?:ago|back)\b")
_IT_WAS = rx(r"^\W*(?:(?:no|oh|sorry|actually|wait|but)\W+)*(?:it|that|this|the\ loss|she\ lost\ it)\b")
_NEAR = 45  # characters between a loss and when it was
_FEW = {"a": 1, "an": 1, "couple of": 2, "few": 3}


def before_birth(text: str, today: date) -> Iterator[Child]:
    """The unborn and lost babies that a text speaks of."""
    for match in _LOST.finditer(text):
        after, before = text[match.end() :][:_NEAR], text[: match.start()][-_NEAR:]
        ago = _months_ago(after, today) if _months_ago(after, today) is not None else _months_ago(before, today)
        yield Child(match.start(), match.end(), stage=LOSS, ago=ago)
    for match in _EXPECTING.finditer(text):
        if not _NOT_EXPECTING.search(text[: match.start()]):
            yield Child(match.start(), match.end(), stage=PREGNANT)


def is_not_expecting(text: str) -> bool:
    """'She isn't pregnant now', 'there isn't an unborn baby'."""
    if _NO_PREGNANCY.search(text):
        return True
    return any(_NOT_EXPECTING.search(text[: match.start()]) for match in _EXPECTING.finditer(text))


def it_was_months_ago(text: str, today: date) -> int | None:
    """20 of 'it was 20 months ago actually'."""
    return _months_ago(text, today) if _IT_WAS.search(text) else None


def _months_ago(text: str, today: date) -> int | None:
    if match := _AGO.search(text):
        number = int(_FEW.get(match["n"].lower(), match["n"]))
        return number * (12 if match["unit"].lower().startswith("y") else 1)
    then = [months_between(when, today) for _, when in dates(text, newest_year=today.year)]
    return then[0] if then else None


def by_weeks(text: str, midwife: bool, of_a_case: bool) -> Iterator[Child]:
    """The unborn baby whose weeks are told and nothing more: of a woman ('lady 28 weeks'), by a midwife, or at the head of a case
    ('32 wks Chesterfield')."""
    of_a_woman = [] if _BORN.search(text) else [_A_WOMANS_WEEKS, _BOOKED_AT, _SCANNED_AT]
    pattern = [_A_MIDWIFES_WEEKS] if midwife else [_FIRST_WEEKS] if of_a_case else []
    for match in (match for one in (*of_a_woman, *pattern) for match in one.finditer(text)):
        if 4 <= int(match["n"]) <= 42:
            yield Child(match.start(), match.end(), stage=PREGNANT)
            return
