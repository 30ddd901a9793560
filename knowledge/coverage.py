"""Whether the handbook covers a question at all: answered, unsure, or not covered."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Status = Literal["answered", "unsure", "not_covered"]

# Shares of the pack's own questions, each seen as if new. They were written to differ from one another, so what
# people really ask lies nearer to them than they do: more of it passes.
_COVERED_ANSWERED = 0.93
_UNCOVERED_REFUSED = 0.80
_CLEAR = 0.30  # below this chance the first section is wrong three times in four: offer several instead

# Cosines, for a pack with no uncovered questions to learn from. At the first, 4 in 5 covered questions pass and
# 1 in 10 unrelated ones; at the second, 19 in 20 and 1 in 4.
_LIKE_ANSWERS, _LIKE_MAYBE = 0.40, 0.30


@dataclass
class Coverage:
    """Logistic regression over what the search found, with the two thresholds between the three outcomes."""

    weights: np.ndarray
    middle: np.ndarray
    spread: np.ndarray
    constant: float
    answer_from: float
    refuse_below: float

    @classmethod
    def fit(cls, signs: np.ndarray, covered: np.ndarray) -> "Coverage":
        """`signs` is questions × features, seen as if each question were new; `covered` says which are."""
        middle, spread = signs.mean(0), signs.std(0) + 1e-6
        model = LogisticRegression(class_weight="balanced", max_iter=1000).fit((signs - middle) / spread, covered)
        made = cls(model.coef_[0], middle, spread, float(model.intercept_[0]), 0.5, 0.5)
        chances = made.chance(signs)
        made.answer_from = float(np.quantile(chances[covered], 1 - _COVERED_ANSWERED))
        made.refuse_below = min(float(np.quantile(chances[~covered], _UNCOVERED_REFUSED)), made.answer_from)
        return made

    def chance(self, signs: np.ndarray) -> np.ndarray:
        """How likely the handbook covers it, were covered and uncovered questions equally many."""
        return expit((np.asarray(signs) - self.middle) / self.spread @ self.weights + self.constant)

    def status(self, signs: np.ndarray | list[float], best: float) -> Status:
        """The outcome for one question's features; `best` is the chance of the section found first."""
        chance = float(self.chance(np.asarray(signs)))
        if chance < self.refuse_below:
            return "not_covered"
        return "answered" if chance >= self.answer_from and best >= _CLEAR else "unsure"


def status_by_likeness(cosine: float) -> Status:
    """The outcome where a pack has nothing to learn from, by the nearest passage's or question's cosine."""
    return "answered" if cosine >= _LIKE_ANSWERS else "unsure" if cosine >= _LIKE_MAYBE else "not_covered"
