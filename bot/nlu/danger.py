"""Is anyone in danger? The examples' votes on danger against work, and a few plain phrases."""

import re
from pathlib import Path

import numpy as np
import yaml

DANGERS = ("emergency", "suicidal", "self_disclosure", "child_user")
POSSIBLE = "possible"
_OWN_LIFE = ("self_disclosure", "child_user")  # dangers that only the one who writes can tell of
_WORDS = Path(__file__).with_name("danger.yml")


class Danger:
    """Tells danger from work. What counts as sure or possible is in `danger.yml`."""

    def __init__(self) -> None:
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._sure: dict[str, float] = words["sure_from"]
        self._sure_answer: float = words["sure_answer_from"]
        self._sure_worker: float = words["sure_worker_from"]
        self._worker = _any_of(words["worker"])
        self._possible: float = words["possible_from"]
        self._lean: dict[str, float] = words["lean"]
        self._grown_roles = set(words["grown_roles"])
        self._grown = _any_of(words["grown"])
        self._plain = {name: _any_of(phrases) for name, phrases in words["plain"].items()}
        self._work, self._on_paper = _any_of(words["work"]), _any_of(words["on_paper"])

    def of(
        self, text: str, scores: dict[str, float], role: str | None = None, answering: bool = False
    ) -> tuple[str | None, float]:
        """One of DANGERS, `possible`, or None; and how certain, from 0 to 1.

        `scores` are the flows', as `Labelling.scores` has them. Whoever says that they work in a `role` of
        `grown_roles`, or in so many words as a teacher, is no child. From somebody who works with those spoken of, and while `answering` a question of the work, votes
        must be clearer: what is in doubt is possible, so that one line of 999 comes first and the work goes on.
        """
        worker = role in self._grown_roles or self._worker.search(_straight(text)) is not None
        grown = worker or self._grown.search(_straight(text)) is not None
        kinds = [kind for kind in DANGERS if kind != "child_user" or not grown]
        likeliest = max(kinds, key=lambda kind: scores[kind] + self._lean.get(kind, 0))
        margin = _margin(scores, likeliest)
        if plain := self._said_plainly(text):
            if margin < self._possible:
                return POSSIBLE, 0.5
            return (likeliest if scores[likeliest] > scores[plain] else plain), 0.95
        certainty = float(np.clip(0.5 + margin / 2, 0, 1))
        sure, possible = self._sure[likeliest], self._possible
        if worker:
            sure = max(sure, self._sure_worker)
        if answering:
            sure, possible = max(sure, self._sure_answer), sure
        if margin >= sure:
            return likeliest, certainty
        return (POSSIBLE if margin >= possible else None), certainty

    def if_quoted(self, danger: str, text: str, rest: str | None) -> str | None:
        """What the `danger` of a text that quotes somebody comes to; `rest` is that of the words around the quotation.

        Nobody quotes their own life. Another's danger in quotation marks is no more than possible where the text
        says that it is past, supposed or on paper.
        """
        if rest in DANGERS or danger in _OWN_LIFE:
            return rest
        return POSSIBLE if self._on_paper.search(_straight(text)) else danger

    def _said_plainly(self, text: str) -> str | None:
        """Words that nobody uses of anything but danger now, unless the text says that it is past or supposed."""
        text = _straight(text)
        if self._work.search(text):
            return None
        return next((name for name, phrases in self._plain.items() if phrases.search(text)), None)


def _margin(scores: dict[str, float], kind: str) -> float:
    """How far one kind of danger is ahead of all work together: about 1 for its own examples, -1 for work's."""
    even = 1 / len(scores)  # what the scores of a message like nothing known lack
    return scores[kind] + even - sum(score + even for flow, score in scores.items() if flow not in DANGERS)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def _straight(text: str) -> str:
    return text.replace("’", "'")
