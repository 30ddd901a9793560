"""Who or what of the directory a text names: 'galops number', 'hadari narri', 'mans advice line', 'call derbyshire'.

In goes a text, out come the entries of `services.yml`, `contacts.yml` and `front_doors.yml` that it names, in the order in
which it names them. A name of ordinary words ('Respect', 'The Mix', 'early help') is a name only where the text says so,
by being nothing else or by what stands beside it ('the number for respect'): most sentences with such words mean the words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from wordfreq import zipf_frequency

from knowledge.pack import Pack
from knowledge.schema import Contact, FrontDoor, Service

Entry = Service | Contact | FrontDoor

_WORD = re.compile(r"[a-z0-9+]+(?:'[a-z]+)?")
_RARE = 3.3  # Zipf frequency below which a word is hardly said but as a name, or is a slip: 'galop', 'nari', 'dvrim'
_SELDOM = 4.2  # and below which two words together are hardly said but as a name
_ONE_ALIKE = 82  # rapidfuzz score from which one word is another, mistyped
_ALL_ALIKE = 86  # and from which a name of several words is
_SPOKEN_OF = {"team", "meeting", "document", "website"}
_SHORTEST = 5  # letters of a word that is looked for mistyped
_JOINING = frozenset(
    ["a", "an", "the", "of", "for", "to", "in", "on", "at", "and", "or", "by", "with", "who", "what", "how", "do", "does",
     "is", "it", "about", "their", "my", "our", "no", "not", "from"]
)  # fmt: skip
# What is asked of an entry, in the words that stand beside its name.
_DETAIL = r"(?:phone|telephone|contact|helpline|office|main|direct|email|e-mail|web)?\s*(?:numbers?|no|phone|telephone|tel|emails?|e-mails?|mailbox|inbox|address|website|webpage|site|web|details|contacts?|hours|opening|helpline|phoneline|line|referral form|referrals?|form)"
_BEFORE = re.compile(
    rf"(?:\b{_DETAIL}\s+(?:for|of|to|at)|\b(?:ring|call|phone|use|email|e-mail)\s+for|\b(?:ring|call|phone|contact|email|e-mail|text|whats|what's|what is|what are|whos|who's|who is|who are|tell me about|look up|find me)|^)\s*(?:the\s+|this\s+)?$"
)
_AFTER = re.compile(rf"^(?:'?s\b)?\s*(?:{_DETAIL}\b|\W*(?:(?:in|for) \w+\W*)?(?:please|pls|plz|thanks|ta)?\W*$)")
_WHICH = re.compile(
    r"\b(?:which|whose|who(?:m| do| should| shall| can)? (?:i |we |do i |do we )?(?:ring|call|phone|contact|tell))\W+(?:the )?$"
)
_ASKED_BY_NAME = re.compile(
    r"^\W*(?:\b(?:hi|hello|please|pls|and|ok|so|just|the|number|for|email|what|about|is|are|who|whats|contact|details|of|to)\b\W*)*$"
)


@dataclass(frozen=True)
class _Name:
    words: tuple[str, ...]
    entry: Entry
    plain: bool  # of ordinary words alone, or a description: a name only where the text says so


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    name: _Name
    score: float


def look_up(pack: Pack, text: str) -> list[Entry]:
    """The entries that a text names, also misspelt; none where it names nobody. Entries of one name come together. A council's front
    door is named wherever a way to reach it is asked: 'who do I ring, social services', 'which social care is it'."""
    said, reaches = _plain(text), bool(detail_asked(text) & REACHES)
    receivers = {one for door in pack.front_doors for one in (door.id, door.contact)}
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(said)]
    sure = [
        one
        for one in _matches(_index(pack), [_bare(word) for word, _, _ in words])
        if not one.name.plain
        or (one.name.entry.id in receivers and (reaches or _WHICH.search(said[: words[one.start][1]])))
        or _said_as_a_name(said[: words[one.start][1]], said[words[one.end - 1][2] :])
    ]
    kept = [one for one in sure if not any(_hides(other, one) for other in sure)]
    return list(
        {one.name.entry.id: one.name.entry for one in sorted(kept, key=lambda one: (one.start, -one.score))}.values()
    )


def _hides(other: _Found, one: _Found) -> bool:
    """Does a longer name, or the same words said rightly, stand where this one was found?"""
    if other.start >= one.end or one.start >= other.end:
        return False
    longer, shorter = other.end - other.start, one.end - one.start
    return longer > shorter or (longer == shorter and other.score > one.score)


def _said_as_a_name(before: str, after: str) -> bool:
    """Is what stands between these asked for by name: 'number for …', '…'s website', or nothing else at all?"""
    if _ASKED_BY_NAME.match(before) and _AFTER.match(after) and after.strip(" ?.!'s") == "":
        return True
    asked_after = re.match(rf"^(?:'?s\b)?\s*{_DETAIL}\b", after) is not None
    asked_before = before.strip() != "" and _BEFORE.search(before) is not None and _AFTER.match(after) is not None
    return asked_after or asked_before


