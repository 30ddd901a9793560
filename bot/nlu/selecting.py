"""The selector while it is taught (`bot/nlu/selector.py` says what it is): the large encoder with adapters, a point for each piece
of the pack's advice, and a transition from what was talked of to what is asked next. It learns to bring what is written beside a
piece, and what is said after other messages, nearer to that piece's point than to any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from bot.adapter import AdaptedEncoder, batches
from bot.nlu.recipe import SEED, Selecting
from bot.nlu.selector import LAYERS, LONGEST, TEMPERATURE, stays, written
from bot.nlu.talks import TO_LEARN, utterances
from knowledge.pack import Pack

_LEAST = 1e-30  # share whose logarithm is taken
_TOGETHER = 64  # texts that are embedded together without being learnt from
_STALE = 300  # steps, after which what was said before is embedded anew


@dataclass(frozen=True)
class Asked:
    """A message and the advice that it asks for, by its place. `before`: the messages before it."""

    message: str
    pieces: tuple[int, ...]
    before: tuple[str, ...] = ()


class SelectorNet(AdaptedEncoder):
    """Messages and pieces of advice in one space."""

    def __init__(self, encoder: Path, recipe: Selecting):
        super().__init__(encoder, LAYERS, recipe.adapted_from, recipe.rank, bfloat16=True)
        self.points: nn.Parameter
        self.transition = nn.Parameter(torch.zeros(self.width, self.width))
        self._earlier: dict[str, torch.Tensor] = {}  # what was said before other messages, and where it lies

    @classmethod
    def train_on(cls, pack: Pack, encoder: Path, recipe: Selecting, progress: Callable[[str], None]) -> "SelectorNet":
        """A network taught on the pack's questions and the project's talks, the same for the same words and processor. `encoder`: the
        folder of the large encoder."""
        beside = written(pack)
        asked = [Asked(question, (place,)) for place, questions in enumerate(beside.values()) for question in questions]
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = cls(encoder, recipe)
            net.points = nn.Parameter(net._middles(asked, len(beside)))
            asked += recipe.talks * _of_talks({name: place for place, name in enumerate(beside)})
            earlier = sorted({message for one in asked for message in one.before})
            steps = count()

            def loss(batch: list[int]) -> torch.Tensor:
                if next(steps) % _STALE == 0:
                    net._earlier = dict(zip(earlier, net._all(earlier), strict=True))
                some = [asked[i] for i in batch]
                right = torch.zeros(len(some), len(beside))
                for row, one in zip(right, some, strict=True):
                    row[list(one.pieces)] = 1 / len(one.pieces)
                return functional.cross_entropy(net(some), right, label_smoothing=recipe.label_smoothing)

            lengths = [len(one.message) // 4 for one in asked]
            order = batches(lengths, recipe.epochs, recipe.batch_size, SEED, recipe.jitter)
            net.fit(order, loss, recipe.learning_rates, progress)
        net.eval()
        return net

    def forward(self, asked: Sequence[Asked]) -> torch.Tensor:
        """How likely each piece is to be asked for, as logits: messages × pieces."""
        points = functional.normalize(self.points, dim=-1)
        scores = self.embed([one.message for one in asked]) @ points.T / TEMPERATURE
        later = [place for place, one in enumerate(asked) if one.before]
        if not later:
            return scores
        expected = self._expected([asked[place].before for place in later], points)
        return scores.index_add(0, torch.tensor(later), expected)

    def _expected(self, talks: Sequence[tuple[str, ...]], points: torch.Tensor) -> torch.Tensor:
        """What is asked next after messages, by what those asked for: the logarithms of its shares, talks × pieces."""
        owners = torch.tensor([i for i, talk in enumerate(talks) for _ in talk])
        with torch.no_grad():
            said = torch.stack([self._earlier[message] for talk in talks for message in talk])
            spoken_of = functional.softmax(said @ points.T / TEMPERATURE, dim=-1) @ points
        after = functional.softmax(spoken_of @ self.transition @ points.T / TEMPERATURE, dim=-1)
        counts = torch.tensor([weight for talk in talks for weight in _weights(talk)])
        return (
            torch.zeros(len(talks), len(points)).index_add(0, owners, counts[:, None] * after).clamp_min(_LEAST).log()
        )

    def embed(self, messages: Sequence[str]) -> torch.Tensor:
        """Unit vectors of messages: the mean of each one's pieces."""
        read = self.tokenizer(list(messages), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        there = read["attention_mask"][:, :, None].float()
        hidden = self.hidden(read["input_ids"], read["attention_mask"])
        return functional.normalize((hidden * there).sum(1) / there.sum(1), dim=-1)

    def _middles(self, asked: Sequence[Asked], pieces: int) -> torch.Tensor:
        """Where each piece's point begins: in the middle of the questions that are written beside it."""
        owners = torch.tensor([one.pieces[0] for one in asked])
        vectors = self._all([one.message for one in asked])
        return functional.normalize(torch.zeros(pieces, self.width).index_add(0, owners, vectors), dim=-1)

    def _all(self, messages: Sequence[str]) -> torch.Tensor:
        """Unit vectors of many messages, through which nothing is learnt."""
        order = sorted(range(len(messages)), key=lambda i: len(messages[i]))
        vectors = torch.zeros(len(messages), self.width)
        with torch.no_grad():
            for at in range(0, len(order), _TOGETHER):
                some = order[at : at + _TOGETHER]
                vectors[some] = self.embed([messages[i] for i in some])
        return vectors


def _weights(talk: Sequence[str]) -> list[float]:
    """How much each message counts of what a talk has been about: together 1, the latest most."""
    weights: list[float] = []
    for message in talk:
        kept = stays(message) if weights else 0.0
        weights = [*(kept * weight for weight in weights), 1 - kept]
    return weights


def _of_talks(places: dict[str, int]) -> list[Asked]:
    """The messages of written talks that advice answers."""
    found = []
    for one in utterances(TO_LEARN):
        if pieces := tuple(places[name] for name in one.answers if name in places):
            found.append(Asked(one.says, pieces, one.before))
    return found
