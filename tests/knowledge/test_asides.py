"""Questions in passing: the advice with the likest question beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import settings
from knowledge import encoder
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
    words = WordEncoder()
    write_asides(pack, EmbeddingCache(folder / "embeddings.npz", words, lambda line: None), folder)
    return [(one.guide, one.advice) for one in Asides(folder).near(question, words.encode([question])[0])]


def test_each_piece_of_advice_is_named_once_with_a_chance(asked: Pack, tmp_path: Path):
    assert sorted(near(asked, tmp_path, "who chairs the meeting then")) == [
        ("marac", "consent"),
        ("marac", "presenting"),
        ("referral", "consent"),
    ]
    words = WordEncoder()
    chances = [one.chance for one in Asides(tmp_path).near("can she refuse", words.encode(["can she refuse"])[0])]
    assert chances == sorted(chances, reverse=True) and all(0 <= chance <= 1 for chance in chances)


def test_what_is_written_beside_advice_finds_it_in_its_guide(pack: Pack):
    """By the project's own index: of a hundred of the pack's questions, nearly all find their own advice, or one that says the same."""
    asides, model = Asides(settings.INDEX), encoder.shared()
    written = [(g.id, a, q) for g in pack.guides.values() for a, questions in g.asked.items() for q in questions]
    some = written[:: len(written) // 100]
    vectors = model.encode([question for *_, question in some])
    says = {(g.id, a.id): a.say for g in pack.guides.values() for a in g.advice}
    missed = []
    for (guide, advice, question), vector in zip(some, vectors, strict=True):
        best = next(one for one in asides.near(question, vector) if one.guide == guide)
        if says[guide, best.advice] != says[guide, advice]:
            missed.append((question, best.advice))
    assert len(missed) <= len(some) // 10, missed


def test_a_pack_without_questions_has_no_asides(pack: Pack, tmp_path: Path):
    bare = replace(pack, guides={"marac": pack.guides["marac"].model_copy(update={"asked": {}})})
    assert near(bare, tmp_path, "who chairs the meeting") == []


def test_every_question_stands_beside_advice_that_exists(pack: Pack):
    for guide in pack.guides.values():
        assert guide.asked.keys() <= {advice.id for advice in guide.advice}, guide.id
