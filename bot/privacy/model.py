"""The mask's model: what the network learnt from made messages. It travels with the project, in half precision."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.special import expit
from spacy.tokens import Doc

from bot import settings
from bot.networks import load_network
from bot.privacy.engine import pipeline, reading
from bot.privacy.features import Lists, features, stem
from bot.privacy.known import Known
from bot.privacy.made.messages import Maker
from bot.privacy.near import Near
from bot.privacy.shape import KINDS, LABELS, LAYERS, padded, windows
from knowledge.encoder import packaged_model
from knowledge.pack import Pack, load

MESSAGES, SEED, WITHHELD = 19_000, 7, 45
EPOCHS, BATCH_SIZE, JITTER = 2, 16, 6
LEARNING_RATES = (1e-3, 2e-3)  # of the adapters, and of the rest
_CODE = (
    "net",
    "shape",
    "model",
    "features",
    "near",
    "known",
    "lists",
    "numbers",
    "plain",
    "engine",
)  # shapes what is learnt


class Model:
    """In: a text. Out: for each word of it, how likely it is part of a name, an address or a date of birth."""

    def __init__(self, folder: Path, known: Known, near: Near):
        """Opens what `train` wrote into `folder`. Raises NotTaught."""
        self._encoder, self._weights = load_network(folder, packaged_model(), LAYERS, longest=None, labels=list(LABELS))
        self._marks = [self._encoder.tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]", "[PAD]")]
        self._known, self._near, self._lists = known, near, Lists()

    def likely(self, doc: Doc, near: Mapping[str, str]) -> dict[str, list[float]]:
        """For each label and each token, how likely the token is part of such a detail: 0 to 1. `near`: what `Near` says
        of the text's words."""
        if not len(doc):
            return {label: [] for label in LABELS}
        weights = self._weights
        facts = _facts(doc, self._lists, self._known, near)
        said = np.array([weights["facts.weight"][word].sum(0) for word in facts])
        hidden = np.maximum(self._linear("classifier.1", np.hstack([self._meanings(doc), said])), 0)
        shares = expit(self._linear("classifier.4", hidden))
        return dict(zip(LABELS, shares.T.tolist(), strict=True))

    def _meanings(self, doc: Doc) -> np.ndarray:
        """For each word the mean of its pieces' vectors; zeros for a word without a piece."""
        cut = self._encoder.tokenizer.encode(doc.text, add_special_tokens=False)
        read = windows([doc], [zip(cut.ids, cut.offsets, strict=True)])
        hidden = self._encoder.hidden(*padded(read, *self._marks))
        total, count = np.zeros((len(doc), self._encoder.width), dtype=np.float32), np.zeros((len(doc), 1))
        for row, window in enumerate(read):
            words = np.array([word for _, word in window], dtype=np.int64)
            np.add.at(total, words, hidden[row, 1 : len(window) + 1])
            np.add.at(count, words, 1)
        return total / np.maximum(count, 1)

    def _linear(self, name: str, given: np.ndarray) -> np.ndarray:
        return given @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]


def train(folder: Path, progress: Callable[[str], None] = lambda _: None, pack: Pack | None = None) -> None:
    """Teaches the model into `folder`, the same for the same pack and lists. `progress` is told what is being done.

    The model learns from messages that `made` makes up and from the project's own, never from what anybody typed.
    """
    import torch

    from bot.adapter import batches
    from bot.privacy.net import Net

    pack = pack or load(settings.PACK)
    known, lists = Known(pack), Lists(WITHHELD)
    progress("making messages")
    made = [(text, spans) for text, spans in Maker(pack, SEED).messages(MESSAGES) if text.strip()]
    with reading():
        docs = [pipeline().make_doc(text) for text, _ in made]
        near = Near(known, lists).of({stem(token.text) for doc in docs for token in doc})
        facts = [_facts(doc, lists, known, near) for doc in docs]
        truth = [marked(doc, spans, LABELS) for doc, (_, spans) in zip(docs, made, strict=True)]

        def loss(batch: list[int]) -> torch.Tensor:
            logits = net([docs[i] for i in batch], [facts[i] for i in batch])
            wanted = torch.from_numpy(np.concatenate([truth[i] for i in batch]))
            return torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)

        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = Net(KINDS)
            net.fit(batches(map(len, docs), EPOCHS, BATCH_SIZE, SEED, JITTER), loss, LEARNING_RATES, progress)
    net.save(folder, labels=list(LABELS), messages=MESSAGES, epochs=EPOCHS, seed=SEED)
    progress("done")


def inputs(pack_folder: Path) -> list[Path]:
    """The files that what is taught depends on: code, word lists, and the pack's services and areas. The pack's other
    pages lend sentences too, but none that a change of words would make another mask of."""
    here = Path(__file__).parent
    return [
        *(here.parent / f"{part}.py" for part in ("adapter", "networks")),
        *(here / f"{part}.py" for part in _CODE),
        *sorted((here / "made").glob("*.py")),
        *sorted((here / "words").glob("*.txt")),
        *(path for name in ("services.yml", "areas.yml") if (path := pack_folder / name).exists()),
    ]


def _facts(doc: Doc, lists: Lists, known: Known, near: Mapping[str, str]) -> list[np.ndarray]:
    """The facts on each word, as the network numbers them."""
    facts = features(doc, lists, known.places.find, list(known.names.find(doc.text)), near)
    return [np.array([crc32(one.encode(errors="replace")) % KINDS for one in word], dtype=np.int64) for word in facts]


def marked(doc: Doc, spans: list[tuple[int, int, str]], labels: Sequence[str]) -> np.ndarray:
    """Which tokens (rows) a span of each of the `labels` (columns) touches: 1 or 0."""
    inside = np.zeros((len(doc.text) + 1, len(labels)), dtype=np.float32)
    for start, end, label in spans:
        inside[start:end, labels.index(label)] = 1
    return np.array([inside[t.idx : t.idx + len(t)].max(0) for t in doc])
