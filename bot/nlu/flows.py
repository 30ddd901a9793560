"""Which flow a message starts, and whether it speaks of danger: the written examples vote, each as far as the
message is like it in meaning and in spelling. The same learner ranks the handbook's sections (knowledge/rank.py)."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from knowledge.rank import Votes


@dataclass
class Labelling:
    """The votes of the examples on one set of labels. `scale` turns scores into honest confidences."""

    labels: list[str]
    votes: Votes
    scale: float

    @classmethod
    def fit(cls, alike: np.ndarray, names: Sequence[str]) -> tuple["Labelling", np.ndarray]:
        """The labelling, and each example's scores as if it had not been among the examples."""
        labels, places = np.unique(list(names), return_inverse=True)
        votes, unseen = Votes.fit(alike, places, len(labels))

        def surprise(scale: float) -> float:
            return -float(log_softmax(unseen * scale, axis=1)[np.arange(len(places)), places].mean())

        scale = minimize_scalar(surprise, bounds=(0.5, 30), method="bounded").x
        return cls([str(label) for label in labels], votes, float(scale)), unseen

    def shares(self, alike: np.ndarray) -> dict[str, float]:
        """How likely each label is; they add to one."""
        shares = softmax(self.votes.scores(alike) * self.scale)
        return dict(zip(self.labels, map(float, shares), strict=True))


def save_labelling(labelling: Labelling, path: Path) -> None:
    names = np.frombuffer(json.dumps(labelling.labels).encode(), dtype=np.uint8)
    np.savez(path, labels=names, votes=labelling.votes.weights, scale=labelling.scale)


def load_labelling(kept: bytes) -> Labelling:
    """The labelling in the bytes of a file that `save_labelling` wrote."""
    with np.load(io.BytesIO(kept)) as a:
        return Labelling(json.loads(a["labels"].tobytes()), Votes(a["votes"]), float(a["scale"]))
