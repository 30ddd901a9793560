"""How search grows from 46 sections to 100,000, and where an exact index should give way. Vectors are made."""

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

import faiss
import numpy as np

SECTIONS = (46, 1_000, 10_000, 100_000)
_DIMENSIONS = 384
_QUERIES = 200


@dataclass(frozen=True)
class Row:
    """One index at one size: milliseconds a query, megabytes, seconds to build, share of the true ten found."""

    sections: int
    kind: str
    ms: float
    megabytes: float
    build_seconds: float
    recall: float


def growth(sizes: tuple[int, ...] = SECTIONS, dimensions: int = _DIMENSIONS) -> list[Row]:
    """Flat, IVF and HNSW at each size, on clustered unit vectors, one a section, one query at a time."""
    return [row for size in sizes for row in _at(size, dimensions)]


def _at(sections: int, dimensions: int) -> Iterator[Row]:
    count = sections
    vectors, queries = _made(count, dimensions)
    lists = min(int(4 * count**0.5), count // 39) if count >= 2_000 else 1  # k-means wants 39 vectors a list
    kinds = {"flat": "Flat", "IVF": f"IVF{lists},Flat", "HNSW": "HNSW32,Flat"}
    true = None
    for kind, factory in kinds.items():
        index = faiss.index_factory(dimensions, factory, faiss.METRIC_INNER_PRODUCT)
        started = time.perf_counter()
        if not index.is_trained:
            index.train(vectors[: 64 * lists] if count > 64 * lists else vectors)
        index.add(vectors)
        built = time.perf_counter() - started
        if kind == "IVF":
            index.nprobe = 16
        if kind == "HNSW":
            index.hnsw.efSearch = 64
        found, spent = _ask(index, queries)
        true = found if true is None else true
        recall = np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found, true, strict=True)])
        yield Row(sections, kind, 1000 * spent / len(queries), faiss.serialize_index(index).nbytes / 1e6, built, recall)


def _made(count: int, dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors in clusters, as passages on one subject lie, and queries near some of them."""
    made = np.random.default_rng(1)
    centres = made.standard_normal((max(8, count // 40), dimensions), dtype=np.float32)
    vectors = centres[made.integers(len(centres), size=count)]
    vectors += 0.8 * made.standard_normal((count, dimensions), dtype=np.float32)
    queries = vectors[made.integers(count, size=_QUERIES)]
    queries = queries + 0.8 * made.standard_normal(queries.shape, dtype=np.float32)
    return _unit(vectors), _unit(queries)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _ask(index: faiss.Index, queries: np.ndarray) -> tuple[list[np.ndarray], float]:
    index.search(queries[:5], 10)
    started = time.perf_counter()
    found = [index.search(query[None], 10)[1][0] for query in queries]
    return found, time.perf_counter() - started


def main() -> None:
    """Print the table; ratios are to the flat index of 46 sections in this run."""
    faiss.omp_set_num_threads(1)
    rows = growth()
    unit = rows[0]
    print(f"{'sections':>9} {'index':<6} {'ms':>8} {'x':>8} {'MB':>8} {'x':>7} {'build s':>8} {'recall@10':>10}")
    for row in rows:
        print(
            f"{row.sections:>9,} {row.kind:<6} {row.ms:>8.3f} {row.ms / unit.ms:>8.1f} {row.megabytes:>8.1f}"
            f" {row.megabytes / unit.megabytes:>7.0f} {row.build_seconds:>8.2f} {row.recall:>10.2f}"
        )
    for size in SECTIONS:
        best = min((row for row in rows if row.sections == size and row.recall >= 0.9), key=lambda row: row.ms)
        print(f"{size:,} sections: the fastest that finds nine in ten is {best.kind}.")
    print(f"Peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
