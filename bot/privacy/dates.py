"""Dates of birth: what may be a date, and is somebody's birth in the network's judgement. Every other date stays.

Without a network, the words before it must say so: 'dob', 'born', 'birthday'.
"""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.tokens import Doc

from bot.privacy.judge import Judge
from bot.privacy.numbers import IN_WORDS

LIKELY = 0.3  # how likely the network must find the words of a date, on average

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
_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? )"
_SPELT = (
    r"(?:,? (?:nineteen|two thousand|twenty)(?:[ -](?:and|hundred|oh|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"ten|eleven|twelve|one|two|three|four|five|six|seven|eight|nine))*)"
)
_FEAST = r"(?:christmas|boxing|new year'?s|valentine'?s|halloween|bonfire)(?: (?:day|eve|night))?(?:,? (?:19|20)\d{2})?"
_EDGE, _END = r"(?<![\w/])(?<![\d]-)(?<!\d\.)", r"(?![\w/]|[.-]\d)"
_SLIP = r"[\doOlI]{1,2}[/.-][\doOlIVX]{1,4}[/.-][\doOlI]{2,4}"  # a letter typed for a digit, a month in Roman figures
_RUN = (
    r"\d{1,2}(?:st|nd|rd|th)?[^\w\n]{1,3}\d{1,2}(?:st|nd|rd|th)?[^\w\n]{1,3}\d{2,4}|\d{1,2}_\d{1,2}_\d{2,4}|\d{8}|\d{6}"
)
_DATE = re.compile(
    rf"{_EDGE}(?:{_WEEKDAY}?(?:the )?(?:{_WHOLE}|{_DAY} day of {_MONTH}(?:,? {_YEAR})?){_SPELT}?|{_SLIP}|{_RUN}|{_FEAST}|{_MONTH} (?:19|20)\d{{2}}){_END}",
    re.IGNORECASE,
)
# Only straight after 'dob' can these be dates.
_PART = r"\d{1,2}[/.-]\d{1,2}|(?:19|20)\d{2}"
_SAYS_DOB = (
    r"(?:\bd[./]? ?o[./]? ?b(?:['.]?s)?|\by\.?o\.?b|\b(?:dates?|days?|years?) of bi(?:rth|rht)s?|\bbirth ?dates?|\bbirth ?days?|\bb-?days?|"
    rf"\bborn|\bd of b|\bb[.:]|\bturn(?:s|ed|ing)? (?:\d{{1,2}}|{'|'.join(filter(None, IN_WORDS))}))"
    r"(?![^\W\d_])[\s\W_]{0,4}(?:(?:is|was|on|given as|the) ){0,2}"
)
_AFTER_DOB = re.compile(rf"{_SAYS_DOB}({_DATE.pattern.removeprefix(_EDGE)}|(?:{_PART}){_END})", re.IGNORECASE)
_BEFORE_DOB = re.compile(rf"({_DATE.pattern})[\s),;:=-]{{0,3}}(?:d\.?o\.?b\b|date of birth)", re.IGNORECASE)


class BirthDate(EntityRecognizer):
    """Dates of birth, however they are written."""

    def __init__(self, judge: Judge):
        super().__init__(supported_entities=["DOB"], name="BirthDate")
        self._judge = judge

    def load(self) -> None:
        """Nothing to load: the judge is opened with the first message."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        said = (found.span(1) for form in (_AFTER_DOB, _BEFORE_DOB) for found in form.finditer(text))
        dates = [*said, *self._judged(text, nlp_artifacts.tokens)]
        return [RecognizerResult("DOB", start, end - text[start:end].endswith("."), 0.85) for start, end in dates]

    def _judged(self, text: str, doc: Doc) -> Iterator[tuple[int, int]]:
        """The dates that the network takes for somebody's birth."""
        likely = self._judge.likely(doc, "DOB")
        for found in _DATE.finditer(text) if likely else ():
            of_it = doc.char_span(*found.span(), alignment_mode="expand")
            if of_it and sum(likely[of_it.start : of_it.end]) / len(of_it) >= LIKELY:
                yield found.span()
