"""Is anyone in danger? A classifier of its own, taught with as much work as danger, and a few plain phrases."""

import re
from pathlib import Path

import numpy as np
import yaml

from bot.nlu.flows import FlowModel

DANGERS = ("emergency", "suicidal", "self_disclosure", "child_user")
POSSIBLE = "possible"
_WORDS = Path(__file__).with_name("danger.yml")


class Danger:
    """`of` gives one of DANGERS, `possible`, or None. `confidence` is that of the last answer."""

    def __init__(self, model: FlowModel):
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._model = model
        self._sure: dict[str, float] = words["sure_from"]
        self._possible: float = words["possible_from"]
        self._plain = {name: re.compile("|".join(rx), re.I) for name, rx in words["plain"].items()}
        self._work = re.compile("|".join(words["work"]), re.I)
        self.confidence = 0.0

    def of(self, text: str, embedding: np.ndarray) -> str | None:
        shares = dict(self._model.ranking(text, embedding))
        likeliest = max(DANGERS, key=lambda d: shares.get(d, 0.0))
        self.confidence = shares.get(likeliest, 0.0)
        if plain := self._said_plainly(text):
            self.confidence = max(self.confidence, 0.9)
            return plain
        if self.confidence >= self._sure[likeliest]:
            return likeliest
        everything = sum(shares.get(d, 0.0) for d in DANGERS)
        return POSSIBLE if everything >= self._possible else None

    def _said_plainly(self, text: str) -> str | None:
        """Words that nobody uses of anything but danger now, unless the text says that it is past or supposed."""
        text = text.replace("’", "'")
        if self._work.search(text):
            return None
        return next((name for name, rx in self._plain.items() if rx.search(text)), None)