# -- names -----------------------------------------------------------------------------------------------------


# Names by the first letters of their words, which a slip leaves alone: 'hadari narri' and 'hadhari nari' are both h, n.
_Index = dict[tuple[str, ...], list[_Name]]
_indexes: dict[int, tuple[Pack, _Index]] = {}  # by the identity of a pack, which is never changed once it is read


def _index(pack: Pack) -> _Index:
    if (kept := _indexes.get(id(pack))) and kept[0] is pack:
        return kept[1]
    index: _Index = {}
    for name in _names(pack):
        index.setdefault(tuple(word[0] for word in name.words), []).append(name)
    _indexes.clear()
    _indexes[id(pack)] = (pack, index)
    return index


def _names(pack: Pack) -> Iterator[_Name]:
    places = {word for area in pack.areas.areas for word in _split(f"{area.name} {area.authority}")}
    services = {service.id for service in pack.services}
    written = [contact for contact in pack.contacts.values() if contact.id not in services]
    entries: list[Entry] = [*pack.services, *written, *pack.front_doors]
    for entry in entries:
        seen: set[tuple[str, ...]] = set()
        also = [*entry.also, *(pack.contacts[entry.id].also if entry.id in pack.contacts else [])]
        # Of a team, a meeting or a document people say other names as they speak: 'DSL here', 'does it meet threshold'.
        described = isinstance(entry, Service) and entry.kind in _SPOKEN_OF
        for own, names in ((True, [*_forms(entry.name)]), (False, also)):
            if own and entry.id in pack.contacts:  # a team may be named otherwise where it receives referrals
                names = [*names, *_forms(pack.contacts[entry.id].name)]
            for words in map(_split, names):
                if words and words not in seen:
                    seen.add(words)
                    plain = (described and not own) or _ordinary(words, own, places)
                    yield _Name(words, entry, plain)


def _forms(name: str) -> Iterator[str]:
    """A name as it is said: without what stands in brackets, that alone where it is an abbreviation, and a title's end."""
    outside = re.sub(r"\s*\([^)]*\)", "", name)
    yield outside
    yield from (inside for inside in re.findall(r"\(([^)]*)\)$", name) if inside.isupper())
    if ": " in outside:
        yield outside.partition(": ")[2]


def _split(name: str) -> tuple[str, ...]:
    words = _WORD.findall(_plain(name))
    return tuple(_bare(word) for word in words[words[:1] == ["the"] and len(words) > 2 :])


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("-", " ")


def _bare(word: str) -> str:
    """A word without apostrophes: men's and mens are one."""
    return word.replace("'", "")


def _ordinary(words: tuple[str, ...], own: bool, places: set[str]) -> bool:
    """Could a sentence hold these words and mean no name? A name of its own says more than a description does."""
    if any(_unusual(word) and word not in places for word in words):
        return False
    telling = [word for word in words if word not in _JOINING]
    if len(telling) < len(words) and not own:
        return True  # 'worried about a child', 'help for men'
    if own and len(telling) == 2 and any(zipf_frequency(word, "en") < _SELDOM for word in telling):
        return False  # 'karma nirvana'
    return len(telling) < (3 if own else 4)


def _unusual(word: str) -> bool:
    return not word.isdigit() and word not in _JOINING and zipf_frequency(word, "en") < _RARE


# -- finding ---------------------------------------------------------------------------------------------------


