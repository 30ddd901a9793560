"""The risk that somebody graded: standard, medium or high."""

from bot.nlu.entities.child import rx
from bot.nlu.entities.dates import without_greeting
from bot.nlu.matcher import patterns

_SPELT = {
    "standard": rx(
        r"\b(?:std|stnd|stand(?=\s*(?:risk\b|\W*$))|st[ae]nd[ae]?r?d|standrad|standart|stanard|stndard|standrd)\b"
    ),
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
    |stuff|went\b|expectations?|practice|procedure|form|letter|template|process|approach|operating|length|sized?|term|standards?\b)
    |(?:\s+risk)?\s+(?:pregnan\w+|births?|offender|building|list|area)\b
    |(?:\s+risk)?\s+(?:of|for)\s+(?!(?:serious\s+|further\s+|significant\s+)?harm|da\b|dv\b|domestic|abuse))"""
# How people say a grade without being sure of it, and all that they say beside it when they say nothing else.
_BESIDE = r"""(?:i(?:'?d|'?ll|'m)?\ (?:think|say|guess|guessing|reckon|suppose|believe|go\ (?:for|with)|call\ it|meant?)|call\ it|let's\ say|probably|prob|maybe|perhaps|apparently
    |actually|sorry|oops|just|only|please|then|tbc|now|though|it's|its|it\ is|that's|no|yes|yeah|erm|um|hi|ok|so|well|but|make\ (?:that|it)|risk|really|today|tbh
    |(?:i'm\ )?not\ sure|(?:i\ )?don'?t\ (?:really\ )?know|no\ idea|not\ (?:standard|medium|high)|thanks?|hello|hiya|hey)"""
_GRADED = [
    rx(rf"(?<!very\ )(?<!too\ )(?<!so\ )\b{_GRADE}\ (?:now|today|as\ of\ today)\b(?=\s*(?:[.,;!)]|$))"),
    rx(rf"\b(?:re-?graded|up-?graded|down-?graded)\b[^.;!?]{{0,25}}?[\s,]{_GRADE}\b{_OTHER_THINGS}"),
    rx(rf"\b{_GRADE}{_OTHER_THINGS}[\s-]*(?:risk\b|da\b|dv\b|graded|grading|ppn|notification|level\b(?!\s+of))"),
    rx(rf"\b{_CUE}{_AFTER_CUE}{_GRADE}\b{_OTHER_THINGS}"),
    rx(rf"^\W*(?:{_BESIDE}\W+)*{_GRADE}\b(?:-?ish)?(?:\W+{_BESIDE}\b)*\W*$"),
    rx(rf"\b{_GRADE}\s+not\s+(?:standard|medium|high)\b"),
    rx(rf"(?<!very\ )(?<!too\ )(?<!so\ )(?<!run\ )(?<!running\ )(?<!runs\ )\b{_GRADE}\s*(?:[,;.?!]|$)"),
]
_BARE = rx(rf"(?<!very\ )(?<!too\ )(?<!so\ )(?<!how\ )\b{_GRADE}\b{_OTHER_THINGS}")
_NOT_GRADED = rx(
    r"""(?: \b(?:not|isn't|from|if\ it\ (?:was|were|is|came\ back)|rather\ than|instead\ of|unless\ (?:it's|it\ is))\s+(?:as\s+)?(?:a\s+)?
    | \b(?:not|never|(?:is|was|has|have|had)n'?t|(?:no-?\ ?one|nobody)(?:\ has|\ have)?)\s+(?:(?:been|ever|even|actually|said|graded|assessed|rated|put|marked|called|come\ out|came\ out)\s+)+(?:it\s+|this\s+|her\s+|him\s+|them\s+)?(?:as\s+|at\s+|was\s+)?(?:a\s+)?
    | \b(?:never|wasn'?t|hasn'?t)\s+(?:at\s+)?(?:a\s+)?
    | \b(?:is|was)\ (?:it|that|this|he|she|a\ dash\ of\ \d+)\s+(?:a\s+|classed\s+as\s+|counted\s+as\s+)?
    | \b(?:what|how|when|who)\b[^,.;?!]*\b(?:does|is|makes?|counts\ as|decides|about)\s+(?:it\s+)?(?:a\s+)?
    | \bbetween\s+
    | \b(?:is\ there\ an?|there's\ an?|auto(?:matically|matic)?|makes?\ it\ auto|(?:abuse|quality|gold|what\ makes\ a)|ticked|both\ score|score|tips\ it\ to|go|goes)\s+
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
    rf"""\b(?P<but>(?:but|though|however|yet)\W+)?(?:(?:i|we)\b(?:'?d\ have|'?d|\ would|\ do|'m|\ am|'re|\ are)?\ (?:\w+\ )?(?:think|feel|believe|reckon|say|put|gone|called|assumed?|guess(?:ed)?|consider|worried|see|go\ for|call)\b
    |(?:my|our)\ (?:\w+\ )?(?:view|judgement|judgment|feeling)\b|(?:it|this|that)?\s*(?:feels|seems|looks|should\ be)\b)[^.;?!]{{0,25}}?\b{_GRADE}\b{_OTHER_THINGS}"""
)


# What somebody else thinks of it: 'school are calling this high', 'mum's own view is high', 'the idva says high'; not what was graded.
_SOMEBODY = rf"(?:{patterns().regex('<an_opinion_of>')})"
_NO_GRADING = r"(?:(?!\b(?:graded|grading|re-?graded|assessed|police|ppn|dash|ric|encompass|notification|marac|came|officer|but)\b)[^.;?!])"
_OF_OTHERS = rx(
    rf"""\b{_SOMEBODY}(?:'?s)?\ (?:\w+\ )?(?:reckons?|thinks?|says?|said|feels?|believes?|calls?|calling|called|considers?|puts?|putting|rates?|rated|rating|ranks?|marks?|marked|has\ (?:it|this)|view|views|opinion|would\ say|wants?|thought|told\ me)\b
    {_NO_GRADING}{{0,25}}?\b{_GRADE}\b{_OTHER_THINGS}(?:\ risk\b)?"""
)
# 'Where did I get high from', 'don't know where medium came from'.
_FROM_NOWHERE = rx(
    rf"\b(?:where|why|how)\b[^.;?!]{{0,30}}?\b{_GRADE}\b[^.;?!]{{0,12}}?\b(?:from|came|in\ my\ head)\b(?:\ from)?|\bwhy\ (?:does|is)\ (?:it|that|this)\ (?:say|saying|down\ as|showing(?:\ as)?)\ {_GRADE.replace('grade', 'grade4')}\b|\b(?:nobody|no-?\ ?one|i\ (?:never|didn't))\ (?:told\ you|said|say|mentioned)\ (?:it\ was\ |it's\ )?{_GRADE.replace('grade', 'grade5')}\b|^\W*{_GRADE.replace('grade', 'grade6')}\?+(?=\s+(?:who|nobody|no\ one|where|i\ (?:never|didn't)))|\bwho\ (?:said|says|put|told\ you)\ (?:it's\ |it\ was\ |it\ )?{_GRADE.replace('grade', 'grade2')}\b|\b{_GRADE.replace('grade', 'grade3')}\ (?:is|was)\ (?:just\ |only\ )?(?:my|a|mum's|me)\ (?:own\ )?(?:guess\w*|opinion|view|feeling|assumption)\b"
)


def without_opinions(text: str) -> str:
    """The text without what anybody but the writer thinks of the risk, and without a grade that came from nowhere."""
    return _OF_OTHERS.sub(" ", _FROM_NOWHERE.sub(" ", _spelt_out(text)))


def find_judged(text: str, of_a_case: bool = False) -> tuple[str | None, str]:
    """How high the writer judges the risk, where that is told beside a grading or against one, or in a message that tells `of_a_case`;
    and the text without it."""
    text = _spelt_out(text)
    match = _JUDGED.search(text)
    if match is None or _NOT_GRADED.search(text[: match.start("grade")]):
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    apart = match["but"] or of_a_case or is_ungraded(text) or find_risk(rest)
    return (match["grade"].lower(), rest) if apart else (None, text)


def _spelt_out(text: str) -> str:
    for grade, misspelt in _SPELT.items():
        text = misspelt.sub(grade, text)
    return _LOW.sub("standard", text)


_UNGRADED = rx(
    r"""\b(?:(?:nobody|no\ ?-?one|police\ (?:haven't|have\ not))(?:'?s|\ has|\ have|\ been)?\ (?:actually\ |even\ )?(?:graded|scored|assessed)
    |(?:not|never|hasn't|isn't|wasn't|haven't)\ (?:yet\ |actually\ |even\ |really\ |ever\ )*(?:been\ )?(?:actually\ |officially\ |formally\ )?graded|ungraded|no\ (?:police\ |risk\ |official\ |formal\ |actual\ )?(?:grade|grading)\b(?!\ (?:is|was))
    |who\ graded\ (?:it|this|that)\?+\s*(?:no|nobody)|grade\ (?:was\ |is\ |has\ )?(?:not|never|wasn't|isn't)\ (?:been\ |yet\ )*(?:given|done|known)|(?:isn't|wasn't|hasn't\ been|hasn't\ got|hasn't|doesn't\ have|not|haven't\ (?:got|had)|never\ had)\ (?:an?|any|the)\ (?:police\ |risk\ )?(?:grade|grading)\b)"""
)


def is_ungraded(text: str) -> bool:
    """'Nobody has graded it', 'not graded', 'where did I get high from'."""
    return _UNGRADED.search(text) is not None or _FROM_NOWHERE.search(text) is not None
