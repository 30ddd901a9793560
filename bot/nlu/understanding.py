"""Reads a message once: one pass of the classifier over the whole and its parts, the examples' votes, the facts, the search
for each question; and from all of that its `Meaning`. It knows nothing of the conversation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p, sqrt
from typing import Any

import numpy as np
from pydantic_core import to_jsonable_python

from bot import metrics
from bot.nlu import safety
from bot.nlu.classifier import Classified, MessageClassifier
from bot.nlu.clauses import Span, parts
from bot.nlu.context import Context
from bot.nlu.controls import control_in
from bot.nlu.entities import FactFinder
from bot.nlu.entities.harm import CHILD_HARMED
from bot.nlu.labels import DANGERS, INFORM, OWN_LIFE, Notification, Urgency
from bot.nlu.lookup import Lookup
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Clause, Danger, Level, Meaning, Question
from bot.nlu.normalise import normalise
from bot.nlu.questions import find as find_questions
from bot.nlu.questions import with_what_is_told
from bot.nlu.safety import Evidence, log_odds
from bot.nlu.selector import Selected, Selection
from bot.nlu.thresholds import THRESHOLDS
from bot.nlu.votes import FlowVotes
from knowledge.encoder import Encoder
from knowledge.search import Answer, Search

_OF_A_CASE = {"area", "areas", "risk", "dash"}  # facts that practitioners tell, and nobody of their own life
_HITS = 4  # sections that a question keeps
_LEANS = 3  # words of a question that is of what stands beside it
_FLOWS = 8  # flows that a meaning keeps
_OF_ANOTHER = frozenset({"child_harms", "grown_up_hurt"})  # wordings of harm that is no child's


@dataclass(frozen=True)
class Reading:
    """A message's meaning beside what it was made of: the classifier on the whole, the votes, and what was weighed of
    danger. `route --explain` shows it; a conversation keeps the meaning alone."""

    meaning: Meaning
    whole: Classified
    votes: Mapping[str, float]
    evidence: Evidence


class Understanding:
    """Reads messages, with all that it is given."""

    def __init__(
        self,
        votes: FlowVotes,
        classifier: MessageClassifier,
        encoder: Encoder,
        facts: FactFinder,
        search: Search | Lookup | None,
        selection: Selection | None = None,
    ):
        self._votes, self._classifier, self._encoder = votes, classifier, encoder
        self._facts, self._search, self._selection = facts, search, selection

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    def go_by(self, facts: FactFinder, search: Search | Lookup | None, selection: Selection | None = None) -> None:
        """Takes up another edition of the pack from the next message on."""
        self._facts, self._search, self._selection = facts, search, selection

    @metrics.part("understanding")
    def read(self, text: str, facts: dict[str, Any] | None = None) -> Meaning:
        """What `text` means. `facts`, where the privacy gate found them in the raw words, are taken as given."""
        return self.reading(text, facts).meaning

    def reading(self, text: str, facts: dict[str, Any] | None = None) -> Reading:
        """The same with its evidence."""
        facts = self._facts.find(text) if facts is None else facts
        spans = parts(text)
        whole, *clauses = self._classifier.classify([text, *(text[a:b] for a, b in spans)])
        embedding = self._encoder.encode([text])[0]
        votes = self._votes.shares([text], embedding[None])[0]
        evidence = self.evidence(text, whole, clauses, spans, votes, facts)
        danger = safety.weigh(evidence)
        flows = _flows(whole, votes, danger, facts)
        handbook = self._ask(text, embedding)
        said = patterns().names("harm", normalise(text))
        questions = self._questions(text, whole, flows, handbook)
        selected, of_each = self._selected(text, questions)
        meaning = Meaning(
            text=text,
            danger=danger,
            voice=_likeliest(whole.shares["voice"]),
            voices=_rounded(whole.shares["voice"]),
            urgency=_urgency(whole, danger),
            notification=_notification(whole, facts),
            flows=flows,
            clauses=tuple(
                Clause(text[a:b], a, b, self._danger_of(clause, text[a:b]))
                for (a, b), clause in zip(spans, clauses, strict=True)
            ),
            questions=tuple(replace(one, selected=its.now) for one, its in zip(questions, of_each, strict=True)),
            facts=_with_harm(facts, whole, said),
            control=control_in(text),
            handbook=handbook,
            selected=selected.now,
            next=selected.next,
        )
        return Reading(meaning, whole, votes, evidence)

    def weighed(self, text: str) -> Evidence:
        """The evidence of danger in `text` alone."""
        spans = parts(text)
        whole, *clauses = self._classifier.classify([text, *(text[a:b] for a, b in spans)])
        votes = self._votes.shares([text], self._encoder.encode([text]))[0]
        return self.evidence(text, whole, clauses, spans, votes, self._facts.find(text))

    def evidence(
        self,
        text: str,
        whole: Classified,
        clauses: Sequence[Classified],
        spans: Sequence[Span],
        votes: Mapping[str, float],
        facts: Mapping[str, Any],
    ) -> Evidence:
        """What speaks for danger and against it."""
        said = safety.signs(text)
        worst = max(range(len(clauses)), key=lambda i: -clauses[i].shares["danger"]["none"], default=None)
        about = clauses[worst] if worst is not None else whole
        context = Context(normalise(text))
        span = spans[worst] if worst is not None else (0, len(text))
        assertion = context.of(*span)
        voices = whole.shares["voice"]
        features = {
            "classifier": log_odds(1 - whole.shares["danger"]["none"]),
            "votes": log_odds(sum(votes.get(kind, 0.0) for kind in DANGERS)),
            "clause": log_odds(1 - about.shares["danger"]["none"]),
            "classifier_own": log_odds(sum(whole.shares["danger"][kind] for kind in OWN_LIFE)),
            "votes_own": log_odds(sum(votes.get(kind, 0.0) for kind in OWN_LIFE)),
            "now": log_odds(whole.shares["urgency"]["now"]),
            "urgent": log_odds(1 - whole.shares["urgency"]["none"]),
            "practitioner": voices["practitioner"],
            "own_life": voices["survivor"] + voices["child"],
            "accused": voices["accused"],
            "says_worker": float("worker" in said or "grown" in said),
            "says_own": float("own" in said),
            "says_first_person": float("first_person" in said),
            "says_past_or_policy": float("work" in said),
            "says_on_paper": float("on_paper" in said),
            "says_plainly": float(any(f"plain_{kind}" in said for kind in DANGERS)),
            "says_no_danger": float("no_danger" in said),
            "case": float(bool(facts.keys() & _OF_A_CASE)),
            "words": log1p(len(text.split())),
            "clause_not_now": float(not assertion.told),
            "clause_quoted": float(assertion.quoted),
        }
        clause = about.shares["danger"] if worst is not None else None
        kinds = safety.kinds_of(whole.shares["danger"], whole.shares["flow"], votes, clause)
        return Evidence(features, kinds, said)

    def _danger_of(self, clause: Classified, text: str) -> Danger:
        """Danger in a clause by itself: surer than the whole must be, as it lacks what is around it."""
        shares: dict[str, float] = {kind: clause.shares["danger"][kind] for kind in DANGERS}
        likely = sum(shares.values())
        kind = max(DANGERS, key=lambda one: shares[one])
        if kind in OWN_LIFE and "first_person" not in safety.signs(text):
            return Danger(None, "none", shares)
        level: Level = "sure" if likely >= THRESHOLDS.clause_sure else "possible" if likely >= 0.5 else "none"
        return Danger(kind if level != "none" else None, level, shares)

    def _ask(self, text: str, embedding: np.ndarray | None = None) -> dict[str, Any]:
        answer = self._search.ask(text, embedding) if self._search else None
        return _as_json(answer) if answer else {}

    def _questions(
        self, text: str, whole: Classified, flows: tuple[tuple[str, float], ...], handbook: dict[str, Any]
    ) -> tuple[Question, ...]:
        """Each question with its own flow, topics and search; a message that is one question keeps the whole's."""
        spans = find_questions(text, whole.asks, THRESHOLDS.asks)
        if not spans:
            return ()
        if len(spans) == 1 and spans[0][1] - spans[0][0] >= 0.7 * len(text.strip()):
            flow = next((name for name, _ in flows if name not in DANGERS), "handbook_question")
            return (Question(text, 0, len(text), flow, self._topics(text), handbook),)
        texts = [text[a:b] for a, b in spans]
        wider = with_what_is_told(text, spans)
        embeddings = self._encoder.encode([*texts, *wider])
        found = []
        for i, ((a, b), asked) in enumerate(zip(spans, texts, strict=True)):
            by_itself, beside = embeddings[i], embeddings[len(spans) + i]
            votes = self._votes.shares([asked], by_itself[None])[0]
            flow = max((one for one in votes if one not in (*DANGERS, INFORM)), key=lambda one: votes[one])
            if len(asked.split()) <= _LEANS:  # 'Can I?' is of what the message is of
                flow = next((one for one, _ in flows if one not in (*DANGERS, INFORM)), flow)
            answer = self._ask(wider[i], beside)
            if answer and wider[i] != asked:  # the guides' advice was written beside short questions
                answer["asides"] = _likest(answer["asides"], self._ask(asked, by_itself)["asides"])
            found.append(Question(asked, a, b, flow, self._topics(asked), answer))
        return tuple(found)

    def _selected(self, text: str, questions: Sequence[Question]) -> tuple[Selected, list[Selected]]:
        """Which advice the message asks for, and each of its questions."""
        if self._selection is None:
            return Selected(), [Selected() for _ in questions]
        words = list(dict.fromkeys([text, *(one.text for one in questions)]))
        found = dict(zip(words, self._selection.select(words), strict=True))
        return found[text], [found[one.text] for one in questions]

    def _topics(self, text: str) -> tuple[str, ...]:
        return tuple(self._facts.topics(text))


