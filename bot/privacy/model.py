"""The mask's model: learnt from made messages by the network, kept without pickles."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from spacy.tokens import Doc

from bot.privacy.engine import pipeline, reading
from bot.privacy.features import Lists, features
from bot.privacy.known import Known
from bot.privacy.made.messages import Maker
from knowledge.pack import Pack, load

MESSAGES, SEED, WITHHELD = 22_000, 7, 45
ROUNDS, TOGETHER, LOOSE = 2, 24, 6  # times that each is read, how many together, how many words their lengths differ
KINDS = 4096  # of facts: two may share a number
PACE = (2e-4, 2e-3)  # how quickly the encoder's layers learn, and the rest


class Model:
    """Tells for each word of a text how likely it is part of a name, an address or a date of birth."""

    def __init__(self, folder: Path, known: Known):
        """Opens what `train` wrote into `folder`. Raises NotTaught."""
        from bot.privacy.net import LABELS, Net  # seconds to import: only when needed

        self._net = Net(KINDS)
        self._net.open(folder, labels=list(LABELS))
        self._labels, self._known, self._lists = LABELS, known, Lists()

    def likely(self, doc: Doc) -> dict[str, list[float]]:
        """For each label and each token, how likely the token is part of such a detail: 0 to 1."""
        import torch

        if not len(doc):
            return {label: [] for label in self._labels}
        facts = _facts(doc, self._lists, self._known)
        with torch.inference_mode():
            shares = torch.sigmoid(self._net([doc], [facts]))
        return dict(zip(self._labels, shares.T.tolist(), strict=True))


def train(
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
    pack: Pack | None = None,
) -> None:
    """Builds the model into `folder`, the same for the same pack and lists. `progress` is told what is being done.

    The model learns from messages that `made` makes up and from the project's own, never from what anybody typed.
    """
    import torch

    from bot.privacy.net import LABELS, Net
    from knowledge.teachable import batches

    pack = pack or load()
    known, lists = Known(pack), Lists(WITHHELD)
    progress("making messages")
    made = [(text, spans) for text, spans in Maker(pack, SEED).messages(MESSAGES) if text.strip()]
    with reading():
        docs = [pipeline().make_doc(text) for text, _ in made]
        facts = [_facts(doc, lists, known) for doc in docs]
        truth = [marked(doc, spans, LABELS) for doc, (_, spans) in zip(docs, made, strict=True)]

        def loss(batch: list[int]) -> torch.Tensor:
            logits = net([docs[i] for i in batch], [facts[i] for i in batch])
            wanted = torch.from_numpy(np.concatenate([truth[i] for i in batch]))
            return torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)

        with torch.random.fork_rng():
            torch.manual_seed(SEED)
            net = Net(KINDS)
            net.learn(batches(map(len, docs), ROUNDS, TOGETHER, SEED, LOOSE), loss, PACE, progress)
    net.keep(folder, labels=list(LABELS), messages=MESSAGES, seed=SEED)
    progress("done")


def _facts(doc: Doc, lists: Lists, known: Known) -> list[np.ndarray]:
    """The facts on each word, as the network numbers them."""
    facts = features(doc, lists, known.places.find, list(known.names.find(doc.text)))
    return [np.array([crc32(one.encode(errors="replace")) % KINDS for one in word], dtype=np.int64) for word in facts]


def marked(doc: Doc, spans: list[tuple[int, int, str]], labels: Sequence[str]) -> np.ndarray:
    """Which tokens (rows) a span of each of the `labels` (columns) touches: 1 or 0."""
    inside = np.zeros((len(doc.text) + 1, len(labels)), dtype=np.float32)
    for start, end, label in spans:
        inside[start:end, labels.index(label)] = 1
    return np.array([inside[t.idx : t.idx + len(t)].max(0) for t in doc])
