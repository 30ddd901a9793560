"""Questions in passing: which of the guides' own advice answers one, by likeness to the questions written beside it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.pack import Pack
from knowledge.rank import Spelling, likeness
from knowledge.vectors import EmbeddingCache

_FILE = "asides.npz"
_MOST = 8  # pieces of advice named to a question


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
    texts = [question for _, _, question in asked]
    kept = {"whose": np.frombuffer(json.dumps([whose[:2] for whose in asked]).encode(), dtype=np.uint8)}
    if texts:
        spelling = Spelling.fit(texts)
        kept |= {"vectors": cache.encode(texts), "idf": spelling.idf, "texts": np.array(texts)}
    np.savez(folder / _FILE, **kept)


class Asides:
    """The questions written beside the guides' advice, ready to be compared with a new one."""

    def __init__(self, folder: Path):
        with np.load(folder / _FILE) as kept:
            self._whose: list[tuple[str, str]] = [(g, a) for g, a in json.loads(kept["whose"].tobytes())]
            if self._whose:
                self._vectors, self._spelling = kept["vectors"], Spelling(kept["idf"])
                self._spelt = self._spelling.vectors(kept["texts"].tolist())

    def near(self, question: str, vector: np.ndarray) -> list[Aside]:
        """The advice with the likest question beside it, likest first. `vector` is the question's embedding."""
        if not self._whose:
            return []
        spelt = self._spelt @ self._spelling.vectors([question]).toarray()[0]
        best: dict[tuple[str, str], float] = {}
        for whose, like in zip(self._whose, likeness(self._vectors @ vector, spelt) / 2, strict=True):
            best[whose] = max(best.get(whose, 0.0), float(like))
        nearest = sorted(best.items(), key=lambda one: -one[1])
        return [Aside(guide, advice, round(like, 4)) for (guide, advice), like in nearest[:_MOST]]
