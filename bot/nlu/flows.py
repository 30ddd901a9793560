"""Which flow a message starts: a linear classifier over the sentence embedding and character n-grams."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

_EMBEDDING_WEIGHT = 3.0  # the embedding's share beside the n-grams, by cross-validation on the training examples
_SEED = 7
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]  # beyond what skops trusts of its own accord


class FlowModel:
    """Labels with confidence for a message that is already embedded. Fitted by `fit`, kept with skops."""

    def __init__(self, ngrams, classifier: LogisticRegression):
        self._ngrams, self._classifier = ngrams, classifier

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], embeddings: np.ndarray) -> "FlowModel":
        ngrams = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, max_features=60_000),
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"[\w']+"),
        )
        features = _joined(ngrams.fit_transform(texts), embeddings)
        classifier = LogisticRegression(C=8.0, max_iter=400, class_weight="balanced", random_state=_SEED, tol=1e-3)
        return cls(ngrams, classifier.fit(features, labels))

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self._classifier.classes_]

    def probabilities(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """One row a text, one column a label of `labels`, each row adding to one."""
        return self._classifier.predict_proba(_joined(self._ngrams.transform(texts), embeddings))

    def ranking(self, text: str, embedding: np.ndarray) -> list[tuple[str, float]]:
        """(label, confidence), most likely first."""
        row = self.probabilities([text], embedding.reshape(1, -1))[0]
        return [(self.labels[i], float(row[i])) for i in np.argsort(-row)]

    def save(self, path: Path) -> None:
        skops.io.dump({"ngrams": self._ngrams, "classifier": self._classifier}, path)

    @classmethod
    def load(cls, path: Path) -> "FlowModel":
        return cls.loads(path.read_bytes())

    @classmethod
    def loads(cls, kept: bytes) -> "FlowModel":
        opened = skops.io.loads(kept, trusted=_TRUSTED)
        return cls(opened["ngrams"], opened["classifier"])


def _joined(ngrams: csr_matrix, embeddings: np.ndarray) -> csr_matrix:
    return hstack([ngrams, csr_matrix(embeddings * _EMBEDDING_WEIGHT)]).tocsr()
