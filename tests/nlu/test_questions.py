"""Which words of a message ask something."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.questions import MOST, find


def asks(text: str, *asking: str) -> list[tuple[int, int, float]]:
    """For each word of `text` how likely it asks, where the words of `asking` do."""
    spans = [(text.index(one), text.index(one) + len(one)) for one in asking]
    return [
        (m.start(), m.end(), 0.9 if any(a <= m.start() and m.end() <= b for a, b in spans) else 0.1)
        for m in re.finditer(r"\w+", text)
    ]


def found(text: str, *asking: str) -> list[str]:
    return [text[a:b] for a, b in find(text, asks(text, *asking), 0.5)]


def test_a_story_and_then_its_questions():
    text = "A girl in year 4 told me her dad hits mum. Who do I ring now and do I tell the parents"
    assert found(text, "Who do I ring now", "do I tell the parents") == ["Who do I ring now", "do I tell the parents"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("who do i ring, and can her teacher know", ["who do i ring", "can her teacher know"]),
        ("what do they need and is there a form", ["what do they need", "is there a form"]),
        ("when and how do i write it down", ["when and how do i write it down"]),  # one thing
        ("do i ring her or do i wait", ["do i ring her or do i wait"]),
    ],
)
def test_a_run_that_asks_two_things_is_two(text: str, pieces: list[str]):
    assert found(text, text) == pieces


def test_a_request_that_is_no_sentence():
    assert found("phone number please, and does mum have to know", "does mum have to know") == [
        "phone number please",
        "does mum have to know",
    ]


def test_questions_of_two_sentences_are_two():
    text = "Do I need consent? Who chairs it?"
    assert found(text, "Do I need consent", "Who chairs it") == ["Do I need consent?", "Who chairs it?"]


def test_a_word_that_was_missed_does_not_part_a_question():
    text = "who do I have to ring about this"
    assert found(text, "who do", "have to ring about this") == [text]


def test_a_question_mark_is_believed_though_nothing_else_was_seen():
    assert found("mum says no. does she need to agree?") == ["does she need to agree?"]


def test_an_opener_is_believed_where_nothing_else_asks():
    assert found("what is a marac meeting") == ["what is a marac meeting"]
    assert found("ok so can she see the notes") == ["ok so can she see the notes"]
    assert found("what if") == []


@pytest.mark.parametrize("text", ["", "medium", "he is 4 and lives in Derby", "thanks for that", "?"])
def test_what_asks_nothing(text: str):
    assert found(text) in ([], ["?"])


def test_one_word_is_no_question():
    assert found("he lives with gran, why", "why") == []


def test_there_is_an_end_to_questions():
    assert len(found("Who is it? " * 12)) == MOST


def test_a_question_goes_on_to_the_end_of_its_clause():
    text = "is her partner's name needed, he lives there"
    asked = [text[a:b] for a, b in find(text, [(0, 2, 0.9), (3, 6, 0.9), (9, 13, 0.9)], 0.5)]
    assert asked == ["is her partner's name needed"]


@given(
    st.text(alphabet="ab ?.\n'", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9), st.floats(0, 1)), max_size=8),
)
def test_questions_stand_in_the_text_and_in_order(text: str, pieces: list[tuple[int, int, float]]):
    given_ = sorted((min(a, len(text)), min(a + n, len(text)), p) for a, n, p in pieces)
    spans = find(text, [(a, b, p) for a, b, p in given_ if b > a], 0.5)
    assert spans == sorted(spans) and len(spans) <= MOST
    assert all(0 <= a < b <= len(text) for a, b in spans)
