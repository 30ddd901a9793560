"""Where a family lives: from a town, a suburb or a postcode to an area of the pathway."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy
from rapidfuzz import fuzz, process
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from wordfreq import zipf_frequency

from knowledge.schema import Areas, OutsidePlace, UnsurePlace

POSTCODE = re.compile(r"\b([A-Z]{1,2}\d{1,2}[A-Z]?)(?:\s?\d[A-Z]{2})?\b", re.IGNORECASE)
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

    def __init__(self, areas: Areas, nlp: spacy.Language | None = None):
        self.nlp = nlp or spacy.blank("en")
        self._by_name: dict[str, dict] = {}
        self._by_outcode: dict[str, dict] = {}
        for area in areas.areas:
            self._add([*area.aliases, area.name.lower(), area.id, area.id.replace("-", " ")], area.outcodes, area=area.id)
        for unsure in areas.unsure:
            self._add(unsure.names, unsure.outcodes, unsure=unsure)
        for outside in areas.outside:
            self._add(outside.names, outside.outcodes, outside=outside)
        self._matcher = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        self._matcher.add("place", list(self.nlp.pipe(self._by_name)))
        self._single = [name for name in self._by_name if " " not in name and len(name) >= 6]

    def _add(self, names: Iterable[str], outcodes: Iterable[str], **place) -> None:
        for name in names:
            self._by_name.setdefault(name.lower(), place)
        for outcode in outcodes:
            self._by_outcode.setdefault(outcode.upper(), place)

    def find(self, text: str | Doc) -> list[Mention]:
        """The places in `text`, longest names first where they overlap, in the order of the text."""
        doc = text if isinstance(text, Doc) else self.nlp(text)
        spans = spacy.util.filter_spans(self._matcher(doc, as_spans=True))
        found = [
            Mention(s.text, s.start, s.end, **self._by_name[s.text.lower()])
            for s in spans
            if not self._part_of_a_street(doc, s.end)
        ]
        found += self._postcodes(doc)
        if not found:
            found += self._misspelt(doc)
        return sorted(found, key=lambda m: m.start)

    def _part_of_a_street(self, doc: Doc, end: int) -> bool:
        return end < len(doc) and doc[end].lower_ in {"road", "rd", "street", "st", "lane", "avenue", "ave", "way"}

    def _postcodes(self, doc: Doc) -> Iterator[Mention]:
        for match in POSTCODE.finditer(doc.text):
            place = self._by_outcode.get(match.group(1).upper())
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if place and span is not None:
                yield Mention(match.group(1).upper(), span.start, span.end, **place)

    def _misspelt(self, doc: Doc) -> Iterator[Mention]:
        for token in doc:
            word = token.lower_
            if len(word) < 6 or not word.isalpha() or zipf_frequency(word, "en") >= _RARE:
                continue
            best = process.extractOne(word, self._single, scorer=fuzz.ratio, score_cutoff=86)
            if best and best[0][0] == word[0]:
                yield Mention(best[0], token.i, token.i + 1, **self._by_name[best[0]])
