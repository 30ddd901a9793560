"""Questions in passing: which of the guides' own advice answers one, and how likely, by the questions that are written beside each
piece of advice and by the words of the advice itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.alike import Examples
from knowledge.guides import Advice
from knowledge.pack import Pack
from knowledge.passages import sentences
from knowledge.rank import Votes
from knowledge.vectors import EmbeddingCache

_QUESTIONS, _TEXTS, _GUIDES, _WHOSE = "asides.npz", "advice.npz", "asides-taught.npz", "asides.json"
_OF_EACH = 4  # pieces of advice of a guide that are named to a question
_NEAR = 8  # pieces of a question's guide that the weights are taught on, the right one aside
_SAYS_THE_SAME = 0.9  # cosine of two pieces of advice, from which either answers what the other does
_FEWEST_WORDS = 4  # of a sentence that is compared by itself


@dataclass(frozen=True)
class Aside:
    """Advice that may answer a question; `chance` that it does, of all the advice of its guide: 0 to 1."""

    guide: str
    advice: str
    chance: float


def write_asides(pack: Pack, cache: EmbeddingCache, folder: Path) -> None:
    """Teach what `Asides` reads, and write it into `folder`. Each written question is taught on as if it were new."""
    pieces = [a for g in pack.guides.values() for a in g.advice if g.asked.get(a.id)]
    whose = [(g.id, a.id) for g in pack.guides.values() for a in g.advice if g.asked.get(a.id)]
    (folder / _WHOSE).write_text(json.dumps(whose), encoding="utf-8")
    if not whose:
        return
    place = {one: i for i, one in enumerate(whose)}
    asked = [(place[g, a], q) for g, a in whose for q in pack.guides[g].asked[a]]
    owners, texts = np.array([owner for owner, _ in asked]), [text for _, text in asked]
    vectors = cache.encode(texts)
    examples = Examples.of(texts, vectors)
    parts = [(i, whole, part) for i, one in enumerate(pieces) for whole, part in _parts(one)]
    says = _Says(
        np.array([i for i, *_ in parts]),
        np.array([whole for _, whole, _ in parts]),
        cache.encode([part for *_, part in parts]),
    )
    guides = np.array([list(pack.guides).index(g) for g, _ in whose])
    votes, weights = _taught(_Written(owners, guides, vectors, examples), says)
    examples.save(folder / _QUESTIONS)
    np.savez(folder / _TEXTS, owners=says.owners, whole=says.whole, vectors=says.vectors)
    np.savez(
        folder / _GUIDES,
        owners=owners,
        guides=guides,
        weights=weights,
        **{f"votes{n}": one for n, one in enumerate(votes)},
    )


@dataclass(frozen=True)
class _Written:
    """The questions that are written beside the advice."""

    owners: np.ndarray  # of each question, its advice's place
    guides: np.ndarray  # of each piece of advice, its guide's place
    vectors: np.ndarray
    examples: Examples


def _taught(written: _Written, says: "_Says") -> tuple[list[np.ndarray], np.ndarray]:
    """The votes of each guide's questions, and what each kind of score weighs: fitted on every question in its own guide, as if
    it had not been there, and in the next guide, which mostly has no answer to it."""
    votes, rows, right = [], [], []
    same, guide_of = says.same(), written.guides[written.owners]
    every = np.unique(written.guides)
    for guide, after in zip(every, np.roll(every, -1), strict=True):
        mine = np.flatnonzero(written.guides == guide)
        asked, others = np.flatnonzero(guide_of == guide), np.flatnonzero(guide_of == after)
        labels = np.searchsorted(mine, written.owners[asked])
        alike = written.examples.among(asked, asked)
        taught, unseen = Votes.fit(alike, labels, len(mine))
        votes.append(taught.weights)
        np.fill_diagonal(alike, 0)
        scores = [(asked, unseen, _best_of(alike, labels))]
        if after != guide:
            alike = written.examples.among(others, asked)
            scores.append((others, alike @ taught.weights, _best_of(alike, labels)))
        for questions, vote, near in scores:
            said = (one[:, mine] for one in says.like(written.vectors[questions]))
            for question, *of_each in zip(questions, vote, near, *said, strict=True):
                kinds = _kinds(*of_each)
                answers = same[written.owners[question], mine]
                likely = np.union1d(np.argsort(-kinds.sum(1))[:_NEAR], np.flatnonzero(answers))
                rows.append(kinds[likely])
                right.append(answers[likely])
    fitted = LogisticRegression(max_iter=500).fit(np.concatenate(rows), np.concatenate(right))
    return votes, np.append(fitted.coef_[0], fitted.intercept_)


class Asides:
    """The guides' advice, ready to be asked."""

    def __init__(self, folder: Path):
        self._whose = [(guide, advice) for guide, advice in json.loads((folder / _WHOSE).read_text(encoding="utf-8"))]
        if not self._whose:
            return
        self._questions = Examples.load((folder / _QUESTIONS).read_bytes())
        with np.load(folder / _TEXTS) as kept:
            self._says = _Says(kept["owners"], kept["whole"], kept["vectors"])
        with np.load(folder / _GUIDES) as kept:
            owners, guides, self._weights = kept["owners"], kept["guides"], kept["weights"]
            self._guides = [
                (mine := np.flatnonzero(guides == guide), rows := np.flatnonzero(guides[owners] == guide),
                 np.searchsorted(mine, owners[rows]), Votes(kept[f"votes{n}"]))
                for n, guide in enumerate(np.unique(guides))
            ]  # fmt: skip

    def near(self, question: str, vector: np.ndarray) -> list[Aside]:
        """The advice that is likeliest to answer, best first: a few pieces of each guide, as the conversation decides between the
        guides. `vector` is the question's embedding."""
        if not self._whose:
            return []
        alike, says = self._questions.alike(question, vector), [one[0] for one in self._says.like(vector[None])]
        found = []
        for mine, rows, labels, votes in self._guides:
            near = _best_of(alike[None, rows], labels)[0]
            kinds = _kinds(votes.scores(alike[rows]), near, *(one[mine] for one in says))
            chances = 1 / (1 + np.exp(-(kinds @ self._weights[:-1] + self._weights[-1])))
            for best in np.argsort(-chances, kind="stable")[:_OF_EACH].tolist():
                guide, advice = self._whose[mine[best]]
                found.append(Aside(guide, advice, round(float(chances[best]), 4)))
        return sorted(found, key=lambda one: -one.chance)


