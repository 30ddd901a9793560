"""A message as recognisers can read it: no marks that hide a detail, and the way back to the message as given."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

_LIKE = {
    "‘": "'",
    "’": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
}


class Plain:
    """`text` is the message without marks that can't be seen; `span` leads back to the message as given."""

    def __init__(self, given: str):
        self._given = given
        if given.isascii() and given.replace("\n", "").isprintable():
            self.text, self._at = given, None
            return
        kept = [(i, like) for i, c in enumerate(given) if (like := _plain(c))]
        self.text = "".join(like for _, like in kept)
        self._at = [i for i, _ in kept]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the message as given, with the unseen marks in and right after it."""
        if self._at is None:
            return start, end
        return self._at[start], self._at[end] if end < len(self._at) else len(self._given)


def _plain(c: str) -> str:
    """One character or none: digits of other scripts become 0-9, lone surrogates and unseen marks go."""
    if c.isascii():
        return c if c.isprintable() else " " if c in "\t\r\v\f" else "\n" if c == "\n" else ""
    if c in _LIKE:
        return _LIKE[c]
    kind = unicodedata.category(c)
    if kind in {"Cc", "Cf", "Cs", "Mn", "Me"}:
        # Vowel signs of Arabic or Devanagari go too: nothing is recognised in those scripts but whole words.
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(c))
    if kind.startswith("Z"):
        return " "
    like = unicodedata.normalize("NFKC", c)
    return like if len(like) == 1 else c


def pieces(text: str, size: int = 4000) -> Iterator[tuple[int, str]]:
    """`text` in parts of at most `size`, each with where it begins: cut at a line's end, a sentence's or a space."""
    start = 0
    while len(text) - start > size:
        cut = -1
        for mark in ("\n", ". ", " "):
            cut = text.rfind(mark, start + size // 2, start + size)
            if cut >= 0:
                break
        end = cut + 1 if cut >= 0 else start + size
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def without_accents(word: str) -> str:
    """`word` in lower case with the accents off: `Zoë` is `zoe`, `Łukasz` is `lukasz`."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFD", word.lower().translate(_STROKES))
    return "".join(c for c in spread if unicodedata.category(c) != "Mn")


_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "ß": "ss", "þ": "th", "ð": "d"})


def outside(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of `start`..`end` that no range of `taken` (sorted, apart) covers."""
    first = max(bisect_right(taken, (start, start)) - 1, 0)
    for low, high in taken[first:]:
        if high <= start:
            continue
        if low >= end:
            break
        if low > start:
            yield start, low
        start = high
    if start < end:
        yield start, end
