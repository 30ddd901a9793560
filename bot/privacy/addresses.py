"""Addresses: a house or flat with its street, a named house or a named site. The town stays."""

import re
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult

from bot.privacy.known import Known
from bot.privacy.lists import listed

_STRONG = (
    "road|rd|street|st|str|lane|ln|avenue|ave|av|close|crescent|cres|drive|drv|terrace|terr|gardens|gdns|grove|mews|row|"
    "boulevard|blvd|parade|croft|walk|square|sq|wharf|gate|cottages|crofts|causeway|"
    # as they are misspelt
    "raod|stret|steet|streat|avenu|aveune|crecent|cresent|cresant|crescant|clse|clos|terace|terrance|gardns|laine|drve"
)
_WEAK = (
    "way|court|ct|place|pl|hill|rise|view|green|park|fold|yard|bank|mount|meadows?|fields?|end|common|lea|leas|leys|brow|vale|"
    "ridge|heights|mead|moor|dale|side|cl|dr|gr|house|tower|towers|point|quay|wood|woods|rake|bridge|nook|hey|garth|close|estate|"
    "villas?|mansions|buildings|flats|approach|chase|copse|dell|drift|hollow|knoll|loke|orchard|paddocks?|spinney|wynd|"
    "bottoms?|sidings|jitty|gennel|edge|clough|brae|vennel|quadrant|circus|passage|alley|arcade|drove|holt|hurst|royd|beck|brook|ford|heath|"
    "corner|covert|courtyard|barracks|esplanade|promenade|strand|embankment|delph|dyke|combe|cross|reach|parkway|mill|farm|cottage"
)
_TYPES = rf"(?:{_STRONG}|{_WEAK})"
_UNITS = (
    "child|children|kids?|years?|yrs?|yr|months?|mths?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|ticks?|times?|visits?|"
    "incidents?|people|adults?|girls?|boys?|miles?|pm|am|of|in|on|at|to|and|or|with|from|is|was|for|by|not|other|more|ish|"
    "before|after|ago|old|into|out|off|up|down|who|that|this|the|he|she|him|her|his|my|it|we|they|you|i|me|hell|ill|well|shell|theyll|has|had|have|are|were|will|as|a|but|so|than|then|"
    "pregnant|pupils?|staff|students?|siblings?|sessions?|calls?|texts?|messages?|referrals?|weeks'|boxes|questions?|per|x|"
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|"
    "oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|bed|beds|bedroom|"
    "bedroomed|double|single|separate|different|previous|star|way|door|doors|storey|day|point|rooms?|medium|standard|risk|half|police|social|care|support|health|went|going|living|lives|live"
)
_WORD = rf"(?!(?:{_UNITS})\b)(?:[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?)"
_SAID = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
_NUMBER = r"(?:\d{1,2}[/F]\d{1,2},? )?\d{1,4}(?: 1/2)?(?: ?-?[a-h])?(?: ?[-/&] ?\d{1,4}[a-h]?)?"
_FLAT = (
    r"(?:(?:ground|first|second|third|top|basement|upstairs|downstairs)[ -]floor |upstairs |downstairs |basement |top )?"
    r"(?:flat|apartment|apt|unit|room|rm|plot|pitch|caravan|bedsit|maisonette|house|hse|no|number|bungalow|berth|mooring|block|cabin|lodge|static|chalet|yard|trailer|pod|bed|suite|stand)\.? "
    r"?(?:no\.? ?|number )?(?:\d{1,4}(?:/\d{1,2})?[a-z]?|[a-h]\d{0,3})\b"
)
_FLAT = rf"{_FLAT}(?:,? {_FLAT})?"
_STREET = rf"(?:the )?(?:{_WORD} ){{1,3}}{_TYPES}\b"
_ON = r"(?:,? (?:on|off|in|at) |,? ?(?:\n ?)?)"
_HOUSE = (
    r"(?:cottages?|farm|farmhouse|bungalow|lodge|barn|manor|hall|house|villa|vicarage|rectory|mill|grange|court|lodges|stables|"
    r"croft|chalet|tower|towers|mansions?|heights|flats|hostel|foyer|lodges|wharf|smithy|forge|granary|dairy)"
)
_NAMED = rf"(?:the )?(?:{_WORD} ){{1,3}}{_HOUSE}"
_SITE = (
    r"(?:(?:caravan|traveller|travellers|traveller's|travellers'|gypsy|mobile home|static caravan|camp|holiday|residential|trailer|leisure)"
    r" (?:and traveller |& traveller )?(?:sites?|parks?|camps?|village)|campsite|encampment|marina|moorings?|boatyard|lay-?by|park homes?)"
)
_HOME = (
    r"(?:(?:live|lives|living|lived|stay|stays|staying|stayed|reside|resides|residing|moved|moving|moves|placed|housed|rehoused|"
    r"temporarily|address(?:es)?|addr|home|property|fled|back)\b(?: (?:is|was|are|now|together|currently|alone|there|still|over|out|round|"
    r"address|with (?:her|his|their|the) \w+|from|of|given as|registered))*(?: (?:at|to|in|on|by|near)|:| -|,)?|\b(?:round|visit(?:ed)? (?:her|him|them) at|"
    r"goes home to|went to|address)) "
)
_I = re.IGNORECASE

