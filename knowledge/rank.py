"""Likeness of questions, the votes of the written ones, and several kinds of score joined into one."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import lapack
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

_NGRAMS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=2**16, alternate_sign=False, norm=None, dtype=np.float32
)
_MEANING, _SPELLING = 2.0, 1.0  # how fast likeness falls with a cosine's distance, by embedding and by n-grams
_RIDGE = 0.3


class Spelling:
    """Character n-grams, weighted by how rare they are: what embeddings miss in names and slips."""

    def __init__(self, idf: np.ndarray):
        self.idf = idf

    @classmethod
    def fit(cls, texts: list[str]) -> "Spelling":
        return cls(TfidfTransformer().fit(_NGRAMS.transform(texts)).idf_.astype(np.float32))

    def vectors(self, texts: list[str]) -> sparse.csr_matrix:
        """Unit vectors, one row a text."""
        counts = _NGRAMS.transform(texts)
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return normalize(counts, copy=False)


def likeness(meaning: np.ndarray, spelling: np.ndarray) -> np.ndarray:
    """How alike questions are, from their cosines by embedding and by n-grams: the kernel, 2 for the same question."""
    return np.exp(_MEANING * (meaning - 1)) + np.exp(_SPELLING * (spelling - 1))


@dataclass
class Votes:
    """Kernel ridge regression: each written question votes on every label, by how like it a question is."""

    weights: np.ndarray  # questions × labels

    @classmethod
    def fit(cls, alike: np.ndarray, labels: np.ndarray, count: int) -> tuple["Votes", np.ndarray]:
        """The votes, and each written question's scores as if it had not been among them.

        Ridge regression has its leave-one-out predictions in closed form, so what is fitted on top of the
        scores sees honest ones without training again and again.
        """
        target = np.eye(count)[labels] - 1 / count
        ridged = np.array(alike, dtype=np.float64, order="F")
        ridged[np.diag_indices_from(ridged)] += _RIDGE
        factor, failed = lapack.dpotrf(ridged, lower=True)
        if failed:
            raise np.linalg.LinAlgError("the likeness of the written questions is not positive definite")
        half, _ = lapack.dpotri(factor, lower=True)  # from a Cholesky factor: half the work of numpy's inverse
        inverse = np.tril(half) + np.tril(half, -1).T
        weights = inverse @ target
        unseen = target - weights / np.diag(inverse)[:, None]
        return cls(weights.astype(np.float32)), unseen.astype(np.float32)

    def scores(self, alike: np.ndarray) -> np.ndarray:
        """The score of each label; `alike` is a question's likeness to each of the written ones."""
        return np.einsum("q,ql->l", alike, self.weights)  # too small to be worth BLAS's threads


def standardised(scores: np.ndarray) -> np.ndarray:
    """Scores of the sections (last axis) with mean 0 and spread 1."""
    return (scores - scores.mean(-1, keepdims=True)) / (scores.std(-1, keepdims=True) + 1e-6)


@dataclass
class Joined:
    """Several kinds of score joined in a weighted sum, as the chance of each section."""

    weights: np.ndarray  # one a kind of score

    @classmethod
    def fit(cls, scores: np.ndarray, right: np.ndarray) -> "Joined":
        """`scores` is questions × kinds × sections, `right` the place of each question's section."""

        def loss(weights: np.ndarray) -> float:
            chances = log_softmax(np.einsum("k,qks->qs", weights, scores), axis=1)
            return -chances[np.arange(len(right)), right].mean() + 1e-3 * weights @ weights

        return cls(minimize(loss, np.ones(scores.shape[1]), method="L-BFGS-B").x)

    def chances(self, scores: np.ndarray) -> np.ndarray:
        """The chance of each section; `scores` is … × kinds × sections."""
        return softmax(np.einsum("k,...ks->...s", self.weights, scores), axis=-1)
