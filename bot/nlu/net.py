"""The classifier while it is taught (`classifier.py` says what it reads)."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from bot.adapter import AdaptedEncoder, batches
from bot.nlu.examples import Example
from bot.nlu.labels import HEADS
from bot.nlu.recipe import (
    ADAPTED_FROM,
    BATCH_SIZE,
    EPOCHS,
    JITTER,
    LABEL_SMOOTHING,
    LAYERS,
    LEARNING_RATES,
    LONGEST_LEARNT,
    QUESTION_WEIGHT,
    RANK,
    SEED,
    WEIGHTS,
)
from knowledge.encoder import packaged_model

_POOLS = 2  # ways in which a head looks at a text, beside the mean of its pieces


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


class Net(AdaptedEncoder):
    """The heads of HEADS, and one over each word piece for questions."""

    def __init__(self) -> None:
        super().__init__(packaged_model(), LAYERS, ADAPTED_FROM, RANK)
        self.norm = nn.LayerNorm(self.width)
        self.heads = nn.ModuleDict({name: _Head(self.width, len(labels)) for name, labels in HEADS.items()})
        self.question = nn.Linear(self.width, 1)

    @classmethod
    def train_on(cls, examples: Sequence[Example], progress: Callable[[str], None]) -> "Net":
        """A network taught on `examples`, the same for the same examples and processor. A label that an example lacks is not
        learnt from it."""
        targets = {name: _targets(examples, name) for name in HEADS}
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = cls()

            def loss(batch: list[int]) -> torch.Tensor:
                logits, asks, offsets = net([examples[i].text for i in batch], LONGEST_LEARNT)
                total = torch.zeros(())
                for name, weight in WEIGHTS.items():
                    total = total + weight * _cross_entropy(logits[name], targets[name][batch])
                return total + QUESTION_WEIGHT * _asks_loss(asks, offsets, [examples[i].asks for i in batch])

            lengths = [min(len(e.text) // 4, LONGEST_LEARNT) for e in examples]
            order = batches(lengths, EPOCHS, BATCH_SIZE, SEED, JITTER)
            net.fit(order, loss, LEARNING_RATES, progress)
        net.eval()
        return net

    def forward(
        self, texts: Sequence[str], longest: int
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
