"""Embeddings kept by their text's hash, and FAISS indexes that are searched from the disk."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

ONE_LIST_UP_TO = 20_000  # vectors; beyond, exact search costs more than it gives (tests/bench/search_growth.py)
_PROBED = 16
_THE_SAME = 0.9999  # cosine of two probes of one encoder on one kind of processor


class Encodes(Protocol):
    """What search needs of an encoder: unit vectors of texts, one row a text."""

    name: str

    def encode(self, texts: list[str]) -> np.ndarray: ...


class EmbeddingCache:
    """Embeddings by text, in one file. Only texts that it lacks are embedded."""

    def __init__(self, path: Path, encoder: Encodes, progress: Callable[[str], None]):
        self._path, self._encoder, self._progress = path, encoder, progress
        self.probe = probe(encoder)
        self._known: dict[str, np.ndarray] = {}
        if path.exists():
            try:
                with path.open("rb") as file, np.load(file) as kept:
                    if is_alike(kept["probe"], self.probe, _THE_SAME):  # else another encoder wrote them
                        self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
                progress("the embeddings kept can't be read: embedding anew")
        self._used: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of `texts`, float32, one row a text."""
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        for start in range(0, len(new), 512):
            some = dict(list(new.items())[start : start + 512])
            self._known |= zip(some, self._encoder.encode(list(some.values())), strict=True)
            self._progress(f"embedded {min(start + 512, len(new)):,} of {len(new):,} new texts")
        self._used |= {key: self._known[key] for key in keys}
        return np.array([self._known[key] for key in keys], dtype=np.float32)

    def save(self) -> None:
        """Write what was used since the start; texts that left the pack leave the file."""
        vectors = np.array(list(self._used.values()), dtype=np.float32)
        part = self._path.with_suffix(".part.npz")
        np.savez(part, probe=self.probe, keys=np.array(list(self._used)), vectors=vectors)
        part.replace(self._path)


def is_alike(kept: np.ndarray, now: np.ndarray, least: float = 0.99) -> bool:
    """Are two probes so near (a cosine) that their encoders may read each other's vectors? Processors differ a little in how they
    multiply."""
    return kept.shape == now.shape and float(kept @ now) >= least


def probe(encoder: Encodes) -> np.ndarray:
    """A fixed sentence's vector, which tells one encoder from another whatever folder it lies in."""
    return np.asarray(encoder.encode(["Who can help a child at home with domestic abuse?"])[0], dtype=np.float32)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def write_index(vectors: np.ndarray, path: Path) -> None:
    """Write an inner-product index of unit vectors: exact up to `ONE_LIST_UP_TO`, approximate beyond.

    An inverted file even where it has only one list: FAISS maps inverted lists from the disk, a flat index not.
    """
    lists = 1
    if len(vectors) > ONE_LIST_UP_TO:
        lists = min(int(4 * len(vectors) ** 0.5), len(vectors) // 39)  # k-means wants 39 vectors a list
    index = faiss.index_factory(vectors.shape[1], f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = 1
    index.train(vectors)
    index.add(vectors)
    path.unlink(missing_ok=True)  # a process that has the old file mapped keeps it whole
    faiss.write_index(index, str(path))


class VectorIndex:
    """An index written by `write_index`, mapped into memory rather than read."""

    def __init__(self, path: Path):
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        self._index.nprobe = min(_PROBED, self._index.nlist)

    def __len__(self) -> int:
        return self._index.ntotal

    def nearest(self, vector: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `count` nearest vectors and their cosines, nearest first."""
        faiss.omp_set_num_threads(1)  # for one question, threads only wait for one another
        cosines, rows = self._index.search(vector.reshape(1, -1), min(count, len(self)))
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

    def cosines(self, vector: np.ndarray) -> np.ndarray:
        """The cosine of `vector` with every row, for indexes small enough to be exact."""
        rows, found = self.nearest(vector, len(self))
        every = np.zeros(len(self), dtype=np.float32)
        every[rows] = found
        return every