def _flows(
    whole: Classified, votes: Mapping[str, float], danger: Danger, facts: Mapping[str, Any]
) -> tuple[tuple[str, float], ...]:
    """How likely each flow is, by classifier and votes together: their geometric mean. Where there is no danger, the
    dangers are none; where there is, it is the first."""
    joined = {flow: sqrt(share * votes.get(flow, 0.0)) for flow, share in whole.shares["flow"].items()}
    for kind in DANGERS:
        joined[kind] = 0.0
    if not facts.keys() - {"role", "safeguarding_post", "topics", "services"}:
        joined[INFORM] *= 0.5  # it answers nothing that is known of, and tells nothing
    total = sum(joined.values()) or 1.0
    ranked = sorted(((flow, round(share / total, 4)) for flow, share in joined.items()), key=lambda one: -one[1])
    if danger.level == "sure" and danger.kind:
        likely = sum(danger.shares.values())
        ranked = [(danger.kind, round(likely, 4)), *((flow, round(share * (1 - likely), 4)) for flow, share in ranked)]
    return tuple((flow, share) for flow, share in ranked if share > 0)[:_FLOWS]


def _urgency(whole: Classified, danger: Danger) -> Urgency:
    if danger.level == "sure" and danger.kind == "emergency":
        return "now"
    found: Urgency = _likeliest(whole.shares["urgency"])
    return "today" if found == "now" and danger.level == "none" else found


