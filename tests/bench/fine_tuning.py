"""What fine-tuning the encoder on the pack's questions would gain over the encoder as packaged, and what it costs.

Not part of `signpost train`: with the same learning on top, the gain was a point or two, for minutes of training
at every change of a question and an encoder of its own to keep. Run `python -m tests.bench.fine_tuning` to see.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from knowledge import pack as packs
from knowledge.encoder import Encoder, shared
from knowledge.evaluation import evaluate_search, read_jsonl
from knowledge.pack import Pack
from knowledge.search import Search, build

_EVALUATION = Path(__file__).parents[1] / "evaluation"
_FROZEN_LAYERS, _BATCH, _RATE, _TEMPERATURE = 2, 64, 1e-4, 0.1


def fine_tune(pack: Pack, encoder: Encoder, folder: Path, epochs: int = 3) -> None:
    """Write into `folder` an encoder whose embeddings of questions lie by their section's mean.

    Each section, and each kind of uncovered question, has a point, which begins at its questions' mean; the
    upper layers and the points learn to bring questions to their own point, by cross-entropy over cosines.
    """
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    texts = [q for s in pack.sections.values() for q in s.questions] + [one.q for one in pack.uncovered]
    names = [s.id for s in pack.sections.values() for _ in s.questions] + [one.kind for one in pack.uncovered]
    labels = np.unique(names, return_inverse=True)[1]
    vectors = encoder.encode(texts)
    means = np.array([vectors[labels == label].mean(0) for label in range(labels.max() + 1)])
    points = torch.nn.Parameter(functional.normalize(torch.tensor(means), dim=-1))
    model = SentenceTransformer(encoder.name, device="cpu")
    for name, weights in model.named_parameters():
        weights.requires_grad = not ("embeddings." in name or any(f"layer.{i}." in name for i in range(_FROZEN_LAYERS)))
    learning = [weights for weights in model.parameters() if weights.requires_grad]
    optimiser = torch.optim.AdamW([{"params": learning, "lr": _RATE}, {"params": [points], "lr": 3e-3}])
    steps = epochs * (len(texts) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: min(1, (i + 1) / 20) * (1 - i / steps))
    model.train()
    for step in range(steps):
        if step % (steps // epochs) == 0:
            shuffled = order.permutation(len(texts))
        batch = shuffled[(step % (steps // epochs)) * _BATCH :][:_BATCH]
        found = model(model.preprocess([texts[i] for i in batch]))["sentence_embedding"]
        cosines = functional.normalize(found, dim=-1) @ functional.normalize(points, dim=-1).T
        loss = functional.cross_entropy(cosines / _TEMPERATURE, torch.tensor(labels[batch]), label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.2f}", flush=True)
    model.eval()
    model.save(str(folder))


def main() -> None:
    """Print the search's figures with the encoder as packaged, and fine-tuned. The argument is the epochs (3)."""
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    torch.set_num_threads(2)
    pack = packs.load()
    sets = [read_jsonl(_EVALUATION / f"{name}.jsonl") for name in ("questions", "uncovered")]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        fine_tune(pack, shared(), Path(folder) / "encoder", epochs)
        seconds = time.perf_counter() - started
        for name, encoder in (("as packaged", shared()), ("fine-tuned", Encoder(Path(folder) / "encoder"))):
            build(pack, encoder, Path(folder) / name)
            print(name, evaluate_search(Search.load(pack, Path(folder) / name, encoder), *sets))
    print(f"fine-tuning took {seconds:.0f} s")


if __name__ == "__main__":
    main()
