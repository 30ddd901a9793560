"""The names' model: learnt from made messages by the network, kept without pickles."""

import hashlib
import json
import random
import warnings
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
from spacy.tokens import Doc

from bot.privacy.engine import pipeline, reading
from bot.privacy.features import Lists, features
from bot.privacy.known import Known
from bot.privacy.made import Maker
from knowledge.pack import Pack, load

MODEL, MANIFEST = "names.safetensors", "manifest.json"
MESSAGES, SEED, WITHHELD = 10_000, 7, 45
ROUNDS, TOGETHER = 2, 24  # times that each message is read, and messages read together
KINDS = 4096  # of facts: two may share a number
SLOW, QUICK = 2e-4, 2e-3  # how quickly the encoder's layers learn, and the rest


class ModelMissing(RuntimeError):
    """The model has not been built, or its file is not as it was built. The sentence says what to do."""


class Model:
    """Tells for each word of a text how likely it is part of a person's name."""

    def __init__(self, folder: Path, known: Known):
        """Opens what `train` wrote into `folder`. Raises ModelMissing."""
        try:
            content = (folder / MODEL).read_bytes()
            made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ModelMissing("The names' model is not built. Run 'signpost train'.") from None
        if not isinstance(made, dict) or made.get("sha256") != hashlib.sha256(content).hexdigest():
            raise ModelMissing("The names' model is damaged. Run 'signpost train'.")
        from bot.privacy.net import Net  # seconds to import: only when needed

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch announces another way to make a network small
            self._net = Net(KINDS).open(folder / MODEL)
        self._known, self._lists = known, Lists()

    def likely(self, doc: Doc) -> list[float]:
        """For each token, how likely it is part of a name: 0 to 1."""
        import torch

        if not len(doc):
            return []
        facts = _facts(doc, self._lists, self._known)
        with torch.inference_mode():
            return torch.sigmoid(self._net([doc], [facts])).tolist()


def train(
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
    pack: Pack | None = None,
) -> None:
    """Builds the model into `folder`, the same for the same pack and lists. `progress` is told what is being done.

    The model learns from messages that `made` makes up and from the project's own, never from what anybody typed.
    """
    import torch
    from safetensors.torch import save_file

    from bot.privacy.net import Net

    pack = pack or load()
    known, lists = Known(pack), Lists(WITHHELD)
    progress("names: making messages")
    made = [(text, spans) for text, spans in Maker(pack, SEED).messages(MESSAGES) if text.strip()]
    with reading():
        docs = [pipeline().make_doc(text) for text, _ in made]
        facts = [_facts(doc, lists, known) for doc in docs]
        truth = [labels(doc, spans) for doc, (_, spans) in zip(docs, made, strict=True)]
        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = Net(KINDS).train()
            taught = [weight for weight in net.bert.parameters() if weight.requires_grad]
            rest = [*net.facts.parameters(), *net.judge.parameters()]
            steps = ROUNDS * -(-len(docs) // TOGETHER)
            learner = torch.optim.AdamW(
                [{"params": taught, "lr": SLOW}, {"params": rest, "lr": QUICK}], weight_decay=0.02
            )
            pace = torch.optim.lr_scheduler.OneCycleLR(learner, [SLOW, QUICK], total_steps=steps, pct_start=0.1)
            for step, batch in enumerate(_batches([len(doc) for doc in docs])):
                if step % 50 == 0:
                    progress(f"names: learning, {step:,} of {steps:,}")
                learner.zero_grad()
                logits = net([docs[i] for i in batch], [facts[i] for i in batch])
                wanted = torch.tensor([float(one) for i in batch for one in truth[i]])
                torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted).backward()
                learner.step()
                pace.step()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{MODEL}.new"
    save_file(net.taught(), draft)
    sha256 = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.replace(folder / MODEL)
    manifest = {"sha256": sha256, "messages": MESSAGES, "seed": SEED}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    progress("names: done")


def _batches(lengths: list[int]) -> list[list[int]]:
    """Which messages are read together: ones of much the same length, in any order, all of them in each round."""
    chance = random.Random(SEED)
    batches = []
    for _ in range(ROUNDS):
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] + 6 * chance.random())
        these = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
        chance.shuffle(these)
        batches += these
    return batches


def _facts(doc: Doc, lists: Lists, known: Known) -> list[np.ndarray]:
    """The facts on each word, as the network numbers them."""
    facts = features(doc, lists, known.places.find, list(known.names.find(doc.text)))
    return [np.array([crc32(one.encode(errors="replace")) % KINDS for one in word], dtype=np.int64) for word in facts]


def labels(doc: Doc, spans: list[tuple[int, int]]) -> list[bool]:
    """Which tokens a span touches."""
    inside = np.zeros(len(doc.text) + 1, dtype=bool)
    for start, end in spans:
        inside[start:end] = True
    return [bool(inside[t.idx : t.idx + len(t)].any()) for t in doc]
