"""Dates of birth: a date that the words around it make somebody's. Every other date stays."""

import re
from datetime import date

from presidio_analyzer import EntityRecognizer, RecognizerResult

_MONTH = (
    r"(?:jan(?:uary|urary)?|feb(?:ruary|uary|urary)?|mar(?:ch)?|apr(?:il)?|apirl|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember|mber|emebr)?|dec(?:ember|mber)?)\.?"
)
_ORDINAL = (
    r"(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?: ?(?:st|nd|rd|th))?|(?:{_ORDINAL}))"
_YEAR = r"(?:'?\d{2}|(?:19|20)\d{2})"
_SEP = r"(?: ?[/.\-\\ |_~] ?|,)"
_WHOLE = (
    rf"(?:(?:19|20)\d{{2}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|(?:0?[1-9]|[12]\d|3[01]){_SEP}(?:0?[1-9]|1[0-2]){_SEP}{_YEAR}"
    rf"|{_DAY}(?: of)?(?: the)?(?: of)?[ /.-]?{_MONTH}(?:,? ?[ /.-]?{_YEAR})?"
    rf"|{_DAY} of the {_DAY}(?:,? (?:of )?{_YEAR})?"
    rf"|{_MONTH} ?(?:the )?{_DAY}(?:,? {_YEAR})?"
    rf"|{_MONTH},? ?[/-]? ?(?:of )?(?:(?:19|20)\d{{2}}|'\d{{2}})"
    r"|(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2})"
)
_EDGE, _END = r"(?<![\w/])(?<![\d]-)(?<!\d\.)", r"(?![\w/]|[.-]\d)"
_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? )"
_SPELT = (
    r"(?:,? (?:nineteen|two thousand|twenty)(?:[ -](?:and|hundred|oh|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"ten|eleven|twelve|one|two|three|four|five|six|seven|eight|nine))*)"
)
_DATE = re.compile(f"{_EDGE}{_WEEKDAY}?(?:the )?{_WHOLE}{_SPELT}?{_END}", re.IGNORECASE)
_FEAST = r"(?:christmas|boxing|new year'?s|valentine'?s|halloween|bonfire)(?: (?:day|eve|night))?(?:,? (?:19|20)\d{2})?"
# Only straight after 'dob' can these be dates.
_BARE = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th)?\W{1,3}\d{1,2}(?:st|nd|rd|th)?\W{1,3}\d{2,4}|\d{8}|\d{6}|\d{1,2}[/.-]\d{1,2}|(?:19|20)\d{2}|"
    rf"\d{{1,2}}_\d{{1,2}}_\d{{2,4}}|{_FEAST}){_END}",
    re.IGNORECASE,
)

_SAYS_DOB = re.compile(
    r"\bd[./]? ?o[./]? ?b(?:\b|_|(?=\d)|s\b|['.]s?)|\by\.?o\.?b\b|\b(?:dates?|days?|years?) of bi(?:rth|rht)s?\b|\bbrith\b|"
    r"\bbirth ?dates?\b|\bbirth ?days?\b|\bb-?days?\b|\bborn\b|\bd of b\b|\bbirth\b|"
    rf"\bb[.:]?(?= ?\d{{1,2}}(?:[/.-]\d| ?(?:st|nd|rd|th)?,? ?{_MONTH}\b))|"
    r"\b(?:is|was|were|be|are) \d{1,2},? on\b|\bturn(?:s|ed|ing)? \d{1,2}\b|"
    r"\b(?:will be|she'?ll be|he'?ll be|they'?ll be) \d{1,2},? on\b|\b(?:delivered|arrived)(?= on | ?\d)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[\s),;:=-]{0,3}(?:\(|(?:is|was|being|-|as|=)?\W{0,2}(?:(?:his|her|their|the|a|my|child'?s|baby'?s|when|mum'?s|dad'?s)\W+){0,2}(?:(?:he|she|they|was|were)\W+){0,3})?"
    r"(?:d\.?o\.?b\b|date of birth|birth ?da(?:y|te)|bday|born\b)",
    re.IGNORECASE,
)
# A date after one of these is a date of something else.
_OTHER = re.compile(
    r"\b(?:seen|visit\w*|incidents?|assault\w*|hearing|meeting|referr\w*|attend\w*|review\w*|court|conference|since|report\w*|"
    r"arrest\w*|moved|due|edd|lmp|notif\w*|discharged|appointment|appt|started|until|happened|hit|rang|callouts?|order|dated|bail\w*|"
    r"convict\w*|charged|released|remanded|served|married|separated|divorced|tenancy|version|training|dash|marac|signed|closed|opened|"
    r"completed|email\w*|letter|expires?|ends?|between|act|issued|granted|breach\w*)\b",
    re.IGNORECASE,
)
# Right after a name or one of these, a whole date of some years ago is a date of birth.
_WHO = re.compile(
    r"\b(?:mum|dad|mother|father|child|baby|boy|girl|son|daughter|twins?|pupil|client|patient|m|f|male|female|details|aged? \d+|"
    r"\d{1,2} ?(?:yo|y/o|yrs?|years?|months?|mths?)(?: old)?\.?)$",
    re.IGNORECASE,
)
# So is one that stands alone, with no word before it that makes it the date of something.
_LEADS_ON = re.compile(
    r"\b(?:on|since|from|until|till|by|before|after|around|about|and|to|of|in|at|was|were|last|version|form|page|section|law|year|years)\W*$",
    re.IGNORECASE,
)
_YEAR_AT_END = re.compile(r"(?:(?:19|20)?(\d{2}))$|^(?:19|20)(\d{2})\b")
_RECENT = 2  # years in which a date beside a name may as well be an incident's
_DOB_REACH, _CHAIN_REACH = 60, 45