def _notification(whole: Classified, facts: Mapping[str, Any]) -> Notification:
    """What the words plainly say; else the classifier."""
    said: Notification | None = facts.get("notification")
    return said or _likeliest(whole.shares["notification"])


def _with_harm(facts: dict[str, Any], whole: Classified, said: Collection[str]) -> dict[str, Any]:
    """A child that is hurt, by the words or by the classifier where it is sure; or that none is, where that is said: 'no, it's mum
    who has the marks'. `said`: the wordings of harm in it; a child who does it, or who tells what
    was done to somebody grown up, is taken for one who is hurt by them alone."""
    shares = whole.shares["harmed"]
    if shares["denied"] >= THRESHOLDS.harm_denied:
        others = {name: value for name, value in facts.items() if name != "child_harmed"}
        return {**others, "not_flags": [*dict.fromkeys([*facts.get("not_flags", []), CHILD_HARMED])]}
    if CHILD_HARMED in facts.get("not_flags", ()):
        return facts  # the words say plainly whose the marks are
    sure = shares["yes"] >= THRESHOLDS.harmed and not _OF_ANOTHER & set(said)
    harmed = bool(facts.get("child_harmed")) or sure
    return {**facts, "child_harmed": True} if harmed else facts


def _likeliest(shares: Mapping[str, float]) -> Any:  # one of the labels that the shares are of
    return max(shares, key=lambda one: shares[one])


def _rounded(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in sorted(shares.items(), key=lambda one: -one[1])}


def _likest(*of_each: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Advice that was found in several ways: each piece once, likest first."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted((one for found in of_each for one in found), key=lambda one: -float(one["chance"])):
        best.setdefault((one["guide"], one["advice"]), one)
    return list(best.values())


def _as_json(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = to_jsonable_python(replace(answer, hits=answer.hits[:_HITS]))
    return told
