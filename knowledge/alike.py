"""Written messages, with which a new one is compared in meaning and in spelling."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from knowledge.rank import Spelling, likeness


class Examples:
    """The written messages, ready to be compared with a new one."""

    def __init__(self, vectors: np.ndarray, spelt: sparse.csr_matrix, spelling: Spelling):
        self._vectors, self._spelt, self._spelling = vectors, spelt, spelling
        self._by_gram = spelt.tocsc()  # a message has few n-grams of all: only theirs need looking at

    @classmethod
    def of(cls, texts: Sequence[str], vectors: np.ndarray) -> "Examples":
        """`vectors` has the embedding of each of `texts`."""
        spelling = Spelling.fit(list(texts))
        return cls(vectors, spelling.vectors(list(texts)), spelling)

    def alike(self, text: str, vector: np.ndarray) -> np.ndarray:
        """How like each example a message is; `vector` is its embedding."""
        grams = self._spelling.vectors([text])
        return likeness(self._vectors @ vector, self._by_gram[:, grams.indices] @ grams.data)

    def among(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        """How like some of the examples are to others: their places, as a matrix."""
        spelt = (self._spelt[some] @ self._spelt[others].T).toarray()
        return likeness(self._vectors[some] @ self._vectors[others].T, spelt)

    def save(self, path: Path) -> None:
        s = self._spelt
        np.savez(
            path,
            vectors=self._vectors,
            idf=self._spelling.idf,
            data=s.data,
            indices=s.indices,
            indptr=s.indptr,
            shape=s.shape,
        )

    @classmethod
    def load(cls, kept: bytes) -> "Examples":
        """The examples in the bytes of a file that `save` wrote."""
        with np.load(io.BytesIO(kept)) as a:
            spelt = sparse.csr_matrix((a["data"], a["indices"], a["indptr"]), shape=tuple(a["shape"]))
            return cls(a["vectors"], spelt, Spelling(a["idf"]))
