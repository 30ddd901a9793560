"""Addresses: a house or flat with its street, a named house or a named site. The town stays."""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult

from bot.privacy.known import Known

_STRONG = (
    "road|rd|street|st|str|lane|ln|avenue|ave|av|close|crescent|cres|drive|drv|terrace|terr|gardens|gdns|grove|mews|row|"
    "boulevard|blvd|parade|croft|walk|square|sq|wharf|gate|cottages|crofts|causeway"
)
_WEAK = (
    "way|court|ct|place|pl|hill|rise|view|green|park|fold|yard|bank|mount|meadows?|fields?|end|common|lea|leas|leys|brow|vale|"
    "ridge|heights|mead|moor|dale|side|cl|dr|gr|house|tower|towers|point|quay|wood|woods|rake|bridge|nook|hey|garth|close|estate|"
    "villas?|mansions|buildings|flats|approach|chase|copse|dell|drift|hollow|knoll|loke|orchard|paddocks?|spinney|wynd"
)
_TYPES = rf"(?:{_STRONG}|{_WEAK})"
_UNITS = (
    "child|children|kids?|years?|yrs?|yr|months?|mths?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|ticks?|times?|visits?|"
    "incidents?|people|adults?|girls?|boys?|miles?|pm|am|of|in|on|at|to|and|or|with|from|is|was|for|by|not|other|more|ish|"
    "before|after|ago|old|into|out|off|up|down|who|that|this|the|he|she|him|her|his|my|it|we|they|you|i|me|hell|ill|well|shell|theyll|has|had|have|are|were|will|as|a|but|so|than|then|"
    "pregnant|pupils?|staff|students?|siblings?|sessions?|calls?|texts?|messages?|referrals?|weeks'|boxes|questions?|per|x|"
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|"
    "oct|nov|dec|medium|standard|risk|half|police|social|care|support|health|went|going|living|lives|live"
)
_WORD = rf"(?!(?:{_UNITS})\b)(?:[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?)"
_NUMBER = r"\d{1,4}(?: ?[a-h])?(?: ?[-/&] ?\d{1,4}[a-h]?)?"
_FLAT = (
    r"(?:(?:ground|first|second|third|top|basement|upstairs|downstairs)[ -]floor |upstairs |downstairs |basement |top )?"
    r"(?:flat|apartment|apt|unit|room|rm|plot|pitch|caravan|bedsit|maisonette|house|hse|no|number|bungalow|berth|mooring|block)\.? "
    r"?(?:no\.? ?|number )?(?:\d{1,4}[a-z]?|[a-h]\d{0,3})\b"
)
_STREET = rf"(?:the )?(?:{_WORD} ){{1,3}}{_TYPES}\b"
_ON = r"(?:,? (?:on|off|in|at) |,? ?(?:\n ?)?)"
_HOUSE = (
    r"(?:cottages?|farm|farmhouse|bungalow|lodge|barn|manor|hall|house|villa|vicarage|rectory|mill|grange|court|lodges|stables|"
    r"croft|chalet|tower|towers|mansions?|heights|flats)"
)
_NAMED = rf"(?:the )?(?:{_WORD} ){{1,3}}{_HOUSE}"
_SITE = (
    r"(?:(?:caravan|traveller|travellers|traveller's|travellers'|gypsy|mobile home|static caravan|camp|holiday|residential|trailer)"
    r" (?:and traveller |& traveller )?(?:sites?|parks?|camps?)|campsite|encampment|marina|moorings?|boatyard|lay-?by|park homes?)"
)
_HOME = (
    r"(?:(?:live|lives|living|lived|stay|stays|staying|stayed|reside|resides|residing|moved|moving|moves|placed|housed|rehoused|"
    r"temporarily|address(?:es)?|addr|home|property|fled|back)\b(?: (?:is|was|are|now|together|currently|alone|there|still|over|out|round|"
    r"address|with (?:her|his|their|the) \w+|from|of|given as|registered))*(?: (?:at|to|in|on|by|near)|:| -|,)?|\b(?:round|visit(?:ed)? (?:her|him|them) at|"
    r"goes home to|went to|address)) "
)
_I = re.IGNORECASE

