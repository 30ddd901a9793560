"""The names' model: a conditional random field over `features`, learnt from made messages, kept without pickles."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pycrfsuite
from spacy.tokens import Doc

from bot.privacy.engine import pipeline, reading
from bot.privacy.features import Lists, features
from bot.privacy.known import Known
from bot.privacy.made import Maker
from knowledge.pack import Pack, load

MODEL, MANIFEST = "names.crf", "manifest.json"
MESSAGES, SEED, WITHHELD, ROUNDS = 14_000, 7, 45, 60


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
        # A file cut short would take the process with it, not raise.
        if not isinstance(made, dict) or made.get("sha256") != hashlib.sha256(content).hexdigest():
            raise ModelMissing("The names' model is damaged. Run 'signpost train'.")
        self._tagger = pycrfsuite.Tagger()
        self._content = content  # the tagger reads it in place and does not hold on to it
        self._tagger.open_inmemory(content)
        self._known, self._lists = known, Lists()

    def likely(self, doc: Doc) -> list[float]:
        """For each token, how likely it is part of a name: 0 to 1."""
        if not len(doc):
            return []
        self._tagger.set(
            features(
                doc,
                self._lists,
                self._known.places.find,
                list(self._known.names.find(doc.text)),
            )
        )
        return [self._tagger.marginal("P", i) for i in range(len(doc))]


def train(
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
    pack: Pack | None = None,
) -> None:
    """Builds the model into `folder`, the same for the same pack and lists. `progress` is told what is being done.

    The model learns from messages that `made` makes up, never from what anybody typed.
    """
    pack = pack or load()
    known, lists = Known(pack), Lists(WITHHELD)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": 0.05,
            "c2": 0.02,
            "max_iterations": ROUNDS,
            "feature.minfreq": 2,
            "feature.possible_transitions": True,
        }
    )
    progress("names: making messages")
    made = list(Maker(pack, SEED).messages(MESSAGES))
    for at in range(0, len(made), 500):
        if at % 3000 == 0:
            progress(f"names: reading messages, {at:,} of {len(made):,}")
        with reading():
            for doc, spans in pipeline().pipe(made[at : at + 500], as_tuples=True, batch_size=100):
                if len(doc):
                    rows = features(doc, lists, known.places.find, list(known.names.find(doc.text)))
                    trainer.append(rows, labels(doc, spans))
    progress("names: learning")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{MODEL}.new"
    trainer.train(str(draft))
    content = draft.read_bytes()
    draft.replace(folder / MODEL)
    manifest = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "messages": MESSAGES,
        "seed": SEED,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    progress("names: done")


def labels(doc: Doc, spans: list[tuple[int, int]]) -> list[str]:
    """`P` for the tokens that a span touches (less a possessive), else `O`."""
    inside = [False] * (len(doc.text) + 1)
    for start, end in spans:
        inside[start:end] = [True] * (end - start)
    return ["P" if any(inside[t.idx : t.idx + len(t)]) else "O" for t in doc]