@dataclass(frozen=True)
class _Says:
    """The words of the advice, whole and by the sentence."""

    owners: np.ndarray  # of each text, its advice's place
    whole: np.ndarray  # of each text, whether it is the whole of it
    vectors: np.ndarray

    def like(self, vectors: np.ndarray) -> list[np.ndarray]:
        """The cosine of each question (a row of `vectors`) to each piece of advice: of the whole, and of its nearest sentence."""
        return [_best_of(vectors @ texts, owners) for texts, owners in self._kinds]

    @cached_property
    def _kinds(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The vectors (a column each) and owners of the whole texts, and of the sentences."""
        return [(self.vectors[kind].T, self.owners[kind]) for kind in (self.whole, ~self.whole)]

    def same(self) -> np.ndarray:
        """Which pieces of advice say the same."""
        whole = self.vectors[self.whole]
        return whole @ whole.T >= _SAYS_THE_SAME


def _parts(advice: Advice) -> Iterator[tuple[bool, str]]:
    """The advice's words, whole (True) and each sentence, under its title."""
    yield True, f"{advice.title}. {advice.say}"
    told = [one for one in sentences(advice.say) if len(one.split()) >= _FEWEST_WORDS]
    yield from ((False, f"{advice.title}. {one}") for one in told or [advice.say])


def _best_of(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of scores … × items, the best of each label. Every label from 0 on has an item."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max() + 1))
    best: np.ndarray = np.maximum.reduceat(scores[:, order], starts, axis=1)
    return best


def _kinds(*of_each: np.ndarray) -> np.ndarray:
    """What speaks for each piece of advice of a guide: each kind of score, and by how much it leads the best of the others."""
    scores = np.stack(of_each, axis=1)
    if len(scores) == 1:
        return np.hstack([scores, scores])
    first, second = np.sort(scores, axis=0)[[-1, -2]]
    return np.hstack([scores, scores - np.where(scores == first, second, first)])
