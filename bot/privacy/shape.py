"""The shape of the mask's network: what it reads and what it tells. Apart from the network that learns (`net.py`), so that masking
loads no torch."""

from collections.abc import Iterable, Sequence

import numpy as np
from spacy.tokens import Doc

LABELS = ("PERSON", "ADDRESS", "DOB")  # what it tells of each word, in this order
LAYERS, ADAPTED_FROM, RANK = 4, 2, 32
KINDS = 4096  # of facts: two may share a number
WINDOW = 160  # word pieces read together

Piece = tuple[int, tuple[int, int]]  # its number, and where it stands in the text


def windows(docs: Sequence[Doc], pieces: Iterable[Iterable[Piece]]) -> list[list[tuple[int, int]]]:
    """The `pieces` of each of `docs`, WINDOW at a time: for each its number and the place of its word among all words."""
    found: list[list[tuple[int, int]]] = []
    base = 0
    for doc, read in zip(docs, pieces, strict=True):
        at, window = 0, []
        for piece, (start, end) in read:
            while at + 1 < len(doc) and doc[at + 1].idx <= start:
                at += 1
            if end > start:
                window.append((piece, base + at))
            if len(window) == WINDOW:
                found.append(window)
                window = []
        found.append(window)
        base += len(doc)
    return found


def padded(read: list[list[tuple[int, int]]], begin: int, end: int, fill: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of each window's pieces between `begin` and `end`, filled up to the longest, and which of them are there."""
    ids = np.full((len(read), max(map(len, read)) + 2), fill, dtype=np.int64)
    there = np.zeros_like(ids)
    for row, window in enumerate(read):
        ids[row, : len(window) + 2] = [begin, *(piece for piece, _ in window), end]
        there[row, : len(window) + 2] = 1
    return ids, there
