"""The risk that somebody graded, the DASH's ticks, and how many incidents came before."""

import re
from datetime import date

from bot.nlu.facts.child import rx
from bot.nlu.facts.numbers import MONTH_NAME, in_digits, month_named, without_greeting

# -- the grading -----------------------------------------------------------------------------------------------

_SPELT = {
    "standard": rx(r"\b(?:std|stnd|stand|st[ae]nd[ae]?r?d|standrad|standart|stanard|stndard|standrd)\b"),
    "medium": rx(r"\b(?:med|medi[um]m?|meduim|mediu|medim|mediumm|moderate)\b"),
    "high": rx(r"\b(?:hgih|hihg|hig)\b"),
}
_GRADE = r"(?P<grade>standard|medium|high)"
_LOW = rx(r"^\W*low\W*$|\blow(?=[\s-]*risk\b)|(?<=\bgraded\ )low\b|(?<=\bgraded\ as\ )low\b")
_CUE = r"""(?:grad(?:ed|ing|e)|assess(?:ed|ment)|rat(?:ed|ing)|risk(?:\ level)?|classed|marked|flagged|scored|logged|categori[sz]ed|ppn|police
    |came\ (?:back|through|in|out|out\ as)|come\ (?:back|through)|put(?:\ it)?\ down|it's|it\ is|it\ was|is|was|as|at|a|now|said|saying|dart|to|still|gone)"""
_AFTER_CUE = r"(?:\s+(?:it|them|this|him|her|is|was|as|at|a|by\ police|by\ the\ police|said|have|say|put|sent|notification|level)|\s*[:=-]){0,6}\s*"
# What is high, medium or standard besides a risk.
_OTHER_THINGS = r"""(?!\s*-?\s*(?:peak|school|street|court|chair|visit|vis\b|five|end|time|levels?\ of|needs?\b|conflict|profile|number|rate|quality|priority
    |expectations?|practice|procedure|form|letter|template|process|approach|operating|length|sized?|term|standards?\b))"""
# How people say a grade without being sure of it, and all that they say beside it when they say nothing else.
_BESIDE = r"""(?:i(?:'?d|'?ll|'m)?\ (?:think|say|guess|guessing|reckon|suppose|believe|go\ (?:for|with)|call\ it|meant?)|call\ it|let's\ say|probably|prob|maybe|perhaps|apparently
    |actually|sorry|oops|just|only|please|then|tbc|now|though|it's|its|it\ is|that's|no|yes|yeah|erm|um|hi|ok|so|well|but|make\ (?:that|it)|risk|really|today|tbh
    |(?:i'm\ )?not\ sure|(?:i\ )?don'?t\ (?:really\ )?know|no\ idea|not\ (?:standard|medium|high)|thanks?|hello|hiya|hey)"""
_GRADED = [
    rx(rf"\b{_GRADE}[\s-]*(?:risk\b|da\b|dv\b|graded|grading|ppn|notification|level\b(?!\s+of))"),
    rx(rf"\b{_CUE}{_AFTER_CUE}{_GRADE}\b{_OTHER_THINGS}"),
    rx(rf"^\W*(?:{_BESIDE}\W+)*{_GRADE}\b(?:-?ish)?(?:\W+{_BESIDE}\b)*\W*$"),
    rx(rf"\b{_GRADE}\s+not\s+(?:standard|medium|high)\b"),
    rx(rf"(?<!very\ )(?<!too\ )(?<!so\ )(?<!run\ )(?<!running\ )(?<!runs\ )\b{_GRADE}\s*(?:[,;.?!]|$)"),
]
_BARE = rx(rf"(?<!very\ )(?<!too\ )(?<!so\ )(?<!how\ )\b{_GRADE}\b{_OTHER_THINGS}")
_NOT_GRADED = rx(
    r"""(?: \b(?:not|isn't|from|if\ it\ (?:was|were|is|came\ back)|rather\ than|instead\ of|unless\ (?:it's|it\ is))\s+(?:as\s+)?(?:a\s+)?
    | \b(?:is|was)\ (?:it|that|this|he|she|a\ dash\ of\ \d+)\s+(?:a\s+|classed\s+as\s+|counted\s+as\s+)?
    | \b(?:what|how|when|who)\b[^,.;?!]*\b(?:does|is|makes?|counts\ as|decides|about)\s+(?:it\s+)?(?:a\s+)?
    | \bbetween\s+
    | \b(?:standard|medium|high)\s*(?:/|\ or\ |\ and\ ) )$"""
)
_NOT_GRADED_AFTER = rx(
    r"^(?:\s+risk)?(?:\s*/\s*|\s+or\s+|\s+and\s+)(?:standard|medium|high)\b|^\s+(?:risk\s+)?(?:last\ time|before|previously|last\ year)\b|^\s+risk\s+mean"
)

# A supposed grade is one to answer for, where nothing else is asked: 'and what if it was high?'
_SUPPOSED = rx(
    rf"""^\W*(?:(?:ok|okay|and|so|but|then|right)\W+)*(?:what\ (?:about|if)|how\ about|if|suppose|say)\ (?:(?:it|this|that|the\ risk|she|he|they)(?:'s)?\ )?
    (?:(?:is|was|were|came\ (?:back|in)|comes\ (?:back|in)|had\ been|goes)\ )?(?:(?:at|as|a|graded|now|up\ to)\ )*{_GRADE}(?:\ risk)?(?:\W+(?:instead|then|now|risk|though))*\W*$"""
)


