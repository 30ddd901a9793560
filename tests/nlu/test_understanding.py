"""How a message is read, with a classifier, votes, an encoder and a search that play their parts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.nlu import safety
from bot.nlu.classifier import Classified
from bot.nlu.entities import FactFinder
from bot.nlu.labels import FLOWS, HEADS
from bot.nlu.meaning import Meaning
from bot.nlu.safety import FEATURES, Weights
from bot.nlu.understanding import Understanding
from knowledge.pack import Pack
from knowledge.search import Answer

Shares = dict[str, dict[str, float]]


def shares(**told: dict[str, float]) -> Shares:
    """What the heads say: `told`, else the calmest label of each for nearly certain."""
    calm = {"flow": "inform", "danger": "none", "voice": "practitioner", "harmed": "no"}
    found = {}
    for head, labels in HEADS.items():
        given = told.get(head) or {calm.get(head, "none"): 0.97}
        rest = (1 - sum(given.values())) / max(1, len(labels) - len(given))
        found[head] = {label: given.get(label, rest) for label in labels}
    return found


class Heads:
    """Says of a text what is written for it, of any other that it is calm; asks by question marks."""

    def __init__(self, by_text: dict[str, Shares]):
        self._by_text = by_text

    def classify(self, texts: Sequence[str]) -> list[Classified]:
        return [Classified(self._by_text.get(text) or shares(), []) for text in texts]


class Votes:
    def __init__(self, flow: str):
        self._flow = flow

    def shares(self, texts: Sequence[str], embeddings: np.ndarray) -> list[dict[str, float]]:
        assert len(texts) == len(embeddings)
        return [{flow: 0.9 if flow == self._flow else 0.1 / len(FLOWS) for flow in FLOWS} for _ in texts]


class Encodes:
    def encode(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 2), dtype=np.float32)


class Searches:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, question: str, embedding: np.ndarray | None = None) -> Answer:
        self.asked.append(question)
        return Answer("answered", [])


@pytest.fixture(scope="module")
def finder(pack: Pack) -> FactFinder:
    return FactFinder(pack)


@pytest.fixture(autouse=True)
def by_the_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """The classifier alone is believed: what is tested here is how a meaning is made, and no weight."""
    nought = dict.fromkeys(FEATURES, 0.0)
    found = Weights(0.0, {**nought, "classifier": 1.0}, nought, dict.fromkeys(FEATURES, 1.0))
    monkeypatch.setattr(safety, "weights", lambda: found)


@pytest.fixture
def read(finder: FactFinder):
    def reads(
        text: str, votes: str = "inform", parts: dict[str, Shares] | None = None, search: Any = None, **told: Any
    ):
        facts = told.pop("facts", None)
        heads = Heads({text: shares(**told), **(parts or {})})
        return Understanding(Votes(votes), heads, Encodes(), finder, search).read(text, facts)  # type: ignore[arg-type]

    return reads


def test_a_calm_message(read):
    meaning: Meaning = read("6 yr old in Derby, medium", "referral")
    assert (meaning.danger.level, meaning.urgency, meaning.voice) == ("none", "none", "practitioner")
    assert meaning.facts["area"] == "derby-city" and meaning.facts["risk"] == "medium"
    assert Meaning.of_json(meaning.as_json()) == meaning


def test_facts_that_the_gate_found_are_taken_as_given(read):
    assert read("[name] is here", facts={"risk": "high"}).facts == {"risk": "high"}


def test_danger_leads_the_flows_and_is_urgent_now(read):
    meaning = read("he is at her door", danger={"emergency": 0.97})
    assert (meaning.flow, meaning.danger.kind, meaning.urgency) == ("emergency", "emergency", "now")


def test_without_danger_nothing_is_urgent_now(read):
    assert read("can I ring tonight", urgency={"now": 0.9}).urgency == "today"


def test_without_danger_no_danger_is_among_the_flows(read):
    meaning = read("what is strangulation", "emergency", flow={"emergency": 0.5, "handbook_question": 0.4})
    assert "emergency" not in [flow for flow, _ in meaning.flows]


def test_flows_are_shares_and_likeliest_first(read):
    flows = read("6 yr old in Derby, medium", "referral").flows
    assert [share for _, share in flows] == sorted((share for _, share in flows), reverse=True)
    assert sum(share for _, share in flows) <= 1.001


@pytest.mark.parametrize(
    ("text", "by_head", "told"),
    [
        ("no notification has come", "received", "denied"),
        ("we had an encompass notification this morning", "none", "received"),
    ],
)
def test_plain_words_on_a_notification_stand_before_the_classifier(read, text: str, by_head: str, told: str):
    meaning = read(text, notification={by_head: 0.9})
    assert meaning.notification == told


def test_a_hurt_child_by_the_classifier_where_it_is_sure(read):
    assert read("something happened to her", harmed={"yes": 0.99}).facts.get("child_harmed") is True
    assert "child_harmed" not in read("something happened to her", harmed={"yes": 0.5}).facts


@pytest.mark.parametrize(
    "text",
    [
        "boy of 9 says dad hit mum last night",
        "year 4 girl told her teacher that stepdad threw a plate at her mum",
        "a girl in y3 saw her nan being pushed down the stairs",
        "their mum was punched in front of them",
    ],
)
def test_a_child_who_tells_what_was_done_to_somebody_grown_up_is_not_hurt_whatever_the_classifier_says(read, text: str):
    assert "child_harmed" not in read(text, harmed={"yes": 0.99}).facts


@pytest.mark.parametrize("text", ["no, it is mum, he is fine", "the boy has a bruise. sorry, I mean his mum has"])
def test_that_no_child_is_hurt_after_all_takes_it_back_whatever_the_words_say(read, text: str):
    facts = read(text, harmed={"denied": 0.8}).facts
    assert "child_harmed" not in facts and "child-harmed" in facts["not_flags"]


def test_that_no_child_is_hurt_takes_nothing_back_where_the_classifier_is_not_sure(read):
    assert "not_flags" not in read("no, it is mum", harmed={"denied": 0.4}).facts


def test_one_line_of_danger_in_a_long_text_is_found(read):
    line = "he has got the kids in the car now"
    text = "The family moved here in the spring and nothing was known. " * 12 + line
    meaning = read(text, parts={line: shares(danger={"emergency": 0.97})})
    assert [clause.danger.kind for clause in meaning.clauses if clause.danger.level == "sure"] == ["emergency"]


@pytest.mark.parametrize(
    ("clause", "kind"), [("my husband hits me too", "self_disclosure"), ("her husband hits her too", None)]
)
def test_of_their_own_life_only_a_clause_in_the_first_person_tells(read, clause: str, kind: str | None):
    text = f"what form do I use here, {clause}"
    meaning = read(text, parts={clause: shares(danger={"self_disclosure": 0.97})})
    assert {one.danger.kind for one in meaning.clauses} - {None} == ({kind} if kind else set())


def test_a_clause_must_be_surer_than_a_message(read):
    clause = "he said that he would come"
    meaning = read(f"we met at the school, {clause}", parts={clause: shares(danger={"emergency": 0.6, "none": 0.4})})
    assert [one.danger.level for one in meaning.clauses if one.text == clause] == ["possible"]


def test_two_questions_are_searched_for_each_by_itself(read):
    search = Searches()
    meaning = read("do I need consent? who chairs the meeting?", search=search)
    assert [one.text for one in meaning.questions] == ["do I need consent?", "who chairs the meeting?"]
    assert search.asked[1:] == [one.text for one in meaning.questions]
    assert all(one.handbook["status"] == "answered" for one in meaning.questions)


def test_a_message_that_is_one_question_is_searched_for_once(read):
    search = Searches()
    meaning = read("who chairs the meeting?", search=search)
    assert len(search.asked) == len(meaning.questions) == 1
    assert meaning.questions[0].flow not in ("emergency", "suicidal", "self_disclosure", "child_user")


def test_a_control_is_a_whole_message(read):
    assert read("where were we").control == "where"
    assert read("where were we, he has a knife").control is None


def test_without_a_search_there_is_no_answer_and_no_fault(read):
    meaning = read("who chairs the meeting?")
    assert meaning.handbook == {} and meaning.questions[0].handbook == {}


def test_the_evidence_has_every_feature_that_is_weighed(finder: FactFinder):
    understanding = Understanding(Votes("inform"), None, Encodes(), finder, None)  # type: ignore[arg-type]
    calm = Classified(shares(), [])
    for text, said in (
        ("my patient says her partner hit her", "says_worker"),
        ("I am scared of my husband", "says_own"),
        ("he's got a knife", "says_plainly"),
        ("she's not in danger", "says_no_danger"),
        ("case review from last year", "says_past_or_policy"),
    ):
        found = understanding.evidence(text, calm, [], [], {}, {"area": "erewash"})
        assert set(found.features) == set(FEATURES)
        assert found.features[said] == 1 == found.features["case"]
