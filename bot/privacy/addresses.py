"""Addresses: a house or flat with its street, a named house or a named site. The town stays.

The network finds most. These are the forms that are plain enough to go by form alone, with or without a network.
"""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from bot.privacy.judge import Judge
from bot.privacy.known import Known
from bot.privacy.lists import in_order, listed
from bot.privacy.numbers import IN_WORDS
from bot.privacy.plain import outside
from bot.privacy.runs import likely_runs


def _any_of(*lists: str) -> str:
    return "|".join(re.escape(word) for name in lists for word in in_order(name))


_I = re.IGNORECASE
_KIND = rf"(?:{_any_of('street_kinds', 'place_kinds')})"
_HOUSE = rf"(?:{_any_of('house_kinds')})"
_WORD = rf"(?!(?:{_any_of('counted')})\b)(?:[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?)"
_NUMBER = r"(?:\d{1,2}[/F]\d{1,2},? )?\d{1,4}(?: 1/2)?(?: ?-?[a-h])?(?: ?[-/&] ?\d{1,4}[a-h]?)?"
_NOT_AFTER = r"(?<![\w/.£:-])"
_SAID = "|".join(filter(None, IN_WORDS))
_DOOR = (
    r"(?:(?:ground|first|second|third|top|basement|upstairs|downstairs)[ -]floor |upstairs |downstairs |basement |top )?"
    rf"(?:{_any_of('doors')})\.? ?(?:no\.? ?|number )?(?:\d{{1,4}}(?:/\d{{1,2}})?[a-z]?|[a-h]\d{{0,3}})\b"
)
_DOOR = rf"{_DOOR}(?:,? {_DOOR})?"
_STREET = rf"(?:the )?(?:{_WORD} ){{1,3}}{_KIND}\b"
_NAMED = rf"(?:(?:the )?(?:{_WORD} ){{1,3}}|the (?:old|new) ){_HOUSE}"
_SITE = r"(?:(?:caravan|travellers?'?|traveller's|gypsy|mobile home|camp|holiday|trailer)(?: and traveller)? (?:sites?|parks?)|marina|moorings?)"
_LONE = (  # streets of one word
    "broadway|cheapside|eastgate|westgate|northgate|southgate|kirkgate|cornmarket|friargate|cornhill|moorgate|haymarket|piccadilly|ropewalk|"
    "parkway|embankment|hillcrest|woodside|brookside|parkside|hillside|riverside|lakeside"
)
_FORMS = [
    # flat 3, 12 Acre Lane; 12 Acre Lane; 12-14 Station Rd; no. 4 Oak Close; 12 The Rise
    re.compile(rf"{_NOT_AFTER}(?:{_DOOR},? )?(?:no\.? ?|number )?{_NUMBER},? {_STREET}", _I),
    re.compile(rf"{_NOT_AFTER}(?:(?i:{_DOOR}),? )?{_NUMBER},? [Tt]he [A-Z][a-z]{{2,}}\b"),
    # flat 3 on Mill Lane; flat 6, Elmwood; flat 3, Holly House, Mill Lane
    re.compile(rf"(?<!\w){_DOOR}(?:,? (?:on|off|in|at) |,? ?\n? ?){_STREET}", _I),
    re.compile(rf"(?<!\w)(?i:{_DOOR}),? (?:[A-Z][a-z']{{2,}} ?){{1,3}}\b"),
    re.compile(rf"(?<!\w){_DOOR}(?:,? (?:at )?(?:the )?){_NAMED}\b(?:,? {_STREET})?", _I),
    # Rose Cottage, 4 Mill Lane; Rose Cottage on Mill Lane; at Larkspur, Gypsy Lane
    re.compile(rf"(?<!\w){_NAMED},? (?:(?:on|off) )?(?:{_NUMBER} )?{_STREET}", _I),
    re.compile(rf"(?:^|\b(?i:at|to|is|in|address:?|[.:;]) )((?:[A-Z][\w']+ ){{0,2}}[A-Z][\w']+, (?:[A-Z][\w'.]+ ){{1,3}}(?i:{_KIND}))\b"),
    # Acre Lane, number 7; number twelve, Acre Lane; Blackbridge caravan site
    re.compile(rf"(?<!\w)(?:(?:[A-Z][\w'.]+ ){{1,3}}(?i:{_KIND})),? (?i:number|no\.?|house|flat) ?\d{{1,4}}[a-z]?\b"),
    re.compile(rf"\b(?:number )?(?:{_SAID}),? {_STREET}", _I),
    re.compile(rf"\b(?:[A-Z]\w+ ){{1,2}}(?i:{_SITE})\b"),
    re.compile(rf"\b(?:at|on|from|to|is) ((?:(?!(?:the|a|an|our|their|his|her|this|that)\b){_WORD} ){{1,2}}{_SITE})\b", _I),
    # 7 Broadway; lives at The Croft; narrowboat Dragonfly at Willow lock
    re.compile(rf"{_NOT_AFTER}{_NUMBER},? (?:{_LONE})\b", _I),
    re.compile(r"\b(?i:liv(?:es|e|ing|ed)|stay(?:s|ing|ed)?|moved|housed) (?i:at|to|in) ([Tt]he (?:Old )?[A-Z][a-z]{2,})\b"),
    re.compile(
        rf"(?<!\w)(?:narrow ?boat|house ?boat|barge),? {_WORD}(?: {_WORD})?,? (?:(?:moored )?(?:at|on|in|near|by) )?(?:{_WORD} ){{1,2}}"
        r"(?:marina|moorings?|lock|wharf|basin|canal)\b", _I
    ),
    # the caravan site on Mill Lane; the basement flat, 14 Mill Lane
    re.compile(rf"(?<!\w)(?:the )?(?:{_WORD} ){{0,2}}?{_SITE},? (?:(?:on|off|at|by|in|near|behind) )?{_STREET}", _I),
    re.compile(rf"(?<!\w)(?:the )?(?:\w+[ -])?(?:floor|flat|room),? (?:of |at )?{_NUMBER},? {_STREET}", _I),
]  # fmt: skip
# 12 Broadway, Belper: before a town or a postcode, a number and a name are enough.
_BEFORE_TOWN = re.compile(
    rf"{_NOT_AFTER}((?:{_DOOR},? )?{_NUMBER} (?:the )?(?:{_WORD} ){{0,2}}{_WORD}),\s?(?=\w)",
    _I,
)
_OUTCODE = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b", _I)
_ANY_KIND = re.compile(rf"(?:{_KIND}|{_HOUSE}|{_any_of('doors')})", _I)
_LITTLE = frozenset(["a", "an", "the", "of", "on", "in", "at", "to", "and", "no", "number", *IN_WORDS])
# Where people work or are treated, and no one lives.
_WORKPLACE = re.compile(rf"\b(?:{_any_of('workplaces')})\b(?! (?:{_KIND})\b)", _I)
# A number after one of these is no house's.
_COUNTS = re.compile(rf"\b(?:{_any_of('numbered')}) ?$", _I)
_SCHOOL_YEAR = re.compile(
    r"\d+,? (?:in (?:the )?)?(?:(?:lower|upper) (?:sixth|school)|sixth form|year \d+|reception)\b", _I
)
_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")  # no house's number, though a name follows
_HOW_MANY = re.compile(rf"\d+ ?(?:{_any_of('counted')})\b", _I)
_ABBREVIATED = re.compile(rf"\b(?:{_any_of('street_kinds')})\.$", _I)  # the dot of '54 Mill Rd.' too
# A number, a house, or a name before the street: a street or a school alone is nobody's home.
_SAYS_WHICH = re.compile(
    rf"\d|\b(?:{_SAID})\b|\b(?:{_any_of('house_kinds')}|flats?|caravans?|annexe|boat|narrowboat|barge|site|park|marina|moorings?)\b|"
    rf"\w(?:,| on| off) .*\b{_KIND}\b",
    _I,
)
_GOES_ON = re.compile(r"[\s,.]{0,3}(?:(?:on|off|at|in) )?")


