"""A meaning as it travels through Rasa: plain JSON and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.labels import DANGERS, FLOWS, NOTIFICATIONS, URGENCIES, VOICES
from bot.nlu.meaning import Clause, Danger, Meaning, Question

shares = st.floats(0, 1)
text = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(text, one, max_size=3),
    max_leaves=6,
)
dangers = st.builds(
    Danger,
    kind=st.none() | st.sampled_from(DANGERS),
    level=st.sampled_from(["sure", "possible", "none"]),
    shares=st.dictionaries(st.sampled_from(DANGERS), shares),
    spoke=st.lists(text, max_size=2).map(tuple),
)
clauses = st.builds(Clause, text=text, start=st.integers(0, 99), end=st.integers(0, 99), danger=dangers)
questions = st.builds(
    Question,
    text=text,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    flow=st.sampled_from(FLOWS),
    topics=st.lists(text, max_size=2).map(tuple),
    handbook=st.dictionaries(text, values, max_size=3),
)
meanings = st.builds(
    Meaning,
    text=text,
    danger=dangers,
    voice=st.sampled_from(VOICES),
    voices=st.dictionaries(st.sampled_from(VOICES), shares),
    urgency=st.sampled_from(URGENCIES),
    notification=st.sampled_from(NOTIFICATIONS),
    flows=st.lists(st.tuples(st.sampled_from(FLOWS), shares), max_size=3).map(tuple),
    clauses=st.lists(clauses, max_size=2).map(tuple),
    questions=st.lists(questions, max_size=2).map(tuple),
    facts=st.dictionaries(text, values, max_size=3),
    control=st.none() | text,
    handbook=st.none() | st.dictionaries(text, values, max_size=3),
)


@given(meanings)
def test_a_meaning_survives_its_journey(meaning: Meaning):
    assert Meaning.of_json(json.loads(json.dumps(meaning.as_json()))) == meaning


def test_a_message_of_which_nothing_is_known():
    assert Meaning.of_json({"text": ""}) == Meaning("")


@pytest.mark.parametrize("kept", [Meaning(""), Meaning("x", flows=())])
def test_without_flows_it_informs_and_is_sure_of_nothing(kept: Meaning):
    assert (kept.flow, kept.confidence, kept.share("marac")) == ("inform", 0.0, 0.0)


def test_the_first_flow_is_the_likeliest():
    meaning = Meaning("x", flows=(("marac", 0.6), ("referral", 0.3)))
    assert (meaning.flow, meaning.confidence) == ("marac", 0.6)
    assert (meaning.share("referral"), meaning.share("human")) == (0.3, 0.0)
