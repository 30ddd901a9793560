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
        "presenting": ["who chairs the meeting", "who runs it"],
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


def test_the_likeliest_advice_comes_first_each_once(asked: Pack, tmp_path: Path):
    for question, guide, advice in (
        ("who chairs the meeting then", "marac", "presenting"),
        ("can she refuse it", "marac", "consent"),
        ("does mum agree", "referral", "consent"),
    ):
        found = near(asked, tmp_path, question)
        assert sorted(found) == [("marac", "consent"), ("marac", "presenting"), ("referral", "consent")]
        assert next(one for one in found if one[0] == guide) == (guide, advice)


def test_a_chance_is_higher_for_words_that_are_written_beside_the_advice(asked: Pack, tmp_path: Path):
    encoder = WordEncoder()
    near(asked, tmp_path, "x")
    asides = Asides(tmp_path)
    chances = {
        words: next(a.chance for a in asides.near(words, encoder.encode([words])[0]) if a.advice == "presenting")
        for words in ("who runs it", "the price of fish")
    }
    assert 0 <= chances["the price of fish"] < chances["who runs it"] <= 1


def test_a_pack_without_questions_has_no_asides(pack: Pack, tmp_path: Path):
    bare = replace(pack, guides={"marac": pack.guides["marac"].model_copy(update={"asked": {}})})
    assert near(bare, tmp_path, "who chairs the meeting") == []


def test_every_question_stands_beside_advice_that_exists(pack: Pack):
    for guide in pack.guides.values():
        assert guide.asked.keys() <= {advice.id for advice in guide.advice}, guide.id
