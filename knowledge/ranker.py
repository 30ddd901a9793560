"""Which section answers and whether any does: what a question finds, weighed as the pack's own questions teach."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from knowledge.coverage import Coverage, Status, status_by_likeness
from knowledge.finder import Finder, Found, best_of
from knowledge.pack import Pack
from knowledge.rank import Joined, Spelling, Votes, likeness, standardised
from knowledge.vectors import EmbeddingCache, VectorIndex, write_index

_UNTAUGHT = Joined(np.array([1.0, 0.7]))  # passages by meaning, passages by words


@dataclass(frozen=True)
class _Written:
    """The pack's written questions: the sections' in the pack's order, then the uncovered ones."""

    texts: list[str]
    labels: np.ndarray  # the section's place; the number of sections for an uncovered question
    covered: int  # how many are covered
    sections: int

    @classmethod
    def of(cls, pack: Pack) -> "_Written":
        sections = list(pack.sections.values())
        texts = [q for section in sections for q in section.questions]
        places = [place for place, section in enumerate(sections) for _ in section.questions]
        others = [one.q for one in pack.uncovered]
        labels = np.array(places + [len(sections)] * len(others), dtype=int)
        return cls(texts + others, labels, len(texts), len(sections))


def train(pack: Pack, cache: EmbeddingCache, finder: Finder, folder: Path, progress: Callable[[str], None]) -> None:
    """Fit the ranker on the pack's questions, each seen as if it were new, and write it into `folder`."""
    written = _Written.of(pack)
    for name in ("questions.faiss", "spelt.npz", "ranker.npz", "coverage.npz"):
        (folder / name).unlink(missing_ok=True)
    if not written.covered:
        return
    vectors = cache.encode(written.texts)
    write_index(vectors, folder / "questions.faiss")
    progress(f"learning from {len(written.texts):,} questions")
    spelling = Spelling.fit(written.texts)
    spelt = spelling.vectors(written.texts)
    meaning = vectors @ vectors.T
    votes, unseen = Votes.fit(likeness(meaning, (spelt @ spelt.T).toarray()), written.labels, written.sections + 1)
    np.fill_diagonal(meaning, -1)  # a new question is not its own nearest
    found = [finder.find(text, vector) for text, vector in zip(written.texts, vectors, strict=True)]
    kinds = np.array([_kinds(finder, *one, written) for one in zip(found, unseen, meaning, strict=True)])
    joined = Joined.fit(kinds[: written.covered], written.labels[: written.covered])
    sparse.save_npz(folder / "spelt.npz", spelt)
    np.savez(folder / "ranker.npz", idf=spelling.idf, votes=votes.weights, joined=joined.weights)
    if written.covered < len(written.texts):
        chances = joined.chances(kinds)
        signs = [_signs(*one, written) for one in zip(found, unseen, meaning, chances, strict=True)]
        coverage = Coverage.fit(np.array(signs), written.labels < written.sections)
        np.savez(folder / "coverage.npz", **vars(coverage))


class Ranker:
    """Ranks a pack's sections by what `train` learnt, or by passages alone for a pack with no questions."""

    def __init__(self, pack: Pack, finder: Finder, folder: Path):
        self._finder = finder
        self._written = _Written.of(pack)
        self._joined, self._coverage = _UNTAUGHT, None
        if self._written.covered:
            self._questions = VectorIndex(folder / "questions.faiss")
            self._spelt = sparse.load_npz(folder / "spelt.npz")
            with np.load(folder / "ranker.npz") as kept:
                self._spelling, self._votes = Spelling(kept["idf"]), Votes(kept["votes"])
                self._joined = Joined(kept["joined"])
        if (folder / "coverage.npz").exists():
            with np.load(folder / "coverage.npz") as kept:
                self._coverage = Coverage(**kept)

    def rank(self, question: str, vector: np.ndarray, found: Found) -> tuple[np.ndarray, Status]:
        """The chance of each section, and whether the handbook covers `question`."""
        if not self._written.covered:
            return self._joined.chances(_passage_kinds(self._finder, found)), status_by_likeness(found.cosines.max())
        meaning = self._questions.cosines(vector)
        spelling = self._spelt @ self._spelling.vectors([question]).toarray()[0]
        votes = self._votes.scores(likeness(meaning, spelling))
        chances = self._joined.chances(_kinds(self._finder, found, votes, meaning, self._written))
        if self._coverage:
            signs = _signs(found, votes, meaning, chances, self._written)
            return chances, self._coverage.status(signs, chances.max())
        return chances, status_by_likeness(max(found.cosines.max(), meaning.max()))


def _passage_kinds(finder: Finder, found: Found) -> np.ndarray:
    """The scores of each section by its passages: two kinds × sections."""
    return np.array([standardised(finder.by_section(scores)) for scores in (found.cosines, found.words)])


def _kinds(finder: Finder, found: Found, votes: np.ndarray, meaning: np.ndarray, written: _Written) -> np.ndarray:
    """The scores of each section: kinds × sections."""
    covered = slice(None, written.covered)
    nearest = best_of(meaning[covered], written.labels[covered], written.sections)
    asked = np.array([standardised(votes[: written.sections]), standardised(nearest)])
    return np.vstack([asked, _passage_kinds(finder, found)])


def _signs(found: Found, votes: np.ndarray, meaning: np.ndarray, chances: np.ndarray, written: _Written) -> list[float]:
    """What tells a covered question from another: how strongly, how clearly and by what it was found."""
    second, first = np.sort(votes[: written.sections])[-2:] if written.sections > 1 else (0.0, votes[0])
    words = found.words.max()
    return [
        first,
        second,
        votes[written.sections],  # the votes that it is not covered
        meaning[: written.covered].max(),
        meaning[written.covered :].max(),
        found.cosines.max(),
        words,
        words / (found.length + 1),
        np.log1p(found.length),
        chances.max(),
        -(chances * np.log(chances + 1e-9)).sum(),  # the entropy
    ]
