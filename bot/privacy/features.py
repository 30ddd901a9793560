"""What the mask's model is told of each word beside its meaning: form, frequency, the lists it is on, neighbours."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache

from spacy.lookups import Lookups
from spacy.tokens import Doc
from wordfreq import get_frequency_dict

from bot.privacy.engine import pipeline
from bot.privacy.lists import listed
from bot.privacy.plain import without_accents

_ENDINGS = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("d", ""), ("er", ""),
            ("ers", ""), ("ly", ""), ("y", ""), ("in", ""))  # fmt: skip


_TELLING = frozenset(["k=", "z=", "s=", "p=", "d=", "n="])  # what of a word matters to its neighbours


class Lists:
    """The lists of names, with a part of them withheld while learning, so that unlisted names are learnt too."""

    def __init__(self, withheld: int = 0):
        """`withheld`: about so many names in a hundred are treated as unlisted, the same ones every time."""
        self._withheld = withheld

    def kind(self, word: str) -> str:
        """`f`, `l`, `fl` or `` : is `word` a listed first name, surname, both, or neither?"""
        if (
            self._withheld
            and hashlib.blake2b(word.encode(errors="replace"), digest_size=1).digest()[0] * 100 < self._withheld * 256
        ):
            return ""
        return ("f" if word in listed("first") else "") + ("l" if word in _surnames() else "")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(part for name in listed("last") for part in re.split(r"[ -]", name) if len(part) > 1)


@cache
def frequencies() -> dict[str, float]:
    """How frequent English words are. The table itself: wordfreq's own look-up would remember what it was asked."""
    return get_frequency_dict("en", "best")


@cache
def _lemmas() -> frozenset[str]:
    """WordNet's words, as the packaged pipeline brings them for its lemmatiser."""
    tables = Lookups().from_disk(pipeline().path / "lemmatizer" / "lookups")
    return frozenset(word for words in tables.get_table("lemma_index").values() for word in words)


def in_dictionary(word: str) -> bool:
    """Is `word`, or what it is a plain form of, in the dictionary? Few names are that are nothing else."""
    return any(
        len(word) > len(end) + 1 and word.endswith(end) and word[: len(word) - len(end)] + new in _lemmas()
        for end, new in _ENDINGS
    )


def commonness(word: str) -> int:
    """0 (unknown) to 7 (the commonest words): Zipf's scale, rounded down."""
    frequency = frequencies().get(word, 0.0)
    level = 0
    while frequency >= 1e-8 and level < 7:
        level, frequency = level + 1, frequency / 10
    return level


def stem(text: str) -> str:
    """A word as the lists have it: lower case, no accents, no possessive."""
    return re.sub(r"'s?$", "", without_accents(text))


def features(
    doc: Doc,
    lists: Lists,
    place: Callable[[str], Collection[tuple[int, int]]],
    known: Collection[tuple[int, int]],
    near: Mapping[str, str],
) -> list[list[str]]:
    """The facts on each token of `doc`: on itself, and some on its neighbours. `place` finds the pack's places in a text,
    `known` are its other names, `near` tells what strange words are near to."""
    capitals = sum(t.text[0].isupper() for t in doc if t.text)
    letters = sum(t.text[0].isalpha() for t in doc if t.text) or 1
    writing = (
        "low" if not capitals else "up" if doc.text.isupper() else "title" if capitals / letters > 0.7 else "mixed"
    )
    places = _flags(doc, place(doc.text))
    protected = _flags(doc, known)
    titles = listed("titles")
    words: list[list[str]] = []
    for i, token in enumerate(doc):
        text = token.text
        word = stem(text)
        level = commonness(word)
        kind = lists.kind(word)
        plural = lists.kind(word[:-1]) if not kind and word.endswith("s") and len(word) > 3 else ""
        shape = _shape(text)
        meant = "d" if in_dictionary(word) else ""
        starts = i == 0 or doc[i - 1].text in ".!?\n:;-"
        own = [
            f"k={kind}",
            f"z={level}",
            f"kz={kind}{level}",
            f"s={shape}|{writing}",
            f"sk={shape}|{writing}|{kind}",
            f"p={places[i]}",
            f"pk={places[i]}|{kind}|{level}",
            f"d={meant}",
            f"kd={kind}{level}{meant}|{shape}|{writing}",
        ]
        if word in near:
            long = len(word) >= 7
            own += (f"n={near[word]}", f"nl={near[word]}|{long}", f"ns={near[word]}|{shape}|{writing}")
        if plural:
            own.append(f"ks={plural}{level}")
        if word in titles:
            own.append("title")
        if word in listed("particles"):
            own.append("particle")
        if protected[i]:
            own.append("known")
        if shape == "XX" and writing == "mixed":
            own.append(f"short={min(len(text), 7)}{kind}")
        if "'" in text or "-" in text:
            own.append("joined")
        words.append(own)
        if starts:
            own.append(f"starts|{shape}|{writing}")
    out = []
    for i, own in enumerate(words):
        facts = list(own)
        for step in (-3, -2, -1, 1, 2, 3):
            if not 0 <= i + step < len(words):
                facts.append(f"{step}:edge")
            elif abs(step) < 3:
                near = words[i + step]
                facts += [f"{step}:{fact}" for fact in near if fact[:2] in _TELLING or fact in {"title", "known"}]
        out.append(facts)
    return out


def _shape(text: str) -> str:
    if any(c.isdigit() for c in text):
        return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "0", text))[:12]  # 00/00/0000, 12a, 3rd
    if not text[:1].isalpha():
        return "."
    if text.islower():
        return "x"
    if text.isupper():
        return "X" if len(text) == 1 else "XX"
    return "Xx" if text[0].isupper() else "xX"


def _flags(doc: Doc, ranges: Collection[tuple[int, int]]) -> list[str]:
    """For each token, `b` or `i` where it begins or goes on a range, else ``."""
    flags = [""] * len(doc)
    starts = {token.idx: token.i for token in doc}
    for start, end in ranges:
        i = starts.get(start)
        mark = "b"
        while i is not None and i < len(doc) and doc[i].idx < end:
            flags[i], mark, i = mark, "i", i + 1
    return flags
