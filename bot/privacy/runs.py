"""From what is likely of each word to the stretches of a text that hold a detail."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

LIKELY, BESIDE = 0.3, 0.05  # how likely a word must be, and one before, between or after such words


def likely_runs(doc: Doc, likely: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Where words stand that are likely part of a detail, with the less likely ones beside them. None without `likely`."""
    run: list[int] = []  # numbers of tokens
    for token, share in [*zip(doc, likely, strict=False), (None, 0.0)]:
        if token is not None and share >= BESIDE:
            run.append(token.i)
            continue
        if any(likely[i] >= LIKELY for i in run):
            last = doc[run[-1]]
            yield _of_a_word(doc.text, doc[run[0]].idx), last.idx + len(last)
        run = []


def _of_a_word(text: str, start: int) -> int:
    """Where the word begins that a token is the end of: 'co-op' is three tokens."""
    while start and text[start - 1] not in ' \n\t,;:("':
        start -= 1
    return start
