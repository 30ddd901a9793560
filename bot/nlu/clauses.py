"""A message in parts: its sentences, and of short messages its clauses. Danger is read from each, so that one line of it
counts in two thousand characters, and questions are found sentence by sentence."""

import re
from collections.abc import Iterator

Span = tuple[int, int]
_SENTENCE = re.compile(r"[.?!…]+(?=\s|$)|\n+|;\s")
_CLAUSE = re.compile(
    r",\s|\s-+\s|\s(?:and|but|so|then|cos|coz|because|though|although)\s|[:()]\s?|(?<=\w)\.\s?(?=[a-zA-Z])", re.I
)
FEWEST = 3  # words of a clause that means something by itself
_SHORT = 40  # words: in a longer message the sentences are parts enough
MOST = 24  # parts of a message that are read


def sentences(text: str) -> list[Span]:
    """Where the sentences stand."""
    return list(_spans(text, _SENTENCE, 0, len(text)))


def parts(text: str) -> list[Span]:
    """Where the parts stand that are read by themselves; none where the message is one."""
    found = sentences(text)
    if len(text.split()) <= _SHORT:
        found = [clause for a, b in found for clause in _spans(text, _CLAUSE, a, b)]
    found = [span for span in found if len(text[slice(*span)].split()) >= FEWEST]
    return [] if found == [_stripped(text, 0, len(text))] else found[:MOST]


def _spans(text: str, between: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    at = start
    for mark in between.finditer(text, start, end):
        if text[at : mark.start()].strip():
            yield _stripped(text, at, mark.end() if mark[0].strip()[:1] in tuple(".?!…") else mark.start())
        at = mark.end()
    if text[at:end].strip():
        yield _stripped(text, at, end)


def _stripped(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())