class Address(EntityRecognizer):
    """Houses and flats with their street, named houses and named sites."""

    def __init__(self, known: Known, judge: Judge):
        super().__init__(supported_entities=["ADDRESS"], name="Address")
        self._known, self._judge = known, judge

    def load(self) -> None:
        """Nothing to load: the judge is opened with the first message."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        doc = nlp_artifacts.tokens
        ours, towns = [*self._known.names.find(text)], [*self._known.places.find(text)]
        learnt = likely_runs(doc, self._judge.likely(doc, "ADDRESS") or [])
        numbers = [*self._known.phones(text), *(found.span() for found in _DATE.finditer(text))]
        learnt = (_without_town(text, span, towns) for span in learnt if not _overlaps(span, numbers))
        found = [*self._by_form(text, towns), *(span for span in learnt if _SAYS_WHICH.search(text, *span))]
        homes = {
            (start, end)
            for start, end in found
            if _is_home(text, start, end)
            and _is_more_than_a_town(text, start, end, towns)
            and not any(low <= start and end <= high for low, high in ours)
        }
        whole: list[tuple[int, int]] = []
        for start, end in sorted(homes):
            if whole and _GOES_ON.fullmatch(text, whole[-1][1], max(start, whole[-1][1])):
                start, end = whole[-1][0], max(end, whole.pop()[1])  # Flat 2, Holly House, 4 Mill Lane
            whole.append((start, end))
        whole = [(start, end + bool(_ABBREVIATED.search(text, start, end + 1))) for start, end in whole]
        return [RecognizerResult("ADDRESS", start, end, 0.8) for start, end in whole]

    @staticmethod
    def _by_form(text: str, towns: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        begins = {start for start, _ in towns}
        for form in _FORMS:
            yield from (found.span(form.groups) for found in form.finditer(text))
        for found in _BEFORE_TOWN.finditer(text):
            if found.end() in begins or _OUTCODE.match(text, found.end()):
                yield found.span(1)


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(low < span[1] and span[0] < high for low, high in others)


def _without_town(text: str, span: tuple[int, int], towns: list[tuple[int, int]]) -> tuple[int, int]:
    """The span without a town that it ends in: '12 Acre Lane, Belper' is masked up to the comma."""
    start, end = span
    town = next((low for low, high in towns if start < low < end <= high), end)
    return start, start + len(text[start:town].rstrip(" ,"))


def _is_more_than_a_town(text: str, start: int, end: int, towns: list[tuple[int, int]]) -> bool:
    """'13 Clay Cross Road', not the age and the town of '13, Clay Cross'."""
    return any(re.search(r"[^\W\d_]", text[low:high]) for low, high in outside(start, end, towns))


def _is_home(text: str, start: int, end: int) -> bool:
    """Does this name a place to live, not a place of work, and is its number a house's?"""
    said = text[start:end]
    return (
        _names_a_place(said)
        and not _HOW_MANY.fullmatch(said.strip(" ,"))
        and not _SCHOOL_YEAR.match(said)
        and not _WORKPLACE.search(said)
        and not _COUNTS.search(text[max(start - 12, 0) : start])
    )


def _names_a_place(said: str) -> bool:
    """Does something in it name the place? `12 High Street`, `12 The Green` and `Rose Cottage`; not `2 the crown court`."""
    words = re.findall(r"[^\W\d_]{2,}(?:'[^\W\d_]+)?", said.lower())
    numbered = re.search(r"\d", said) is not None
    if len(words) + numbered < 2:
        return False
    if numbered and (words[-1] in listed("street_kinds") or words[-2:-1] == ["the"]):
        return len(words) > 1
    names = [word for word in words if not _ANY_KIND.fullmatch(word) and word not in _LITTLE]
    empty = listed("not_streets") if numbered else listed("not_streets") | listed("not_houses")
    if names:
        return any(word not in empty for word in names)
    kinds = [word for word in words if word not in _LITTLE]  # 'Park House' is a name, 'the flat in' is none
    named = len(kinds) + numbered > 1 or said.istitle()  # 'The Croft'
    return named and any(word not in empty for word in words[1:] if word not in _LITTLE)
