"""The comparison behind the choice of search: each method alone and joined, on the same questions."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.evaluation import rank_of, right_ids
from knowledge.finder import best_of
from knowledge.lexical import Lexical, Vocabulary, write_lexical
from knowledge.pack import Pack
from knowledge.passages import passages
from knowledge.rank import Spelling, Votes, likeness, standardised
from knowledge.search import Search, build
from knowledge.vectors import EmbeddingCache, Encodes

Score = Callable[[str, np.ndarray], np.ndarray]  # a question and its embedding to a score a section
HEADINGS = f"{'method':<56} {'first':>6} {'in three':>9} {'ms':>7}"


@dataclass(frozen=True)
class Row:
    """One method: shares of questions from 0 to 1, and milliseconds a query beside embedding."""

    method: str
    first: float
    in_three: float
    ms: float

    def __str__(self) -> str:
        return f"{self.method:<56} {self.first:>6.3f} {self.in_three:>9.3f} {self.ms:>7.2f}"


def compare(pack: Pack, encoder: Encodes, questions: Sequence[dict[str, Any]], index: Path | None = None) -> list[Row]:
    """Each method's figures on `questions` (`q`, `id`, perhaps `also`), simplest first.

    `index` is the folder of the pack's current index; without one, it is built aside, which takes a minute.
    Raises IndexMissing or IndexStale for an index that does not fit.
    """
    with tempfile.TemporaryDirectory() as aside:
        if index is None:
            index = Path(aside) / "index"
            build(pack, encoder, index)
        search = Search.load(pack, index, encoder)
        vectors = search.embed([one["q"] for one in questions])
        ids = [section.id for section in pack.sections.values()]
        methods = _methods(pack, EmbeddingCache(index / "embeddings.npz", encoder, lambda line: None), Path(aside))
        rows = [_row(name, _ids_by(score, ids), questions, vectors) for name, score in methods]
        return [*rows, _row("all of them, weighed (what Signpost uses)", _ids_of(search), questions, vectors)]


def _methods(pack: Pack, cache: EmbeddingCache, folder: Path) -> list[tuple[str, Score]]:
    sections = list(pack.sections.values())
    places = np.arange(len(sections))
    found = passages(pack)
    titled = {section.id: place for place, section in enumerate(sections)}
    texts = {
        "section": ([f"{s.title}. {s.text}" for s in sections], places),
        "passage": ([p.searched for p in found], np.array([titled[p.section] for p in found])),
    }
    asked = [q for s in sections for q in s.questions]
    asked_of = np.array([place for place, s in enumerate(sections) for _ in s.questions], dtype=int)
    if asked:
        texts["written question"] = (asked, asked_of)
    vocabulary = Vocabulary(pack)
    words, meaning = {}, {}
    for name, (some, of) in texts.items():
        write_lexical(some, folder / name)
        words[name] = _by_words(Lexical(folder / name), vocabulary, of, len(sections))
        meaning[name] = _by_meaning(cache.encode(some), of, len(sections))
    methods = [(f"words (BM25), by {name}", score) for name, score in words.items()]
    methods += [(f"meaning (embedding), by {name}", score) for name, score in meaning.items()]
    methods.append(("words + meaning, by passage", _summed(words["passage"], meaning["passage"])))
    if asked:
        both = [one[name] for one in (words, meaning) for name in ("passage", "written question")]
        methods.append(("words + meaning, by passage and written question", _summed(*both)))
        vectors = cache.encode(asked)
        methods.append(
            ("votes of the written questions, by meaning", _by_votes(vectors, None, asked_of, len(sections)))
        )
        methods.append(("votes, by meaning and n-grams", _by_votes(vectors, asked, asked_of, len(sections))))
    return methods


def _by_words(lexical: Lexical, vocabulary: Vocabulary, of: np.ndarray, count: int) -> Score:
    return lambda question, _: best_of(lexical.scores(vocabulary.query(question)), of, count)


def _by_meaning(matrix: np.ndarray, of: np.ndarray, count: int) -> Score:
    return lambda _, vector: best_of(matrix @ vector, of, count)


def _summed(*scores: Score) -> Score:
    return lambda question, vector: np.sum([standardised(score(question, vector)) for score in scores], axis=0)


def _by_votes(vectors: np.ndarray, texts: list[str] | None, of: np.ndarray, count: int) -> Score:
    """Kernel ridge regression on the covered questions alone, by embedding or with character n-grams too."""
    if texts is None:
        unlike = np.asarray(-np.inf, dtype=np.float32)
        votes, _ = Votes.fit(likeness(vectors @ vectors.T, unlike), of, count)
        return lambda _, vector: votes.scores(likeness(vectors @ vector, unlike))
    spelling = Spelling.fit(texts)
    spelt = spelling.vectors(texts)
    votes, _ = Votes.fit(likeness(vectors @ vectors.T, (spelt @ spelt.T).toarray()), of, count)

    def score(question: str, vector: np.ndarray) -> np.ndarray:
        return votes.scores(likeness(vectors @ vector, spelt @ spelling.vectors([question]).toarray()[0]))

    return score


def _ids_by(score: Score, ids: list[str]) -> Callable[[str, np.ndarray], list[str]]:
    return lambda q, vector: [ids[i] for i in np.argsort(-score(q, vector), kind="stable")[:3]]


def _ids_of(search: Search) -> Callable[[str, np.ndarray], list[str]]:
    return lambda q, vector: [hit.id for hit in search.ask(q, vector, 3).hits]


def _row(
    method: str,
    ids_for: Callable[[str, np.ndarray], list[str]],
    questions: Sequence[dict[str, Any]],
    vectors: np.ndarray,
) -> Row:
    started = time.perf_counter()
    found = [ids_for(one["q"], vector) for one, vector in zip(questions, vectors, strict=True)]
    spent = time.perf_counter() - started
    ranks = np.array([rank_of(right_ids(one), ids) for one, ids in zip(questions, found, strict=True)])
    return Row(method, float((ranks == 0).mean()), float((ranks < 3).mean()), 1000 * spent / len(questions))
