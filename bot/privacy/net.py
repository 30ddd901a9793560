"""The network that finds names, addresses and dates of birth, while it is taught: the encoder's lower layers, adapters in the
upper of them, over a few facts on each word. `model.py` puts it to use."""

import numpy as np
import torch
from spacy.tokens import Doc
from torch import nn

from bot.adapter import AdaptedEncoder
from bot.privacy.shape import ADAPTED_FROM, LABELS, LAYERS, RANK, padded, windows
from knowledge.encoder import packaged_model

_FACTS_WIDTH, _HIDDEN = 64, 128


class Net(AdaptedEncoder):
    """In: texts, and the facts on each of their words. Out: for each word the logits of its being part of a detail, one
    for each of `LABELS`."""

    def __init__(self, kinds: int):
        """`kinds`: how many kinds of facts there are."""
        super().__init__(packaged_model(), LAYERS, ADAPTED_FROM, RANK)
        self.facts = nn.EmbeddingBag(kinds, _FACTS_WIDTH, mode="sum")
        nn.init.normal_(
            self.facts.weight, std=0.05
        )  # dozens are summed: from larger ones it would learn their noise first
        self.classifier = nn.Sequential(
            nn.Dropout(0.2),
            nn.Linear(self.width + _FACTS_WIDTH, _HIDDEN),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(_HIDDEN, len(LABELS)),
        )

    def forward(self, docs: list[Doc], facts: list[list[np.ndarray]]) -> torch.Tensor:
        """Logits of all words of all `docs`, one word after another: words x labels. `facts`: the numbers of each word's facts."""
        rows = [word for doc in facts for word in doc]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        said = self.facts(torch.from_numpy(np.concatenate(rows)), torch.from_numpy(starts))
        return self.classifier(torch.cat([self._meanings(docs), said], 1))

    def _meanings(self, docs: list[Doc]) -> torch.Tensor:
        """For each word the mean of its pieces' vectors; zeros for a word without a piece."""
        cut = [
            self.tokenizer(doc.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            for doc in docs
        ]
        read = windows(docs, (zip(one["input_ids"], one["offset_mapping"], strict=True) for one in cut))
        marks = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id, self.tokenizer.pad_token_id
        ids, mask = map(torch.from_numpy, padded(read, *marks))
        words = sum(map(len, docs))
        hidden = self.hidden(ids, mask)
        owners = torch.tensor([word for window in read for _, word in window], dtype=torch.long)
        if not len(owners):
            return torch.zeros(words, hidden.shape[-1])
        vectors = torch.cat([hidden[row, 1 : len(window) + 1] for row, window in enumerate(read)])
        total = torch.zeros(words, hidden.shape[-1]).index_add(0, owners, vectors)
        return total / torch.bincount(owners, minlength=words).clamp(min=1)[:, None]
