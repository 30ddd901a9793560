"""What a message is, as a network taught on the examples reads it: the encoder itself learns the difference between
danger and work, which no likeness of meaning shows ('she used the code word', 'we agreed a code word')."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import structlog
import torch
from torch import nn

from knowledge.encoder import NotTaught
from knowledge.teachable import Teachable, batches

logger = structlog.get_logger()

LAYERS, FROZEN = 6, 3  # how many of the encoder's layers are used, and how many of those stay as they were
LONGEST = 128  # word pieces of a message that are read
ROUNDS, TOGETHER, LOOSE, SEED = 3, 32, 30, 7
PACE = (3e-4, 2e-3)
_DOUBT = 0.02  # of each example: no label is quite certain
_SCALE = 8  # brings the mean of word pieces to the size that the judge learns best from


class Reader(Teachable):
    """For each text the logits of its being each of `labels`."""

    def __init__(self, labels: Sequence[str]):
        super().__init__(LAYERS, FROZEN)
        self.labels = list(labels)
        self.judge = nn.Sequential(nn.Dropout(0.1), nn.Linear(self.width, len(self.labels)))

    @classmethod
    def taught_on(cls, texts: Sequence[str], names: Sequence[str], progress: Callable[[str], None]) -> "Reader":
        """A reader of `texts` and their labels, the same for the same examples."""
        labels, places = np.unique(list(names), return_inverse=True)
        wanted = torch.from_numpy(places)

        def loss(batch: list[int]) -> torch.Tensor:
            found = reader([texts[i] for i in batch])
            return nn.functional.cross_entropy(found, wanted[batch], label_smoothing=_DOUBT)

        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            reader = cls([str(label) for label in labels])
            reader.learn(batches(map(len, texts), ROUNDS, TOGETHER, SEED, LOOSE), loss, PACE, progress)
        return reader.eval()

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """Logits, texts × labels."""
        read = self.pieces(list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        hidden = self.bert(input_ids=read["input_ids"], attention_mask=read["attention_mask"]).last_hidden_state
        there = read["attention_mask"][:, :, None]
        return self.judge((hidden * there).sum(1) / there.sum(1) * _SCALE)

    def shares(self, text: str) -> dict[str, float]:
        """How likely `text` is each label; they add to one."""
        with torch.inference_mode():
            found = torch.softmax(self([text])[0], 0)
        return dict(zip(self.labels, found.tolist(), strict=True))


def open_reader(folder: Path, labels: Sequence[str]) -> Reader | None:
    """The reader of `labels` that `keep` wrote into `folder`; None, and a word in the log, where there is none."""
    try:
        reader = Reader(labels)
        reader.open(folder, labels=reader.labels)
        return reader
    except NotTaught as why:
        logger.warning("reader.unavailable", error=f"The reader of messages {why}. Run 'signpost train'.")
        return None