_FORMS = [
    re.compile(
        rf"(?<![\w/.£-])(?:{_FLAT},? )?{_NUMBER},? the (?:green|common|orchard|mount|grove|croft|square|paddocks?|meadows?|close|"
        r"fold|crescent|avenue|drive|terrace|row|mews|gardens|walk|lanes?)\b",
        _I,
    ),
    # flat 3, 12 Acre Lane; 12 Acre Lane; 12-14 Station Rd; no. 4 Oak Close
    re.compile(rf"(?<![\w/.£-])(?:{_FLAT},? )?(?:no\.? ?|number )?{_NUMBER},? {_STREET}", _I),
    re.compile(rf"(?<![\w/.£-]){_FLAT}{_ON}{_STREET}", _I),
    # flat 3, Holly House, Mill Lane; Rose Cottage, 4 Mill Lane; Rose Cottage on Mill Lane
    re.compile(rf"(?<![\w/.£-]){_FLAT}{_ON}{_NAMED}\b(?:{_ON}(?:{_NUMBER} )?{_STREET})?", _I),
    re.compile(rf"(?<!\w){_NAMED},? (?:(?:on|off) )?(?:{_NUMBER} )?{_STREET}", _I),
    # the flat above the chip shop on King Street
    re.compile(
        rf"(?<!\w)(?:the |a )?(?:flat|house|bungalow|room|bedsit|maisonette|caravan|boat|trailer)s?(?: ?\d+[a-z]?)?"
        rf"(?: (?:above|over|behind|opposite|next (?:door )?to|beside|by) (?:the |a )?(?:[\w'&]+ ){{1,4}}?| )(?:on|in|off|at) {_STREET}",
        _I,
    ),
    # the caravan site on Mill Lane; Blackbridge travellers' site
    re.compile(
        rf"(?<!\w)(?:the )?(?:{_WORD} ){{0,2}}?{_SITE},? (?:(?:on|off|at|by|in|near|behind|next to) )?{_STREET}",
        _I,
    ),
    re.compile(rf"(?:{_FLAT},? )?(?<!\w)(?:the )?(?:[A-Z][\w']+ ){{1,3}}(?i:{_SITE})\b"),
    re.compile(rf"(?<!\w){_FLAT},? (?:(?:on|at) )?(?:the )?(?:{_WORD} ){{1,3}}{_SITE}\b", _I),
]
# After words that say where somebody lives, less will do.
_AT_HOME = [
    re.compile(
        rf"{_HOME}((?:{_FLAT},? )?{_NUMBER},? (?:the )?{_WORD}(?: {_WORD})?)(?=[,.;\n)]|$| in | with | and )",
        _I,
    ),
    re.compile(rf"{_HOME}({_NAMED})\b", _I),
    re.compile(rf"{_HOME}((?:the )?(?:{_WORD} ){{0,2}}{_WORD}, (?:{_NUMBER} )?{_STREET})", _I),
    re.compile(rf"{_HOME}((?:the )?(?:{_WORD} ){{1,2}}{_SITE})\b", _I),
    re.compile(rf"{_HOME}((?:{_WORD} ){{1,2}}(?:{_STRONG}))\b", _I),
]
# 12 Broadway, Belper: before a town or a postcode, a number and a name are enough.
_BEFORE_TOWN = re.compile(
    rf"(?<![\w/.£:-])((?:{_FLAT},? )?{_NUMBER},? (?:the )?(?:{_WORD} ){{0,2}}{_WORD}),\s?(?=\w)",
    _I,
)
_HOUSE_BEFORE_TOWN = re.compile(
    rf"(?<!\w)((?:{_FLAT},? )?(?:the )?(?:{_WORD} ){{1,2}}(?:cottages?|farm|farmhouse|house|lodge|barn|manor|grange|bungalow|vicarage|"
    r"rectory|villa|croft|stables))(?:, | in )(?=\w)",
    _I,
)
_OUTCODE = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b", _I)
# 'a safe house', 'her own house', 'the court': no name in them.
_NO_NAME = frozenset(
    [
        "a",
        "an",
        "the",
        "her",
        "his",
        "their",
        "our",
        "my",
        "your",
        "own",
        "safe",
        "council",
        "new",
        "old",
        "same",
        "empty",
        "big",
        "small",
        "whole",
        "full",
        "family",
        "mum's",
        "dad's",
        "mums",
        "dads",
        "nan's",
        "nans",
        "grandma's",
        "parents'",
        "parents",
        "friend's",
        "friends",
        "sister's",
        "brother's",
        "open",
        "halfway",
        "care",
        "children's",
        "refuge",
        "court",
        "crown",
        "family's",
        "magistrates",
        "magistrates'",
        "county",
        "high",
        "supreme",
        "village",
        "town",
        "nursing",
        "residential",
        "in",
        "on",
        "at",
        "to",
        "of",
        "and",
        "with",
        "from",
        "village",
        "city",
        "school",
        "sports",
        "youth",
        "community",
        "one",
        "two",
        "three",
        "other",
        "another",
        "every",
        "any",
        "some",
        "social",
        "local",
        "temporary",
        "private",
        "rented",
        "shared",
        "supported",
        "emergency",
        "for",
        "that",
        "this",
        "main",
        "busy",
        "next",
        "back",
        "off",
        "up",
        "down",
        "right",
        "left",
        "out",
        "same",
        "no",
        "caravan",
        "traveller",
        "travellers",
        "gypsy",
        "mobile",
        "static",
        "holiday",
        "camp",
    ]
)


