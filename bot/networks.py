"""What a network was taught (`bot/adapter.py`), opened to be used: its adapters added to the packaged encoder, which onnxruntime
runs, and the weights of its heads. Nothing here needs torch."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load

from knowledge.encoder import NotTaught
from knowledge.transformer import LONGEST, Transformer

WEIGHTS, MANIFEST = "adapter.safetensors", "manifest.json"
SCALE = 2  # of what the adapters add
_ADAPTED, _DOWN, _UP = "encoder.base_model.model.", ".lora_A.default.weight", ".lora_B.default.weight"

Weights = dict[str, np.ndarray]


def load_network(
    folder: Path, encoder: Path, layers: int, longest: int | None = LONGEST, **made: Any
) -> tuple[Transformer, Weights]:
    """The encoder and the heads' weights, by name, of what was taught into `folder`: the `encoder`'s so many layers, which read so
    many word pieces. Raises NotTaught, also where it was `made` otherwise, or where there is no such encoder."""
    kept = {name: weight.astype(np.float32) for name, weight in load(_whole(folder, made)).items()}
    added = {
        name.removeprefix(_ADAPTED).removesuffix(_DOWN) + ".weight": SCALE * kept[name.replace(_DOWN, _UP)] @ down
        for name, down in kept.items()
        if name.endswith(_DOWN)
    }
    heads = {name: weight for name, weight in kept.items() if not name.startswith(_ADAPTED)}
    if not (encoder / "model.safetensors").exists():
        raise NotTaught("has no encoder to go with it")
    return Transformer(encoder, layers, added, longest), heads


def _whole(folder: Path, wanted: dict[str, Any]) -> bytes:
    """The file of the weights, checked by its hash before anything reads it."""
    try:
        weights = (folder / WEIGHTS).read_bytes()
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotTaught("is not built") from None
    if not isinstance(made, dict) or made.get("sha256") != hashlib.sha256(weights).hexdigest():
        raise NotTaught("is damaged")
    if any(made.get(name) != value for name, value in wanted.items()):
        raise NotTaught("was made for something else")
    return weights
