"""Questions in passing: which of the guides' own advice answers one, by likeness to the questions written beside it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.alike import Examples
from knowledge.pack import Pack
from knowledge.vectors import EmbeddingCache

_QUESTIONS, _WHOSE = "asides.npz", "asides.json"
_MOST = 16  # pieces of advice named to a question


@dataclass(frozen=True)
class Aside:
    """Advice that answers a question. `like` is how like it is to one of those written beside the advice: 0 to 1."""

    guide: str
    advice: str
    like: float


def write_asides(pack: Pack, cache: EmbeddingCache, folder: Path) -> None:
    """Write what `Asides` reads into `folder`."""
    asked = [
        (guide.id, advice, question)
        for guide in pack.guides.values()
        for advice, questions in guide.asked.items()
        for question in questions
    ]
    (folder / _WHOSE).write_text(json.dumps([(guide, advice) for guide, advice, _ in asked]), encoding="utf-8")
    if texts := [question for _, _, question in asked]:
        Examples.of(texts, cache.encode(texts)).save(folder / _QUESTIONS)


class Asides:
    """The questions written beside the guides' advice, ready to be compared with a new one."""

    def __init__(self, folder: Path):
        self._whose = [(guide, advice) for guide, advice in json.loads((folder / _WHOSE).read_text(encoding="utf-8"))]
        self._questions = Examples.load((folder / _QUESTIONS).read_bytes()) if self._whose else None

    def near(self, question: str, vector: np.ndarray) -> list[Aside]:
        """The advice with the likest question beside it, likest first, and of each guide its own likest, as who writes may be
        answered from one guide alone. `vector` is the question's embedding."""
        if self._questions is None:
            return []
        best: dict[tuple[str, str], float] = {}
        for whose, like in zip(self._whose, self._questions.alike(question, vector) / 2, strict=True):
            best[whose] = max(best.get(whose, 0.0), float(like))
        nearest = [
            Aside(guide, advice, round(like, 4))
            for (guide, advice), like in sorted(best.items(), key=lambda one: -one[1])
        ]
        likest = {one.guide: one for one in reversed(nearest)}
        return [one for place, one in enumerate(nearest) if place < _MOST or one is likest[one.guide]]
