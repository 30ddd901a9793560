"""From what is likely of each word to the stretches of a text that hold a detail."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

LIKELY, WITHIN = 0.3, 0.12  # how likely a word must be, and one between two such words


def likely_runs(doc: Doc, likely: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Where words stand that are likely part of a detail, with the less likely ones between them. None without `likely`."""
    start = end = None
    for token, share in zip(doc, likely, strict=False):
        if share >= LIKELY:
            start = _of_a_word(doc.text, token.idx) if start is None else start
            end = token.idx + len(token)
        elif share < WITHIN and start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _of_a_word(text: str, start: int) -> int:
    """Where the word begins that a token is the end of: 'co-op' is three tokens."""
    while start and text[start - 1] not in " \n\t,;:(\"":
        start -= 1
    return start
