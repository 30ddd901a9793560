"""Is anyone in danger? How likely danger is against work, and a few plain phrases."""

import re
from collections.abc import Collection
from pathlib import Path

import yaml

DANGERS = ("emergency", "suicidal", "self_disclosure", "child_user")
POSSIBLE = "possible"
OWN_LIFE = ("self_disclosure", "child_user")  # dangers that only the one who writes can tell of
_WORDS = Path(__file__).with_name("danger.yml")


class Danger:
    """Tells danger from work. What counts as sure or possible is in `danger.yml`."""

    def __init__(self) -> None:
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._sure: float = words["sure_from"]
        self._at_work: dict[str, float] = words["at_work"]
        self._of_a_worker: float = words["of_a_worker"]
        self._worker = _any_of(words["worker"])
        self._possible: float = words["possible_from"]
        self._lean: dict[str, float] = words["lean"]
        self._grown_roles = set(words["grown_roles"])
        self._grown = _any_of(words["grown"])
        self._plain = {name: _any_of(phrases) for name, phrases in words["plain"].items()}
        self._work, self._on_paper = _any_of(words["work"]), _any_of(words["on_paper"])

    def of(
        self,
        text: str,
        shares: dict[str, float],
        role: str | None = None,
        at_work: bool = False,
        denied: Collection[str] = (),
    ) -> tuple[str | None, float]:
        """One of DANGERS, `possible`, or None; and how certain, from 0 to 1.

        `shares`: how likely each flow is; they add to one. `at_work`: a guide is under way. `denied`: dangers that the
        writer said it is not; they are believed, and only what is sure is heard as one again; who denied that it is
        their own life works with somebody. Whoever says that they
        work in a `role` of `grown_roles`, or in so many words as a teacher, is no child.
        """
        of_another = any(kind in OWN_LIFE for kind in denied)
        worker = of_another or role in self._grown_roles or self._worker.search(_straight(text)) is not None
        grown = worker or self._grown.search(_straight(text)) is not None
        kinds = [kind for kind in DANGERS if kind != "child_user" or not grown]
        doubted = {kind: self._at_work[kind] if at_work or kind in denied else 1 for kind in kinds}
        likely = {kind: shares[kind] * doubted[kind] * (self._of_a_worker if worker else 1) for kind in kinds}
        work = 1 - sum(shares[kind] for kind in kinds)
        certainty = sum(likely.values()) / (sum(likely.values()) + work)
        weights = {kind: shares[kind] * (self._at_work[kind] if kind in denied else 1) for kind in kinds}
        likeliest = max(kinds, key=lambda kind: weights[kind] + self._lean.get(kind, 0))
        if plain := self._said_plainly(text):
            if certainty < self._possible:
                return POSSIBLE, 0.5
            return (likeliest if shares[likeliest] > shares[plain] else plain), 0.95
        if certainty >= self._sure:
            return likeliest, certainty
        return (POSSIBLE if certainty >= self._possible else None), certainty

    def if_quoted(self, danger: str, text: str, rest: str | None) -> str | None:
        """What the `danger` of a text that quotes somebody comes to; `rest` is that of the words around the quotation.

        Nobody quotes their own life. Another's danger in quotation marks is no more than possible where the text
        says that it is past, supposed or on paper.
        """
        if rest in DANGERS or danger in OWN_LIFE:
            return rest
        return POSSIBLE if self._on_paper.search(_straight(text)) else danger

    def _said_plainly(self, text: str) -> str | None:
        """Words that nobody uses of anything but danger now, unless the text says that it is past or supposed."""
        text = _straight(text)
        if self._work.search(text):
            return None
        return next((name for name, phrases in self._plain.items() if phrases.search(text)), None)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def _straight(text: str) -> str:
    return text.replace("’", "'")
