"""What a question finds without any learning: passages by meaning, passages by words."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.lexical import Lexical, Vocabulary, write_lexical
from knowledge.pack import Pack
from knowledge.passages import Passage, passages
from knowledge.vectors import EmbeddingCache, VectorIndex, write_index

_NEAREST = 2_000  # passages looked at: every one of a handbook's


@dataclass(frozen=True)
class Found:
    """How well each passage fits a question, and how many words of it could be looked up."""

    cosines: np.ndarray
    words: np.ndarray  # BM25
    length: int


def write_passages(pack: Pack, cache: EmbeddingCache, folder: Path) -> int:
    """Write the indexes of the pack's passages into `folder`; how many passages there are."""
    texts = [passage.searched for passage in passages(pack)]
    write_index(cache.encode(texts), folder / "passages.faiss")
    write_lexical(texts, folder / "lexical")
    return len(texts)


class Finder:
    """Looks questions up in the indexes that `write_passages` wrote."""

    def __init__(self, pack: Pack, folder: Path):
        place = {section_id: i for i, section_id in enumerate(pack.sections)}
        self.passages: list[Passage] = passages(pack)
        self.rows: list[list[int]] = [[] for _ in place]  # the passages of each section
        for row, passage in enumerate(self.passages):
            self.rows[place[passage.section]].append(row)
        self._section_of = np.array([place[passage.section] for passage in self.passages])
        self._index = VectorIndex(folder / "passages.faiss")
        self._lexical = Lexical(folder / "lexical")
        self._vocabulary = Vocabulary(pack)

    def find(self, question: str, vector: np.ndarray) -> Found:
        """What `question`, with its embedding `vector`, finds."""
        rows, near = self._index.nearest(vector, _NEAREST)
        cosines = np.full(len(self.passages), near[-1], dtype=np.float32)  # the rest are no nearer than the last
        cosines[rows] = near
        query = self._vocabulary.query(question)
        return Found(cosines, self._lexical.scores(query), len(query))

    def by_section(self, scores: np.ndarray) -> np.ndarray:
        """The best passage's score of each section."""
        return best_of(scores, self._section_of, len(self.rows))


def best_of(scores: np.ndarray, section_of: np.ndarray, count: int) -> np.ndarray:
    """The best score of each of `count` sections; `section_of` says which one each score belongs to."""
    best = np.full(count, scores.min(), dtype=np.float32)
    np.maximum.at(best, section_of, scores)
    return best
