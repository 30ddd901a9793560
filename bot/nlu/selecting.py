"""The selector while it is taught (`bot/nlu/selector.py` says what it is): the packaged encoder with adapters, a point for each piece
of the pack's advice, and a transition from what was talked of to what is asked next. It learns to bring what is written beside a
piece, and what is said after other messages, nearer to that piece's point than to any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from bot.adapter import AdaptedEncoder, batches
from bot.nlu.recipe import SEED, Selecting
from bot.nlu.selector import LAYERS, LONGEST, TEMPERATURE, stays, written
from bot.nlu.talks import TO_LEARN, utterances
from knowledge.pack import Pack

_LEAST = 1e-30  # share whose logarithm is taken
_TOGETHER = 64  # texts that are embedded together at the start


@dataclass(frozen=True)
class Asked:
    """A message and the advice that it asks for, by its place. `before`: the messages before it."""

    message: str
    pieces: tuple[int, ...]
    before: tuple[str, ...] = ()


class SelectorNet(AdaptedEncoder):
    """Messages and pieces of advice in one space."""

    def __init__(self, recipe: Selecting):
        super().__init__(LAYERS, recipe.adapted_from, recipe.rank)
        self.points: nn.Parameter
        self.transition = nn.Parameter(torch.zeros(self.width, self.width))

    @classmethod
    def train_on(cls, pack: Pack, recipe: Selecting, progress: Callable[[str], None]) -> "SelectorNet":
        """A network taught on the pack's questions and the project's talks, the same for the same words and processor."""
        beside = written(pack)
        asked = [Asked(question, (place,)) for place, questions in enumerate(beside.values()) for question in questions]
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = cls(recipe)
            net.points = nn.Parameter(net._middles(asked, len(beside)))
            asked += recipe.talks * _of_talks({name: place for place, name in enumerate(beside)})

            def loss(batch: list[int]) -> torch.Tensor:
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
            asked = self.embed([message for talk in talks for message in talk]) @ points.T / TEMPERATURE
            spoken_of = functional.softmax(asked, dim=-1) @ points
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
        order, middles = sorted(asked, key=lambda one: len(one.message)), torch.zeros(pieces, self.width)
        with torch.no_grad():
            for at in range(0, len(order), _TOGETHER):
                some = order[at : at + _TOGETHER]
                vectors = self.embed([one.message for one in some])
                middles.index_add_(0, torch.tensor([one.pieces[0] for one in some]), vectors)
        return functional.normalize(middles, dim=-1)


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
