"""For whom, and on what, the tour or a quiz is wanted."""

import pytest

from bot.dialogue import learning_scope
from knowledge.pack import Pack
from tests.dialogue.saying import said


@pytest.mark.parametrize(
    ("words", "role"),
    [("I'm a health visitor", "health-visiting"), ("school nurse", "other-health"), ("we're a nursery", "early-years"), ("dsl", "school"),
     ("I work for probation", "police-and-probation"), ("social worker in the assessment team", "social-care"), ("astronaut", None)],
)  # fmt: skip
def test_roles_are_known_by_their_words(pack: Pack, words: str, role: str | None) -> None:
    assert learning_scope.role_in(said(words), pack) == role


@pytest.mark.parametrize(
    ("words", "sections"),
    [("quiz me on 2.11 and 2.9", ["2.11", "2.9"]), ("quiz me", None), ("quiz me for ten minutes", None), ("test me on routine enquiry", ["2.9"]),
     ("quiz on the briefings", ["B-derby", "B-durham", "B-llr", "B-solihull"])],
)  # fmt: skip
def test_what_a_quiz_is_wanted_on(pack: Pack, words: str, sections: list[str] | None) -> None:
    found = learning_scope.sections_in(said(words), pack)
    assert found == sections or (found and sections and sorted(found) == sorted(sections))
