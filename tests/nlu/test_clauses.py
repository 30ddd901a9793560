"""A message in parts: sentences, and the clauses of short messages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import FEWEST, MOST, parts, sentences

PARTS = {
    "which form do I use for her? mine does that to me too": [
        "which form do I use for her?",
        "mine does that to me too",
    ],
    "ive rung 999 but hes got her by the throat": ["ive rung 999", "hes got her by the throat"],
    "yes. he put his hands round her neck": ["he put his hands round her neck"],
    "standard but he told her he'd finish her tonight": ["he told her he'd finish her tonight"],
    "she told me her dad shouts and I do not know what to ask": [
        "she told me her dad shouts",
        "I do not know what to ask",
    ],
    "ilkeston. he's got the gun out": ["he's got the gun out"],
    "she was asked at home, he sat beside her; nobody wrote it down": [
        "she was asked at home",
        "he sat beside her",
        "nobody wrote it down",
    ],
    "we went in at nine.he was there with a knife": ["we went in at nine.", "he was there with a knife"],
    "my husband hits me": [],  # a single clause is the message
    "ok, me too, sorry": [],  # too short to tell anything by themselves
    "": [],
    "?!": [],
}


@pytest.mark.parametrize(("text", "wanted"), PARTS.items())
def test_the_parts_of_a_short_message(text: str, wanted: list[str]):
    assert [text[a:b] for a, b in parts(text)] == wanted


def test_of_a_long_message_the_sentences_are_parts_enough():
    text = "He came in and he shouted, she said, because of the dinner and the noise. " * 6
    assert [text[a:b] for a, b in parts(text)] == [text.strip().split(". ")[0] + "."] * 6


def test_one_line_of_danger_in_a_long_text_is_a_part_of_its_own():
    dull = "The family moved here in the spring and the school has had no concern until now. " * 9
    text = f"{dull}\nhe has the kids in the car now\n{dull}"
    assert "he has the kids in the car now" in [text[a:b] for a, b in parts(text)]


def test_a_long_message_has_no_more_parts_than_can_be_read():
    assert 1 < len(parts("I am here with my work. " * 400)) <= MOST


def test_the_last_line_of_a_very_long_message_is_read():
    text = "The school has had no concern until now. " * 70 + "he has the kids in the car now"
    assert text[slice(*parts(text)[-1])].endswith("he has the kids in the car now")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("one\n\ntwo\nthree", ["one", "two", "three"]),
        ("he said 2.9 is it", ["he said 2.9 is it"]),
        ("wait… what", ["wait…", "what"]),
        ("  spaces around. ", ["spaces around."]),
    ],
)
def test_sentences(text: str, wanted: list[str]):
    assert [text[a:b] for a, b in sentences(text)] == wanted


@given(st.text(alphabet="ab .,?!\n:()-'…;and", max_size=200))
def test_spans_are_in_order_apart_and_bare(text: str):
    for found in (sentences(text), parts(text)):
        assert all(text[a:b] == text[a:b].strip() != "" for a, b in found)
        assert all(b <= c for (_, b), (c, _) in pairwise(found))
    assert all(len(text[a:b].split()) >= FEWEST for a, b in parts(text))
