"""Is anyone in danger? How likely danger is against work, and a few plain phrases."""

from collections.abc import Collection
from pathlib import Path

import yaml

from bot.nlu.matcher import patterns
from bot.nlu.normalise import normalise

DANGERS = ("emergency", "suicidal", "self_disclosure", "child_user")
POSSIBLE = "possible"
OWN_LIFE = ("self_disclosure", "child_user")  # dangers that only the one who writes can tell of
_WORDS = Path(__file__).with_name("danger.yml")


class Danger:
    """Tells danger from work. What counts as sure or possible is in `danger.yml`."""

    def __init__(self) -> None:
        words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
        self._sure: float = words["sure_from"]
        self._possible: float = words["possible_from"]
        self._at_work: dict[str, float] = words["at_work"]
        self._of_a_worker: float = words["of_a_worker"]
        self._of_nobody_named: float = words["of_nobody_named"]
        self._in_a_clause: float = words["in_a_clause"]
        self._lean: dict[str, float] = words["lean"]
        self._grown_roles = set(words["grown_roles"])

    def of(
        self,
        text: str,
        shares: dict[str, float],
        role: str | None = None,
        at_work: bool = False,
        denied: Collection[str] = (),
        about_a_case: bool = False,
    ) -> tuple[str | None, float]:
        """One of DANGERS, `possible`, or None; and how certain, from 0 to 1.

        `shares`: how likely each flow is; they add to one. `at_work`: a guide is under way. `about_a_case`: the
        message tells what practitioners tell of a case, such as an area or a risk. `denied`: dangers that the
        writer said it is not; they are believed, and only what is sure is heard as one again; who denied that it is
        their own life works with somebody.
        """
        said = signs(text)
        worker = "worker" in said or role in self._grown_roles or any(kind in OWN_LIFE for kind in denied)
        kinds = self._kinds(said, worker, about_a_case)
        shares = _of_whom(shares, kinds, said)
        weights = {kind: self._weight(kind, said, worker, at_work or kind in denied) for kind in kinds}
        likely = {kind: shares[kind] * weights[kind] for kind in kinds}
        work = 1 - sum(shares[kind] for kind in kinds)
        certainty = sum(likely.values()) / (sum(likely.values()) + work)
        doubted = {kind: self._at_work[kind] if kind in denied else 1 for kind in kinds}
        likeliest = max(kinds, key=lambda kind: shares[kind] * doubted[kind] + self._lean.get(kind, 0))
        if likeliest == "suicidal" and "others_life" in said:
            likeliest = "emergency"
        if (plain := _said_plainly(said)) and "no_danger" not in said:
            if certainty < self._possible and plain not in OWN_LIFE:
                return POSSIBLE, 0.5
            return (likeliest if shares[likeliest] > shares[plain] else plain), 0.95
        if certainty >= self._sure and "no_danger" not in said:
            return likeliest, certainty
        return (POSSIBLE if certainty >= self._possible else None), certainty

    def _kinds(self, said: set[str], worker: bool, about_a_case: bool) -> list[str]:
        """The dangers that it may be: who works as one of `grown_roles`, or in so many words as a teacher, is no child, and
        who works with those spoken of tells of their own life only in words that say so."""
        not_it = {"child_user"} if worker or said & {"grown", "adult"} else set()
        not_it |= {"self_disclosure"} if "under_18" in said and not not_it else set()
        not_it |= set(OWN_LIFE) if ("worker" in said or about_a_case) and "own" not in said else set()
        return [kind for kind in DANGERS if kind not in not_it]

    def _weight(self, kind: str, said: set[str], worker: bool, doubtful: bool) -> float:
        """How much less likely a danger is than its share says."""
        weight = self._at_work[kind] if doubtful else 1.0
        weight *= self._of_a_worker if worker else 1
        return weight * (self._of_nobody_named if kind in OWN_LIFE and "first_person" not in said else 1)

    def may_be_own_life(self, clause: str) -> bool:
        """Does the writer speak of themself here?"""
        return "first_person" in signs(clause)

    def is_own_life(self, shares: dict[str, float]) -> bool:
        """Is a clause, by its `shares`, the writer's own life whatever the rest of the message is about?"""
        return sum(shares[kind] for kind in OWN_LIFE) >= self._in_a_clause

    def if_quoted(self, danger: str, text: str, rest: str | None) -> str | None:
        """What the `danger` of a text that quotes somebody comes to; `rest` is that of the words around the quotation.

        Nobody quotes their own life. Another's danger in quotation marks is no more than possible where the text
        says that it is past, supposed or on paper.
        """
        if rest in DANGERS or danger in OWN_LIFE:
            return rest
        return POSSIBLE if "on_paper" in signs(text) else danger


def signs(text: str) -> set[str]:
    """The signs in `text` of who writes and of what the danger is: names of `patterns/signs.yml`."""
    said = patterns().names("signs", normalise(text))
    return said | {"adult"} if "adults_family" in said and "under_18" not in said else said


def _said_plainly(said: set[str]) -> str | None:
    """The danger of words that nobody uses of anything but danger now, unless the text says that it is past or supposed."""
    return None if "work" in said else next((kind for kind in DANGERS if f"plain_{kind}" in said), None)


def _of_whom(shares: dict[str, float], kinds: list[str], said: set[str]) -> dict[str, float]:
    """The `shares`, with what speaks of a child's own life given to an adult's where the writer can be no child, and the
    other way round: both are somebody's own."""
    own = [kind for kind in OWN_LIFE if kind in kinds]
    if len(own) != 1 or not said & {"adult", "own", "under_18"}:
        return shares
    return {**shares, **dict.fromkeys(OWN_LIFE, 0.0), own[0]: sum(shares[kind] for kind in OWN_LIFE)}
