"""How parts become a reply: their order, what is read at once, and where the sources stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reply import _ORDER, COMFORTABLE, DANGER_LINE, MOST_CHOICES, Reply, compose, listed

kinds = st.sampled_from(_ORDER)
texts = st.text(alphabet="abc 9.", min_size=1, max_size=400).filter(str.strip)
parts = st.tuples(kinds, texts, st.lists(st.sampled_from(["Section 2.9, page 20", "Section 3.3, page 31"]), max_size=2))


def replied(*given_parts: tuple) -> Reply:
    reply = Reply()
    for kind, text, *rest in given_parts:
        reply.add(kind, text, *rest)
    return reply


def test_danger_stands_first_and_the_question_last_whatever_the_order():
    reply = replied(("question", "How old?"), ("note", "A note."), ("answer", "An answer."), ("danger", "Call 999."))
    assert compose(reply).text.split("\n\n") == ["Call 999.", "An answer.", "A note.", "How old?"]


def test_source_stands_before_the_question():
    text = compose(replied(("answer", "An answer.", ["Section 2.9"]), ("question", "How old?"))).text
    assert text.split("\n\n") == ["An answer.", "Source: Section 2.9.", "How old?"]
    assert compose(replied(("answer", "An answer.", ["Section 2.9"]))).text.endswith("Source: Section 2.9.")


def test_each_of_two_answers_has_its_own_source():
    reply = replied(("answer", "One.", ["Section 2.9"]), ("answer", "Two.", ["Section 3.3"]), ("question", "And?"))
    composed = compose(reply)
    assert composed.text == "One. (Section 2.9.)\n\nTwo. (Section 3.3.)\n\nAnd?"
    assert composed.sources == ["Section 2.9", "Section 3.3"]


@pytest.mark.parametrize("kind", _ORDER)
def test_a_part_is_said_once(kind):
    reply = replied((kind, "The same."), (kind, " The same. ")).extend(replied(("note", "The same.")))
    assert compose(reply).text == "The same."


def test_an_empty_part_is_none():
    assert replied(("answer", "  "), ("lead", "")).parts == []


def test_the_line_of_999_comes_first_unless_it_is_there():
    assert compose(replied(("answer", "An answer.")), doubtful=True).text.startswith(DANGER_LINE)
    assert compose(replied(("danger", "Call 999 now."))).text == "Call 999 now."
    assert compose(replied(("danger", "Call 999 now."), ("answer", "It is so.")), doubtful=True).text.count("999") == 1
    late = "It is said at length. " * 12 + "call 999"
    assert compose(replied(("answer", late)), doubtful=True).text.startswith(DANGER_LINE)


def test_what_may_wait_is_a_button_where_there_is_no_room():
    reply = replied(("answer", "x" * (COMFORTABLE - 50)))
    reply.add("note", "y" * 40, later=("more:marac.short", "The short one"))
    reply.add("note", "z" * 90, later=("more:marac.long", "The long one"))
    reply.choices = [("flow:marac", "MARAC")]
    composed = compose(reply)
    assert "y" in composed.text and "z" not in composed.text
    assert composed.choices == [("more:marac.long", "The long one"), ("flow:marac", "MARAC")]
    assert [part["text"][0] for part in composed.parts] == ["x", "y"]


def test_what_cannot_wait_is_never_left_out():
    reply = replied(("answer", "x" * 2000), ("question", "How old?"))
    assert compose(reply).text.count("x") == 2000


@given(st.lists(parts, max_size=6), st.lists(st.tuples(texts, texts), max_size=20), st.booleans())
def test_whatever_the_parts(given_parts, later, doubtful):
    reply = Reply()
    for kind, text, sources in given_parts:
        reply.add(kind, text, sources)
    must = sum(len(part.text) for part in reply.parts)
    for n, (text, title) in enumerate(later):
        reply.add("note", text, later=(f"more:{n}", title))
    composed = compose(reply, doubtful)
    order = [_ORDER.index(part["kind"]) for part in composed.parts]
    said = [part["text"] for part in composed.parts]
    assert order == sorted(order)
    assert len(said) == len(set(said))
    assert sum(map(len, said)) <= max(COMFORTABLE, must) + len(DANGER_LINE)
    assert len(composed.choices) <= MOST_CHOICES and len(composed.choices) == len(set(composed.choices))
    assert len(composed.sources) == len(set(composed.sources))
    assert composed.text.startswith(DANGER_LINE) or not doubtful or "999" in "".join(said[:2])


def test_the_last_choice_is_kept_as_the_record_is_among_them():
    reply = Reply(choices=[(f"more:{n}", f"More {n}") for n in range(20)] + [("record:", "Record to copy")])
    choices = compose(reply).choices
    assert len(choices) == MOST_CHOICES and choices[-1][0] == "record:"


def test_the_most_urgent_stays():
    for one, other, wanted in (
        ("normal", "urgent", "urgent"),
        ("emergency", "normal", "emergency"),
        ("urgent", "emergency", "emergency"),
    ):
        assert Reply(urgency=one).extend(Reply(urgency=other)).urgency == wanted


def test_a_reply_taken_into_another_keeps_its_record_and_gap():
    reply = Reply(gap=("unsure", "2.9")).extend(Reply(record="a record", gap=("not_covered", None)))
    assert (reply.record, reply.gap) == ("a record", ("unsure", "2.9"))


@pytest.mark.parametrize(
    ("things", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(things: list[str], said: str):
    assert listed(things) == said
