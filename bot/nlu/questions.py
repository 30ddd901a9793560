"""Which of a message's words ask something: each question or request in the writer's own words."""

import re
from collections.abc import Sequence

from bot.nlu.clauses import sentences

Span = tuple[int, int]
_GAP = 12  # characters between two asking runs of one question
_FEWEST = 2  # words
_OPENER = re.compile(
    r"^\W*(?:and |but |so |ok |also |or |then )*(?:what|whats|who|whos|where|when|why|how|which|can|could|should|do|does|did|is|are|am|will|would|must|may|shall|any)\b",
    re.I,
)
MOST = 4  # questions of a message that are answered


def find(text: str, asks: Sequence[tuple[int, int, float]], threshold: float) -> list[Span]:
    """Where the questions stand. `asks`: of each word piece its start, end, and how likely it is part of a question. A
    sentence that ends in a question mark is one in any case."""
    runs: list[list[int]] = []
    for start, end, chance in asks:
        if chance < threshold:
            continue
        if runs and start - runs[-1][1] <= _GAP and not re.search(r"[.?!\n]", text[runs[-1][1] : start]):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    found = [_whole_words(text, a, b) for a, b in runs]
    found = [
        piece for span in found for piece in _by_sentence(text, span) if len(text[slice(*piece)].split()) >= _FEWEST
    ]
    for start, end in sentences(text):
        marked = text[start:end].rstrip(" )\"'").endswith("?")
        if marked and not any(a < end and start < b for a, b in found):
            found.append((start, end))
    found = found or [
        (a, b) for a, b in sentences(text) if _OPENER.match(text[a:b]) and len(text[a:b].split()) > _FEWEST
    ]
    return sorted(found)[:MOST]


def _by_sentence(text: str, span: Span) -> list[Span]:
    """A run over several sentences as several questions."""
    cut = [(max(a, span[0]), min(b, span[1])) for a, b in sentences(text) if a < span[1] and span[0] < b]
    return cut or [span]


def _whole_words(text: str, start: int, end: int) -> Span:
    """The run, widened to whole words and a question mark behind it."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "'’?"):
        end += 1
    return start, end
