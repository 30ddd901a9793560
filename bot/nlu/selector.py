"""Which advice a message asks for, and which is asked for after it. A dual encoder: messages and pieces of advice are points in one
space, and a message lies near the advice that answers it; a transition leads from what was talked of to what is asked next. Source
of the method: Henderson et al., ConveRT, 2019."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.special import softmax

from bot.networks import MANIFEST, load_network
from knowledge.encoder import NotTaught
from knowledge.pack import Pack

LAYERS = 12
TEMPERATURE = 0.06  # of the cosines
LONGEST = 96  # word pieces of a message
_LIKELIEST = 150  # pieces of advice that are named to a message
_LONG = 12  # words: what is longer says by itself what it is about
_STAYS_AFTER_LONG, _STAYS = 0.3, 0.7  # how much of what was said before
_SAID_EVERY = 50  # pieces of advice, after which the progress is said
_POINTS = "points.npy"


@dataclass(frozen=True)
class Selected:
    """Advice with its share of the chance, `guide.advice`, likeliest first: what a message asks for, and what is asked for next."""

    now: dict[str, float] = field(default_factory=dict)
    next: dict[str, float] = field(default_factory=dict)


class Selector:
    """Embeds messages. What it reads with, and where the advice lay that it was taught on, is `bot/nlu/selecting.py`'s."""

    def __init__(self, folder: Path, encoder: Path):
        """Opens what was taught into `folder` over the large encoder, in its own folder. Raises NotTaught."""
        self._encoder, heads = load_network(folder, encoder, LAYERS, LONGEST)
        self.width = self._encoder.width
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["advice"]
        self._points = dict(zip(told.items(), _unit(heads["points"]), strict=True))
        self.transition: np.ndarray = heads["transition"]

    def embed(self, messages: Sequence[str]) -> np.ndarray:
        """Unit vectors of `messages`: float32, one row each. Each is read by itself, as padding costs as much as words."""
        hidden = [self._encoder.read([message])[0][0] for message in messages]
        return _unit(np.stack([pieces.mean(0) for pieces in hidden]))

    def point(self, advice: str, questions: Sequence[str]) -> np.ndarray | None:
        """Where a piece of advice lies; None where it was taught with other questions beside it, or not at all."""
        return self._points.get((advice, mark(questions)))


class Selection:
    """A pack's advice, ready to be asked for."""

    def __init__(self, folder: Path, selector: Selector):
        """What `write` wrote into `folder`. Raises NotTaught where that is missing or damaged."""
        self._selector = selector
        try:
            self._names: list[str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["advice"]
            self._points = np.load(folder / _POINTS).astype(np.float32)
        except (OSError, ValueError, KeyError) as error:
            raise NotTaught("is not built") from error

    def select(self, messages: Sequence[str]) -> list[Selected]:
        """For each message the advice that is likeliest."""
        if not self._names or not messages:
            return [Selected() for _ in messages]
        now = self._shares(self._selector.embed(messages))
        following = self._shares(now @ self._points @ self._selector.transition)
        return [Selected(self._likeliest(a), self._likeliest(b)) for a, b in zip(now, following, strict=True)]

    def _shares(self, places: np.ndarray) -> np.ndarray:
        """Each piece's share, of what lies at `places`."""
        found: np.ndarray = softmax(places @ self._points.T / TEMPERATURE, axis=1)
        return found

    def _likeliest(self, shares: np.ndarray) -> dict[str, float]:
        best = np.argsort(-shares, kind="stable")[:_LIKELIEST]
        return {self._names[i]: round(float(shares[i]), 6) for i in best}


def write(pack: Pack, selector: Selector, folder: Path, progress: Callable[[str], None] = lambda line: None) -> None:
    """Writes into `folder` where each piece of advice lies: where it was taught to, or in the middle of the questions beside it where
    those are new."""
    asked = written(pack)
    points = np.zeros((len(asked), selector.width), dtype=np.float32)
    for done, (advice, questions) in enumerate(asked.items()):
        taught = selector.point(advice, questions)
        if taught is None and done % _SAID_EVERY == 0:
            progress(f"reading the questions beside the advice, {done:,} of {len(asked):,} pieces")
        points[done] = selector.embed(questions).mean(0) if taught is None else taught
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / _POINTS, _unit(points).astype(np.float16))
    (folder / MANIFEST).write_text(json.dumps({"advice": list(asked)}) + "\n", encoding="utf-8")


def stays(message: str) -> float:
    """How much of what a talk was about before is still what it is about once `message` was said, 0 to 1."""
    return _STAYS_AFTER_LONG if len(message.split()) > _LONG else _STAYS


def written(pack: Pack) -> dict[str, list[str]]:
    """The questions that are written beside each piece of advice, `guide.advice`."""
    return {f"{g.id}.{a.id}": g.asked[a.id] for g in pack.guides.values() for a in g.advice if g.asked.get(a.id)}


def mark(questions: Sequence[str]) -> str:
    """A hash by which the questions beside a piece of advice are known again."""
    return hashlib.sha256("\n".join(questions).encode()).hexdigest()[:16]


def _unit(vectors: np.ndarray) -> np.ndarray:
    found: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found
