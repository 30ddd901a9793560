"""What `route --explain` and `explain` say of a message, with a classifier and votes that are told what to say."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot.explain import because, fitting, lines, turn_lines, turn_of
from bot.nlu.classifier import Classified
from bot.nlu.entities import FactFinder
from bot.nlu.labels import FLOWS, HEADS
from bot.nlu.meaning import Meaning
from bot.nlu.safety import FEATURES
from bot.nlu.understanding import Reading, Understanding
from knowledge.pack import Pack

MESSAGE = "Year 4 girl in Buxton, police came last night, risk is medium. She isn't in school today. Who do I tell?"
SAYS = {"flow": "referral", "danger": "none", "voice": "practitioner", "urgency": "none", "notification": "received"}


def shares(labels: tuple[str, ...], likeliest: str) -> dict[str, float]:
    return {label: 0.9 if label == likeliest else 0.1 / (len(labels) - 1) for label in labels}


def classified(text: str) -> Classified:
    return Classified({head: shares(labels, SAYS.get(head, "no")) for head, labels in HEADS.items()}, [])


@pytest.fixture(scope="module")
def reading(pack: Pack) -> Reading:
    parts: dict[str, Any] = {
        "votes": SimpleNamespace(shares=lambda texts, _: [shares(FLOWS, "operation_encompass") for _ in texts]),
        "classifier": SimpleNamespace(classify=lambda texts: [classified(text) for text in texts]),
        "encoder": SimpleNamespace(encode=lambda texts: np.zeros((len(texts), 4), dtype=np.float32)),
    }
    return Understanding(**parts, facts=FactFinder(pack), search=None).reading(MESSAGE)


def test_it_says_which_part_spoke_for_what(reading: Reading) -> None:
    told = because(reading)
    assert next(iter(told["classifier"])) == "referral"
    assert next(iter(told["votes"])) == "operation_encompass"
    assert next(iter(told["voices"])) == "practitioner"
    assert told["danger"]["level"] == "none"
    assert told["danger"]["contributions"]["classifier"] < 0
    assert set(told["danger"]["contributions"]) <= set(FEATURES)
    assert [clause["text"] for clause in told["clauses"]][-1] == "Who do I tell?"
    assert told["questions"][0]["text"] == "Who do I tell?"
    said = "\n".join(lines(told))
    for words in (
        "classifier: referral 0.90",
        "danger: none",
        "clause: 'Who do I tell?'",
        "question: 'Who do I tell?'",
    ):
        assert words in said


def test_reading_with_evidence_is_the_same_reading(reading: Reading) -> None:
    assert reading.meaning.text == MESSAGE
    assert reading.evidence.features.keys() == set(FEATURES)


def test_patterns_say_how_what_they_fit_is_said() -> None:
    found = [one for one in fitting("Mum said she isn't in school") if one["pattern"] == "flags.not-in-school"]
    assert found
    assert "reported_by: mother" in found[0]["said"]


def test_a_first_message_in_acts_and_parts(pack: Pack) -> None:
    facts = FactFinder(pack).find("8 month old in Alfreton, police graded it medium")
    told = turn_of(Meaning("8 month old in Alfreton, police graded it medium", flows=(("referral", 0.9),), facts=facts))
    assert told["acts"] == ["tell:area children place risk", "guide:referral (opens)"]
    said = "\n".join(turn_lines(told))
    assert "act: guide:referral" in said
    assert "lead: So far: the 8 month old in Alfreton" in said
    assert "button: " in said


def test_an_empty_message_is_answered_too() -> None:
    assert turn_of(Meaning(""))["parts"]
