"""The network that finds names: the encoder's lower layers, the upper of them taught anew, over a few facts on each word."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from spacy.tokens import Doc
from torch import nn
from transformers import AutoTokenizer, BertConfig, BertModel

from knowledge.encoder import packaged_model

LAYERS, FROZEN = 4, 2  # how many of the encoder's layers are used, and how many of those stay as they were
WINDOW = 160  # word pieces read together
_WIDTH, _HIDDEN = 64, 96


class Net(nn.Module):
    """For each word of some texts the logit of its being part of a name."""

    def __init__(self, kinds: int):
        """`kinds`: how many kinds of facts there are."""
        super().__init__()
        folder = packaged_model()
        self._pieces = AutoTokenizer.from_pretrained(str(folder))
        config = BertConfig.from_pretrained(str(folder), num_hidden_layers=LAYERS)
        self.bert = BertModel(config, add_pooling_layer=False)
        packaged = load_file(folder / "model.safetensors")
        wanted = {name: packaged[name] for name in self.bert.state_dict() if name in packaged}
        self.bert.load_state_dict(wanted, strict=False)
        self.facts = nn.EmbeddingBag(kinds, _WIDTH, mode="sum")
        self.judge = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(config.hidden_size + _WIDTH, _HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(_HIDDEN, 1)
        )  # fmt: skip
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN]):
            part.requires_grad_(False)

    def taught(self) -> dict[str, torch.Tensor]:
        """What learning changed: all that has to be kept."""
        fixed = ("bert.embeddings.", *(f"bert.encoder.layer.{i}." for i in range(FROZEN)))
        return {name: value.contiguous() for name, value in self.state_dict().items() if not name.startswith(fixed)}

    def open(self, file: Path) -> "Net":
        """Takes what was taught from `file`, and becomes small and quick: no more learning."""
        self.load_state_dict(load_file(file), strict=False)
        self.eval()
        self.bert.encoder = torch.ao.quantization.quantize_dynamic(self.bert.encoder, {nn.Linear}, dtype=torch.qint8)
        return self

    def forward(self, docs: list[Doc], facts: list[list[np.ndarray]]) -> torch.Tensor:
        """Logits of all words of all `docs`, one after another. `facts`: the numbers of each word's facts."""
        rows = [word for doc in facts for word in doc]
        starts = np.cumsum([0, *map(len, rows[:-1])])
        said = self.facts(torch.from_numpy(np.concatenate(rows)), torch.from_numpy(starts))
        return self.judge(torch.cat([self._meanings(docs), said], 1))[:, 0]

    def _meanings(self, docs: list[Doc]) -> torch.Tensor:
        """For each word the mean of its pieces' vectors; zeros for a word without a piece."""
        windows: list[list[tuple[int, int]]] = []  # (word piece, the word's number among all words)
        base = 0
        for doc in docs:
            read = self._pieces(doc.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
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
        ids = torch.full((len(windows), longest), self._pieces.pad_token_id)
        mask = torch.zeros_like(ids)
        for row, window in enumerate(windows):
            pieces = [self._pieces.cls_token_id, *(piece for piece, _ in window), self._pieces.sep_token_id]
            ids[row, : len(pieces)] = torch.tensor(pieces)
            mask[row, : len(pieces)] = 1
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        owners = torch.tensor([word for window in windows for _, word in window], dtype=torch.long)
        if not len(owners):
            return torch.zeros(base, hidden.shape[-1])
        vectors = torch.cat([hidden[row, 1 : len(window) + 1] for row, window in enumerate(windows)])
        total = torch.zeros(base, hidden.shape[-1]).index_add(0, owners, vectors)
        return total / torch.bincount(owners, minlength=base).clamp(min=1)[:, None]
