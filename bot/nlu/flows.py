"""Which flow a message starts: a linear classifier over the sentence embedding and character n-grams."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

_EMBEDDING_WEIGHT = 3.0  # the embedding's share beside the n-grams, by cross-validation on the training examples
_SEED = 7
_KINDS = (
    {"analyzer": "char_wb", "ngram_range": (2, 5), "max_features": 60_000},
    {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"[\w']+"},
)


class FlowModel:
    """Labels with confidence for a message that is already embedded. Fitted by `fit`, kept as plain arrays."""

    def __init__(self, ngrams: Sequence[TfidfVectorizer], labels: Sequence[str], weights: np.ndarray, bias: np.ndarray):
        self._ngrams, self.labels, self._weights, self._bias = ngrams, list(labels), weights, bias

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], embeddings: np.ndarray) -> "FlowModel":
        """`embeddings` has a row for each of `texts`; there must be three labels or more."""
        ngrams = [TfidfVectorizer(**kind, min_df=2, sublinear_tf=True).fit(texts) for kind in _KINDS]
        features = _features(ngrams, texts, embeddings)
        fitted = LogisticRegression(C=8.0, max_iter=400, class_weight="balanced", random_state=_SEED, tol=1e-3)
        fitted.fit(features, labels)
        return cls(ngrams, [str(c) for c in fitted.classes_], fitted.coef_.T.astype(np.float32), fitted.intercept_)

    def probabilities(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """One row a text, one column a label of `labels`, each row adding to one."""
        return softmax(_features(self._ngrams, texts, embeddings) @ self._weights + self._bias, axis=1)

    def ranking(self, text: str, embedding: np.ndarray) -> list[tuple[str, float]]:
        """(label, confidence), most likely first."""
        row = self.probabilities([text], embedding.reshape(1, -1))[0]
        return [(self.labels[i], float(row[i])) for i in np.argsort(-row)]

    def save(self, path: Path) -> None:
        words = {f"idf_{i}": v.idf_.astype(np.float32) for i, v in enumerate(self._ngrams)}
        names = {f"names_{i}": _packed(v.get_feature_names_out().tolist()) for i, v in enumerate(self._ngrams)}
        np.savez(path, labels=_packed(self.labels), weights=self._weights, bias=self._bias, **words, **names)

    @classmethod
    def load(cls, kept: bytes) -> "FlowModel":
        """The model in the bytes of a file that `save` wrote."""
        with np.load(io.BytesIO(kept)) as arrays:
            ngrams = [_vectorizer(kind, arrays[f"names_{i}"], arrays[f"idf_{i}"]) for i, kind in enumerate(_KINDS)]
            return cls(ngrams, _unpacked(arrays["labels"]), arrays["weights"], arrays["bias"])


def _vectorizer(kind: dict, names: np.ndarray, idf: np.ndarray) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(**kind, vocabulary=_unpacked(names), sublinear_tf=True)
    vectorizer.idf_ = idf.astype(np.float64)
    return vectorizer


def _features(ngrams: Sequence[TfidfVectorizer], texts: Sequence[str], embeddings: np.ndarray) -> csr_matrix:
    parts = [vectorizer.transform(texts) for vectorizer in ngrams]
    return hstack([*parts, csr_matrix(embeddings * _EMBEDDING_WEIGHT)]).tocsr()


def _packed(names: list[str]) -> np.ndarray:
    return np.frombuffer(json.dumps(names).encode(), dtype=np.uint8)


def _unpacked(packed: np.ndarray) -> list[str]:
    return json.loads(packed.tobytes())
