"""Passages: the short runs of whole sentences that are embedded, searched and shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.pack import Pack, Section

LONGEST_TEXT = 600  # characters of an answer
_LONGEST = 450  # characters of a passage: a paragraph of the pack fits, and two make an answer
_CLOSE = 0.1  # how much worse than the best a passage may fit and still be shown
_FEWEST_SENTENCES, _MOST_SENTENCES = 2, 5
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[A-Z\"'(\d])|\n+")


@dataclass(frozen=True)
class Passage:
    """A run of sentences of one section. `paragraph` is its place in `section.paragraphs`."""

    section: str
    title: str
    paragraph: int
    text: str

    @property
    def searched(self) -> str:
        """What is embedded: the section's title gives a short passage its subject."""
        return f"{self.title}. {self.text}"

    @cached_property
    def sentences(self) -> int:
        """How many sentences or list lines it has."""
        return len(sentences(self.text))


def passages(pack: Pack) -> list[Passage]:
    """Every passage of the pack, in the order of the print."""
    return [passage for section in pack.sections.values() for passage in _of_section(section)]


def sentences(text: str) -> list[str]:
    """The sentences or list lines of a text."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip()]


def _of_section(section: Section) -> Iterable[Passage]:
    for number, paragraph in enumerate(section.paragraphs):
        for text in _runs(paragraph):
            yield Passage(section.id, section.title, number, text)


def _runs(paragraph: str) -> Iterable[str]:
    """The paragraph, or runs of its sentences or lines when it is long."""
    if len(paragraph) <= _LONGEST:
        yield paragraph
        return
    start, end = 0, 0
    for piece_end in _piece_ends(paragraph):
        if piece_end - start > _LONGEST and end > start:
            yield paragraph[start:end].strip()
            start = end
        end = piece_end
    yield paragraph[start:].strip()


def _piece_ends(paragraph: str) -> list[int]:
    return [match.end() for match in _SENTENCE_END.finditer(paragraph)] + [len(paragraph)]


def excerpt(candidates: Sequence[Passage], scores: Sequence[float]) -> tuple[str, tuple[int, ...]]:
    """The two to five sentences that answer best, and the paragraphs that they come from.

    `candidates` are one section's passages in its order, `scores` how well each fits the question. The
    best is taken whole, then the next best while they fit, and all are given in the section's order.
    """
    ranked = sorted(range(len(candidates)), key=lambda i: (-scores[i], i))
    best, *others = ranked
    chosen, length, count = [best], len(candidates[best].text), candidates[best].sentences
    for i in others[:3]:
        more = candidates[i]
        fits = length + len(more.text) + 2 <= LONGEST_TEXT and count + more.sentences <= _MOST_SENTENCES
        if fits and (count < _FEWEST_SENTENCES or scores[i] >= scores[best] - _CLOSE):
            chosen.append(i)
            length, count = length + len(more.text) + 2, count + more.sentences
    chosen.sort()
    paragraphs = tuple(dict.fromkeys(candidates[i].paragraph for i in chosen))
    return "\n\n".join(candidates[i].text for i in chosen), paragraphs
