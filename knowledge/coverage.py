"""Whether the handbook covers a question at all: answered, unsure, or not covered."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from knowledge.places import Gazetteer, Mention

Status = Literal["answered", "unsure", "not_covered"]

_PASSAGE_ANSWERS, _PASSAGE_MAYBE = 0.45, 0.30  # cosines, for a pack with no written questions to learn from
_COVERED_ANSWERED = 0.95  # the share of covered questions that must be answered
_UNCOVERED_REFUSED = 0.80  # the share of uncovered questions that must get a plain no


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
        """How likely the handbook covers it, with covered and uncovered questions equally many."""
        return expit((signs - self.middle) / self.spread @ self.weights + self.constant)

    def status(self, signs: np.ndarray) -> Status:
        """The outcome for one question's features."""
        chance = float(self.chance(signs))
        return "answered" if chance >= self.answer_from else "unsure" if chance >= self.refuse_below else "not_covered"


def status_by_passage(cosine: float) -> Status:
    """The outcome where a pack has nothing to learn from: by the nearest passage's cosine."""
    return "answered" if cosine >= _PASSAGE_ANSWERS else "unsure" if cosine >= _PASSAGE_MAYBE else "not_covered"


def elsewhere(places: list[Mention], titles: list[str]) -> str | None:
    """Whose area a question is about, if it names places and all of them are another area's.

    None where a section is about that place: what the briefings found there is covered.
    """
    if not places or any(place.outside is None for place in places):
        return None
    if any(place.words.lower() in title.lower() for place in places for title in titles):
        return None
    return places[0].outside.where


def gazetteer(areas) -> Gazetteer | None:
    """The places of a pack, or None if it names none."""
    return Gazetteer(areas) if areas.areas or areas.outside or areas.unsure else None
