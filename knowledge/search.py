"""What the handbook says to a question, and knowing when it says nothing."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.asides import Aside, Asides
from knowledge.coverage import Status
from knowledge.directory import detail_asked
from knowledge.finder import Finder, Found
from knowledge.index import IndexMissing, IndexStale, build, check, content_hash, is_current
from knowledge.pack import Pack
from knowledge.passages import excerpt
from knowledge.places import Gazetteer
from knowledge.ranker import Ranker
from knowledge.vectors import Encodes

__all__ = ["Answer", "Hit", "IndexMissing", "IndexStale", "Search", "build", "content_hash", "is_current"]

_WORDS = 0.2  # what the best BM25 score adds to a passage's cosine when sentences are chosen


@dataclass(frozen=True)
class Hit:
    """A section found. `text` answers the question; `passages` are its places in `section.paragraphs`."""

    id: str
    title: str
    page: int | None
    score: float  # 0 to 1
    text: str
    passages: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The outcome of a search: hits best first, one a section. `elsewhere` is whose area it is about, if another's.
    `asides` are the guides' own answers, for a question that is asked in passing while one of them is under way."""

    status: Status
    hits: list[Hit]
    elsewhere: str | None = None
    asides: tuple[Aside, ...] = ()


class Search:
    """The index of a pack, ready to be asked. Make one with `Search.load`."""

    def __init__(self, pack: Pack, folder: Path, encoder: Encodes):
        self._encoder = encoder
        self._sections = list(pack.sections.values())
        self._finder = Finder(pack, folder)
        self._ranker = Ranker(pack, self._finder, folder)
        self._asides = Asides(folder)
        self._places = Gazetteer(pack.areas) if pack.areas.outside else None

    @classmethod
    def load(cls, pack: Pack, folder: Path, encoder: Encodes) -> "Search":
        """The index in `folder`. Raises IndexMissing or IndexStale, each with what mends it."""
        check(pack, Path(folder), encoder)
        return cls(pack, Path(folder), encoder)

    def embed(self, questions: list[str]) -> np.ndarray:
        """Unit vectors of `questions` from the index's encoder, one row each."""
        return np.asarray(self._encoder.encode(questions), dtype=np.float32)

    def ask(self, question: str, embedding: np.ndarray | None = None, limit: int = 10) -> Answer:
        """The sections that answer `question`, best first, up to `limit` whatever the status.

        `embedding` is the question's unit vector from the same encoder, if the caller already has it.
        """
        vector = self.embed([question])[0] if embedding is None else np.asarray(embedding, dtype=np.float32)
        found = self._finder.find(question, vector)
        chances, status = self._ranker.rank(question, vector, found)
        best = np.argsort(-chances, kind="stable")[:limit]
        elsewhere = self._elsewhere(question, int(best[0]), status) if len(best) else None
        hits = [self._hit(int(place), float(chances[place]), found) for place in best]
        asides = tuple(self._asides.near(question, vector))
        return Answer("not_covered" if elsewhere else status, hits, elsewhere, asides)

    def _elsewhere(self, question: str, first: int, status: Status) -> str | None:
        """Whose area a question is about, if every place that it names is another area's.

        None where the section found first itself speaks of such a place: what a briefing found there, or a
        film that a hospital there made, may be covered. Contacts and teams there are not, and `status` has
        learnt the difference.
        """
        places = self._places.find(question) if self._places else []
        outside = [place.outside for place in places if place.outside]
        if not places or len(outside) < len(places):
            return None
        if (
            status != "not_covered"
            and not detail_asked(question)
            and any(self._speaks_of(first, place.words) for place in places)
        ):
            return None
        return outside[0].where

    def _speaks_of(self, section: int, place: str) -> bool:
        one = self._sections[section]
        texts = (one.title, one.text, *one.questions)
        return any(re.search(rf"\b{re.escape(place)}\b", text, re.IGNORECASE) for text in texts)

    def _hit(self, place: int, score: float, found: Found) -> Hit:
        section, rows = self._sections[place], self._finder.rows[place]
        fit = found.cosines[rows] + _WORDS * found.words[rows] / (found.words.max() + 1e-6)
        text, paragraphs = excerpt([self._finder.passages[row] for row in rows], fit)
        return Hit(section.id, section.title, section.page, round(score, 4), text, paragraphs)
