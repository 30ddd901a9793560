"""What a message takes back of what was told, and the lone number by which it puts one right.

'Scrap the dash', 'that was his cousin, the 8yo', 'just the two, 5 and 9', 'no 7, finger slipped'. Of which known fact or child that
is, only the conversation can say: `bot/dialogue/facts.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.nlu.entities.age.length_of_time import NO_AGE
from bot.nlu.entities.child import LOSS, PREGNANT, Child, rx
from bot.nlu.entities.telling import ELDEST, SIBLING, THE_BABY, YOUNGEST, corrects

GIRL, BOY = "girl", "boy"
AGE = "age"  # of the only child: 'the age was a guess'
What = Literal["dash", "risk", "child"]
DASH: What = "dash"
RISK: What = "risk"

_OLD = r"(?:-?\s*(?:years?|yrs?|y|months?|mths?|m)?[\s/-]*(?:olds?|o)\b)"
_NOUNS = {
    PREGNANT: r"un-?born(?:\s+baby)?|pregnancy|bump",
    GIRL: r"girl|daughter|lass|(?:half-?|step-?)?\s?sister",
    BOY: r"boy|son|lad|(?:half-?|step-?)?\s?brother",
    THE_BABY: r"baby|infant|newborn",
    YOUNGEST: r"toddler|little\ one|youngest|younger\ one|smallest",
    ELDEST: r"eldest|oldest|older\ one|big\ one|teen(?:ager)?",
    SIBLING: r"(?:half-?|step-?)?\s?(?:sibling|child|kid)",
}
_NOUN = "|".join(f"(?:{words})" for words in _NOUNS.values())


def _child(n: str = "?:", who: str = "?:", lone: str = "?:") -> str:
    """A child as a piece of a regular expression: by its age, its noun or its number alone, with groups of these names."""
    return rf"""(?:({n}\d{{1,2}}){_OLD}(?:\s+(?:old\s+)?(?:{_NOUN}|one))?|(?:in\s+)?(?:y|yr|year)\s?\d{{1,2}}\b|({who}{_NOUN})\b
    |({lone}\d{{1,2}})\b(?!\s*[%/:]|\s*[a-z]*s\b))"""


_ANY_CHILD, _A_CHILD = _child(), _child("?P<n>", "?P<who>", "?P<lone>")
_SCORE = r"(?:dash|ric|score|ticks)\b(?:\s+(?:score|result|form)\b)?"
_GRADE = r"(?:grade|grading|risk\ (?:level|grade)|standard|medium|high)\b(?:\s+(?:risk|grade|bit)\b)?"
_THE = r"(?:about\s+)?(?:(?:that\s+)?i\s+(?:said|mentioned|put|wrote|told\s+you)\s+(?:about\s+)?(?:an?\s+)?)?(?:(?:the|that|this|his|her|my|their|mum's|both)\s+)*"
# A clause that asks for it begins a sentence; 'he'd shout at her and ignore the baby' tells of somebody.
_FIRST = r"(?:^\W*|[.;!?]\s+|\.\.+\s*|\b(?:so|sorry|no|yes|yeah|oh|please|pls|ok|okay|right|actually|wait|better|let's)[\s,.]+)"
_FIRST_OF_A_CLAUSE = rf"(?:{_FIRST}|,\s*|\b(?:and|but|just|then|you)\s+)"
_DROP = r"(?:scrap|bin|scratch|ignore|forget|disregard|remove|delete|drop|discount|strike|take\ (?:out|off)|leave\ (?:out|off)|cross\ (?:out|off)|knock\ off|(?:don't|do\ not)\ (?:use|put|count|go\ by|include|record|write|have|add))"
_NUMBERED = (
    rf"(?:(?P<n>\d{{1,2}}){_OLD}(?:\s+(?:old\s+)?(?:{_NOUN}|one))?|(?P<lone>\d{{1,2}})\b(?!\s*[%/:]|\s*[a-z]*s\b))"
)
_DROPPED = [
    rx(rf"{_FIRST_OF_A_CLAUSE}{_DROP}\s+{_THE}(?P<what>(?P<dash>{_SCORE})|(?P<risk>{_GRADE})|{_NUMBERED})"),
    rx(rf"{_FIRST}{_DROP}\s+{_THE}(?P<what>(?P<dash>{_SCORE})|(?P<risk>{_GRADE})|{_A_CHILD})"),
    rx(
        rf"""\b(?:the|that|this)\s+(?P<what>(?P<dash>{_SCORE})|(?P<risk>{_GRADE})|{_A_CHILD})\b[^.;!?]{{0,50}}[,.]?\s+(?:so\s+|please\s+|pls\s+|can\ you\s+|then\s+)*(?:(?:remove|ignore|scrap|disregard|delete|bin|drop)(?:\s+(?:it|him|her|them|that))?
        |(?:take|leave|cross)\s+(?:it|him|her|them|that)\s+(?:off|out))(?=\s*(?:[.,;!)]|$|please|pls))"""
    ),
    rx(rf"{_FIRST}(?:take|leave|cross|strike|knock)\s+{_THE}(?P<what>(?P<dash>{_SCORE})|(?P<risk>{_GRADE})|{_A_CHILD})\s+(?:out|off)\b"),
]  # fmt: skip
_IT_DROPPED = rx(
    rf"{_FIRST}(?:{_DROP}\s+(?:it|that|this)|(?:take|leave|cross)\s+(?:it|that|this)\s+(?:out|off))(?=\s*(?:[.,;!)]|$|please|pls))"
)
_AGE_UNKNOWN = rx(
    r"\b(?:the|his|her|that|their)\s+age\b[^.;!?]{0,15}\b(?:guess\w*|wrong|not\ right|made\ up|unknown|isn't\ known)\b"
)
_KEPT = rx(
    r"^\s*(?:from\b|at\b|to\b|with\b|home\b|in\b|when\b|while\b|his\b|her\b|him\b|them\b|mum\b|me\b|of\s+the\s+(?:form|referral))|^[^.;!]*\?"
)
_NO_SUCH = rx(
    rf"(?:^\W*(?:sorry\W+)?|[.;,]\s*|\bthere(?:'s|\ is|\ was)\s+)no\s+(?P<what>(?P<who>{_NOUN})\b|(?P<n>\d{{1,2}}){_OLD})(?=\s*(?:[.,;!)]|$|at\ all|involved|here|there|at\ (?:this|the|that)\ (?:address|house|property)|in\ (?:this|the)\ (?:house|home|family|case)))"
)
_NOBODYS = r"(?:cousin|nephew|niece|friend|mate|namesake|visitor|lodger|stepcousin)"
_ANOTHERS = r"(?:child-?minder|neighbour|next\ door|sister|brother|friend|aunt(?:ie|y)?|uncle|nan|gran|mate|cousin|colleague|lodger|ex|nana)'?s"
_OF_ANOTHER = [
    rx(rf"(?P<what>{_A_CHILD})(?:'?s|\ is|\ was|\ belongs\ to|\ is\ only|\ is\ actually|\ is\ just|\ turns\ out\ to\ be|\ turned\ out\ to\ be)\s+(?:(?:a|an|his|her|their|the|mum's|dad's|my|only|just|actually)\s+)*(?:{_NOBODYS}\b(?!')|{_ANOTHERS}(?=\s*(?:[.,;!)]|$|and\b|not\b|but\b|one\b|kid|child|baby|little|lad|boy|girl|son|daughter)))"),
    rx(rf"(?P<what>{_A_CHILD})\ belongs\ to\b"),
    rx(rf"(?P<what>{_A_CHILD})\b[^.;!?]{{0,25}},?\s+(?:and\s+)?not\s+(?:hers|theirs|mum's|one\ of\ hers)\b"),
    rx(rf"(?P<what>{_A_CHILD})\s+(?:isn't|is\ not|wasn't|aren't|isnt)\s+(?:actually\ |even\ )?(?:hers|his|theirs|mum's|real|related|family|one\ of\ (?:hers|theirs|ours|them|the\ kids)|part\ of\ (?:the|this)\ (?:family|household|case)|in\ (?:the|this)\ (?:family|household|case))\b"),
    rx(rf"(?P<what>{_A_CHILD})\s+(?:doesn't|does\ not|didn't)\s+(?:actually\ )?(?:exist|count|belong|come\ into)\b"),
    rx(rf"^\W*(?:(?:sorry|no|actually|oh)\W+)*not\s+the\s+(?P<what>{_A_CHILD})[\s,.]+(?:he|she)(?:'?s|\ is|\ has)?\s+(?:lives?|living|moved|not|isn't|doesn't|with|at\ (?:his|her)\ dad's|a\ (?:cousin|friend|neighbour))"),
    rx(rf"\b(?:that|it|this)(?:'?s|\ is|\ was)\s+(?:actually\s+|only\s+|just\s+)?(?:his|her|their|a|the|mum's)\s+{_NOBODYS}\b(?:[\s,]+(?:is\s+|as\s+|that\s+is\s+)?(?:the\s+)?(?P<what>{_A_CHILD}))"),
]  # fmt: skip
_NO_DASH = rx(
    r"""\b(?:there\ )?(?:isn't|is\ not|wasn't|isnt|wasnt|never\ was|not)\ (?:actually\ )?(?:an?|any)\ (?:dash|ric)\b
    | \b(?:the|that|this|her)\ (?:dash|ric)(?:\ score)?\ (?:is|was|is\ from|was\ from|belongs\ to|'s)\ (?:actually\ |just\ |only\ |for\ |from\ )*(?:another|some(?:one|body)\ else|a\ different|the\ (?:other|wrong|last)|void|invalid|out\ of\ date|old|too\ old|years?\ old|ancient|not\ (?:hers|valid|this)|made\ up|a\ guess)
    | \b(?:haven't|hasn't|not|never|didn't)\ (?:actually\ |even\ |yet\ )?(?:done|did|do)\ (?:hers|theirs)\b
    | \b(?:nobody|no-?\s?one|none\ of\ us)(?:'?s|\ has|\ have|\ had)?\ (?:actually\ |even\ |yet\ )?(?:done|did|completed)\ (?:a|any|the)\ (?:dash|ric)\b
    | \b(?:haven't|hasn't|havent|hasnt|not|never|didn't|didnt)\ (?:actually\ |even\ )?(?:been\ )?(?:done|did|do|had|completed)\ (?:a|any|the)\ (?:dash|ric)\b
    | \b(?:there(?:'s|\ is|\ was)\ |there's\ been\ )no\ (?:dash|ric)\b | ^\W*(?:sorry\W+|actually\W+)?no\ (?:dash|ric)(?=\s*(?:[,.;!]|$|done|yet|was|has|on\b|actually|after|at\ all|here|then))
    | \b(?:dash|ric)\ (?:isn't|is\ not|hasn't|has\ not|wasn't|was\ never|was\ not|never|hasnt|wasnt)\ (?:been\ |got\ )?(?:done|completed)\b"""
)
_SCRAP_THAT = rx(r"^[^\w]*(?:\w+\W+){0,2}?(?:scrap|scratch|forget|ignore)\s+that\b")
_ONLY_TOLD = rx(
    rf"""\b(?:just|only)\s+(?:the\s+|got\s+|has\s+|have\s+)*(?:[2-9]|one)\b(?:\s+(?:kids|children|child|kid|of\ them|here|actually|in\ fact|now))*[\s,:(-]+(?:the\s+|aged?\s+|a\s+|an\s+)*\d
    | \b(?:there|it|she|he|they|mum)(?:'?s|\ is|\ has|'ve|\ have)?\s+(?:got\s+)?(?:just|only)\s+(?:the|a|her|his|that)\s+(?:\w+\s+)?{_ANY_CHILD}(?!\s+(?:who|that|was|is|saw|has|i|we|at)\b)
    | \b(?:just|only)\s+(?:got|has|have)\s+(?:the|a|her|his)\s+{_ANY_CHILD}
    | \b(?:this|that)\s+(?:mum|one|family|lady|woman|house|household)(?:'s)?\s+(?:has|have|got|only\ has|just\ has)\s+(?:got\s+)?(?:just\s+|only\s+)?(?:one|1|[2-9])\b"""
)  # fmt: skip
_ONLY_HERS = rx(
    rf"\bonly\s+the\s+(?:\d{{1,2}}\s*(?:,|and|&)\s*)*(?P<what>{_A_CHILD})s?\s+(?:is|are)\s+(?:mum|hers|theirs|his|in\ the)'?s?\b"
)
_ONLY_ONE = rx(
    r"(?:\bjust|\bonly)\s+(?:the\s+)?(?P<who>him|her|boy|girl|lad|son|daughter|lass)(?:\s+(?:then|actually|now|sorry|please|really))?(?=\s*(?:[.;!)]|$|,))"
)
_ASKS = rx(
    r"^\W*(?:(?:so|and|but|ok)\W+)*(?:is|are|was|can|could|do|does|did|should|shall|would|will|what|which|who|how|why|when)\b|\?\s*$"
)

# -- a lone number that puts right

_RECOUNTED = rx(
    r"""\b(?:re-?count\w*|count(?:ed|ing)?\ (?:\w+\ )?again|re-?did|re-?done|re-?do|re-?scored?|(?:added|totted|totalled)\ (?:\w+\ )?up
    |(?:went|gone|been|looked)\ (?:back\ )?(?:over|through)\ it\b|second\ look|looked\ again|re-?check\w*|re-?add\w*|makes\ it
    |(?:missed|forgot|skipped)\ (?:a|an|the|one|\d)\ (?:\w+\ )?(?:page|sheet|box|tick|question|section|side|line)s?|in\ total|altogether|all\ told|changed\ (?:one|an\ answer))\b"""
)
_SLIPPED = rx(
    r"\b(?:than\ i\ (?:thought|said|put)|should\ (?:read|be|say)|my\ writing)\b|\b(?:in\ fact|birthday|cant\ count|can't\ count|mixed\ up|wrong\ (?:form|sheet|line|row|one)|(?:just\ )?(?:checked|looked|asked)\b[^.;!?]{0,30}\b(?:it|he|she)(?:'?s|\ is)|turns?\ out|finger|fingers|thumb|thumbs|typing|typo|mistyped|misread|miscounted|wrong\ (?:key|number|line))\b"
)
_SOURCE = rx(
    r"\b(?:office|register|system|sims|arbor|cpoms|systm\w*|notes?|records?|dob|file|birth\ cert\w*|form|admin|teacher|mum|nan|dad|it)\s+(?:say|says|said|has|have|got|reads?|shows?|puts?|makes?|gives?)\s+(?:(?:he|she|him|her|it|it's|its|them|as|at|'?s|is|he's|she's)\s+)*(?P<n>\d{1,2})\b"
)
_SAYS_HERE = rx(
    r"\bbirthday\b|\b(?:it\ says|according\ to)\ (?:here|on\ (?:his|her|the|our)|(?:the|our)\ (?:register|system|notes|records?))\b"
)
_NUMBER = rx(
    rf"""(?<![\d.:/£+#])\b(?<!flat\ )(?<!number\ )(?<!room\ )(?<!period\ )(?<!log\ )(?<!page\ )(?<!year\ )(?<!yr\ )(?<!\bat\ )(?<!\bon\ )(?<!\bby\ )(?<!plot\ )
    (?P<n>\d{{1,2}})\b{NO_AGE}(?!\s*(?:of\b|or\ \d|(?!is\b|was\b|has\b|as\b|this\b|its\b|yes\b|hers\b|his\b|apologies\b)[a-z]+s\b|in\ (?!total|fact)\b|-?\s*(?:year|yr|yo\b|y/o|month|mth)|more\b|other\b|the\b|is\ (?:the|how|my|her|his|what)\b))"""
)
_SOMEBODY_IS = rx(
    r"\b(?:mum|mam|mother|dad|father|partner|ex|he|she|they|who|lady|woman|man|victim|patient|client)(?:'?s|\ is|\ are|\ was|'re)?(?:\ (?:only|just|now|aged?|about))?[\s,(]+$"
)
_OR_NUMBERS = rx(r"\b\d{1,2}\s+or\s+\d{1,2}\b")
_NOT_NUMBER = rx(
    r"\b(?:not|wasn't|isn't|wasnt|isnt|from|instead\ of|rather\ than|i\ (?:said|put|wrote|typed))\s+(?:a\s+|an\s+|the\s+)?(?P<n>\d{1,2})\b"
)
_AGED = rx(
    r"\b(?:he|she|hes|shes|they|boy|girl|lad|lass|son|daughter|baby|child|kid|kids|aged?|years?|yrs?|yo|y/o|months?|mths?|old|turned|birthday|twins?|brother|sister)\b|\dyo"
)


@dataclass(frozen=True)
class TakenBack:
    """What is taken back: `what` is DASH, RISK, or a child as the words tell it (`n` its number, `who` its noun); where it stands."""

    what: What
    start: int
    end: int
    n: int | None = None
    who: str | None = None

    def plain(self) -> dict[str, Any]:
        return {
            name: value for name, value in (("what", self.what), ("n", self.n), ("who", self.who)) if value is not None
        }


def taken_back(text: str) -> list[TakenBack]:
    """What the message takes back; a question takes back nothing."""
    found: list[TakenBack] = []
    for pattern in _DROPPED:
        for match in pattern.finditer(text):
            if not (_KEPT.search(text[match.end() :]) or _asks(text, match.start())):
                found.append(_one(match))
    for pattern in (_NO_SUCH, *_OF_ANOTHER):
        found += [_one(match) for match in pattern.finditer(text) if not _asks(text, match.start())]
    found += [TakenBack(DASH, *match.span()) for match in _NO_DASH.finditer(text)]
    if re.search(rf"\b{_SCORE}", text, re.I | re.X):  # 'the dash wasn't signed. Leave it off'
        found += [
            TakenBack(DASH, *match.span()) for match in _IT_DROPPED.finditer(text) if not _asks(text, match.start())
        ]
    found += [TakenBack("child", *match.span(), who=AGE) for match in _AGE_UNKNOWN.finditer(text)]
    return found


def _one(match: re.Match[str]) -> TakenBack:
    said = match.groupdict()
    if said.get("dash"):
        return TakenBack(DASH, *match.span())
    if said.get("risk"):
        return TakenBack(RISK, *match.span())
    number = said.get("n") or said.get("lone")
    who = next((name for name, words in _NOUNS.items() if said.get("who") and rx(words).fullmatch(said["who"])), None)
    return TakenBack("child", *match.span("what"), int(number) if number else None, who)


def is_scrapped(child: Child, text: str) -> bool:
    """'And a 16 year old? no scrap that': it is taken back as soon as it was said."""
    return _SCRAP_THAT.search(text[child.end :]) is not None


def only(text: str, children: list[Child]) -> str | None:
    """`told` where those `children` of the message are all that there are; GIRL or BOY where it is the one known of that sex."""
    if children and any(
        not _asks(text, match.start()) for match in (*_ONLY_TOLD.finditer(text), *_ONLY_HERS.finditer(text))
    ):
        return "told"
    for match in _ONLY_ONE.finditer(text):
        if not _asks(text, match.start()):
            return GIRL if match["who"].lower() in ("her", "girl", "daughter", "lass") else BOY
    return None


def sex(child: Child, text: str) -> str | None:
    """GIRL or BOY, where the words at a child's age say so."""
    span, after = text[child.start : child.end], text[child.end :][:14]
    words = [(GIRL, rx(rf"\b(?:{_NOUNS[GIRL]}|she|female)\b")), (BOY, rx(rf"\b(?:{_NOUNS[BOY]}|he|male)\b"))]
    within = [who for who, pattern in words if pattern.search(span)]
    if len(within) == 1:
        return within[0]
    return next((who for who, pattern in words if pattern.match(after.lstrip(" -"))), None)


def lone_number(text: str, children: list[Child]) -> dict[str, Any] | None:
    """The number of a message that puts a number right, where it is neither an age plainly said nor a count: `{"n": 12}`, with `was`,
    the one that it had been, and `counted`, where the words are of a count done again."""
    counted, source = _RECOUNTED.search(text) is not None, _SOURCE.search(text)
    was = [int(match["n"]) for match in _NOT_NUMBER.finditer(text)]
    if not (counted or source or corrects(text) or was or _SLIPPED.search(text)):
        return None
    ages = [
        child
        for child in children
        if _AGED.search(text[child.start : child.end]) and not (source and child.start <= source.start("n") < child.end)
    ]
    ruled = [m.span("n") for m in _NOT_NUMBER.finditer(text)] + [m.span() for m in _OR_NUMBERS.finditer(text)]
    free = list(_free(text, [(child.start, child.end) for child in ages] + ruled))
    if len(free) != 1:
        return None
    number = {"n": free[0]}
    return number | ({"was": was[0]} if len(was) == 1 else {}) | ({"counted": True} if counted else {})


def is_looked_up(text: str) -> bool:
    """'Office says 8', 'just turned 5 it says here': a record says what is right."""
    return _SOURCE.search(text) is not None or _SAYS_HERE.search(text) is not None


def is_plainly_an_age(child: Child, text: str) -> bool:
    """Does more than a correction's own words tell that the number is an age: 'sorry he's 12', and not 'sorry 12'?"""
    return (
        child.months is None
        or child.stage in (PREGNANT, LOSS)
        or _AGED.search(text[child.start : child.end]) is not None
    )


def _free(text: str, taken: list[tuple[int, int]]) -> Iterator[int]:
    for match in _NUMBER.finditer(text):
        if not _SOMEBODY_IS.search(text[: match.start("n")]) and not any(
            start < match.end("n") and match.start("n") < end for start, end in taken
        ):
            yield int(match["n"])


def _asks(text: str, at: int) -> bool:
    """Is the sentence at this place a question?"""
    first = max((m.end() for m in re.finditer(r"[.!?;]\s+", text[:at])), default=0)
    last = re.search(r"[.!;](?:\s|$)|\?", text[at:])
    return _ASKS.search(text[first : at + last.end() if last else len(text)].strip()) is not None
