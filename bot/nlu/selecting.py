"""The selector while it is taught (`bot/nlu/selector.py` says what it is): the packaged encoder with adapters, and a point for
each piece of the pack's advice. It learns to bring what is written beside a piece nearer to that piece's point than to any
other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import yaml
from torch import nn
from torch.nn import functional

from bot.adapter import AdaptedEncoder, batches
from bot.nlu.recipe import SEED, Selecting
from bot.nlu.selector import LAYERS, LONGEST, TEMPERATURE, written
from knowledge.pack import Pack

FOLLOW_UPS = Path(__file__).parents[1] / "data" / "follow_ups"
_TOGETHER = 64  # texts that are embedded together at the start


@dataclass(frozen=True)
class Asked:
    """A message and the advice that it asks for, by its place."""

    message: str
    piece: int


class SelectorNet(AdaptedEncoder):
    """Messages and pieces of advice in one space."""

    def __init__(self, recipe: Selecting):
        super().__init__(LAYERS, recipe.adapted_from, recipe.rank)
        self.points: nn.Parameter

    @classmethod
    def train_on(cls, pack: Pack, recipe: Selecting, progress: Callable[[str], None]) -> "SelectorNet":
        """A network taught on the pack's questions and the project's follow-ups, the same for the same words and processor."""
        beside = written(pack)
        asked = [Asked(question, place) for place, questions in enumerate(beside.values()) for question in questions]
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = cls(recipe)
            net.points = nn.Parameter(net._middles(asked, len(beside)))
            asked += _follow_ups({name: place for place, name in enumerate(beside)})
            owners = torch.tensor([one.piece for one in asked])

            def loss(batch: list[int]) -> torch.Tensor:
                cosines = net.embed([asked[i].message for i in batch]) @ functional.normalize(net.points, dim=-1).T
                return functional.cross_entropy(
                    cosines / TEMPERATURE, owners[batch], label_smoothing=recipe.label_smoothing
                )

            lengths = [len(one.message) // 4 for one in asked]
            order = batches(lengths, recipe.epochs, recipe.batch_size, SEED, recipe.jitter)
            net.fit(order, loss, recipe.learning_rates, progress)
        net.eval()
        return net

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
                middles.index_add_(0, torch.tensor([one.piece for one in some]), vectors)
        return functional.normalize(middles, dim=-1)


def _follow_ups(places: dict[str, int]) -> Iterator[Asked]:
    """The written second messages, each for every piece of advice that answers it."""
    for path in sorted(FOLLOW_UPS.glob("*.yml")):
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            yield from (Asked(one["says"], places[name]) for name in one["answers"] if name in places)
