"""Which flow a message starts, by a linear classifier over its sentence embedding and its character n-grams: a reader of another
kind than the fine-tuned one (`classifier.py`), and one that errs elsewhere. Joined they beat either."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from bot.nlu.recipe import EMBEDDING, HELD_OUT, SEED, C
from knowledge.encoder import Encoder, NotTaught

WEIGHTS = "votes.npz"
_NGRAMS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=2**15, alternate_sign=False, norm=None, dtype=np.float32
)


@dataclass
class FlowVotes:
    """One score a flow for each message. `temperature` (inverse) turns scores into honest shares."""

    labels: list[str]
    weights: np.ndarray  # flows × (embedding + n-grams)
    constants: np.ndarray
    idf: np.ndarray
    inverse_temperature: float

    @classmethod
    def fit(cls, texts: Sequence[str], flows: Sequence[str], encoder: Encoder) -> "FlowVotes":
        """The classifier of `texts`, each with the flow that it starts."""
        idf = TfidfTransformer().fit(_NGRAMS.transform(texts)).idf_.astype(np.float32)
        features = _features(texts, encoder.encode(list(texts)), idf)
        labels, places = np.unique(list(flows), return_inverse=True)
        order = np.random.default_rng(SEED).permutation(len(places))
        held, rest = np.split(order, [int(len(order) * HELD_OUT)])
        weights, constants = _fit(features[rest], places[rest])
        scores = np.asarray(features[held] @ weights.T) + constants

        def negative_log_likelihood(scale: float) -> float:
            return -float(log_softmax(scores * scale, axis=1)[np.arange(len(held)), places[held]].mean())

        scale = float(minimize_scalar(negative_log_likelihood, bounds=(0.2, 20), method="bounded").x)
        return cls([str(label) for label in labels], *_fit(features, places), idf, scale)

    def shares(self, texts: Sequence[str], embeddings: np.ndarray) -> list[dict[str, float]]:
        """For each text how likely each flow is; they add to one. `embeddings` are the texts', from the same encoder."""
        features = _features(texts, embeddings, self.idf)
        scores = (np.asarray(features @ self.weights.T) + self.constants) * self.inverse_temperature
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in softmax(scores, axis=1)]

    def save(self, folder: Path) -> None:
        """Writes them into `folder`, without pickles."""
        folder.mkdir(parents=True, exist_ok=True)
        labels = np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8)
        half = {"weights": self.weights.astype(np.float16), "idf": self.idf.astype(np.float16)}
        scale = self.inverse_temperature
        np.savez_compressed(folder / WEIGHTS, labels=labels, constants=self.constants, scale=scale, **half)

    @classmethod
    def load(cls, folder: Path) -> "FlowVotes":
        """What `save` wrote. Raises NotTaught."""
        try:
            with np.load(folder / WEIGHTS, allow_pickle=False) as a:
                labels = json.loads(a["labels"].tobytes())
                weights, idf = a["weights"].astype(np.float32), a["idf"].astype(np.float32)
                return cls(labels, weights, a["constants"], idf, float(a["scale"]))
        except (OSError, ValueError, KeyError) as error:
            raise NotTaught(f"can't be read ({type(error).__name__})") from None


def _features(texts: Sequence[str], embeddings: np.ndarray, idf: np.ndarray) -> sparse.csr_matrix:
    """The sentence embedding, and beside it the n-grams by how rare they are: what embeddings miss in names and slips."""
    counts = _NGRAMS.transform(texts)
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    spelt = normalize(counts, copy=False)
    return sparse.hstack([sparse.csr_matrix(EMBEDDING * embeddings), spelt], format="csr", dtype=np.float32)


def _fit(features: sparse.csr_matrix, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (flows × features) and constants of one flow against the rest."""
    from sklearn.svm import LinearSVC

    found = LinearSVC(C=C, loss="squared_hinge", dual=True, max_iter=300, tol=1e-2).fit(features, places)
    return found.coef_.astype(np.float32), found.intercept_.astype(np.float32)
