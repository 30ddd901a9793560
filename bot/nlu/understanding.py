"""What one message means: the flow that it starts, the facts in it, whether anyone is in danger, and what the
handbook says of it. Rasa's component and `signpost route` both read messages through here."""

import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.nlu.alarm import Alarms, Before
from bot.nlu.controls import control_in
from bot.nlu.danger import DANGERS, POSSIBLE, Danger
from bot.nlu.entities import FactFinder
from bot.nlu.flows import Labelling, load_labelling, save_labelling
from bot.nlu.hearsay import around_quotations, clauses
from knowledge.alike import Examples
from knowledge.encoder import Encoder
from knowledge.guides import Guide
from knowledge.search import Answer, Search

if TYPE_CHECKING:
    from bot.nlu.reader import Reader

INFORM = "inform"
_SURE = 0.75  # share above which the votes' word stands, whatever the search finds
_OF_A_CASE = {"area", "areas", "risk", "dash"}  # facts that practitioners tell, and nobody of their own life
_AN_ANSWER_TO_NOTHING = 0.02  # how much less likely a message only informs while no guide is under way to ask for it


@dataclass(frozen=True)
class Models:
    """What Rasa trains: the examples, and their votes on the flows, of which the dangers are four."""

    examples: Examples
    flows: Labelling

    @classmethod
    def fit(cls, texts: Sequence[str], intents: Sequence[str], encoder: Encoder) -> "Models":
        examples = Examples.of(texts, encoder.encode(list(texts)))
        return cls(examples, Labelling.fit(examples.among_themselves(), intents)[0])

    def save(self, folder: Path) -> None:
        self.examples.save(folder / "examples.npz")
        save_labelling(self.flows, folder / "flows.npz")

    @classmethod
    def load(cls, folder: Path) -> "Models":
        return cls._of({path.name: path.read_bytes() for path in folder.glob("*.npz")})

    @classmethod
    def from_archive(cls, archive: Path) -> "Models":
        """The same out of a trained Rasa model, without loading Rasa."""
        with tarfile.open(archive) as tar:
            return cls._of({Path(m.name).name: tar.extractfile(m).read() for m in tar if m.name.endswith(".npz")})

    @classmethod
    def _of(cls, kept: dict[str, bytes]) -> "Models":
        return cls(Examples.load(kept["examples.npz"]), load_labelling(kept["flows.npz"]))


@dataclass(frozen=True)
class Reading:
    """One message, understood. `ranking` is (flow, confidence), likeliest first."""

    flow: str
    confidence: float
    ranking: list[tuple[str, float]]
    facts: dict[str, Any]
    danger: str | None  # one of DANGERS, or "possible"
    answer: Answer | None = None
    alarm: str | None = None  # the danger that the conversation is in after this message
    advice: str | None = None  # of that danger's guide, what answers it: `emergency.afterwards`
    denied: str | None = None  # the danger that the message says it is not
    choice: str | None = None  # of a button, typed
    embedding: np.ndarray | None = field(default=None, repr=False, compare=False)