_HOUSE_NAME = (
    r"cottage|farm|farmhouse|house|view|villas?|croft|lodge|barn|dene|rest|nook|haven|mount|holme|crest|hurst|gables|elms|oaks|firs|pines|limes|"
    r"hollies|laurels|willows|rowans|cedars|beeches|orchard|smithy|forge|rectory|vicarage|manor|grange|stables|hayloft|granary|dairy|byre|bothy|"
    r"cabin|chalet|bungalow|schoolhouse|coach house|toll house|gatehouse|maltings|tannery|parsonage|priory|hollow|ridge|fold|acres?"
)
_LONE = (
    r"broadway|cheapside|eastgate|westgate|northgate|southgate|kirkgate|cornmarket|wardwick|friargate|cornhill|moorgate|haymarket|"
    r"piccadilly|ropewalk|ringway|parkway|embankment|sidings|bullring|hillcrest|woodside|brookside|parkside|hillside|riverside|lakeside"
)
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
    re.compile(rf"(?<!\w){_FLAT},? (?:(?:on|at) )?(?:the )?(?:{_WORD} ){{1,3}}(?:{_SITE}|park)\b", _I),
    re.compile(rf"\b(?:at|on|from|to) ((?:{_WORD} ){{1,2}}(?!holiday){_SITE})\b", _I),
    # orchard view, 4 Main Road; The Old Smithy, Tup Lane; at Larkspur, Gypsy Lane
    re.compile(rf"(?<!\w)(?:the )?(?:{_WORD} )?(?:\w*(?:{_HOUSE_NAME})),? (?:on |off )?{_NUMBER},? {_STREET}", _I),
    re.compile(
        rf"(?<!\w)(?:[Tt]he )?(?:[A-Z][\w']+ )?(?:[A-Z]?\w*(?i:{_HOUSE_NAME})),? (?:on |off )?(?:[A-Z][\w'.]+ ){{1,3}}(?i:{_STRONG})\b"
    ),
    re.compile(
        rf"(?:^|\b(?:at|to|is|in|address:?|[.:;]) )((?:[A-Z][\w']+ ){{0,2}}[A-Z][\w']+, (?:[A-Z][\w'.]+ ){{1,3}}(?i:{_STRONG}))\b"
    ),
    # flat 6, Elmwood; 12 The Rise; 7 Broadway; twelve Acre Lane; Acre Lane, number 7
    re.compile(
        r"(?<!\w)(?i:(?:flat|apartment|apt|plot|pitch|cabin|chalet|berth|mooring|bedsit|caravan|static|lodge|trailer|yard),? (?:no\.? ?)?\d{1,4}[a-z]?),? (?:[A-Z][a-z']{2,} ?){1,3}\b"
    ),
    re.compile(
        rf"(?<!\w)(?i:{_FLAT}),? (?:(?:at )?the )?(?:[A-Z][a-z']+ ){{1,3}}(?i:inn|hotel|hostel|b&b|lodge|house|court|guest ?house)\b|"
        rf"(?<!\w)(?i:{_FLAT}),? (?:(?:at )?the )?(?i:premier inn|travelodge|holiday inn|ymca|ywca|foyer|salvation army)\b(?: [A-Z][a-z]+)*"
    ),
    re.compile(rf"(?<![\w/.£-])(?:(?i:{_FLAT}),? )?{_NUMBER},? [Tt]he [A-Z][a-z]{{2,}}\b"),
    re.compile(rf"(?<![\w/.£-])(?:{_FLAT},? )?{_NUMBER},? (?:{_LONE})\b", _I),
    re.compile(rf"\b(?i:(?:number )?(?:{_SAID})),? (?:[A-Z][\w'.]+ ){{1,3}}(?i:{_STRONG})\b"),
    re.compile(rf"\bnumber (?:{_SAID}),? {_STREET}", _I),
    re.compile(
        rf"(?<!\w)(?:(?:[A-Z][\w'.]+ ){{1,3}}(?i:{_STRONG})),? (?:at )?(?i:number|no\.?|house|flat) ?\d{{1,4}}[a-z]?\b"
    ),
    # a hostel on Mill Street; narrowboat Kingfisher, Shardlow Marina
    re.compile(
        rf"(?<!\w)(?:(?:the )?{_WORD} )?(?:hostel|hotel|b ?& ?b|guest ?house|premier inn|travelodge|refuge|foyer|ymca),? (?:on|off|at) {_STREET}",
        _I,
    ),
    re.compile(
        rf"(?<!\w)(?:narrow ?boat|house ?boat|boat|barge),? (?:called |named )?{_WORD}(?: {_WORD})?,? (?:(?:moored )?(?:at|on|in|near|by) )?(?:{_WORD} ){{1,2}}(?:marina|moorings?|lock|wharf|basin|boatyard|canal)\b",
        _I,
    ),
]
# The floor before a house: basement flat, 14 Mill Lane.
_FORMS.append(
    re.compile(
        rf"(?<!\w)(?:the )?(?:upstairs|downstairs|basement|garden|rear|top|(?:ground|first|second|third|top)[ -]floor)(?: flat)?,? (?:of |at )?"
        rf"{_NUMBER},? {_STREET}",
        _I,
    )
)
# After words that say where somebody lives, less will do.
_AT_HOME = [
    re.compile(
        rf"{_HOME}((?:{_FLAT},? )?{_NUMBER},? (?:the )?{_WORD}(?: {_WORD})?)(?=[,.;\n)]|$| in | with | and )",
        _I,
    ),
    re.compile(rf"{_HOME}({_NAMED})\b", _I),
    re.compile(
        rf"\b(?:at|to|from|outside|near) ((?:{_WORD} ){{1,2}}(?:cottage|farm|farmhouse|barn|bungalow|rectory|vicarage))\b",
        _I,
    ),
    re.compile(rf"{_HOME}((?:the )?(?:{_WORD} ){{0,2}}{_WORD}, (?:{_NUMBER} )?{_STREET})", _I),
    re.compile(rf"{_HOME}((?:the )?(?:{_WORD} ){{1,2}}{_SITE})\b", _I),
    re.compile(rf"(?i:{_HOME})((?:new |old )?[Tt]he (?:Old )?[A-Z][a-z]{{2,}})\b"),
    # 33 Slack Bottom, where words say that somebody is there
    re.compile(
        rf"(?i:\b(?:at|to|address|outside|round|from|fled|left|banging on|is) )(?:(?i:number|no\.?|new address|old address) )?({_NUMBER},? [A-Z][a-z]{{3,}}(?: [A-Z][a-z]{{2,}})?)"
        r"(?=[,.;:)\n]|$| (?:in|with|and|since|again|now|where|because|when|but|at|by|tonight|last|yesterday|today)\b)"
    ),
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
_NO_NAME = listed("not_houses")


_LITTLE = frozenset(
    ["a", "an", "the", "of", "on", "in", "at", "to", "and", "flat", "apartment", "apt", "unit", "room", "no", "number"]
)
# A weak kind of street after one of these is no street: the family court, a car park.
_PUBLIC = listed("not_streets")


# Where people work or are treated, and no one lives.
_WORKPLACE = re.compile(
    r"\b(?:(?:county|town|city|village|church|parish|school|sports|assembly|community) hall|council (?:house|offices?)|civic|(?:crown|family|county|"
    r"magistrates'?|youth|high) court|magistrates|police|station|hospital|infirmary|surgery|clinic|ward|school|academy|primary|infants?|juniors?|"
    r"nursery|college|university|library|museum|church|mosque|temple|gurdwara|cent(?:re|er)|office|hub|unit 4[0-9]{2}|training|"
    rf"health|maternity|leisure cent(?:re|er))\b(?! (?:{_TYPES})\b)",
    re.IGNORECASE,
)
# A number after one of these is no house's.
_COUNTS = re.compile(
    r"\b(?:years?|yr|y|class|page|section|stage|level|ward|step|tier|part|act|schedule|grade|ks|key stage|band|phase|question|q|chapter|"
    r"table|appendix|annex|form|version|week|day|age|aged|article|group|type|code|risk|score|scored|dash|marac) ?$",
    re.IGNORECASE,
)


_GOES_ON = re.compile(r"[\s,.]{0,3}(?:(?:on|off|at|in) )?")


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
        whole: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if whole and _GOES_ON.fullmatch(
                text, whole[-1][1], max(start, whole[-1][1])
            ):  # Flat 2, Holly House, 4 Mill Lane
                start, end = whole[-1][0], max(end, whole.pop()[1])
            whole.append((start, end))
        return [RecognizerResult("ADDRESS", start, end, 0.8) for start, end in whole]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        starts = {start for start, _ in self._known.places.find(text)}
        for form in _FORMS:
            for found in form.finditer(text):
                at = form.groups and found.start(1) > 0  # after a word that is no part of it
                if self._is_home(text, *found.span(int(bool(at)))) and not (at and found.start(1) in starts):
                    yield found.span(int(bool(at)))
        for found in _HOUSE_BEFORE_TOWN.finditer(text):
            if found.end() in starts and self._has_name(found[1]):
                yield found.span(1)
        for found in _BEFORE_TOWN.finditer(text):
            if (found.end() in starts or _OUTCODE.match(text, found.end())) and self._has_name(found[1]):
                yield found.span(1)
        for form in _AT_HOME:
            for found in form.finditer(text):
                if self._is_home(text, *found.span(1)):
                    yield found.span(1)

    def _is_home(self, text: str, start: int, end: int) -> bool:
        """Does this name a place to live, not a place of work, and is its number a house's?"""
        work = _WORKPLACE.search(text, start, end)
        return self._has_name(text[start:end]) and not work and not _COUNTS.search(text[max(start - 12, 0) : start])

    @staticmethod
    def _has_name(address: str) -> bool:
        """Does something in it name the place? `12 High Street` and `12 The Green`, but not `2 the crown court`."""
        words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", address.lower())
        numbered = re.match(r"\D{0,10}\d+[a-h]?(?:[-/]\d+)?,? ", address.lower())
        if numbered and words[-2:-1] == ["the"]:
            return True
        if numbered and "the" not in words:
            empty = _PUBLIC if re.fullmatch(_WEAK, words[-1]) else frozenset()
            names = words[:-1] if re.fullmatch(_TYPES, words[-1]) else words
            return any(word not in empty and word not in _LITTLE for word in names or words)
        if re.fullmatch(r"The (?:Old )?[A-Z]\w+", address):
            return words[-1] not in _NO_NAME
        kinds = re.compile(rf"(?:{_HOUSE}|{_SITE}|flat|above|shop|{_TYPES})", _I)
        named = [word for word in words[:-1] if word not in _NO_NAME]
        return any(not kinds.fullmatch(word) for word in [*named, *words[-1:]]) or bool(
            set(named) - {"flat", "house", "site", "bungalow"}
        )