class BirthDate(EntityRecognizer):
    """Dates next to 'dob', 'born', 'birthday' or their like, and the dates listed on from one."""

    def __init__(self):
        super().__init__(supported_entities=["DOB"], name="BirthDate")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        words = [m.span() for m in _SAYS_DOB.finditer(text)]
        if not words:
            return []
        dates = [m.span() for m in _DATE.finditer(text)]
        found: list[tuple[int, int]] = []
        for start, end in dates:
            before = max((e for _, e in words if e <= start), default=-1)
            if (
                (before >= 0 and start - before <= _DOB_REACH and self._leads(text[before:start]))
                or _AFTER.match(text[end : end + 60])
                or (found and start - found[-1][1] <= _CHAIN_REACH and self._leads(text[found[-1][1] : start]))
            ):
                found.append((start, end))
        for _, end in words:
            close = _BARE.search(text, end, end + 25)
            plainly = not text[:end].lower().endswith("born")
            if close and plainly and re.fullmatch(r"[\s\W_]*(?:is|was|on)?[\s\W_]*", text[end : close.start()]):
                found.append(close.span())
        return [RecognizerResult("DOB", start, end - text[start:end].endswith("."), 0.85) for start, end in found]

    @staticmethod
    def beside(text: str, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Whole dates right after a name or a word like 'mum', years ago or in brackets: `Tom Lee (4.5.16)`."""
        ends = {end for _, end in names}
        found = []
        for one in _DATE.finditer(text):
            lead = text[max(one.start() - 40, 0) : one.start()]  # no more, or many dates would take very long
            who = re.sub(r"[\s,;:.(=-]{0,3}$", "", lead)
            at = one.start() - len(lead) + len(who)
            year = _YEAR_AT_END.search(one[0])
            if not year or len(re.findall(r"\d+", one[0])) < 2:
                continue
            since = (date.today().year - 2000 - int(year[1] or year[2])) % 100
            apart = text[at : one.start()]
            whole = len(re.findall(r"\d+", one[0])) == 3 or bool(re.search(_MONTH, one[0], re.IGNORECASE))
            alone = (
                whole
                and not _OTHER.search(lead)
                and not _OTHER.match(text, one.end() + 1)
                and not _LEADS_ON.search(lead)
            )
            named = at in ends and (since > _RECENT or re.search(r"[(,:=-]", apart))
            if named or (since > _RECENT and (_WHO.search(who) or alone)):
                found.append(one.span())
        return found

    @staticmethod
    def _leads(between: str) -> bool:
        """Do these words lead from 'dob', or from another date of birth, to a date of birth?"""
        other = _OTHER.search(between) and not re.search(r":\s*$", between)
        return not other and not re.search(r"[.!?]\s+[A-Za-z]{3,} |\n\n", between)
