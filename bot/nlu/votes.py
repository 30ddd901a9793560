"""Which flow a message starts, by the written examples: each votes, as far as the message is like it in meaning and in
spelling. A reader of another kind than the classifier, and one that errs elsewhere: joined they beat either."""

import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from knowledge.alike import Examples
from knowledge.encoder import Encoder
from knowledge.rank import Votes

_EXAMPLES, _FLOWS = "examples.npz", "flows.npz"


@dataclass
class FlowVotes:
    """The examples and their votes on `labels`. `inverse_temperature` turns scores into honest confidences."""

    examples: Examples
    votes: Votes
    labels: list[str]
    inverse_temperature: float

    @classmethod
    def fit(cls, texts: Sequence[str], flows: Sequence[str], encoder: Encoder) -> "FlowVotes":
        """The votes of `texts`, each with the flow that it starts."""
        examples = Examples.of(texts, encoder.encode(list(texts)))
        labels, places = np.unique(list(flows), return_inverse=True)
        votes, unseen = Votes.fit(examples.among_themselves(), places, len(labels))

        def negative_log_likelihood(scale: float) -> float:
            return -float(log_softmax(unseen * scale, axis=1)[np.arange(len(places)), places].mean())

        found = minimize_scalar(negative_log_likelihood, bounds=(0.5, 30), method="bounded").x
        return cls(examples, votes, [str(label) for label in labels], float(found))

    def shares(self, text: str, embedding: np.ndarray) -> dict[str, float]:
        """How likely each flow is; they add to one. `embedding` is the text's, from the same encoder."""
        scores = self.votes.scores(self.examples.alike(text, embedding)) * self.inverse_temperature
        return dict(zip(self.labels, map(float, softmax(scores)), strict=True))

    def save(self, folder: Path) -> None:
        self.examples.save(folder / _EXAMPLES)
        labels = np.frombuffer(json.dumps(self.labels).encode(), dtype=np.uint8)
        np.savez(folder / _FLOWS, labels=labels, votes=self.votes.weights, scale=self.inverse_temperature)

    @classmethod
    def load(cls, folder: Path) -> "FlowVotes":
        """What `save` wrote."""
        return cls._of({name: (folder / name).read_bytes() for name in (_EXAMPLES, _FLOWS)})

    @classmethod
    def from_archive(cls, archive: Path) -> "FlowVotes":
        """The same out of a trained Rasa model, without loading Rasa."""
        with tarfile.open(archive) as tar:
            members = {Path(m.name).name: m for m in tar}
            return cls._of({name: tar.extractfile(members[name]).read() for name in (_EXAMPLES, _FLOWS)})  # type: ignore[union-attr]

    @classmethod
    def _of(cls, kept: dict[str, bytes]) -> "FlowVotes":
        with np.load(io.BytesIO(kept[_FLOWS])) as a:
            labels = json.loads(a["labels"].tobytes())
            return cls(Examples.load(kept[_EXAMPLES]), Votes(a["votes"]), labels, float(a["scale"]))
