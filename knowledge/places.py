"""Where a family lives: from a town, a suburb or a postcode to an area of the pathway."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy.util
from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from wordfreq import zipf_frequency

from knowledge.schema import Areas, OutsidePlace, UnsurePlace
from knowledge.tokens import plain, tokenizer

POSTCODE = re.compile(r"\b(?P<outcode>[A-Z]{1,2}\d{1,2}[A-Z]?|DE \d{1,2})(?P<inward>\s?\d[A-Z]{2})?\b", re.IGNORECASE)
# 'S42 enquiry' is a section of an Act, not a part of Chesterfield.
_OF_AN_ACT = re.compile(r"\s*(?:enquir|inquir|investigation|assessment|of the\b|care act|children act)", re.IGNORECASE)
_STREETS = frozenset(
    (
        "road",
        "rd",
        "street",
        "st",
        "lane",
        "ln",
        "avenue",
        "ave",
        "way",
        "drive",
        "close",
        "crescent",
        "gardens",
        "grove",
        "terrace",
    )
)
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"))
_AGE_UNITS = frozenset(("year", "yr", "month", "mth", "week", "wk", "day"))
_SHORTEST = 5  # letters of a name that is looked for misspelt
_CLOSE = 88  # rapidfuzz score from which a word is a place, misspelt
_RARE = 3.0  # Zipf frequency below which a word may be a misspelt place; 'later' is above, 'ilkston' below


@dataclass(frozen=True)
class Mention:
    """A place in a text. One of `area`, `unsure` and `outside` is set."""

    words: str
    start: int  # token offsets
    end: int
    area: str | None = None
    unsure: UnsurePlace | None = None
    outside: OutsidePlace | None = None


class Gazetteer:
    """The places of a pack's `areas.yml`, found in text in any case, by postcode, or slightly misspelt."""

    def __init__(self, areas: Areas):
        self._tokenizer = tokenizer()
        self._by_name: dict[str, dict] = {}
        self._by_outcode: dict[str, dict] = {}
        for area in areas.areas:
            self._add(
                [*area.aliases, area.name.lower(), area.id, area.id.replace("-", " ")], area.outcodes, area=area.id
            )
        for unsure in areas.unsure:
            self._add(unsure.names, unsure.outcodes, unsure=unsure)
        for outside in areas.outside:
            self._add(outside.names, outside.outcodes, outside=outside)
        self._matcher = PhraseMatcher(self._tokenizer.vocab, attr="LOWER")
        self._matcher.add("place", list(self._tokenizer.pipe(self._by_name)))
        self._fuzzy = {words: [n for n in self._by_name if _may_be_misspelt(n, words)] for words in (1, 2)}

    def _add(self, names: Iterable[str], outcodes: Iterable[str], **place) -> None:
        for name in names:
            self._by_name.setdefault(name.lower(), place)
        for outcode in outcodes:
            self._by_outcode.setdefault(outcode.upper(), place)

    def find(self, text: str | Doc) -> list[Mention]:
        """The places in `text`, longest names first where they overlap, in the order of the text."""
        doc = text if isinstance(text, Doc) else self._tokenizer(plain(text))
        named = [s for s in self._matcher(doc, as_spans=True) if not _of_an_age(doc, s)]
        spans = spacy.util.filter_spans(named)
        found = [
            Mention(s.text, s.start, s.end, **self._by_name[s.text.lower()]) for s in spans if not _no_place(doc, s)
        ]
        found += self._postcodes(doc)
        if not found:
            found += self._misspelt(doc)
        return sorted(found, key=lambda m: m.start)

    def _postcodes(self, doc: Doc) -> Iterator[Mention]:
        for match in POSTCODE.finditer(doc.text):
            outcode = match["outcode"].upper().replace(" ", "")
            place = self._by_outcode.get(outcode)
            if place is None or (not match["inward"] and _OF_AN_ACT.match(doc.text[match.end() :])):
                continue
            if span := doc.char_span(match.start(), match.end(), alignment_mode="expand"):
                yield Mention(outcode, span.start, span.end, **place)

    def _misspelt(self, doc: Doc) -> Iterator[Mention]:
        """One or two words that are no English words, and all but a place's name."""
        for words in (2, 1):
            for start in range(len(doc) - words + 1):
                span = doc[start : start + words]
                written = span.text.lower()
                if (
                    written not in self._by_name
                    and all(t.is_alpha for t in span)
                    and any(_unusual(t.lower_) for t in span)
                ):
                    best = process.extractOne(written, self._fuzzy[words], scorer=fuzz.ratio, score_cutoff=_CLOSE)
                    if best and best[0][0] == written[0]:
                        yield Mention(best[0], start, start + words, **self._by_name[best[0]])


def _no_place(doc: Doc, span: Span) -> bool:
    """A street ('Derby Road') or somebody's name ('Mrs Buxton')."""
    before = doc[span.start - 1].lower_.rstrip(".") if span.start else ""
    after = doc[span.end].text if span.end < len(doc) else ""
    if after == "way":  # 'Bolsover way' is thereabouts; 'Derby Way' is a street
        return before.isdigit()
    return after.lower() in _STREETS or before in _TITLES


def _of_an_age(doc: Doc, span: Span) -> bool:
    """'Old Glossop' in '2 year old Glossop'."""
    return span[0].lower_ == "old" and span.start > 0 and doc[span.start - 1].lower_.rstrip("s.") in _AGE_UNITS


def _may_be_misspelt(name: str, words: int) -> bool:
    return name.count(" ") == words - 1 and len(name) >= _SHORTEST and name.replace(" ", "").isalpha()


def _unusual(word: str) -> bool:
    return len(word) >= _SHORTEST - 1 and zipf_frequency(word, "en") < _RARE
