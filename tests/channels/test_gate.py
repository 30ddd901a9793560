"""The privacy gate: whatever a message looks like, nothing passes unmasked."""

import pytest

from bot.channels.gate import Gate
from bot.dialogue import learner_code


@pytest.fixture(scope="module")
def gate(pack) -> Gate:
    return Gate(pack)


@pytest.mark.parametrize(
    "message",
    [
        "why does it matter that Sarah Smith lives at 12 Acre Lane",
        "why do you need to know, her name is Sarah Smith",
        "give me the record for Sarah Smith",
        "can we carry on about Sarah Smith",
        "where were we, Sarah Smith of 12 Acre Lane",
        "Chesterfield, Sarah Smith",
        "yes. Sarah Smith",
    ],
)
def test_no_word_opens_a_way_round_the_mask(gate: Gate, message: str):
    admitted = gate.admit(message)
    assert "Smith" not in admitted.text
    assert "Acre" not in admitted.text
    assert "a name" in admitted.masked


@pytest.mark.parametrize("words", ["Chesterfield", "standard", "not graded yet", "Hope", "where were we?", "5 to 17"])
def test_the_packs_own_words_pass_whole(gate: Gate, words: str):
    assert gate.admit(words).text == words


def test_a_learners_code_stays_at_the_gate(gate: Gate) -> None:
    admitted = gate.admit("hello, my code is 7kq2-m4xn-0rtw-93hb")
    assert admitted.text == "hello, my code is my learning code"
    assert admitted.metadata["facts"]["learner_code"] == learner_code.key_of("7KQ2-M4XN-0RTW-93HB")
