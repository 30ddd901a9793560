"""Dates of birth: a date that the words around it make somebody's. Every other date stays."""

import re

from presidio_analyzer import EntityRecognizer, RecognizerResult

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?: ?(?:st|nd|rd|th))?"
_YEAR = r"(?:'?\d{2}|(?:19|20)\d{2})"
_SEP = r" ?[/.\-\\ ] ?"
_WHOLE = (
    rf"(?:(?:19|20)\d{{2}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|(?:0?[1-9]|[12]\d|3[01]){_SEP}(?:0?[1-9]|1[0-2]){_SEP}{_YEAR}"
    rf"|{_DAY}(?: of)?[ /.-]?{_MONTH}(?:,? ?[ /.-]?{_YEAR})?"
    rf"|{_MONTH} ?(?:the )?{_DAY}(?:,? {_YEAR})?"
    rf"|{_MONTH} ?[/-]? ?(?:of )?(?:19|20)\d{{2}})"
)
_EDGE, _END = r"(?<![\w/.-])", r"(?![\w/]|[.-]\d)"
_DATE = re.compile(f"{_EDGE}{_WHOLE}{_END}", re.IGNORECASE)
# Only straight after 'dob' can these be dates.
_BARE = re.compile(rf"{_EDGE}(?:\d{{8}}|\d{{6}}|\d{{1,2}}[/.-]\d{{1,2}}|(?:19|20)\d{{2}}){_END}")

_SAYS_DOB = re.compile(
    r"\bd\.? ?o\.? ?b(?:\b|s\b|['.]s?)|\b(?:dates?|days?) of births?\b|\bbirth ?dates?\b|\bbirth ?days?\b|\bb-?days?\b|\bborn\b|\bd of b\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[\s),;:-]{0,3}(?:\(|(?:is|was|being|-|as|=)?\W{0,2}(?:(?:his|her|their|the|a|my|child'?s|baby'?s|when|mum'?s|dad'?s)\W+){0,2}(?:(?:he|she|they|was|were)\W+){0,3})?"
    r"(?:d\.?o\.?b\b|date of birth|birth ?da(?:y|te)|bday|born\b)",
    re.IGNORECASE,
)
# A date after one of these is a date of something else.
_OTHER = re.compile(
    r"\b(?:seen|visit\w*|incident|assault\w*|hearing|meeting|referr\w*|attend\w*|call(?:ed|s)?|review\w*|court|conference|since|report\w*|"
    r"arrest\w*|moved|due|edd|notif\w*|discharged|appointment|starts?|started|by|until|before|after|contact|party)\b",
    re.IGNORECASE,
)
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
            if close and plainly and re.fullmatch(r"[\s\W]*(?:is|was)?[\s\W]*", text[end : close.start()]):
                found.append(close.span())
        return [RecognizerResult("DOB", start, end, 0.85) for start, end in found]

    @staticmethod
    def _leads(between: str) -> bool:
        """Do these words lead from 'dob', or from another date of birth, to a date of birth?"""
        return not _OTHER.search(between) and not re.search(r"[.!?]\s+[A-Za-z]{3,} |\n\n", between)