_LITTLE = frozenset(
    ["a", "an", "the", "of", "on", "in", "at", "to", "and", "flat", "apartment", "apt", "unit", "room", "no", "number"]
)
# A weak kind of street after one of these is no street: the family court, a car park.
_PUBLIC = frozenset(
    [
        "crown",
        "family",
        "high",
        "county",
        "magistrates",
        "magistrates'",
        "car",
        "retail",
        "business",
        "care",
        "nursing",
        "safe",
        "refuge",
        "council",
        "each",
        "one",
        "only",
    ]
)


class Address(EntityRecognizer):
    """Houses and flats with their street, named houses and named sites."""

    def __init__(self, known: Known):
        super().__init__(supported_entities=["ADDRESS"], name="Address")
        self._known = known

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        ours = [*self._known.names.find(text)]
        spans = {s for s in self._spans(text) if not any(low <= s[0] and s[1] <= high for low, high in ours)}
        return [RecognizerResult("ADDRESS", start, end, 0.8) for start, end in spans]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for form in _FORMS:
            for found in form.finditer(text):
                if self._has_name(found[0]):
                    yield found.span()
        starts = {start for start, _ in self._known.places.find(text)}
        for found in _HOUSE_BEFORE_TOWN.finditer(text):
            if found.end() in starts and self._has_name(found[1]):
                yield found.span(1)
        for found in _BEFORE_TOWN.finditer(text):
            if (found.end() in starts or _OUTCODE.match(text, found.end())) and self._has_name(found[1]):
                yield found.span(1)
        for form in _AT_HOME:
            for found in form.finditer(text):
                if self._has_name(found[1]):
                    yield found.span(1)

    @staticmethod
    def _has_name(address: str) -> bool:
        """Does something in it name the place? `12 High Street` and `12 The Green`, but not `2 the crown court`."""
        words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", address.lower())
        numbered = re.match(r"\D{0,10}\d+[a-h]?(?:[-/]\d+)?,? ", address.lower())
        if numbered and words[-2:-1] == ["the"]:
            return True
        if numbered and "the" not in words:
            empty = _PUBLIC if re.fullmatch(_WEAK, words[-1]) else frozenset()
            return any(word not in empty and word not in _LITTLE for word in words[:-1] or words)
        kinds = re.compile(rf"(?:{_HOUSE}|{_SITE}|flat|above|shop|{_TYPES})", _I)
        named = [word for word in words[:-1] if word not in _NO_NAME]
        return any(not kinds.fullmatch(word) for word in [*named, *words[-1:]]) or bool(
            set(named) - {"flat", "house", "site", "bungalow"}
        )
