"""Questions in passing: the advice with the likest question beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.asides import Asides, write_asides
from knowledge.pack import Pack
from knowledge.vectors import EmbeddingCache
from tests.knowledge.test_search import WordEncoder

ASKED = {
    "marac": {
        "who-chairs": ["who chairs the meeting", "who runs it"],
        "consent": ["do i need her consent", "can she refuse"],
    },
    "referral": {"consent": ["does mum have to agree"]},
}


@pytest.fixture
def asked(pack: Pack) -> Pack:
    """The pack, with a few questions beside two of its guides."""
    guides = {name: pack.guides[name].model_copy(update={"asked": asked}) for name, asked in ASKED.items()}
    return replace(pack, guides=guides)


def near(pack: Pack, folder: Path, question: str) -> list[tuple[str, str]]:
    encoder = WordEncoder()
    write_asides(pack, EmbeddingCache(folder / "embeddings.npz", encoder, lambda line: None), folder)
    return [(one.guide, one.advice) for one in Asides(folder).near(question, encoder.encode([question])[0])]


def test_the_likest_question_comes_first_each_advice_once(asked: Pack, tmp_path: Path):
    found = near(asked, tmp_path, "who chairs the meeting then")
    assert found[0] == ("marac", "who-chairs")
    assert sorted(found) == [("marac", "consent"), ("marac", "who-chairs"), ("referral", "consent")]


def test_the_same_words_are_wholly_alike(asked: Pack, tmp_path: Path):
    encoder = WordEncoder()
    near(asked, tmp_path, "x")
    best = Asides(tmp_path).near("can she refuse", encoder.encode(["can she refuse"])[0])[0]
    assert (best.advice, best.like) == ("consent", pytest.approx(1.0, abs=1e-3))


def test_a_pack_without_questions_has_no_asides(pack: Pack, tmp_path: Path):
    bare = replace(pack, guides={"marac": pack.guides["marac"].model_copy(update={"asked": {}})})
    assert near(bare, tmp_path, "who chairs the meeting") == []


def test_every_question_stands_beside_advice_that_exists(pack: Pack):
    for guide in pack.guides.values():
        assert guide.asked.keys() <= {advice.id for advice in guide.advice}, guide.id
