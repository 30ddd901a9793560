"""What a pack names itself: its services, mailboxes, numbers and places are nobody's details."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.privacy.lists import listed
from bot.privacy.plain import without_accents
from knowledge.pack import Pack

_WORD = re.compile(r"[^\W_]+(?:['&+][^\W_]+)*")
_PHONE = re.compile(r"(?<!\d)(?:\+44|0|1)[\d ()-]{2,15}\d")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


class Known:
    """The names of a pack that are never masked."""

    def __init__(self, pack: Pack):
        texts = [*texts_of(pack)]
        everything = "\n".join(texts)
        self._phones = {digits(m) for m in _PHONE.findall(everything)} | {digits(n) for n in listed("helplines")}
        self._mail = {m.lower().rstrip(".") for m in _EMAIL.findall(everything)}
        self._postcodes = {m.replace(" ", "").lower() for m in _POSTCODE.findall(everything)}
        self.places = _Phrases(_places(pack))
        first = listed("first")
        # One word that is a first name or a town is left to the sentence that it stands in.
        towns = {place.lower() for place in _places(pack)}
        names = [n for n in _names(pack) if " " in n or (without_accents(n) not in first and n.lower() not in towns)]
        self.names = _Phrases([*names, *listed("not_people"), *_things()], owners=True)
        asked = "\n".join(
            [*(q for section in pack.sections.values() for q in section.questions), *(one.q for one in pack.uncovered)]
        )
        self.pairs = _pairs(names)
        self.place_words = _words("\n".join(_places(pack)))
        self.words = _words("\n".join((everything, asked, *names, *listed("not_people"), *_things())))

    def phone(self, text: str) -> bool:
        """Is `text` a number of the pack's, or a national line's?"""
        return digits(text) in self._phones

    def phones(self, text: str) -> Iterator[tuple[int, int]]:
        """Where such numbers stand in `text`."""
        yield from (found.span() for found in _PHONE.finditer(text) if self.phone(found[0]))

    def email(self, text: str) -> bool:
        """Is `text` a mailbox of the pack's?"""
        return text.lower() in self._mail

    def postcode(self, text: str) -> bool:
        """Is `text` a postcode that the pack prints?"""
        return text.replace(" ", "").lower() in self._postcodes


def _words(text: str) -> frozenset[str]:
    """The words of `text` that are letters alone, in lower case and without accents."""
    return frozenset(re.findall(r"[^\W\d_]+", without_accents(text)))


def _pairs(phrases: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Two words that follow one another in a phrase, neither of them short or a first name."""
    pairs = {pair for phrase in phrases for pair in pairwise(_WORD.findall(without_accents(phrase)))}
    return frozenset(p for p in pairs if all(len(w) > 3 and w not in listed("first") for w in p))


class _Phrases:
    """Finds many phrases in a text, word by word, whatever the case and the marks between the words."""

    def __init__(self, phrases: Iterable[str], owners: bool = False):
        """`owners`: are they found with a possessive too?"""
        self._owners = owners
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for phrase in phrases:
            if words := tuple(_WORD.findall(without_accents(phrase))):
                self._by_first[words[0]].add(words)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where phrases stand in `text`, the longest at each place, in order and apart."""
        words = [(without_accents(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            length = 0
            for phrase in self._starting(words[i][0]):
                there = tuple(w for w, _, _ in words[i : i + len(phrase)])
                owned = (*there[:-1], there[-1].removesuffix("'s")) if self._owners else there
                if phrase in (there, owned):
                    length = max(length, len(phrase))
            if length:
                yield words[i][1], words[i + length - 1][2]
            i += length or 1

    def _starting(self, word: str) -> Iterator[tuple[str, ...]]:
        yield from self._by_first.get(word, ())
        if self._owners and word.endswith("'s"):
            yield from self._by_first.get(word.removesuffix("'s"), ())


def digits(number: str) -> str:
    """A telephone number's digits as dialled in the UK: `+44 (0)1332 …` is `01332…`."""
    found = re.sub(r"\D", "", number)
    found = re.sub(r"^(?:00)?44(?=[1-9]\d{8,9}$|0\d{9,10}$)", "0", found) if len(found) > 10 else found
    return re.sub(r"^00(?=[1-9])", "0", found)


def _things() -> Iterator[str]:
    """Brands, laws, medicines, tongues, jobs and kin that are nobody's name too."""
    people = listed("first") | listed("last") | listed("words")
    yield from (f"{one}s" for one in listed("kin"))
    for name in ("things", "laws", "drugs", "tongues", "jobs", "kin"):
        yield from (one for one in listed(name) if " " in one or without_accents(one) not in people)


def _names(pack: Pack) -> Iterator[str]:
    yield from (
        pack.info.name,
        pack.info.handbook,
        pack.info.publisher,
        pack.info.contact.name,
    )
    for contact in pack.contacts.values():
        yield contact.name
    for service in pack.services:
        yield from (service.name, *service.also)
    for door in pack.front_doors:
        yield from (door.name, *door.also)
    for term in pack.glossary:
        yield from (term.term, *term.expands)
    for section in pack.sections.values():
        yield from (
            section.title,
            *section.front.aliases,
            *(link.name for link in section.front.links),
        )
    for guide in pack.guides.values():
        yield guide.title


def _places(pack: Pack) -> Iterator[str]:
    for area in pack.areas.areas:
        yield from (area.name, area.printed, area.authority, *area.aliases)
    for place in (*pack.areas.unsure, *pack.areas.outside):
        yield from place.names
    yield from listed("places")


def texts_of(pack: Pack) -> Iterator[str]:
    """Every text of a pack that may print a number or a mailbox."""
    for part in (
        pack.info,
        *pack.contacts.values(),
        *pack.services,
        *pack.front_doors,
        *pack.glossary,
        *pack.guides.values(),
    ):
        yield "\n".join(_strings(part.model_dump()))
    for section in (*pack.sections.values(), *([pack.about] if pack.about else [])):
        yield section.text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
