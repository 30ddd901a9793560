"""The packaged encoder's layers, the upper of them ready to learn one task more: names, or which flow a message starts."""

import hashlib
import json
import random
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, load_file, save_file
from torch import nn
from transformers import AutoTokenizer, BertConfig, BertModel

from knowledge.encoder import NotTaught, packaged_model

_SHOWN = 50  # steps between two words of progress
WEIGHTS, MANIFEST = "weights.safetensors", "manifest.json"


class Teachable(nn.Module):
    """A network over the encoder's lower `layers`, of which the first `frozen` stay as they were."""

    def __init__(self, layers: int, frozen: int):
        super().__init__()
        folder = packaged_model()
        self.pieces = AutoTokenizer.from_pretrained(str(folder))
        config = BertConfig.from_pretrained(str(folder), num_hidden_layers=layers)
        self.bert = BertModel(config, add_pooling_layer=False)
        packaged = load_file(folder / "model.safetensors")
        wanted = {name: packaged[name] for name in self.bert.state_dict() if name in packaged}
        self.bert.load_state_dict(wanted, strict=False)
        self.width: int = config.hidden_size
        self._frozen = frozen
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:frozen]):
            part.requires_grad_(False)

    def keep(self, folder: Path, **made: Any) -> None:
        """Writes what learning changed into `folder`, without pickles, and a manifest that tells how it was `made`."""
        fixed = ("bert.embeddings.", *(f"bert.encoder.layer.{i}." for i in range(self._frozen)))
        taught = {name: value.contiguous() for name, value in self.state_dict().items() if not name.startswith(fixed)}
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{WEIGHTS}.new"
        save_file(taught, draft)
        manifest = {"sha256": hashlib.sha256(draft.read_bytes()).hexdigest(), **made}
        draft.replace(folder / WEIGHTS)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")

    def open(self, folder: Path, **made: Any) -> None:
        """Takes what `keep` wrote into `folder`, and becomes small and quick: no more learning. Raises NotTaught, also
        where it was `made` otherwise."""
        self.load_state_dict(load(_kept(folder, made)), strict=False)
        self.eval()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch announces another way to make a network small
            self.bert.encoder = torch.ao.quantization.quantize_dynamic(
                self.bert.encoder, {nn.Linear}, dtype=torch.qint8
            )

    def learn(
        self,
        batches: Sequence[list[int]],
        loss: Callable[[list[int]], torch.Tensor],
        pace: tuple[float, float],
        progress: Callable[[str], None],
    ) -> None:
        """One step for each of `batches`, whose `loss` is made smaller. `pace`: how quickly the encoder's layers learn,
        and the rest."""
        taught = [weight for weight in self.bert.parameters() if weight.requires_grad]
        rest = [weight for name, weight in self.named_parameters() if not name.startswith("bert.")]
        groups = [{"params": taught, "lr": pace[0]}, {"params": rest, "lr": pace[1]}]
        learner = torch.optim.AdamW(groups, weight_decay=0.02)
        course = torch.optim.lr_scheduler.OneCycleLR(learner, list(pace), total_steps=len(batches), pct_start=0.1)
        self.train()
        for step, batch in enumerate(batches):
            if step % _SHOWN == 0:
                progress(f"learning, {step:,} of {len(batches):,}")
            learner.zero_grad()
            loss(batch).backward()
            learner.step()
            course.step()


def _kept(folder: Path, wanted: dict[str, Any]) -> bytes:
    try:
        weights = (folder / WEIGHTS).read_bytes()
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotTaught("is not built") from None
    if not isinstance(made, dict) or made.get("sha256") != hashlib.sha256(weights).hexdigest():
        raise NotTaught("is damaged")
    if any(made.get(name) != value for name, value in wanted.items()):
        raise NotTaught("was made for something else")
    return weights


def batches(lengths: Iterable[int], rounds: int, together: int, seed: int, loose: float) -> list[list[int]]:
    """Which texts are read `together`: ones of much the same length (give or take `loose`), in any order, all of them
    in each of the `rounds`."""
    lengths, chance = list(lengths), random.Random(seed)
    told = []
    for _ in range(rounds):
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] + loose * chance.random())
        these = [order[at : at + together] for at in range(0, len(order), together)]
        chance.shuffle(these)
        told += these
    return told
