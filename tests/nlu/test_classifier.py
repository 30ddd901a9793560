"""What the classifier learns from and how it fails to open, and the examples' votes; without the encoder's weights."""

import json
import shutil
from collections import defaultdict

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from bot import settings
from bot.networks import MANIFEST, WEIGHTS
from bot.nlu.classifier import MessageClassifier
from bot.nlu.examples import Example
from bot.nlu.labels import DANGERS, FLOWS, HEADS, VOICES
from bot.nlu.net import LABEL_SMOOTHING, Net, _asks_loss, _cross_entropy, _targets
from bot.nlu.votes import FlowVotes
from knowledge.encoder import NotTaught
from knowledge.evaluation import read_jsonl
from knowledge.transformer import LONGEST


def example(**labels: dict[str, float]) -> Example:
    return Example("x", labels)


def test_a_label_that_an_example_lacks_is_not_learnt_from_it():
    wanted = _targets([example(voice={"child": 1.0}), example()], "voice")
    assert wanted[0].sum().item() == pytest.approx(1) and wanted[1].sum().item() == 0
    assert wanted[0].argmax().item() == VOICES.index("child")
    assert wanted[0].max().item() == pytest.approx(1 - LABEL_SMOOTHING + LABEL_SMOOTHING / len(VOICES))


def test_nothing_known_is_nothing_learnt():
    assert _cross_entropy(torch.zeros(2, 3), torch.zeros(2, 3)).item() == 0
    assert _asks_loss(torch.zeros(1, 2), [[(0, 3), (4, 6)]], [None]).item() == 0


def test_the_nearer_the_less_to_learn():
    wanted = torch.tensor([[1.0, 0.0]])
    right, wrong = torch.tensor([[4.0, 0.0]]), torch.tensor([[0.0, 4.0]])
    assert _cross_entropy(right, wanted) < _cross_entropy(wrong, wanted)
    offsets, spans = [[(0, 3), (4, 6), (0, 0)]], [[(4, 6)]]
    asks, mistaken = torch.tensor([[-4.0, 4.0, 9.0]]), torch.tensor([[4.0, -4.0, 9.0]])
    assert _asks_loss(asks, offsets, spans) < _asks_loss(mistaken, offsets, spans)


@pytest.mark.parametrize("damage", ["missing", "cut short", "of other labels"])
def test_without_its_file_there_is_no_classifier_and_the_error_says_so(tmp_path, damage: str):
    folder = tmp_path / "classifier"
    if damage != "missing":
        shutil.copytree(settings.TAUGHT / "classifier", folder)
        if damage == "cut short":
            (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:1000])
        else:
            (folder / MANIFEST).write_text(
                json.dumps(json.loads((folder / MANIFEST).read_text()) | {"labels": {"flow": ["other"]}})
            )
    with pytest.raises(NotTaught):
        MessageClassifier(folder)


def test_it_reads_messages_as_the_network_that_was_taught():
    """Onnxruntime with whole numbers, and the adapters merged, against torch, with the adapters beside the weights."""
    folder = settings.taught("classifier")
    net = Net()
    net.load_state_dict({name: weight.float() for name, weight in load_file(folder / WEIGHTS).items()}, strict=False)
    net.eval()
    told = read_jsonl(settings.ROOT / "tests" / "evaluation" / "real_first.jsonl")
    texts = [one["text"] for one in told[::4]] + ["", "x", "help " * 400]
    apart: dict[str, list[float]] = defaultdict(list)
    same: dict[str, list[bool]] = defaultdict(list)
    for text, read in zip(texts, MessageClassifier(folder).classify(texts), strict=True):
        with torch.inference_mode():
            logits, asks, [offsets] = net([text], LONGEST)
        for name, shares in read.shares.items():
            expected = logits[name].softmax(1)[0].numpy()
            apart[name].append(np.abs(np.array(list(shares.values())) - expected).max())
            same[name].append(np.argmax(list(shares.values())) == expected.argmax())
        pieces = [(a, b, p) for (a, b), p in zip(offsets, asks.sigmoid()[0].tolist(), strict=True) if b > a]
        assert [(a, b) for a, b, _ in read.asks] == [(a, b) for a, b, _ in pieces]
        apart["question"].extend(abs(p - q) for (*_, p), (*_, q) in zip(read.asks, pieces, strict=True))
    assert {name for name, each in apart.items() if np.mean(each) > 0.015 or np.max(each) > 0.15} == set()
    assert {name for name, each in same.items() if np.mean(each) < 0.96} == set()


def test_every_danger_is_a_flow_and_a_label():
    assert set(DANGERS) < set(FLOWS) and HEADS["danger"] == ("none", *DANGERS)
    assert all(len(set(labels)) == len(labels) for labels in HEADS.values())


# -- the examples' votes ---------------------------------------------------------------------------------------

EXAMPLES = {
    "weather": ["is it raining", "sunny today", "snow tomorrow?", "what a storm", "how hot will it be", "rain again"],
    "food": ["soup for lunch", "i like bread", "cheese on toast", "what is for tea", "more cake", "a bowl of soup"],
    "music": ["play a song", "who sings this", "louder please", "a choir and a drum", "my guitar", "sing along"],
}
TEXTS, NAMES = zip(*((text, name) for name, all_ in EXAMPLES.items() for text in all_ * 3), strict=True)


class Encodes:
    """A vector of a text's letters."""

    def encode(self, texts: list[str]) -> np.ndarray:
        counts = np.array([[text.count(letter) + 0.1 for letter in "abcdefghiklmnoprstuwy"] for text in texts])
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def votes() -> FlowVotes:
    return FlowVotes.fit(TEXTS, NAMES, Encodes())  # type: ignore[arg-type]


def shares(votes: FlowVotes, text: str) -> dict[str, float]:
    return votes.shares([text], Encodes().encode([text]))[0]


@pytest.mark.parametrize(("text", "label"), [("raining tomorrow", "weather"), ("bread and soup", "food")])
def test_the_votes_read_what_is_like_their_examples(votes: FlowVotes, text: str, label: str):
    found = shares(votes, text)
    assert max(found, key=lambda one: found[one]) == label


@pytest.mark.parametrize("text", ["", " ", "?" * 5000, "مرحبا", "\u202e\x00", "rain " * 400])
def test_votes_on_anything_are_shares(votes: FlowVotes, text: str):
    assert sum(shares(votes, text).values()) == pytest.approx(1)


def test_the_votes_are_kept_as_they_were(votes: FlowVotes, tmp_path):
    votes.save(tmp_path)
    kept = FlowVotes.load(tmp_path)
    assert kept.labels == votes.labels == ["food", "music", "weather"]
    assert shares(kept, "rain") == pytest.approx(shares(votes, "rain"), abs=0.01)
