"""Recognisers of details that have a form: telephone, e-mail, postcode, NHS and National Insurance number."""

import re
from typing import ClassVar

from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.predefined_recognizers import (
    EmailRecognizer,
    NhsRecognizer,
    PhoneRecognizer,
    UkNinoRecognizer,
)

from bot.privacy.known import Known, digits

SURE, LIKELY, MAYBE = 0.85, 0.6, 0.1  # what is MAYBE counts only with a context word near it

# Royal Mail's areas, and no others: `B4 2nd` is not told from a postcode by its form.
_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW "
    "OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF "
    "WN WR WS WV YO ZE"
)
_AREA = "|".join(sorted(_AREAS.split(), key=len, reverse=True))
# What follows a number in a sentence and could end a postcode: `s47 3rd`, `M1 2km`.
_ENDING = r"(?!\d ?(?:st|nd|rd|th|am|pm|km|kg|cm|mm|ml|mg|yr|yo|hr|wk|ft|in|of|to|is|or|at)\b)"
# `im 16. its late` and `so 14 in all` begin with a word, and not with the Isle of Man or Southampton.
_NO_WORD = r"(?!(?-i:[Ii]m|[Mm]e|[Ss]o|[Pp]a|[Tt]a|[Hh]a) (?!\d{1,2} \d[a-z]{2}\b))"
_POSTCODE = (
    rf"(?<![\w@]){_NO_WORD}(?!s ?(?:17|20|31|47)\b)(?:(?:{_AREA})[.]?|[A-Z]{{2}}(?<={'|'.join(a for a in _AREAS.split() if len(a) > 1)}) )[0-9][0-9A-Z]?"
    rf"(?: {{0,2}}| ?[-.,_] ?){_ENDING}[0-9OIL] ?[A-Z]{{2}}(?![\w@])"
)
_SPELT = r"(?<![\w])[A-Z] (?:[A-Z] )?\d (?:[\dA-Z] )?\d ?[A-Z] ?[A-Z](?!\w)"  # D E 4 3 G G
_PHONE = r"(?<![\w.@])(?:[0O]7(?:[ ._*/-]?[\dO]){9}(?![\w@])|(?:\(?\+ ?\d{1,3}\)?|\(?00 ?\d{2}|\(?0)(?:[ .()/_*-]{0,3}\d){8,12}(?![\w@]))(?:,? ?(?:ext?|extension)\.? ?\d{2,5}\b)?"


# `a.b [at] example [dot] com`, `a.b at example dot com`, `a.b @ example.com`, `a.b@example`.
_AT_WRITTEN = (
    r"[\w.+'-]+ ?[\[(]at[\])] ?[\w-]+(?: ?(?:\.|[\[(]dot[\])]| dot ) ?[\w-]+)*",
    r"[\w.+'-]+ at [\w-]+(?: dot [\w-]+)+",
    r"[\w.+'-]+ ?@ [\w-]+(?:\.[\w-]+)+|[\w.+'-]+ @[\w-]+(?:\.[\w-]+)+",
    r"[\w.+'-]+@[\w-]+(?:\.[\w-]+|,(?:com|co|uk|org|net|gov|nhs)\b)*",
)


class Email(EmailRecognizer):
    """E-mail addresses, but for the pack's mailboxes. A made-up ending (`@home.invalid`) counts: it may be a slip."""

    def __init__(self, known: Known):
        written = [Pattern("written", rf"(?<![\w.@]){form}", LIKELY) for form in _AT_WRITTEN]
        super().__init__(supported_entity="EMAIL", patterns=[*EmailRecognizer.PATTERNS, *written])
        self._known = known

    def validate_result(self, pattern_text: str) -> bool:
        plain = re.sub(
            r"[\s\[\]()]",
            "",
            re.sub(r"\s*[\[(]at[\])]\s*|\sat\s", "@", re.sub(r"\sdot\s|[\[(]dot[\])]", ".", pattern_text)),
        )
        return not self._known.email(plain.strip("'.-"))