def _matches(index: _Index, written: list[str]) -> Iterator[_Found]:
    lengths = sorted({len(initials) for initials in index})
    for start in range(len(written)):
        for length in lengths:
            there = tuple(written[start : start + length])
            if len(there) == length:
                for name in index.get(tuple(word[0] for word in there), ()):
                    if score := _alike(name.words, there):
                        yield _Found(start, start + length, name, score)


def _alike(name: tuple[str, ...], written: tuple[str, ...]) -> float:
    """100 for the same words, less for a slip, 0 for other words."""
    if name == written:
        return 100
    other = [(a, b) for a, b in zip(name, written, strict=True) if _singular(a) != _singular(b)]
    if not other:
        return 99
    if any(_differ(a, b, alone=len(name) == 1) for a, b in other):
        return 0
    score = fuzz.ratio(" ".join(name), " ".join(written))
    return score if score >= (_ONE_ALIKE if len(name) == 1 else _ALL_ALIKE) else 0


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _differ(name: str, written: str, alone: bool) -> bool:
    """Is this another word, rather than the same one mistyped? A number is never another, and an English word that is
    spelt rightly is meant as it stands, unless the words around it are the name's."""
    if any(c.isdigit() for c in name + written) or name[0] != written[0]:
        return True
    if alone:
        return len(name) < _SHORTEST or not _unusual(written) or fuzz.ratio(name, written) < _ONE_ALIKE
    return len(name) < 4 or fuzz.ratio(name, written) < 70


# -- what is asked of an entry ---------------------------------------------------------------------------------

_ASKED = {
    "phone": r"\b(?:(?:phone|telephone|tel|contact|helpline|mobile|what|which|the|a|their|its|any|your|right|s|for) (?:number|no|tel)\b(?! of\b)|(?:'s|s) (?:number|phone)\b|\w+s? (?:phone )?number\b(?! of\b)|numbers? (?:for|please|to)\b|^number\b|phone (?:them|it|for)|and (?:their|its|the) phone\b|(?:ring|call|phone) (?:them|her|him|it)\b|(?:is|are) (?:there|they)(?: \w+)? (?:a )?(?:phone|helpline)\b|how (?:do|can) (?:i|we|she|he|they) (?:ring|call|phone|reach|contact|get hold of))",
    "email": r"\b(?:e-?mail|mailbox|inbox|email address)\b",
    "web": r"\b(?:web ?site|web ?page|web|web address|url|link|online page|www)\b",
    "hours": r"\b(?:opening (?:hours|times?)|what (?:hours|times?) (?:do|are|is)|hours\b(?=.*\b(?:open|their|they)\b)|their hours|when (?:do|are|does|is) (?:they|it|\w+)(?: \w+)? (?:open|close|shut|there)|(?:are|is) (?:they|it) (?:still )?(?:open|closed|shut|24|there)|open (?:now|at|on|today|tonight|weekends?|late|24)|24 ?(?:hours?|hrs?|/ ?7)|what time (?:do|are|does|is))",
    "referral": r"\b(?:who (?:can|may|is able to) refer|(?:can|may|could) (?:i|we|she|he|they|someone|anyone|mum|dad|a \w+)(?: just)? (?:self[- ]?)?refer|self[- ]?refer(?:rals?|s)?|how (?:do|can|to)(?: (?:i|we|you))? refer|(?:take|accept|need|have) (?:a )?(?:self[- ]?)?referrals?|referral (?:form|route|process)|refer (?:her|him|them)?self|refer (?:to|into) them)",
    "consent": r"\b(?:consent|(?:does|do|must|has|have|did) (?:she|he|they|the \w+|mum|dad|it)(?: have)?(?: to| need to)? (?:agree|know|say yes)|(?:her|his|their) (?:permission|agreement|say so)|without (?:asking|telling) (?:her|him|them))",
}  # fmt: skip
REACHES = frozenset({"phone", "email", "web"})  # of which it is worth saying that none is printed
_ASKED_FOR = {detail: re.compile(pattern, re.IGNORECASE) for detail, pattern in _ASKED.items()}


def detail_asked(text: str) -> frozenset[str]:
    """Which of phone, email, web, hours, referral and consent a text asks about, of whatever was last spoken of."""
    said = text.lower().replace("’", "'")
    return frozenset(detail for detail, pattern in _ASKED_FOR.items() if pattern.search(said))
