"""Fine-tuning the encoder: messages that mean the same come to lie together."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from knowledge.encoder import Encoder

Task = tuple[Sequence[str], Sequence[str]]  # texts, and what each is about
_BATCH = 64
_FROZEN_LAYERS = 2  # of six: the lower ones know English already
_RATE, _POINT_RATE = 1e-4, 3e-3
_TEMPERATURE = 0.1
_LONGEST = 64  # word pieces of a message looked at while learning


def tune(encoder: Encoder, tasks: Sequence[Task], folder: Path, epochs: int, progress: Callable[[str], None]) -> None:
    """Write into `folder` an encoder that has learnt `tasks`.

    Each label of each task has a point, which begins at the mean of its texts; the upper layers and the points
    learn to bring a text to its own point and away from its task's other points, by cross-entropy over cosines
    with smoothed labels (as in proxy-based metric learning: Movshovitz-Attias et al., ICCV 2017). The same
    tasks give the same encoder.
    """
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    model = SentenceTransformer(encoder.name, device="cpu")
    model.max_seq_length = min(model.max_seq_length, _LONGEST)
    labels = [np.unique(list(names), return_inverse=True)[1] for _, names in tasks]
    points = [_points(encoder, texts, found) for (texts, _), found in zip(tasks, labels, strict=True)]
    learning = _learning(model)
    optimiser = torch.optim.AdamW([{"params": learning, "lr": _RATE}, {"params": points, "lr": _POINT_RATE}])
    steps = epochs * sum(len(texts) // _BATCH for texts, _ in tasks)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: min(1, (i + 1) / 20) * (1 - i / steps))
    model.train()
    done = 0
    for epoch in range(epochs):
        for task, batch in _batches(tasks, order):
            texts = [tasks[task][0][i] for i in batch]
            found = model(model.preprocess(texts))["sentence_embedding"]
            cosines = functional.normalize(found, dim=-1) @ functional.normalize(points[task], dim=-1).T
            wanted = torch.tensor(labels[task][batch])
            loss = functional.cross_entropy(cosines / _TEMPERATURE, wanted, label_smoothing=0.1)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            if done % 50 == 0:
                progress(f"tuning, {done} of {steps} steps")
    model.eval()
    model.max_seq_length = encoder.longest
    model.save(str(folder), create_model_card=False)


def _points(encoder: Encoder, texts: Sequence[str], labels: np.ndarray) -> torch.nn.Parameter:
    vectors = encoder.encode(list(texts))
    means = np.array([vectors[labels == label].mean(0) for label in range(labels.max() + 1)])
    return torch.nn.Parameter(functional.normalize(torch.tensor(means), dim=-1))


def _learning(model: SentenceTransformer) -> list[torch.nn.Parameter]:
    for name, weights in model.named_parameters():
        frozen = "embeddings." in name or any(f"layer.{i}." in name for i in range(_FROZEN_LAYERS))
        weights.requires_grad = not frozen
    return [weights for weights in model.parameters() if weights.requires_grad]


def _batches(tasks: Sequence[Task], order: np.random.Generator) -> list[tuple[int, np.ndarray]]:
    """Every task's texts once, in shuffled batches of one task each."""
    batches = []
    for task, (texts, _) in enumerate(tasks):
        shuffled = order.permutation(len(texts))
        batches += [(task, shuffled[i : i + _BATCH]) for i in range(0, len(texts) - _BATCH + 1, _BATCH)]
    return [batches[i] for i in order.permutation(len(batches))]
