"""Persons made up to learn from: names from the lists, and names that are on none."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.privacy.lists import in_order
from bot.privacy.made.typed import misspelt

_FORMAL = ("Mrs", "Mr", "Ms", "Miss", "Dr", "PC", "Sgt", "Cllr", "Prof")
_KIN = (
    "auntie",
    "uncle",
    "nan",
    "grandma",
    "aunty",
    "cousin",
    "sister",
    "brother",
    "baby",
    "nana",
    "mum",
    "dad",
    "stepdad",
)
_SECOND = ("mae", "rose", "jo", "lee", "may", "grace", "louise", "jay", "leigh", "ann")
_PARTICLES = ["van der ", "de ", "al ", "al-", "El ", "bin ", "ap ", "Mac ", "O' ", "St ", "ul "]
_INITIALS = "ABCDEFGHJKLMNPRSTW"


class People:
    """Makes persons' names, the same ones for the same `chance` and towns."""

    def __init__(self, chance: random.Random, towns: list[str]):
        """`towns`: places that are surnames too, in lower case."""
        self._random, self._towns = chance, towns
        self._first, self._last, self._words = in_order("first"), in_order("last"), in_order("words")
        self._letters = _following([*self._first, *self._last])

    def person(self) -> tuple[str, str]:
        """What stands before a name and is not part of it (a title or nothing), and the name."""
        r = self._random
        chance = r.random()
        if chance < 0.55:
            return "", self.given()
        if chance < 0.84:
            return "", f"{self.given()} {self.surname()}"
        if chance < 0.88:
            return f"{r.choice(_FORMAL)} ", self.surname()
        if chance < 0.91:
            return f"{r.choice(_KIN)} ", self.given()
        if chance < 0.93:
            return f"{r.choice(_FORMAL)} ", f"{self.given()} {self.surname()}"
        if chance < 0.95:
            return "", f"{self.given()} {self.given()} {self.surname()}"
        one, two = r.choice(_INITIALS), r.choice(_INITIALS)
        forms = (
            f"{one} {self.surname()}", f"{one}. {self.surname()}", f"{one}.{two}. {self.surname()}", f"{self.given()} {one}",
            f"{self.given()} {one}.", f"{self.given()} {one} {self.surname()}", f"{one}.{two}.", f"{one}.{two}",
        )  # fmt: skip
        return "", r.choice(forms)

    def given(self) -> str:
        """A first name: listed, an everyday word, or of nobody's making."""
        chance = self._random.random()
        if chance < 0.10:
            return self._unheard()
        name = self._word(self._words if chance < 0.24 else self._first)
        if chance > 0.96 and "-" not in name:
            name += self._random.choice("- ") + self._word(_SECOND).title()
        return name

    def surname(self) -> str:
        """A surname, some of them double-barrelled, with a particle, or a town."""
        chance = self._random.random()
        if chance < 0.08:
            return self._unheard()
        name = self._word(self._words if chance > 0.92 else self._towns if chance > 0.84 else self._last)
        if chance < 0.15:
            return name + self._random.choice("-- ") + self._word(self._last)
        if chance < 0.17:
            return self._random.choice(_PARTICLES) + name
        return name

    def _word(self, names: Sequence[str]) -> str:
        """A name in capitals as they are written, misspelt now and then."""
        name = self._random.choice(names)
        if self._random.random() < 0.14 and len(name) > 4:
            name = misspelt(name, self._random)
        name = re.sub(r"(?<![\w])\w|(?<=')\w", lambda m: m[0].upper(), name)
        return re.sub(r"^(Mc)([a-z])(?=[a-z]{3})", lambda m: m[1] + m[2].upper(), name)

    def _unheard(self) -> str:
        """A name spelt as names are, letter after letter, that may be on no list."""
        while True:
            name = "  "
            while len(name) < 14 and not name.endswith("$"):
                letters, counts = self._letters[name[-2:]]
                name += self._random.choices(letters, counts)[0]
            name = name.strip(" $")
            if len(name) > 3:
                return name.capitalize()


def _following(names: list[str]) -> dict[str, tuple[list[str], list[int]]]:
    """Which letters follow which two in `names`, and how often; `$` ends a name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        if name.isalpha():
            padded = f"  {name}$"
            for i in range(2, len(padded)):
                counts[padded[i - 2 : i]][padded[i]] += 1
    return {pair: ([*after], [*after.values()]) for pair, after in counts.items()}
