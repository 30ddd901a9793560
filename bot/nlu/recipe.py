"""What the classifier of messages is taught with. Apart from the classifier itself, so that asking whether it still holds
loads no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.labels import HEADS

LAYERS, ADAPTED_FROM, RANK = 6, 2, 16
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
RECIPE: dict[str, Any] = {
    "layers": [LAYERS, ADAPTED_FROM, RANK],
    "epochs": EPOCHS,
    "batch": [BATCH_SIZE, JITTER, SEED, LONGEST_LEARNT],
    "learning_rates": list(LEARNING_RATES),
    "loss": [LABEL_SMOOTHING, QUESTION_WEIGHT, *WEIGHTS.values()],
    "labels": {name: list(labels) for name, labels in HEADS.items()},
}
# What the votes are taught with: the inverse of the regularisation's strength, how much an embedding's cosine counts beside
# the n-grams', and the share of examples and the seed that the temperature is fitted with.
C, EMBEDDING, HELD_OUT = 0.25, 2.0, 0.15
VOTES: dict[str, Any] = {
    "C": C,
    "embedding": EMBEDDING,
    "held_out": HELD_OUT,
    "seed": SEED,
    "labels": list(HEADS["flow"]),
}


@dataclass(frozen=True)
class Selecting:
    """What the selector is taught with. `learning_rates`: of the adapters, and of the points of the advice. `talks`: how often each
    message of a talk is read beside a question of the pack."""

    adapted_from: int = 4
    rank: int = 16
    epochs: int = 1
    batch_size: int = 64
    jitter: float = 12
    learning_rates: tuple[float, float] = (4e-4, 5e-4)
    label_smoothing: float = 0.1
    talks: int = 4


SELECTING = Selecting()
