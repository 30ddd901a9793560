"""The page on speed is as the commands write it, and says what is missed."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.bench import said
from tests.bench.drawing import drawn
from tests.bench.figures import Figure, Parts, read
from tests.bench.page import PAGE, PICTURE, page

WRITE = "run: python -m tests.bench.page"
TURN = Figure("a turn", "ms", 30.0, 20.0, "the other", 1.2)
CROWD = Figure("many", "turns/s", 30.0, 20.0, "the other", 1.2, more_is_better=True)


def test_page_and_picture_are_as_the_command_writes_them():
    run, parts = read()
    assert PAGE.read_text(encoding="utf-8") == page(run, parts), WRITE
    assert parts is None or PICTURE.read_text(encoding="utf-8") == drawn(parts), WRITE


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (TURN, False),
        (replace(TURN, signpost=24.0), True),
        (CROWD, True),
        (replace(CROWD, signpost=23.0), False),
        (replace(TURN, unit="s", signpost=1.9, beside=0.1, aim=2.0, limit=True), True),
        (replace(TURN, unit="s", signpost=2.1, beside=9.0, aim=2.0, limit=True), False),
    ],
)
def test_a_missed_aim_is_said_to_be_missed(figure: Figure, reached: bool):
    assert figure.reached == reached
    assert figure.row[-1].endswith(": reached" if reached else ": missed")


def test_a_figure_without_an_aim_is_shown_all_the_same():
    assert replace(TURN, aim=None).row[-2:] == ("1.50", "–")


def test_the_picture_says_its_numbers_in_words():
    picture = ElementTree.fromstring(
        drawn(Parts("today", {"guided": {"mask & more": 4.04}, "handbook": {"mask & more": 1.0}}))
    )
    told = [one.text for one in picture if one.tag.endswith("desc")]
    assert told == [
        "A guided turn takes 4 milliseconds: mask & more 4.0. A handbook turn takes 1 milliseconds: mask & more 1.0."
    ]


def test_what_is_said_is_of_the_length_that_is_measured():
    assert {len(words.split()) for (words,) in list(said.long())[:-1]} == {200}
    assert all(8 <= len(words.split()) <= 12 for (words,) in said.short())
    for kind in (said.guided(), said.handbook()):
        first = [words for _ in range(40) for words in next(kind)]
        assert len(first) == 160
