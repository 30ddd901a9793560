"""What a soak says of its figures."""

from xml.etree import ElementTree

import pytest

from tests.soak.__main__ import conversations
from tests.soak.figures import Minute, chart, growth, percentile, write_table, wrong

FLAT = [Minute(n, 200, 0, 0.1, 0.3, 900.0, 910.0) for n in range(1, 10)]


def but(number: int, **other: float) -> list[Minute]:
    """Flat, and from this minute on something else."""
    return [Minute(**{**vars(m), **other}) if m.minute >= number else m for m in FLAT]


def test_what_is_flat_passes_and_a_single_peak_too():
    assert wrong(FLAT) == []
    assert wrong([Minute(**{**vars(m), "p95": 0.37}) if m.minute == 9 else m for m in FLAT]) == []


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (but(7, one=1000.0), "Memory of the first instance grew from 900.00 to 1000.00, which is 1.11 times."),
        (but(7, other=1100.0), "Memory of the second"),
        (but(7, p95=0.34), "The slowest answers (p95)"),
        (but(9, failed=2), "2 messages got no answer."),
    ],
)
def test_what_grows_by_more_than_a_tenth_or_is_missing_fails(minutes: list[Minute], says: str):
    [told] = wrong(minutes)
    assert told.startswith(says)


def test_thirds_are_of_what_there_is():
    assert growth(but(7, p95=0.6))["p95"] == pytest.approx((0.3, 0.6))
    assert growth(FLAT[:4])["one"] == (900, 900)


def test_percentiles():
    assert (percentile([], 0.95), percentile([1.0], 0.95)) == (0, 1)
    assert percentile([float(n) for n in range(100)], 0.95) == 95


def test_table_and_chart(tmp_path):
    write_table(FLAT, tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert (lines[0], lines[1], len(lines)) == (
        "minute,messages,failed,p50,p95,one,other",
        "1,200,0,0.1,0.3,900.0,910.0",
        10,
    )
    drawn = ElementTree.fromstring(chart(FLAT))
    lines = [one for one in drawn.iter() if one.tag.endswith("polyline")]
    assert [len(one.attrib["points"].split()) for one in lines] == [9] * 4


def test_its_conversations_are_those_of_the_project():
    steps = [step for one in conversations() for step in one]
    assert {how for how, _ in steps} == {"say", "press"} and all(words for _, words in steps)
