"""Is anyone in danger? The examples' votes on danger against work, and a few plain phrases."""

import re
from pathlib import Path

import numpy as np
import yaml

from bot.nlu.flows import Labelling

DANGERS = ("emergency", "suicidal", "self_disclosure", "child_user")
POSSIBLE = "possible"
WORK = "work"
_WORDS = Path(__file__).with_name("danger.yml")


class Danger:
    """Tells danger from work. What counts as sure or possible is in `danger.yml`."""

    def __init__(self, labelling: Labelling):
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._labelling = labelling
        self._sure: dict[str, float] = words["sure_from"]
        self._possible: float = words["possible_from"]
        self._grown = set(words["grown_roles"])
        self._plain = {name: re.compile("|".join(rx), re.I) for name, rx in words["plain"].items()}
        self._work = re.compile("|".join(words["work"]), re.I)

    def of(self, text: str, alike: np.ndarray, role: str | None = None) -> tuple[str | None, float]:
        """One of DANGERS, `possible`, or None; and how certain, from 0 to 1. `alike` is as `Examples.alike` has it.
        Whoever says that they work in a `role` of `grown_roles` is no child."""
        scores = self._labelling.scores(alike)
        kinds = [kind for kind in DANGERS if kind != "child_user" or role not in self._grown]
        likeliest = max(kinds, key=lambda kind: scores[kind])
        margin = scores[likeliest] - scores[WORK]
        if plain := self._said_plainly(text):
            return (likeliest if scores[likeliest] > scores[plain] and margin > self._possible else plain), 0.95
        certainty = float(np.clip(0.5 + margin / 2, 0, 1))
        if margin >= self._sure[likeliest]:
            return likeliest, certainty
        return (POSSIBLE if margin >= self._possible else None), certainty

    def _said_plainly(self, text: str) -> str | None:
        """Words that nobody uses of anything but danger now, unless the text says that it is past or supposed."""
        text = text.replace("’", "'")
        if self._work.search(text):
            return None
        return next((name for name, rx in self._plain.items() if rx.search(text)), None)
