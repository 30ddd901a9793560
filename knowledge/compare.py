"""The comparison behind the choice of search: each method alone and joined, on the same questions."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.evaluation import rank_of, right_ids
from knowledge.lexical import Lexical, Vocabulary, write_lexical
from knowledge.pack import Pack
from knowledge.passages import passages
from knowledge.rank import standardised
from knowledge.search import Search, build
from knowledge.vectors import Encodes

Score = Callable[[str, np.ndarray], np.ndarray]  # a question and its embedding to a score a section


@dataclass(frozen=True)
class Row:
    """One method: shares of questions from 0 to 1, and milliseconds a query beside embedding."""

    method: str
    first: float
    in_three: float
    ms: float

    def __str__(self) -> str:
        return f"{self.method:<52} {self.first:>6.3f} {self.in_three:>9.3f} {self.ms:>7.2f}"


HEADINGS = f"{'method':<52} {'first':>6} {'in three':>9} {'ms':>7}"


def compare(pack: Pack, encoder: Encodes, questions: Sequence[dict[str, Any]]) -> list[Row]:
    """Each method's figures on `questions` (`q`, `id`, perhaps `also`), simplest first.

    Builds an index of its own in a temporary folder: about a minute.
    """
    vectors = np.asarray(encoder.encode([one["q"] for one in questions]), dtype=np.float32)
    sections = list(pack.sections.values())
    found = passages(pack)
    place = {section.id: i for i, section in enumerate(sections)}
    of_passage = np.array([place[p.section] for p in found])
    of_question = np.array([place[s.id] for s in sections for _ in s.questions])
    by_section = encoder.encode([f"{s.title}. {s.text}" for s in sections])
    by_passage = encoder.encode([p.searched for p in found])
    by_question = encoder.encode([q for s in sections for q in s.questions])
    vocabulary = Vocabulary(pack)

    with tempfile.TemporaryDirectory() as folder:
        whole, parts, asked = (Path(folder) / name for name in ("sections", "passages", "questions"))
        write_lexical([f"{s.title} {s.text}" for s in sections], whole)
        write_lexical([p.searched for p in found], parts)
        write_lexical([q for s in sections for q in s.questions], asked)
        lexical = {path: Lexical(path) for path in (whole, parts, asked)}

        def words(path: Path, of: np.ndarray) -> Score:
            return lambda q, _: _best(lexical[path].scores(vocabulary.query(q)), of, len(sections))

        def meaning(matrix: np.ndarray, of: np.ndarray) -> Score:
            return lambda _, vector: _best(matrix @ vector, of, len(sections))

        def summed(*scores: Score) -> Score:
            return lambda q, vector: sum(standardised(score(q, vector)) for score in scores)

        each = np.arange(len(sections))
        methods: list[tuple[str, Score]] = [
            ("BM25, by section", words(whole, each)),
            ("BM25, by passage", words(parts, of_passage)),
            ("BM25, by written question", words(asked, of_question)),
            ("embedding, by section", meaning(by_section, each)),
            ("embedding, by passage", meaning(by_passage, of_passage)),
            ("embedding, by nearest written question", meaning(by_question, of_question)),
            ("BM25 + embedding, by passage", summed(words(parts, of_passage), meaning(by_passage, of_passage))),
            (
                "BM25 + embedding, by passage and written question",
                summed(
                    words(parts, of_passage),
                    words(asked, of_question),
                    meaning(by_passage, of_passage),
                    meaning(by_question, of_question),
                ),
            ),
        ]
        rows = [_measure(method, score, questions, vectors, [s.id for s in sections]) for method, score in methods]
        build(pack, encoder, Path(folder) / "index")
        search = Search.load(pack, Path(folder) / "index", encoder)
        rows.append(_measure_search("all joined by learnt votes (what Signpost uses)", search, questions, vectors))
    return rows


def _best(scores: np.ndarray, of: np.ndarray, count: int) -> np.ndarray:
    """The best score of each section; `of` says which section each score belongs to."""
    best = np.full(count, scores.min(), dtype=np.float32)
    np.maximum.at(best, of, scores)
    return best


def _measure(
    method: str, score: Score, questions: Sequence[dict[str, Any]], vectors: np.ndarray, ids: list[str]
) -> Row:
    def ids_for(question: str, vector: np.ndarray) -> list[str]:
        return [ids[i] for i in np.argsort(-score(question, vector), kind="stable")[:3]]

    return _row(method, ids_for, questions, vectors)


def _measure_search(method: str, search: Search, questions: Sequence[dict[str, Any]], vectors: np.ndarray) -> Row:
    return _row(method, lambda q, vector: [hit.id for hit in search.ask(q, vector, 3).hits], questions, vectors)


def _row(method: str, ids_for: Callable, questions: Sequence[dict[str, Any]], vectors: np.ndarray) -> Row:
    started = time.perf_counter()
    found = [ids_for(one["q"], vector) for one, vector in zip(questions, vectors, strict=True)]
    spent = time.perf_counter() - started
    ranks = np.array([rank_of(right_ids(one), ids) for one, ids in zip(questions, found, strict=True)])
    return Row(method, float((ranks == 0).mean()), float((ranks < 3).mean()), 1000 * spent / len(questions))