class Nhs(NhsRecognizer):
    """NHS numbers: with a right check digit anywhere; with a wrong one (a slip) in three groups or near the words."""

    CONTEXT: ClassVar[list[str]] = ["nhs", "nhsno", "number", "patient"]

    def __init__(self):
        patterns = [
            Pattern(
                "grouped",
                r"(?<![\w+.-])\d{3}[ -.]{1,3}\d{3}[ -.]{1,3}\d{4}(?![\w-])",
                LIKELY,
            ),
            # Ten digits that no word before calls the number of something else.
            Pattern(
                "together",
                r"(?<!\b(?:ref(?:erence)?|log|crime|incident|invoice|order|ticket|case|urn|id|mob(?:ile)?|phone|tel(?:ephone)?|ring|call|text|rang)\b[^\d\n]{0,15})(?<![\w+.-])[1-9]\d{9}(?![\w-])",
                LIKELY,
            ),
            Pattern(
                "after the word",
                r"(?<=\bnhs\b[^\d\n]{0,20})(?<![\w+.-])\d[\dlO]{0,9}(?:[ ./-]{1,3}[\dlO]{1,6}){0,5}(?![\w-])",
                LIKELY,
            ),
        ]
        super().__init__(supported_entity="NHS_NUMBER", patterns=patterns)

    def validate_result(self, pattern_text: str) -> bool | None:
        number = re.sub(r"\D", "", pattern_text.lower().replace("l", "1").replace("o", "0"))
        if len(number) not in (9, 10):
            return False
        total = sum(int(n) * weight for n, weight in zip(number, range(10, 0, -1), strict=False))
        # A telephone number begins with 0, and no NHS number in use does.
        return True if len(number) == 10 and total % 11 == 0 and number[0] != "0" else None


class NhsInGroups(Nhs):
    """NHS numbers in any other groups (`943 476 591 9`), with a right check digit only: ten digits may be much else."""

    CONTEXT: ClassVar[list[str]] = []

    def __init__(self):
        groups = r"(?<![\w+.-])\d{2,5}([ ./-])\d{2,5}(?:\1\d{1,5}){0,2}(?![\w-])"
        PatternRecognizer.__init__(self, supported_entity="NHS_NUMBER", patterns=[Pattern("groups", groups, LIKELY)])

    def validate_result(self, pattern_text: str) -> bool:
        return super().validate_result(pattern_text) is True


class Nino(UkNinoRecognizer):
    """National Insurance numbers; temporary ones and ones without their last letter near the words."""

    CONTEXT: ClassVar[list[str]] = ["insurance", "ni", "nino", "nin"]

    def __init__(self):
        gap = "[ ./-]{0,2}"
        pairs = gap.join([r"\d{2}"] * 3)
        patterns = [
            Pattern(
                "whole",
                rf"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{gap}{pairs}{gap}[A-D](?!\w)",
                SURE,
            ),
            Pattern("any letters", rf"(?<!\w)[A-Z]{{2}}{gap}{pairs}{gap}[A-D](?!\w)", LIKELY),
            Pattern("any end", rf"(?<!\w)[A-Z]{{2}}{gap}{pairs}{gap}[A-Z]?(?!\w)", MAYBE),
        ]
        super().__init__(supported_entity="NINO", patterns=patterns)


class Postcode(PatternRecognizer):
    """Whole postcodes in any case, with and without the space, but for those that the pack prints."""

    def __init__(self, known: Known):
        super().__init__(
            supported_entity="POSTCODE", patterns=[Pattern("postcode", _POSTCODE, SURE), Pattern("spelt", _SPELT, SURE)]
        )
        self._known = known

    def invalidate_result(self, pattern_text: str) -> bool:
        return self._known.postcode(pattern_text)


class Phone(PhoneRecognizer):
    """Telephone numbers: what `phonenumbers` takes for one in the UK, and slips and foreign ones by their form."""

    CONTEXT: ClassVar[list[str]] = []  # a number's form is enough
    _FORM = re.compile(_PHONE, re.IGNORECASE)
    # A local number has no form of its own: the words before it tell.
    _LOCAL = re.compile(
        r"\b(?:phone|tel|telephone|mobile|mob|number|ring|rang|call|text|landline|contact)\b[^\d\n.]{0,25}"
        r"(?<![\w.@/-])(\d{3}[ -]?\d{3,4}|\d{5} ?\d{6}|7\d{3} ?\d{3} ?\d{3})(?![\w@/.-]*\d)",
        re.IGNORECASE,
    )

    _SAID = re.compile(
        r"\b(?:(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)[ ,-]+){7,}"
        r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine)\b",
        re.IGNORECASE,
    )

    def __init__(self, known: Known):
        super().__init__(supported_entity="PHONE", supported_regions=("GB",), leniency=1)
        self._known = known

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        found = []
        if any(c.isdigit() for c in text):
            found = super().analyze(text, entities, nlp_artifacts)
            spans = [m.span() for m in self._FORM.finditer(text)] + [m.span(1) for m in self._LOCAL.finditer(text)]
            found += [RecognizerResult("PHONE", start, end, SURE) for start, end in spans]
        said = [RecognizerResult("PHONE", *m.span(), SURE) for m in self._SAID.finditer(text)]
        return said + [one for one in found if self._is_one(text[one.start : one.end])]

    def _is_one(self, text: str) -> bool:
        number = digits(text.lower().partition("e")[0].replace("o", "0"))
        return 6 <= len(number) <= 15 and not self._known.phone(number) and not re.fullmatch(r"\d{3} \d{3} \d{4}", text)