class Understanding:
    """Reads messages. The examples' votes tell which flow one starts. Danger is judged by votes and reader together;
    without a reader the votes must do."""

    def __init__(
        self,
        models: Models,
        reader: "Reader | None",
        encoder: Encoder,
        facts: FactFinder,
        search: Search | None,
        guides: Mapping[str, Guide],
    ):
        self._models, self._reader, self._encoder = models, reader, encoder
        self._facts, self._search = facts, search
        self._danger, self._alarms = Danger(), Alarms(guides)

    def read(
        self,
        text: str,
        facts: dict[str, Any] | None = None,
        known: bool = False,
        before: Before = Before(),  # noqa: B008 - it is frozen
    ) -> Reading:
        """What `text` means. `facts`, where the privacy gate found them in the raw words, are taken as given.
        `known` says that the words are those of a button just offered: danger in them is the guide's subject, so that one line
        of 999 is enough; `before`, what the conversation was in."""
        reading = self._read(text, facts, known, before)
        return self._alarms.read(text, reading, before, lambda part, told: self._read(part, told, False, before))

    def _read(self, text: str, facts: dict[str, Any] | None, known: bool, before: Before) -> Reading:
        embedding = self._encoder.encode([text])[0]
        facts = self._facts.find(text) if facts is None else facts
        votes = self._votes(text, embedding)
        danger, certainty = self._danger_in(text, votes, facts, before)
        if danger in DANGERS and (rest := around_quotations(text)):
            around = self._votes(rest, self._encoder.encode([rest])[0])
            danger = self._danger.if_quoted(danger, text, self._danger_in(rest, around, facts, before)[0])
        ranking = _ranking(votes)
        answer = self._search.ask(text, embedding) if self._search else None
        control = control_in(text)
        if (known or control) and danger in DANGERS:
            danger = POSSIBLE
        if control == "help":  # it may be a cry: one line of 999 comes first
            return Reading("help", 1.0, ranking, facts, POSSIBLE, answer, embedding=embedding)
        if control:
            return Reading(INFORM, 1.0, ranking, facts, danger, answer, embedding=embedding)
        if danger in DANGERS:
            return Reading(danger, certainty, ranking, facts, danger, answer, embedding=embedding)
        work = {flow: share for flow, share in votes.items() if flow not in DANGERS}
        if not before.begun and not facts.keys() - {"role", "topics"}:
            work[INFORM] *= _AN_ANSWER_TO_NOTHING
        work = _ranking(work)
        flow, confidence = self._settled(work, answer)
        return Reading(flow, confidence, work, facts, danger, answer, embedding=embedding)

    def _votes(self, text: str, embedding: np.ndarray) -> dict[str, float]:
        """How likely each flow is, by the examples' votes; they add to one."""
        return self._models.flows.shares(self._models.examples.alike(text, embedding))

    def _with_reader(self, votes: dict[str, float], text: str) -> dict[str, float]:
        """The same by votes and reader together, each counting as much as the other."""
        if self._reader is None:
            return votes
        read = self._reader.shares(text)
        agreed = {flow: sqrt(vote * read[flow]) for flow, vote in votes.items()}
        whole = sum(agreed.values())
        return {flow: share / whole for flow, share in agreed.items()}

    def _danger_in(
        self, text: str, votes: dict[str, float], facts: dict[str, Any], before: Before
    ) -> tuple[str | None, float]:
        """The danger in `text`, and how certain it is."""
        shares, of_a_case = self._with_reader(votes, text), bool(facts.keys() & _OF_A_CASE)
        found = self._danger.of(text, shares, facts.get("role"), before.answering, before.denied, of_a_case)
        if found[0] in DANGERS:
            return found
        for clause in filter(self._danger.may_be_own_life, clauses(text)):
            shares = self._with_reader(self._votes(clause, self._encoder.encode([clause])[0]), clause)
            if self._danger.is_own_life(shares):
                return self._danger.of(clause, shares, facts.get("role"), before.answering, before.denied)
        return found

    def _settled(self, work: list[tuple[str, float]], answer: Answer | None) -> tuple[str, float]:
        """The likeliest flow; between handbook_question and out_of_scope, the search decides."""
        flow, confidence = work[0]
        if answer is None or confidence >= _SURE:
            return flow, confidence
        if flow == "out_of_scope" and answer.status == "answered":
            return "handbook_question", confidence
        if flow == "handbook_question" and answer.status == "not_covered":
            return "out_of_scope", confidence
        return flow, confidence


def _ranking(shares: dict[str, float]) -> list[tuple[str, float]]:
    """(flow, share), likeliest first; the shares add to one."""
    whole = sum(shares.values())
    return sorted(((flow, share / whole) for flow, share in shares.items()), key=lambda one: -one[1])