def find_risk(text: str, of_a_case: bool = False) -> str | None:
    """standard, medium or high, where the text says that a grading is meant; in a message that tells `of_a_case`
    (a child, a place) the word alone will do."""
    text = _spelt_out(text)
    if supposed := _SUPPOSED.search(without_greeting(text)):
        return supposed["grade"].lower()
    for pattern in (*_GRADED, *([_BARE] if of_a_case else [])):
        for match in pattern.finditer(text):
            before, after = text[: match.start("grade")], text[match.end("grade") :]
            if not _NOT_GRADED.search(before) and not _NOT_GRADED_AFTER.search(after):
                return match["grade"].lower()
    return None


# What the writer thinks of it, apart from how it was graded: 'the police said medium but I think it's high'.
_JUDGED = rx(
    rf"""\b(?P<but>(?:but|though|however|yet)\W+)?(?:(?:i|we)\b(?:'d|\ would|\ do|'m|\ am|'re|\ are)?\ (?:\w+\ )?(?:think|feel|believe|reckon|say|consider|worried|see)\b
    |(?:my|our)\ (?:\w+\ )?(?:view|judgement|judgment|feeling)\b|(?:it|this|that)?\s*(?:feels|seems|looks|should\ be)\b)[^.;?!]{{0,25}}?\b{_GRADE}\b{_OTHER_THINGS}"""
)


def find_judged(text: str) -> tuple[str | None, str]:
    """How high the writer judges the risk, where that is told beside a grading or against one; and the text without it."""
    text = _spelt_out(text)
    match = _JUDGED.search(text)
    if match is None or _NOT_GRADED.search(text[: match.start("grade")]):
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (match["grade"].lower(), rest) if match["but"] or find_risk(rest) else (None, text)


def _spelt_out(text: str) -> str:
    for grade, misspelt in _SPELT.items():
        text = misspelt.sub(grade, text)
    return _LOW.sub("standard", text)


# -- the DASH --------------------------------------------------------------------------------------------------

_MOST_TICKS = 27
_TICKS = r"(?P<n>\d{1,2})"
_TOOL = r"(?:dash|ric|checklist)"
_DASH = [
    rx(
        rf"""\b{_TOOL}\b
        (?:\s*(?:ric|risk|checklist|scor(?:ed?s?|ing)|total(?:led)?|done|was|is|came\ (?:out|back|in)|at|of|with|has|got|result|=|:|,|as|to|a|an|about|only)){{0,8}}
        \s*\b{_TICKS}\b(?!\s*(?:weeks?|wks?|months?|mths?|years?|yrs?|y/?o\b|/\d|days?|kids|children))"""
    ),
    rx(
        rf"(?<![\d/])\b{_TICKS}\+?\s*(?:ticks?\b(?!\s*(?:rule|threshold|criteri|mark|limit|cut))|yes(?:es)?\b|(?:out\ of|/)\s*2[47]\b(?!/)|(?:score[ds]?\ )?on\ (?:the\ |a\ |her\ |his\ |my\ |our\ )?{_TOOL}\b)"
    ),
    rx(
        rf"\b(?:scor(?:ed|es|ing)|score(?:\ of|\ is|\ was)?|ticks?(?:\ of)?)\s+(?:a\s+)?{_TICKS}\b(?!\s*(?:weeks?|wks?|months?|years?))"
    ),
]
_NO_SCORE = rx(
    r"\b(?:under|below|less\ than|fewer\ than|not|need|needs|why(?:\ is\ it)?|reach|threshold(?:\ of|\ is)?|up\ to)\s+(?:the\s+|a\s+)?$"
)


def find_dash(text: str) -> int | None:
    """The ticks of a DASH, 0 to 27."""
    text = in_digits(text)
    for pattern in _DASH:
        for match in pattern.finditer(text):
            if int(match["n"]) <= _MOST_TICKS and not _NO_SCORE.search(text[: match.start("n")]):
                return int(match["n"])
    return None


# -- incidents before this one ---------------------------------------------------------------------------------

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
_WHEN = rx(
    rf"""\b(?:since|in|over|within|during|from)\s+(?:the\s+)?(?:last|past|previous|space\ of\s+)?\s*
      (?:(?P<n>\d{{1,2}}|an?|few|couple\ of)\s+)?(?P<unit>days?|weeks?|wks?|months?|mths?|fortnight|quarter)\b
    | \bsince\s+(?:the\ (?:start|beginning|end)\ of\s+)?(?P<month>{MONTH_NAME})
    | \b(?P<recent>this\ (?:month|week|half\ term|fortnight)|last\ month|(?:last|past)\ (?:few|couple\ of)\ (?:weeks|months))\b"""
)
_DAYS = {"d": 1, "w": 7, "f": 14, "m": 30, "q": 91}
_VAGUE = {"a": 1, "an": 1, "few": 3, "couple of": 2, "several": 3, "multiple": 3}


def three_previous_in_three_months(text: str, incident_words: list[str], today: date) -> bool | None:
    """True if the text says three or more incidents before this one, within the last three months; False if it counts
    fewer, and None if it counts none.

    'Three call-outs before this one since September' counts; 'the fourth incident in ten weeks' has three
    before it; 'three incidents this year' does not say when.
    """
    text = in_digits(text)
    words = "|".join(re.escape(word).replace(r"\-", "-") for word in sorted(incident_words, key=len, reverse=True))
    counted = rx(
        rf"\b(?P<n>\d{{1,2}}|several|multiple)\s+{_KIND}(?:(?:{words})\b|(?<=previous\ )(?=in\b|since\b|within\b))|\b(?:{words})\b[,:]?\s+(?P<n2>\d{{1,2}})\s+in\b"
    )
    ordered = rx(rf"\b{_ORDINAL}\s+{_KIND}(?:{words})\b")
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
