"""The sentence encoder: what onnxruntime makes of a text is what the packaged weights' own library makes of it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file

from bot import settings
from knowledge import transformer
from knowledge.encoder import Encoder, packaged_model, shared

TEXTS = [
    "Who do I ring about a child who is not in school today?",
    "mum says he hasnt been back since the notification, shes 3 months",
    "DASH",
    "",
    " ",
    "é ñ 👩‍👩‍👧 مرحبا \u202e\x00",
    "x" * 5_000,
    "He stood in the doorway and would not let her past. " * 60,  # longer than is read
    *(f"What does section {n} say of {'very ' * n}early help?" for n in range(40)),
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return shared().encode(TEXTS)


def test_it_is_what_sentence_transformers_makes_of_it(vectors, tmp_path: Path):
    elsewhere = tmp_path / "model"
    elsewhere.symlink_to(packaged_model())  # another folder is opened by that library
    expected = Encoder(elsewhere).encode(TEXTS)
    assert vectors.dtype == expected.dtype == np.float32
    cosines = (vectors * expected).sum(axis=1)  # whole numbers stand for the weights
    assert cosines.min() > 0.99 and cosines.mean() > 0.998


def test_a_processor_that_adds_in_16_bits_reads_much_the_same(vectors, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transformer, "_greatest_weight", lambda: 63)
    network = transformer.Transformer(packaged_model(), 6)
    for text, expected in zip(TEXTS[:3], vectors, strict=False):
        hidden, *_ = network.read([text])
        mean = hidden[0].mean(axis=0)
        assert mean @ expected / np.linalg.norm(mean) > 0.99


def test_a_text_means_the_same_whatever_it_is_read_with(vectors):
    alone = np.concatenate([shared().encode([text]) for text in TEXTS])
    assert np.abs(alone - vectors).max() < 1e-5
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_no_text_is_no_vector():
    assert shared().encode([]).shape == (0, shared().encode(["a"]).shape[1])


def test_it_needs_no_torch():
    asks = (
        "import sys; from knowledge.encoder import shared; shared().encode(['hello']); "
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_the_large_encoder_reads_as_its_own_library_does():
    import torch
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    folder = settings.LARGE_ENCODER
    network, cuts = transformer.Transformer(folder, 12, longest=96), AutoTokenizer.from_pretrained(str(folder))
    whole = AutoModel.from_config(AutoConfig.from_pretrained(str(folder)), add_pooling_layer=False).eval()
    whole.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    for text in TEXTS[:3]:
        read = cuts(text, return_tensors="pt")
        with torch.no_grad():
            expected = whole(**read).last_hidden_state[0].mean(0).numpy()
        mean = network.read([text])[0][0].mean(axis=0)
        assert mean @ expected / np.linalg.norm(mean) / np.linalg.norm(expected) > 0.99
