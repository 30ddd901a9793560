"""A number that is an age by the words around it, or by standing alone: 'my daughter, 6', 'Jayden (9)', 'I'm 13', 'home ed, 12, Wirksworth'."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.nlu.entities.age.length_of_time import NO_AGE, ONLY_AN_ANSWER, SHORT, N, told_of_a_child
from bot.nlu.entities.age.lists import listed_alone
from bot.nlu.entities.age.years import of_years
from bot.nlu.entities.child import GIRL_OR_BOY, NAME, Child, rx

_ADULT = 18 * 12  # months

_ABOUT = r"(?:just\ over|a\ (?:bit|little)\ over|over|about|around|roughly|approx(?:imately)?|maybe|probably|only|just|both|aged?|say)"
_AGED = rx(rf"\b(?:ages?d?|age\ of|age\ is|turned|just\ turned|just\ gone|aged\ about)\s*[:=-]?\s*{N}{NO_AGE}")
# What may follow an age that stands bare after 'son' or 'daughter': 'my daughter 6 she said'; not 'baby 2 lots of calpol'.
_AFTER_AN_AGE = r"""(?:ish)?-?\s*(?:[,.;:)!?/+&-]|$|(?-i:[A-Z])|(?:and|in|at|who|with|lives?|living|is|was|has|had|on|from|yo|y/o|now|ish|or|but|goes|going|gets?|both|not|standard|medium|high|told|says?|said|came|attends?|open|i|she|he|they|whose|hits?|under|as|home|n|because|so|next|today|for|when|by|if|just|only|still|going|too|then|the|there|here|right|his|her|has|at|kid|lad|girl|boy|mum|dad|lives|tho|though|which|after|since|u|im|ive|hes|shes|can|cant|will|wont|loves|likes|sleeps|wants|keeps|thinks|dont|well|its|it|very|this|turning|nearly|my|tomorrow|is|what|that|does|doesn't|me|bites|kicks|runs|year|yr|cos|you|we|do|old\b(?!\ (?:ladies|men|women|boys|girls|friends|addresses))|o'clock)\b)"""
# What a child does, or how it is, after an age that stands bare after the noun: 'girl 12 stood', 'child 5 brought in', 'lad 9 wasn't'.
_DOES = r"""(?:(?!need|breed|feed|seed|weed|bed\b|shed|red\b)[a-z]+(?<!\d)ed|(?!thing|morning|evening|meeting|sibling|king|ring)[a-z]{2,}ing|[a-z]+n't|(?:was|is|has|had|does|did|are|ca|wo)nt
    |saw|seen|stood|sat|ran|hid|heard|slept|woke|rang|rung|found|brought|taken|took|held|kept|left|got|gets|went|threw|thrown|hit|hurt|tried|cried|wet|spoke|wrote|drew|fell|felt|knew|knows|made|met|told|tells|witness|present
    |asleep|awake|upset|unhurt|unharmed|uninjured|safe|well|fine|ok|okay|upstairs|downstairs|outside|inside|alone|home|away|off|all|also|again|now|never|always|often|rarely|already|usually|really|very|too|must|may|might|would|could|should|screaming|off|out|self)\b"""
# Who has or minds a child: 'the boy I have is 2', 'the girl we look after is 3'.
_I_HAVE = r"(?:\s+(?:that\s+|who\s+)?(?:i|we|she|he|mum)\s+(?:have|has|mind|minds|teach|teaches|support|mentor|coach|tutor|see|visit|know|got|had|look(?:s)?\s+after|care(?:s)?\s+for|work(?:s)?\s+with))?"
_IS = rx(
    rf"""\b(?:he|she|they|(?:middle\ )?one|(?:the\ )?other|who|which|mum|mother|victim|patient|client|friend|mate|male|female|pt|little\ un|young\ un|{GIRL_OR_BOY}(?:\s+(?!and\b|or\b|at\b|in\b|is\b|was\b|has\b|says?\b|who\b|on\b|to\b|with\b|for\b)[a-z]+)?{_I_HAVE})(?:'?s|s'|\ is|\ are|\ was|'re)
    \s+(?:only\s+|just\s+|actually\s+|really\s+|now\s+|about\s+|still\s+|both\s+)*{N}(?={_AFTER_AN_AGE}){NO_AGE}"""
)
# A child who writes: 'I'm 13'.
_I_AM = rx(
    rf"\b(?:i'?m|i\ am|am|(?:we're|we\ are|were|they're|are)\ both)\s+(?:only\s+|just\s+|nearly\s+|almost\s+)*(?P<n>[5-9]|1[0-7])(?!\s*(?:inches|cm|kilos|kg|hundred|thousand|k\b|pounds|quid|p\b|in\b|out\b|off\b|into\b|down\b|stone|foot|ft|feet|/|\+|plus\b|points?|lessons|sessions|deep|down)){NO_AGE}"
)
_MALE_16 = rx(r"\b(?:male|female|pt|patient|m|f)\s+(?P<n>1[0-7]|[1-9])(?=\s*(?:[,.;]|$|with\b|in\b))")
_BESIDE = rx(
    rf"""\b{GIRL_OR_BOY}\b(?:\s+of\s+(?:{_ABOUT}\s+|perhaps\s+)?{N}(?:ish)?{NO_AGE}|(?:\s*[,:(-]\s*|\s+)\(?(?:{_ABOUT}\s+)*(?P<n2>\d{{1,2}}(?:\.\d)?)(?={_AFTER_AN_AGE}|\s+{_DOES})(?:ish)?{NO_AGE})(?!\s*,?\s*(?:and|&)\s+\d)"""
)
# 'Jayden (9)', 'Alfie, 6,', 'Ellie 13 is placed with me', 'Jayden's 9': a name, and not a day, a month or a page.
_NAMED = re.compile(
    rf"\b{NAME} \((?P<n>\d{{1,2}})(?=\)|,|;| and)"
    rf"|\b{NAME}(?:'s|,| is|, is| was|) (?:only |just |aged |now )*(?P<n2>1[0-7]|[1-9])(?=\)|,|;|\.(?!\d)|$| and(?: [A-Z]|\b)| who\b| is (?!it)| lives?\b|!)"
)
_MOTHER = rx(
    rf"\b(?:mum|mam|mother)\b(?:\s+aged|\s*[,:(-])?\s*\(?(?:{_ABOUT}\s+)?(?P<n>1[1-7])(?=\W*$|\s*[,.;)]|\s+(?:and|pregnant|who|in|with)\b)"
)
_BY_ITSELF = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n))(?P<n>[4-9]|1[0-7])(?=\.\s|\.?$)")  # '… bless her. 8. Anyway'
_FIRST = rx(r"(?:^\W*|[.!?]\s+)(?P<n>\d{1,2}(?:\.\d)?)(?=\s*,\s*[a-z])(?!\s*,\s*\d)")  # '17, pregnant, in care'
_ALONE = rx(
    rf"(?:(?<=[,;])|(?<=[\s,.;:]\())\s*(?:{_ABOUT}\s+)?(?P<n>\d{{1,2}})(?:-?ish)?\s*(?=[,;)]|\.(?!\d)|$)"
)  # 'home ed, 12, Wirksworth'
_LOOSELY = r"(?:\s*-?ish\b|\s+or\s+so|\s+and\s+a\s+bit|\s+(?:now|i\ think|maybe|probably|ish))*"
_WHO = r"(?:(?:he|she|they|it|child|toddler|baby)(?:'s|\ is|'re|\ are)?\s+)?"
_ONLY = rx(
    rf"""^\W*{_WHO}(?:{_ABOUT}\s+)+{N}{_LOOSELY}\W*$ | ^\W*(?P<n2>1\.5|2\.5)\W*$
    | ^\W*{_WHO}(?P<n3>\d{{1,2}})(?:\s*-?ish|\s+or\s+so|\s+and\s+a\s+bit)\W*$"""
)

_SCORE = rx(r"\b(?:dash|ticks?|scored?|ric|checklist)\b")
_A_SCORE_OF = rx(r"\b(?:dash|ric|score[ds]?|ticks?)\b[^,.;?!]*$")  # 'DASH on mum was 16'
_POINT = re.compile(r"(?:^|[.!?;:(,]\s*|\s\()(\d{1,2})(?=[.,):]\s)")
_WHEN_BEFORE, _WHEN_AFTER = rx(r"\b(?:when|since)\s+$"), rx(r"^\s+when\b")
_WAS = re.compile(r"\bwas\b", re.I)
_UNTIL = rx(r"\b(?:until|till|til|once|before|unless|when)\s+$")  # 'they wait until they're 8'


def bare(text: str) -> Iterator[Child]:
    """The ages that the words beside them tell for ages, and one that is the whole message."""
    for pattern in _said_by(text):
        for match in pattern.finditer(text):
            group = "n" if match["n"] is not None else "n2"
            if not _once(text, match) and not _A_SCORE_OF.search(text[max(0, match.start() - 25) : match.start()]):
                yield from of_years(text, match.start(), match.end(), match[group], match.start(group))
    for match in _ONLY.finditer(text):
        yield from of_years(text, match.start(), match.end(), match["n"] or match["n2"] or match["n3"])


def _said_by(text: str) -> Iterator[re.Pattern[str]]:
    """The ways of saying a bare age that this text may use: a number that opens a sentence may be a point of a list, or a score."""
    yield from (_AGED, _IS, _BESIDE, _MOTHER, _NAMED, _I_AM, _MALE_16)
    if not _is_a_list(text):
        yield _FIRST
        if not _SCORE.search(text):
            yield _BY_ITSELF


def standing_alone(text: str) -> Iterator[Child]:
    """Children whose ages stand by themselves in a list of facts, in a text that tells no age in any other way."""
    if _SCORE.search(text) or _is_a_list(text):
        return
    for child in (*_alone(text), *listed_alone(text)):
        if (child.months or 0) < _ADULT:
            yield child


def _alone(text: str) -> Iterator[Child]:
    for match in _ALONE.finditer(text):
        if len(text) > SHORT and not told_of_a_child(text[: match.start()]):
            continue
        yield from of_years(text, match.start(), match.end(), match["n"])


def _is_a_list(text: str) -> bool:
    """'1. …; 2. …', '(1) who, (2) when': points that are numbered, and no ages."""
    points = [int(number) for number in _POINT.findall(text)]
    return any(after == before + 1 and before <= 3 for before, after in pairwise(points))


def _once(text: str, match: re.Match[str]) -> bool:
    """'It happened when she was 4', 'she was 16 when they met': an age that somebody had then."""
    if _UNTIL.search(text[: match.start()]) and len(text) > ONLY_AN_ANSWER:
        return True
    then = _WHEN_BEFORE.search(text[: match.start()]) or _WHEN_AFTER.search(text[match.end() :])
    return then is not None and _WAS.search(match.group()) is not None
