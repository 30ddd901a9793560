"""The network that finds names, addresses and dates of birth: the encoder's lower layers, the upper of them taught
anew, over a few facts on each word."""

import numpy as np
import torch
from spacy.tokens import Doc
from torch import nn

from knowledge.teachable import Teachable

LABELS = ("PERSON", "ADDRESS", "DOB")  # what it tells of each word, in this order
LAYERS, FROZEN = 4, 2  # how many of the encoder's layers are used, and how many of those stay as they were
WINDOW = 160  # word pieces read together
_WIDTH, _HIDDEN = 64, 128


class Net(Teachable):
    """For each word of some texts the logits of its being part of a detail, one for each of `LABELS`."""

    def __init__(self, kinds: int):
        """`kinds`: how many kinds of facts there are."""
        super().__init__(LAYERS, FROZEN)
        self.facts = nn.EmbeddingBag(kinds, _WIDTH, mode="sum")
        self.judge = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(self.width + _WIDTH, _HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(_HIDDEN, len(LABELS))
        )  # fmt: skip

    def forward(self, docs: list[Doc], facts: list[list[np.ndarray]]) -> torch.Tensor:
        """Logits of all words of all `docs`, one word after another: words x labels. `facts`: the numbers of each word's facts."""
        rows = [word for doc in facts for word in doc]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        said = self.facts(torch.from_numpy(np.concatenate(rows)), torch.from_numpy(starts))
        return self.judge(torch.cat([self._meanings(docs), said], 1))

    def _meanings(self, docs: list[Doc]) -> torch.Tensor:
        """For each word the mean of its pieces' vectors; zeros for a word without a piece."""
        windows: list[list[tuple[int, int]]] = []  # (word piece, the word's number among all words)
        base = 0
        for doc in docs:
            read = self.pieces(doc.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            at, window = 0, []
            for piece, (start, end) in zip(read["input_ids"], read["offset_mapping"], strict=True):
                while at + 1 < len(doc) and doc[at + 1].idx <= start:
                    at += 1
                if end > start:
                    window.append((piece, base + at))
                if len(window) == WINDOW:
                    windows.append(window)
                    window = []
            windows.append(window)
            base += len(doc)
        longest = max(map(len, windows)) + 2
        ids = torch.full((len(windows), longest), self.pieces.pad_token_id)
        mask = torch.zeros_like(ids)
        for row, window in enumerate(windows):
            pieces = [self.pieces.cls_token_id, *(piece for piece, _ in window), self.pieces.sep_token_id]
            ids[row, : len(pieces)] = torch.tensor(pieces)
            mask[row, : len(pieces)] = 1
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        owners = torch.tensor([word for window in windows for _, word in window], dtype=torch.long)
        if not len(owners):
            return torch.zeros(base, hidden.shape[-1])
        vectors = torch.cat([hidden[row, 1 : len(window) + 1] for row, window in enumerate(windows)])
        total = torch.zeros(base, hidden.shape[-1]).index_add(0, owners, vectors)
        return total / torch.bincount(owners, minlength=base).clamp(min=1)[:, None]
