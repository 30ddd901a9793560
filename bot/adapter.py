"""The packaged encoder with low-rank adapters in its upper layers: a network learns a task of Signpost's, and what it
learnt is small enough to travel with the project (`bot/taught/`), so that every machine has the same weights. Torch teaches;
what was taught is opened by `bot/networks.py`."""

import hashlib
import json
import random
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoConfig, AutoModel, AutoTokenizer

from bot.networks import MANIFEST, SCALE, WEIGHTS

_LOG_EVERY = 50  # steps
_PARTS = (  # the linear maps of a layer, by the names that BERT and MPNet have for them
    r"(?:attention\.self\.(?:query|key|value)|attention\.output\.dense|attention\.attn\.[qkvo]|intermediate\.dense|output\.dense)"
)


class AdaptedEncoder(nn.Module):
    """The lower `layers` of the encoder in `folder`; from layer `adapted_from` on, each linear map has an adapter of `rank`. Subclasses
    add their heads and `forward`. `bfloat16`: whether it multiplies in that half
    precision, which saves time with a large encoder. Source of the method: Hu et al., LoRA, 2021."""

    def __init__(self, folder: Path, layers: int, adapted_from: int, rank: int, bfloat16: bool = False):
        from peft import LoraConfig, get_peft_model

        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        # No dropout: few weights learn, and drawing its random numbers takes longer than all the rest of a step.
        config = AutoConfig.from_pretrained(
            str(folder), num_hidden_layers=layers, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        encoder = AutoModel.from_config(config, add_pooling_layer=False)
        packaged = load_file(folder / "model.safetensors")
        known = {name: packaged[name] for name in encoder.state_dict() if name in packaged}
        encoder.load_state_dict(known, strict=False)
        adapted = "|".join(map(str, range(adapted_from, layers)))
        target = rf"encoder\.layer\.(?:{adapted})\.{_PARTS}"
        lora = LoraConfig(r=rank, lora_alpha=SCALE * rank, lora_dropout=0.0, target_modules=target)
        with warnings.catch_warnings():  # peft asks a model by a name that transformers is about to change
            warnings.filterwarnings("ignore", ".*is_gradient_checkpointing", FutureWarning)
            self.encoder = get_peft_model(encoder, lora)
        self.width: int = config.hidden_size
        self._bfloat16 = bfloat16

    def hidden(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The last layer's vectors: texts × word pieces × width."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()

    def save(self, folder: Path, **made: Any) -> None:
        """Writes the adapters and heads into `folder` as half-precision safetensors, and a manifest that tells how they
        were `made`."""
        taught = {
            name: weight.detach().half().contiguous() for name, weight in self.named_parameters() if _is_taught(name)
        }
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{WEIGHTS}.new"
        save_file(taught, draft)
        manifest = {"sha256": hashlib.sha256(draft.read_bytes()).hexdigest(), **made}
        draft.replace(folder / WEIGHTS)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")

    def fit(
        self,
        batches: Sequence[list[int]],
        loss: Callable[[list[int]], torch.Tensor],
        learning_rates: tuple[float, float],
        progress: Callable[[str], None],
    ) -> None:
        """One optimiser step for each of `batches`. `learning_rates`: of the adapters, and of the heads."""
        named = [(name, weight) for name, weight in self.named_parameters() if weight.requires_grad]
        groups = [
            {"params": [w for name, w in named if name.startswith("encoder.")], "lr": learning_rates[0]},
            {"params": [w for name, w in named if not name.startswith("encoder.")], "lr": learning_rates[1]},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.02)
        scheduler = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, list(learning_rates), total_steps=len(batches), pct_start=0.1
        )
        self.train()
        for step, batch in enumerate(batches):
            if step % _LOG_EVERY == 0:
                progress(f"learning, {step:,} of {len(batches):,}")
            optimizer.zero_grad()
            loss(batch).backward()
            nn.utils.clip_grad_norm_([w for _, w in named], 1.0)
            optimizer.step()
            scheduler.step()


def _is_taught(name: str) -> bool:
    """Is this weight an adapter's or a head's, and no part of the packaged encoder?"""
    return "lora_" in name or not name.startswith("encoder.")


def batches(lengths: Iterable[int], epochs: int, batch_size: int, seed: int, jitter: float) -> list[list[int]]:
    """Which texts share a batch: ones of much the same length (give or take `jitter`), in any order, all of them once in
    each epoch."""
    lengths, chance = list(lengths), random.Random(seed)
    found = []
    for _ in range(epochs):
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] + jitter * chance.random())
        epoch = [order[at : at + batch_size] for at in range(0, len(order), batch_size)]
        chance.shuffle(epoch)
        found += epoch
    return found
