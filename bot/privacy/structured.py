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
from tldextract import TLDExtract

from bot.privacy.known import Known, digits

SURE, LIKELY, MAYBE = (
    0.85,
    0.6,
    0.1,
)  # what is MAYBE counts only with a context word near it

# The suffix list that comes with the package, never one from the network.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)

# Royal Mail's areas, and no others: `B4 2nd` is not told from a postcode by its form.
_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW "
    "OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF "
    "WN WR WS WV YO ZE"
)
_POSTCODE = rf"(?<![\w@])(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})[0-9][0-9A-HJKPSTUVWXY]?(?: {{0,2}}| ?[-.] ?)[0-9O] ?[ABD-HJLNP-UW-Z]{{2}}(?![\w@])"
_PHONE = r"(?<![\w.@])(?:\(?\+ ?\d{1,3}\)?|\(?00 ?\d{2}|\(?0)(?:[ .()/-]{0,3}\d){8,12}(?![\w@])(?:,? ?(?:ext?|extension)\.? ?\d{2,5}\b)?"


class Email(EmailRecognizer):
    """E-mail addresses, but for the pack's mailboxes. A made-up ending (`@home.invalid`) counts: it may be a slip."""

    def __init__(self, known: Known):
        super().__init__(supported_entity="EMAIL")
        self._known = known

    def validate_result(self, pattern_text: str) -> bool:
        return not self._known.email(pattern_text)


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
            Pattern("together", r"(?<![\w+.-])\d{10}(?![\w-])", MAYBE),
        ]
        super().__init__(supported_entity="NHS_NUMBER", patterns=patterns)

    def validate_result(self, pattern_text: str) -> bool | None:
        number = re.sub(r"\D", "", pattern_text)
        total = sum(int(n) * weight for n, weight in zip(number, range(10, 0, -1), strict=False))
        # A telephone number begins with 0, and no NHS number in use does.
        return True if total % 11 == 0 and number[0] != "0" else None


class Nino(UkNinoRecognizer):
    """National Insurance numbers; temporary ones and ones without their last letter near the words."""

    CONTEXT: ClassVar[list[str]] = ["insurance", "ni", "nino", "nin"]

    def __init__(self):
        gap = "[ .-]{0,2}"
        pairs = gap.join([r"\d{2}"] * 3)
        patterns = [
            Pattern(
                "whole",
                rf"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{gap}{pairs}{gap}[A-D](?!\w)",
                SURE,
            ),
            Pattern("any letters", rf"(?<!\w)[A-Z]{{2}}{gap}{pairs}{gap}[A-Z]?(?!\w)", MAYBE),
        ]
        super().__init__(supported_entity="NINO", patterns=patterns)


class Postcode(PatternRecognizer):
    """Whole postcodes in any case, with and without the space, but for those that the pack prints."""

    def __init__(self, known: Known):
        super().__init__(supported_entity="POSTCODE", patterns=[Pattern("postcode", _POSTCODE, SURE)])
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
        r"(?<![\w.@/-])(\d{3}[ -]?\d{3,4}|\d{5} ?\d{6})(?![\w@/.-]*\d)",
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
        return [one for one in found if self._is_one(text[one.start : one.end])]

    def _is_one(self, text: str) -> bool:
        number = digits(text.lower().partition("e")[0])
        return 6 <= len(number) <= 15 and not self._known.phone(number) and not re.fullmatch(r"\d{3} \d{3} \d{4}", text)
