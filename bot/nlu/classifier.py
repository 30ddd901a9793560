"""One encoder, one pass, several heads: what a message starts, whether it speaks of danger, who writes, how urgent it is,
whether a police notification has come, whether a child is hurt, and which of its words ask something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import torch
from torch import nn

from bot.adapter import AdaptedEncoder, batches
from bot.nlu.examples import Example
from bot.nlu.labels import HEADS
from knowledge.encoder import NotTaught

logger = structlog.get_logger()

LAYERS, ADAPTED_FROM, RANK = 6, 2, 16
LONGEST = 256  # word pieces of a text that are read
EPOCHS, BATCH_SIZE, JITTER, SEED = 4, 32, 12, 7
LONGEST_LEARNT = 128  # word pieces: what is longer is learnt from its first part, and read by sentences
LEARNING_RATES = (1.5e-3, 3e-3)  # of the adapters, and of the heads
LABEL_SMOOTHING = 0.04
WEIGHTS: Mapping[str, float] = {
    "flow": 1.0,
    "danger": 1.0,
    "voice": 0.7,
    "urgency": 0.4,
    "notification": 0.3,
    "harmed": 0.3,
}
QUESTION_WEIGHT = 0.5
_ALIKE_IN_LENGTH = 2.0  # texts are read together up to this ratio of their lengths
_POOLS = 2  # ways in which a head looks at a text, beside the mean of its pieces


@dataclass(frozen=True)
class Classified:
    """What the heads say of one text: for each of HEADS the probability of each label, and `asks`, for each word piece
    its start, end and the probability that it is part of a question."""

    shares: dict[str, dict[str, float]]
    asks: list[tuple[int, int, float]]


class _Head(nn.Module):
    """Probabilities of some labels, from the pieces that matter to them: one clause may give away who writes."""

    def __init__(self, width: int, labels: int):
        super().__init__()
        self.attention = nn.Linear(width, _POOLS)
        self.classify = nn.Sequential(nn.Dropout(0.1), nn.Linear(width * (_POOLS + 1), labels))

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        looked = self.attention(hidden).masked_fill(mask[:, :, None] == 0, -1e4).softmax(1)
        pooled = torch.einsum("tpa,tpw->taw", looked, hidden).flatten(1)
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return self.classify(torch.cat([pooled, mean], 1))


class MessageClassifier(AdaptedEncoder):
    """Reads texts with the heads of HEADS, and with one over each word piece for questions."""

    def __init__(self) -> None:
        super().__init__(LAYERS, ADAPTED_FROM, RANK)
        self.norm = nn.LayerNorm(self.width)
        self.heads = nn.ModuleDict({name: _Head(self.width, len(labels)) for name, labels in HEADS.items()})
        self.question = nn.Linear(self.width, 1)

    @classmethod
    def train_on(cls, examples: Sequence[Example], progress: Callable[[str], None]) -> "MessageClassifier":
        """A classifier of `examples`, the same for the same examples and processor. A label that an example lacks is not
        learnt from it."""
        targets = {name: _targets(examples, name) for name in HEADS}
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            classifier = cls()

            def loss(batch: list[int]) -> torch.Tensor:
                logits, asks, offsets = classifier([examples[i].text for i in batch], LONGEST_LEARNT)
                total = torch.zeros(())
                for name, weight in WEIGHTS.items():
                    total = total + weight * _cross_entropy(logits[name], targets[name][batch])
                return total + QUESTION_WEIGHT * _asks_loss(asks, offsets, [examples[i].asks for i in batch])

            lengths = [min(len(e.text) // 4, LONGEST_LEARNT) for e in examples]
            order = batches(lengths, EPOCHS, BATCH_SIZE, SEED, JITTER)
            classifier.fit(order, loss, LEARNING_RATES, progress)
        classifier.eval()
        return classifier

    def forward(
        self, texts: Sequence[str], longest: int = LONGEST
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, list[list[tuple[int, int]]]]:
        """Logits of each head (texts × labels), of each piece's asking (texts × pieces), and where the pieces stand."""
        read = self.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=longest,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        mask = read["attention_mask"]
        hidden = self.norm(self.hidden(read["input_ids"], mask))
        logits = {name: head(hidden, mask) for name, head in self.heads.items()}
        offsets = [
            [(int(a), int(b)) if there else (0, 0) for (a, b), there in zip(row, kept, strict=True)]
            for row, kept in zip(read["offset_mapping"].tolist(), mask.tolist(), strict=True)
        ]
        return logits, self.question(hidden)[:, :, 0], offsets

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
        with torch.inference_mode():
            logits, asks, offsets = self(texts)
            shares = {name: logit.softmax(1).tolist() for name, logit in logits.items()}
            chances = asks.sigmoid().tolist()
        return [
            Classified(
                {name: dict(zip(HEADS[name], rows[i], strict=True)) for name, rows in shares.items()},
                [(a, b, p) for (a, b), p in zip(offsets[i], chances[i], strict=True) if b > a],
            )
            for i in range(len(texts))
        ]


def _targets(examples: Sequence[Example], head: str) -> torch.Tensor:
    """For each example the wanted probability of each label; a row of noughts where it has none."""
    place = {label: i for i, label in enumerate(HEADS[head])}
    wanted = np.zeros((len(examples), len(place)), dtype=np.float32)
    for row, example in zip(wanted, examples, strict=True):
        for label, share in example.labels.get(head, {}).items():
            row[place[label]] += share
        if total := row.sum():
            row[:] = row / total * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / len(row)
    return torch.from_numpy(wanted)


def _cross_entropy(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    known = wanted.sum(1) > 0
    if not known.any():
        return torch.zeros(())
    return -(wanted[known] * logits[known].log_softmax(1)).sum(1).mean()


def _asks_loss(
    asks: torch.Tensor, offsets: list[list[tuple[int, int]]], spans: Sequence[Sequence[tuple[int, int]] | None]
) -> torch.Tensor:
    """Binary cross-entropy over the pieces of the texts whose questions are known."""
    known = np.array(
        [[told is not None and end > start for start, end in row] for row, told in zip(offsets, spans, strict=True)]
    )
    if not known.any():
        return torch.zeros(())
    wanted = np.array(
        [
            [any(a < end and start < b for a, b in told or ()) for start, end in row]
            for row, told in zip(offsets, spans, strict=True)
        ],
        dtype=np.float32,
    )
    chosen = torch.from_numpy(known)
    return nn.functional.binary_cross_entropy_with_logits(asks[chosen], torch.from_numpy(wanted)[chosen])


def open_classifier(folder: Path) -> MessageClassifier | None:
    """The classifier that was saved into `folder`; None, and a word in the log, where there is none."""
    try:
        classifier = MessageClassifier()
        classifier.load(folder, labels=saved_labels())
        return classifier
    except NotTaught as why:
        logger.warning("classifier.unavailable", error=f"The classifier of messages {why}. Run 'signpost train'.")
        return None


def saved_labels() -> dict[str, Any]:
    """The labels of each head, as the manifest has them."""
    return {name: list(labels) for name, labels in HEADS.items()}
