"""Which flow a message starts, by a linear classifier over its sentence embedding and its character n-grams: a reader of another
kind than the fine-tuned one (`classifier.py`), and one that errs elsewhere. Joined they beat either."""

import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from knowledge.encoder import Encoder
from knowledge.rank import Spelling

_FILE = "flows.npz"
_C = 0.25  # the inverse of the regularisation's strength
_EMBEDDING = 2.0  # how much an embedding's cosine counts beside the n-grams'
_HELD_OUT, _SEED = 0.15, 7  # of the examples, to fit the temperature on


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
        spelling = Spelling.fit(list(texts))
        features = _features(encoder.encode(list(texts)), spelling.vectors(list(texts)))
        labels, places = np.unique(list(flows), return_inverse=True)
        order = np.random.default_rng(_SEED).permutation(len(places))
        held, rest = np.split(order, [int(len(order) * _HELD_OUT)])
        weights, constants = _fit(features[rest], places[rest])
        scores = np.asarray(features[held] @ weights.T) + constants

        def negative_log_likelihood(scale: float) -> float:
            return -float(log_softmax(scores * scale, axis=1)[np.arange(len(held)), places[held]].mean())

        scale = float(minimize_scalar(negative_log_likelihood, bounds=(0.2, 20), method="bounded").x)
        return cls([str(label) for label in labels], *_fit(features, places), spelling.idf, scale)

    def shares(self, texts: Sequence[str], embeddings: np.ndarray) -> list[dict[str, float]]:
        """For each text how likely each flow is; they add to one. `embeddings` are the texts', from the same encoder."""
        features = _features(embeddings, Spelling(self.idf).vectors(list(texts)))
        scores = (np.asarray(features @ self.weights.T) + self.constants) * self.inverse_temperature
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in softmax(scores, axis=1)]

    def save(self, folder: Path) -> None:
        labels = np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8)
        np.savez(
            folder / _FILE,
            labels=labels,
            weights=self.weights.astype(np.float16),
            constants=self.constants,
            idf=self.idf,
            scale=self.inverse_temperature,
        )

    @classmethod
    def load(cls, folder: Path) -> "FlowVotes":
        """What `save` wrote."""
        return cls._of((folder / _FILE).read_bytes())

    @classmethod
    def from_archive(cls, archive: Path) -> "FlowVotes":
        """The same out of a trained Rasa model, without loading Rasa."""
        with tarfile.open(archive) as tar:
            member = next(m for m in tar if Path(m.name).name == _FILE)
            file = tar.extractfile(member)
            assert file is not None
            return cls._of(file.read())

    @classmethod
    def _of(cls, kept: bytes) -> "FlowVotes":
        with np.load(io.BytesIO(kept)) as a:
            labels = json.loads(a["labels"].tobytes())
            return cls(labels, a["weights"].astype(np.float32), a["constants"], a["idf"], float(a["scale"]))


def _features(embeddings: np.ndarray, spelt: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.hstack([sparse.csr_matrix(_EMBEDDING * embeddings), spelt], format="csr", dtype=np.float32)


def _fit(features: sparse.csr_matrix, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (flows × features) and constants of one flow against the rest."""
    from sklearn.svm import LinearSVC

    found = LinearSVC(C=_C, loss="squared_hinge", dual=True, max_iter=300, tol=1e-2).fit(features, places)
    return found.coef_.astype(np.float32), found.intercept_.astype(np.float32)
