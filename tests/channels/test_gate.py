"""The privacy gate: whatever a message looks like, nothing passes unmasked."""

import pytest

from bot.channels.gate import Gate


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
