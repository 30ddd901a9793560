"""Which of a message's words ask something: each question or request in the writer's own words."""

import re
from collections.abc import Iterator, Sequence

from bot.nlu.clauses import sentences

Span = tuple[int, int]
_GAP = 12  # characters between two asking runs of one question
_FEWEST = 2  # words
_CLAUSE_ENDS = re.compile(r"[.?!,;](?!\d)|\n|\s-\s|$")
_OPENER = re.compile(
    r"^\W*(?:and |but |so |ok |also |or |then )*(?:what|whats|who|whos|where|when|why|how|which|can|could|should|do|does|did|is|are|am|will|would|must|may|shall|any)\b",
    re.I,
)
_BREAK = re.compile(r"[.?!](?!\d)|\n")  # 'section 2.9' goes on
# 'Number please, and do I tell his mum': what follows asks anew, in words of its own.
_ASKS_ANEW = re.compile(
    r"(?:,\s*(?:and |but |also )?|\s(?:and|but|also)\s+)(?=(?:do|does|can|could|should|shall|must|am|will|would|who|what|where|when|how|which|is)\s+(?:i|we|you|he|she|they|it|if|there|this|that|to|do|is|are|the|her|his|my)\b)",
    re.I,
)
# 'Number please': a request that is no sentence.
_PLEASE = re.compile(
    r"\b(?:phone|tel|number|e-?mail|address|mailbox|inbox|website|link|form)s?\b[^.?!,\n]{0,40}\b(?:please|pls|plz)\b",
    re.I,
)
_A_PLACE = re.compile(r"^\W*(?:in|near|from|around|at) \w+\W*$", re.I)  # 'in Derby', of what was asked before it
_A_SHORT_CLAUSE = 8  # words, of which all are the question's
MOST = 4  # questions of a message that are answered
MOST_BESIDE = 40  # words of a question and what is told beside it


def find(text: str, asks: Sequence[tuple[int, int, float]], threshold: float) -> list[Span]:
    """Where the questions stand. `asks`: of each word piece its start, end, and how likely it is part of a question. A
    sentence that ends in a question mark is one in any case."""
    runs: list[list[int]] = []
    for start, end, chance in asks:
        if chance < threshold:
            continue
        if runs and start - runs[-1][1] <= _GAP and not _BREAK.search(text, runs[-1][1], start):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    found = [_whole_words(text, a, b) for a, b in runs]
    found = [
        piece
        for span in found
        for sentence in _by_sentence(text, span)
        for piece in _asked_anew(text, sentence)
        if len(text[slice(*piece)].split()) >= _FEWEST
    ]
    for start, end in (match.span() for match in _PLEASE.finditer(text)):
        if not any(a < end and start < b for a, b in found):
            found.append((start, end))
    for start, end in sentences(text):
        marked = text[start:end].rstrip(" )\"'").endswith("?")
        if marked and not any(a < end and start < b for a, b in found):
            found.append((start, end))
    found = found or [
        (a, b) for a, b in sentences(text) if _OPENER.match(text[a:b]) and len(text[a:b].split()) > _FEWEST
    ]
    found = [wider if _words(text, wider := _clause(text, a, b)) <= _A_SHORT_CLAUSE else (a, b) for a, b in found]
    asking = [(a, b) for a, b in found if not _A_PLACE.match(text[a:b])]
    return sorted(asking or found)[:MOST]


def _clause(text: str, start: int, end: int) -> Span:
    """From where the clause begins: 'just the midwives email please' says whose."""
    begins = max((match.end() for match in _CLAUSE_ENDS.finditer(text, 0, start) if match.end() <= start), default=0)
    return begins + len(text[begins:start]) - len(text[begins:start].lstrip()), end


def with_what_is_told(text: str, spans: Sequence[Span]) -> list[str]:
    """Each question with what the message tells beside it: 'What applies?' means nothing without the gran of 81 before it.
    Other questions are left out, and of a long story what stands farthest away."""
    told = [piece for sentence in sentences(text) for piece in _without(spans, sentence)]
    return [_beside(text, span, told) for span in spans]


def _beside(text: str, span: Span, told: Sequence[Span]) -> str:
    room, kept = MOST_BESIDE - _words(text, span), [span]
    for piece in sorted(told, key=lambda one: max(one[0] - span[1], span[0] - one[1])):
        room -= _words(text, piece)
        if room < 0:
            break
        kept.append(piece)
    return " ".join(text[a:b].strip() for a, b in sorted(kept))


def _without(spans: Sequence[Span], sentence: Span) -> Iterator[Span]:
    """What is left of a sentence between the questions in it."""
    start, end = sentence
    for a, b in spans:
        if start < a < end:
            yield start, a
        if a < end and start < b:
            start = b
    if start < end:
        yield start, end


def _words(text: str, span: Span) -> int:
    return len(text[slice(*span)].split())


def _by_sentence(text: str, span: Span) -> list[Span]:
    """A run over several sentences as several questions."""
    cut = [(max(a, span[0]), min(b, span[1])) for a, b in sentences(text) if a < span[1] and span[0] < b]
    return cut or [span]


def _asked_anew(text: str, span: Span) -> list[Span]:
    """A run that asks two things, cut where the second begins; whole where either would be a word or two of the other."""
    cuts = list(_ASKS_ANEW.finditer(text, *span))
    starts, ends = [span[0], *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), span[1]]
    pieces = list(zip(starts, ends, strict=True))
    return pieces if all(_words(text, piece) >= _FEWEST for piece in pieces) else [span]


def _whole_words(text: str, start: int, end: int) -> Span:
    """The run, widened to whole words and a question mark behind it."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    rest = _CLAUSE_ENDS.search(text, end)
    end = rest.start() if rest else len(text)
    while end < len(text) and text[end] == "?":
        end += 1
    return start, end
