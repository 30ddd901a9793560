"""One encoder, one pass, several heads: what a message starts, whether it speaks of danger, who writes, how urgent it is,
whether a police notification has come, whether a child is hurt, and which of its words ask something."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit, softmax

from bot.networks import load_network
from bot.nlu.labels import HEADS
from bot.nlu.recipe import LAYERS
from knowledge.encoder import packaged_model

_ALIKE_IN_LENGTH = 2.0  # texts are read together up to this ratio of their lengths
_EPSILON = 1e-5  # what is added to a layer norm's variance


@dataclass(frozen=True)
class Classified:
    """What the heads say of one text: for each of HEADS the probability of each label, and `asks`, for each word piece
    its start, end and the probability that it is part of a question."""

    shares: dict[str, dict[str, float]]
    asks: list[tuple[int, int, float]]


class MessageClassifier:
    """Reads texts with the heads of HEADS, and with one over each word piece for questions: what `net.py` was taught."""

    def __init__(self, folder: Path):
        """Opens what was taught into `folder`. Raises NotTaught."""
        self._encoder, self._weights = load_network(folder, packaged_model(), LAYERS, labels=saved_labels())

    def classify(self, texts: Sequence[str]) -> list[Classified]:
        """What the heads say of each of `texts`. Those of much the same length are read together: padding costs as much as
        words."""
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        found: dict[int, Classified] = {}
        while order:
            batch = [i for i in order if len(texts[i]) * _ALIKE_IN_LENGTH >= len(texts[order[0]])]
            found.update(zip(batch, self._classify([texts[i] for i in batch]), strict=True))
            order = [i for i in order if i not in found]
        return [found[i] for i in range(len(texts))]

    def _classify(self, texts: Sequence[str]) -> list[Classified]:
        hidden, there, pieces = self._encoder.read(texts)
        hidden = self._normed(hidden)
        shares = {name: softmax(self._head(f"heads.{name}", hidden, there), axis=1).tolist() for name in HEADS}
        asks = expit(self._linear("question", hidden)[:, :, 0]).tolist()
        return [
            Classified(
                {name: dict(zip(HEADS[name], rows[i], strict=True)) for name, rows in shares.items()},
                [(a, b, p) for (a, b), p in zip(pieces[i].offsets, asks[i], strict=True) if b > a],
            )
            for i in range(len(texts))
        ]

    def _head(self, name: str, hidden: np.ndarray, there: np.ndarray) -> np.ndarray:
        """The logits of a head's labels, from the pieces that matter to them and from the mean of all."""
        looked = softmax(np.where(there[:, :, None], self._linear(f"{name}.attention", hidden), -1e4), axis=1)
        pooled = np.einsum("tpa,tpw->taw", looked, hidden).reshape(len(hidden), -1)
        mean = np.einsum("tp,tpw->tw", there.astype(np.float32), hidden) / there.sum(1, keepdims=True)
        return self._linear(f"{name}.classify.1", np.concatenate([pooled, mean], axis=1))

    def _normed(self, hidden: np.ndarray) -> np.ndarray:
        apart = hidden - hidden.mean(-1, keepdims=True)
        spread = np.sqrt((apart**2).mean(-1, keepdims=True) + _EPSILON)
        normed: np.ndarray = apart / spread * self._weights["norm.weight"] + self._weights["norm.bias"]
        return normed

    def _linear(self, name: str, given: np.ndarray) -> np.ndarray:
        mapped: np.ndarray = given @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return mapped


def saved_labels() -> dict[str, Any]:
    """The labels of each head, as the manifest has them."""
    return {name: list(labels) for name, labels in HEADS.items()}
