"""The mask: a message in, the same message with a typed placeholder for each detail out."""

import logging
import re
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bot import settings
from bot.privacy.addresses import Address
from bot.privacy.authors import Authors
from bot.privacy.dates import BirthDate
from bot.privacy.engine import analyser, reading
from bot.privacy.judge import Judge
from bot.privacy.known import Known
from bot.privacy.people import Names
from bot.privacy.plain import Plain, outside, pieces, without_accents
from knowledge.pack import Pack

_log = logging.getLogger(__name__)

_WORDS = {
    "PERSON": "name",
    "PHONE": "phone",
    "EMAIL": "email",
    "POSTCODE": "postcode",
    "ADDRESS": "address",
    "DOB": "date of birth",
    "NHS_NUMBER": "NHS number",
    "NINO": "NI number",
}
# Where two overlap, the first here keeps its ground and the other what is left of its own.
_ORDER = (
    "EMAIL",
    "NINO",
    "POSTCODE",
    "NHS_NUMBER",
    "PHONE",
    "DOB",
    "ADDRESS",
    "PERSON",
)
PLACEHOLDER = re.compile(rf"\[({'|'.join(_WORDS.values())})(?: \d+)?\]")

Span = tuple[int, int, str]
_SYMBOLS = re.compile(r"\W{60,}")  # no detail is in them, and spaCy takes minutes over thousands


@dataclass(frozen=True)
class Masked:
    """`text` may be passed on. `spans` say what was masked where in the message as given (code points, end exclusive)."""

    text: str
    spans: list[Span]


class Mask:
    """Finds and replaces what identifies a person. One serves a whole process; it keeps nothing of what it reads.

    In: a pack, whose own names are never masked, and the folder of the mask's model (by default the one that
    `settings` gives). Without the model it works by rules and lists, finds fewer names, and says so once in the log.
    """

    def __init__(self, pack: Pack, model: Path | None = None):
        known = Known(pack)
        judge = Judge(known, model or settings.taught("names"))
        self._engine = analyser(known, [Names(known, Authors(pack), judge), Address(known, judge), BirthDate(judge)])

    def mask(self, text: str, place: str | None = None) -> Masked:
        """`text` with each detail replaced. Never raises, whatever the string. `place` is a place that was already
        understood as one in `text`, so that it is not taken for a name."""
        spans = [s for s in self.find(text) if s[2] != "PERSON" or text[s[0] : s[1]].lower() != (place or "").lower()]
        return Masked(_replaced(text, spans), spans)

    def find(self, text: str) -> list[Span]:
        """The details in `text`, in order and apart."""
        plain = Plain(text)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for offset, piece in pieces(_SYMBOLS.sub(lambda run: " " * len(run[0]), plain.text)):
            if not piece.strip():
                continue
            try:
                with reading():
                    results = self._engine.analyze(piece, language="en")
            except Exception as error:
                # Nothing that could not be read may pass: the piece goes as a whole. Its words stay out of the log.
                _log.error(
                    "A piece of a message could not be read (%s) and was masked whole",
                    type(error).__name__,
                )
                found["PERSON"].append((offset, offset + len(piece)))
                continue
            for one in results:
                found[one.entity_type].append((offset + one.start, offset + one.end))
        return [(*plain.span(start, end), label) for start, end, label in _apart(plain.text, found)]


def _apart(text: str, found: dict[str, list[tuple[int, int]]]) -> list[Span]:
    """The spans without overlaps, trimmed of white space, by the order of labels and then the longest first."""
    taken: list[tuple[int, int]] = []
    spans: list[Span] = []
    for label in _ORDER:
        for start, end in sorted(found.get(label, ()), key=lambda s: (s[0] - s[1], s)):
            for low, high in list(outside(start, end, taken)):
                part = text[low:high]
                low, high = (
                    low + len(part) - len(part.lstrip(" ,\n")),
                    high - len(part) + len(part.rstrip(" ,\n")),
                )
                if any(c.isalnum() for c in text[low:high]):
                    spans.append((low, high, label))
                    insort(taken, (low, high))
    return sorted(spans)


def _replaced(text: str, spans: list[Span]) -> str:
    """`text` with placeholders, numbered where a label has two different details: `[name 1]` and `[name 2]`."""
    seen: dict[str, list[set[str]]] = defaultdict(list)
    numbers = []
    for start, end, label in spans:
        words = set(re.findall(r"\w+", re.sub(r"['’]s\b", "", without_accents(text[start:end])))) or {text[start:end]}
        # 'Sarah' after 'Sarah Khan' is the same person.
        same = next(
            (i for i, other in enumerate(seen[label]) if words <= other or other <= words),
            None,
        )
        if same is None:
            same = len(seen[label])
            seen[label].append(words)
        else:
            seen[label][same] |= words
        numbers.append(same + 1)
    out, at = [], 0
    for (start, end, label), number in zip(spans, numbers, strict=True):
        many = len(seen[label]) > 1
        out += (
            text[at:start],
            f"[{_WORDS[label]} {number}]" if many else f"[{_WORDS[label]}]",
        )
        at = end
    return "".join([*out, text[at:]])
