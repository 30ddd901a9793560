"""How well a mask does: on messages whose details are marked, and on questions that are typed with slips."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

STRUCTURED = ("PHONE", "EMAIL", "POSTCODE", "ADDRESS", "DOB", "NHS_NUMBER", "NINO")


def evaluate_masking(mask: Any, rows: Iterable[dict]) -> dict:
    """The shares that `mask` gets right of `rows` ({"text", "spans": [[start, end, label]]}).

    Out: `structured`, `names` and `all` (details wholly masked), `labels` (the same for each label), `clean_touched`
    (messages without a detail in which something was masked) and the counts behind them. A detail counts when every
    character of it is covered. A share of nothing is None.
    """
    whole, there = Counter(), Counter()
    clean = touched = 0
    for row in rows:
        found = mask.mask(row["text"]).spans
        covered = {i for start, end, _ in found for i in range(start, end)}
        for start, end, label in row["spans"]:
            there[label] += 1
            whole[label] += covered.issuperset(range(start, end))
        if not row["spans"]:
            clean += 1
            touched += bool(found)

    def share(labels: Iterable[str]) -> float | None:
        total = sum(there[label] for label in labels)
        return round(sum(whole[label] for label in labels) / total, 4) if total else None

    return {
        "structured": share(STRUCTURED),
        "names": share(["PERSON"]),
        "all": share([*STRUCTURED, "PERSON"]),
        "clean_touched": round(touched / clean, 4) if clean else None,
        "labels": {label: share([label]) for label in sorted(there)},
        "details": sum(there.values()),
        "clean": clean,
    }


def evaluate_slips(mask: Any, questions: Iterable[str], slips: int = 2, seed: int = 20) -> dict:
    """How often `mask` takes a slip for a name. In: questions that name nobody. Out: `slips_touched`, the share of them
    that lose a word once `slips` of their words are misspelt, and `questions_touched`, the share that lose one as they
    stand."""
    chance = random.Random(seed)
    asked = list(questions)
    touched = sum(bool(mask.mask(with_slips(text, slips, chance)).spans) for text in asked)
    before = sum(bool(mask.mask(text).spans) for text in asked)
    return {
        "slips_touched": round(touched / len(asked), 4) if asked else None,
        "questions_touched": round(before / len(asked), 4) if asked else None,
    }


# This is how slips are made for the figure alone: what the mask learns from is misspelt by `made/typed.py`, in its own
# way, so that the figure does not tell how well one generator is remembered.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    letter: [
        other
        for r, other_row in enumerate(_ROWS)
        for c, other in enumerate(other_row)
        if other != letter and abs(r - row_at) <= 1 and abs(c + r * 0.5 - column - row_at * 0.5) <= 1
    ]
    for row_at, row in enumerate(_ROWS)
    for column, letter in enumerate(row)
}
_SOUNDS = (("ie", "ei"), ("ei", "ie"), ("tion", "shun"), ("sion", "tion"), ("ph", "f"), ("ough", "uff"), ("ence", "ance"), ("ance", "ence"),
           ("able", "ible"), ("ible", "able"), ("ea", "ee"), ("ee", "ea"), ("ai", "ay"), ("ce", "se"), ("se", "ce"), ("er", "ur"), ("or", "er"),
           ("ar", "er"), ("que", "k"), ("ck", "k"), ("c", "k"), ("igh", "ie"), ("our", "er"), ("wh", "w"), ("kn", "n"), ("gh", "g"), ("sc", "s"),
           ("y", "i"), ("i", "y"), ("u", "oo"), ("oo", "u"), ("a", "u"), ("e", "i"), ("i", "e"), ("o", "a"))  # fmt: skip
_LONG = re.compile(r"[A-Za-z]{4,}")


def with_slips(text: str, slips: int, chance: random.Random) -> str:
    """`text` with so many of its words of four letters and more misspelt, by hand or by ear; its other words as they are."""
    words = [*_LONG.finditer(text)]
    for word in sorted(chance.sample(words, min(slips, len(words))), key=lambda m: -m.start()):
        text = text[: word.start()] + _misspelt(word[0], chance) + text[word.end() :]
    return text


def _misspelt(word: str, chance: random.Random) -> str:
    by_ear = [
        word[:at] + new + word[at + len(old) :]
        for old, new in _SOUNDS
        for at in range(len(word))
        if word.startswith(old, at)
    ]
    if by_ear and chance.random() < 0.5:
        return chance.choice(by_ear)
    i = chance.randrange(1, len(word))
    beside = chance.choice(_BESIDE.get(word[i].lower(), [word[i]]))
    return chance.choice(
        (
            word[:i] + beside + word[i + 1 :],  # the key beside it
            word[:i] + beside + word[i:],  # both keys
            word[:i] + word[i + 1 :],  # a key not struck
            word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :],  # two the wrong way round
            word[:i] + word[i - 1] + word[i:],  # one struck twice
        )
    )
