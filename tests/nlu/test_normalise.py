"""One form for a message, and the way back to what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("he’s six", "he's 6"),
        ("twenty two weeks", "22 weeks"),
        ("twenty-two weeks", "22 weeks"),
        ("two and a half years old", "2.5 years old"),
        ("a year old", "1 year old"),
        ("which one", "which one"),
        ("hes teh dad, she dont know", "he's the dad, she don't know"),
        ("Im new", "I'm new"),
        ("  a\n\nb  ", "a. b"),
        ("wait — what", "wait - what"),
        ("id say ill be there, were well", "id say ill be there, were well"),
        ("sixth form", "sixth form"),
    ],
)
def test_one_form(raw: str, plain: str):
    assert normalise(raw).plain == plain


@pytest.mark.parametrize(
    ("raw", "found", "typed"),
    [
        ("she is  twenty-two   weeks gone", "22 weeks", "twenty-two   weeks"),
        ("  hes here", "he's", "hes"),
        ("aged two and a half.", "2.5", "two and a half"),
        ("he’s six", "6", "six"),
        ("A\n\nBelper", "Belper", "Belper"),
    ],
)
def test_the_way_back(raw: str, found: str, typed: str):
    text = normalise(raw)
    start = text.plain.index(found)
    assert text.raw_words(start, start + len(found)) == typed


@given(st.text(alphabet="aäß ½’'\n\t.,-twoteniİ1 hes", max_size=80))
def test_offsets_are_kept_whatever_is_typed(raw: str):
    text = normalise(raw)
    assert len(text.origin) == len(text.plain) + 1 and len(text.folded) == len(text.plain)
    assert list(text.origin) == sorted(text.origin)
    assert all(0 <= offset <= len(raw) for offset in text.origin)
    for start in range(len(text.plain)):
        first, last = text.raw_span(start, start + 1)
        assert 0 <= first <= last <= len(raw)
