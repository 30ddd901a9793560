"""Ages by school year: 'Year 4', 'years 3 and 6', 'in Reception', and not the reception where parents sign in."""

import re
from collections.abc import Iterator

from bot.nlu.entities.child import GIRL_OR_BOY, Child, rx

# A year of a training, or of a calendar, is nobody's school year; a class, a teacher or an assembly is no child.
_NO_CHILD = r"""(?!\s*(?:old|/|ago|yo\b|months?|weeks?|incidents?|times?|of\ (?:my|our|the|a|his|her|their|training|uni|placement|practice)|student\ (?:nurse|midwife|social)|placement|degree|course
    |teachers?\b|tutor\b|class(?:es)?\b(?!\s*(?:mate|friend))|group\b|assembly|assemblies|parents\b|curriculum|lessons?\b|leads?\b|leader|team|council|trip|residential|sats\b|pshe|corridor|door|base|bubble|reading\b|think\b|thinks\b|school\ council|who\ (?:nicked|took|hit|kicked|called|said)|leavers?|head\b|staff))"""
_YEAR = rx(
    rf"""(?<!this\ )(?<!last\ )(?<!next\ )(?<!per\ )(?<!each\ )(?<!every\ )(?<!teach\ )(?<!teaches\ )(?<!show\ )(?<!all\ )(?<!whole\ )(?<!cover\ )(?<!covering\ )(?<!teaching\ )(?<!half\ of\ )(?<!most\ of\ )(?<!him\ in\ )(?<!her\ in\ )(?<!door\ )
    \b(?:year|yr|y)\s?-?(?P<n>1[0-3]|[1-9])(?:'?s)?\b{_NO_CHILD}"""
)
# 'Her boyfriend is in Y12', 'killed by Year 9', '30 Year 4s'.
_ANOTHERS = rx(r"\b(?:(?:boyfriend|girlfriend|bf|gf|ex)(?:'?s|\ is|\ in|\ at|\ who)*\s+(?:in\s+)?|by\s+|\d\d\s+)$")
_YEARS = rx(r"(?<!\d\ )\byears\s+(?P<list>\d{1,2}(?:\s*(?:,|and|&)\s*(?:and\s+)?\d{1,2})+)\b")
_RECEPTION = rx(
    r"""(?<!at\ )(?<!to\ )(?<!our\ )(?<!my\ )(?<!main\ )(?<!school\ )(?<!the\ )(?<!since\ )(?<!from\ )(?<!on\ )(?<!through\ )(?<!attended\ )(?<!i'm\ )(?<!rang\ )(?<!via\ )(?<!&e\ )(?<!i'm\ in\ )(?<!him\ in\ )(?<!them\ in\ )(?<!means\ )(?<!gp\ )(?<!surgery\ )(?<!practice\ )(?<!clinic\ )(?<!hospital\ )(?<!dental\ )(?<!doctors\ )(?<!hotel\ )(?<!council\ )(?<!station\ )(?<!hub\ )
    \breception\b(?!\ (?:desk|staff|area|team|room|door|window|ta\b|teacher|told|have|has|had|said|says|called|rang|asked|let|lady|girls|buzzed|phoned|is|are|was|were|locked|can't|couldn't|won't|don't|didn't|keep|know|need|just|teachers|class\ teacher|at\ (?:the|our|a)\ (?:surgery|practice|clinic|hospital|hotel|council|office|station|gp)))
    | \byear\ r\b"""
)
_PRONOUN = r"he|she|they"
_GROWN_UP = r"""mum|mam|mother|dad|father|parent|ex|partner|husband|wife|man|bloke|woman|lady|boyfriend|stepdad|nan|gran|grandad
    |uncle|visitor|someone|somebody|stranger"""
_SOMEBODY = rx(rf"\b(?P<who>{_PRONOUN}|{_GROWN_UP}|{GIRL_OR_BOY})(?:'?s)?\b(?=[^.;?!]*$)")
# What a grown-up does at the front desk.
_DOES = rx(
    r"""^\s*(?:now|again|right\ now|at\ the\ moment|\w+ing\b|with\ an?\b|who\b|drunk|and\ (?:he|she|wo|will|refus|want|demand|is\ \w+ing)\w*)"""
)
# A grown-up who was last spoken of: 'he's found her hostel. He's in reception.'
_HE_OF_BEFORE = rx(rf"\b(?P<who>{_GROWN_UP}|hostel|knife|{GIRL_OR_BOY})(?:'?s)?\b")


_ONLY_A_YEAR = rx(
    r"^\W*(?:(?:he|she|they|it)(?:'?s|\ is|\ are|'re)\s+|(?:the\ )?child(?:'s|\ is)\s+)?(?:only\s+|just\s+|still\s+)?(?:in\s+|an?\s+)?(?:reception|year\ r|foundation)(?:\s+(?:class|year|child|pupil))?\W*$"
)


def is_only_reception(text: str) -> bool:
    """'She's in reception' and nothing else: asked how old a child is, that is the school year and no visitor."""
    return _ONLY_A_YEAR.match(text.replace("’", "'")) is not None


def by_school_year(text: str) -> Iterator[Child]:
    """The children whose age a school year tells; guessed, so that a told age overrules."""
    for match in _YEAR.finditer(text):
        if _ANOTHERS.search(text[: match.start()]):
            continue
        yield _in(match["n"], match.start(), match.end())
    for match in _YEARS.finditer(text):
        for number in re.finditer(r"\d{1,2}", match["list"]):
            start = match.start("list") + number.start()
            yield _in(number.group(), start, start + len(number.group()))
    for match in _RECEPTION.finditer(text):
        if not _front_desk(text[: match.start()], text[match.end() :]):
            yield _in("0", match.start(), match.end())


def _in(number: str, start: int, end: int) -> Child:
    """A child in the middle of a school year: 5 and a half in Year 1."""
    return Child(start, end, (int(number) + 4) * 12 + 6, guessed=True)


def _front_desk(before: str, after: str) -> bool:
    """'Dad is in reception', 'he's in reception shouting'; but 'a boy in reception', 'she's in Reception'."""
    named = list(_SOMEBODY.finditer(before))
    if not named:
        return False
    who = named[-1]["who"].lower()
    if re.fullmatch(_PRONOUN, who):
        spoken_of = list(_HE_OF_BEFORE.finditer(before))
        of_a_child = bool(spoken_of) and re.fullmatch(GIRL_OR_BOY, spoken_of[-1]["who"].lower(), re.VERBOSE) is not None
        return _DOES.search(after) is not None or (bool(spoken_of) and not of_a_child)
    return re.fullmatch(_GROWN_UP, who, re.VERBOSE) is not None
