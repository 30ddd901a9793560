"""How many of a guide's questions are left: said where it is known, and then true whatever is answered."""

import random

import pytest

from knowledge.guides import Guide
from knowledge.pack import Pack


def asking(*questions: dict[str, object], decides: str | None = None) -> Guide:
    made = [{"ask": "?", "why": "Why.", **one} for one in questions]
    return Guide.model_validate({"id": "g", "title": "t", "sections": [], "questions": made, "decides": decides})


YES_NO = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
FIRST, SECOND = {"id": "one", "options": YES_NO}, {"id": "two", "options": YES_NO}
LEFT = [
    ("none hangs on another", asking(FIRST, SECOND), {}, 2),
    ("one is answered", asking(FIRST, SECOND), {"one": "no"}, 1),
    ("all are", asking(FIRST, SECOND), {"one": "no", "two": "unknown"}, 0),
    ("it depends", asking(FIRST, {**SECOND, "when": {"one": "yes"}}), {}, None),
    ("it did, and comes", asking(FIRST, {**SECOND, "when": {"one": "yes"}}), {"one": "yes"}, 1),
    ("it did, and does not", asking(FIRST, {**SECOND, "when": {"one": "yes"}}), {"one": "no"}, 0),
    ("either way it comes", asking(FIRST, {**SECOND, "when": {"one": ["yes", "no", "unknown"]}}), {}, 2),
    ("only what is known matters", asking(FIRST, {**SECOND, "when": {"role": "school"}}), {"role": "school"}, 2),
    ("its own fact is no other's", asking(FIRST, {**SECOND, "when": {"not": {"two": "yes"}}}), {}, 2),
    ("hangs on what never comes", asking({**FIRST, "when": {"role": "x"}}, {**SECOND, "when": {"one": "yes"}}), {}, 0),
    ("an age may be anything", asking({"id": "children", "kind": "age"}, {**SECOND, "when": {"stage": "a"}}), {}, None),
    ("of several", asking({**FIRST, "kind": "many"}, {**SECOND, "when": {"one": "yes"}}), {}, None),
    ("the rules choose", asking(FIRST, SECOND, decides="pathway"), {}, None),
]


@pytest.mark.parametrize(("guide", "facts", "left"), [one[1:] for one in LEFT], ids=[one[0] for one in LEFT])
def test_how_many_questions_are_left_is_said_only_where_it_is_known(
    guide: Guide, facts: dict, left: int | None
) -> None:
    assert guide.left(facts) == left


def test_the_number_that_is_left_is_what_comes(pack: Pack) -> None:
    """Whatever is answered: from where it is known, that many come."""
    chance, checked = random.Random(1), 0
    for guide in pack.guides.values():
        for _ in range(30):
            facts: dict[str, object] = dict(guide.implies)
            expected = None
            while question := guide.next_question(facts):
                left = guide.left(facts)
                assert expected in (None, left)
                expected = left - 1 if left is not None else None
                checked += left is not None
                facts[question.id] = chance.choice(question.answers or ["unknown"])
            assert expected in (None, 0)
    assert checked > 100
