"""Which advice a message asks for, by the selector."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot import settings
from bot.nlu.loading import selector
from bot.nlu.selector import Selected, Selection, Selector, mark, write, written
from knowledge.encoder import NotTaught
from knowledge.pack import Pack

ASKED = {"marac": {"consent": ["can she refuse"], "presenting": ["who chairs it", "who runs it"]}}


class Fake(Selector):
    """Knows where one piece of advice lay, and puts every message at its own first letter."""

    def __init__(self, **points: int):
        self.width = 26
        self.transition = np.roll(np.eye(26, dtype=np.float32), 1, axis=1)  # to the next letter
        self._points = {
            ("marac.presenting", mark(ASKED["marac"]["presenting"])): self._at(at) for at in points.values()
        }

    def embed(self, messages: Sequence[str]) -> np.ndarray:
        return np.stack([self._at(ord(one[0]) - ord("a")) for one in messages])

    def _at(self, place: int) -> np.ndarray:
        return np.eye(self.width, dtype=np.float32)[place]


@pytest.fixture
def asked(pack: Pack) -> Pack:
    """The pack, with a few questions beside two pieces of advice."""
    guides = {name: pack.guides[name].model_copy(update={"asked": asked}) for name, asked in ASKED.items()}
    return replace(pack, guides=guides)


def test_the_likeliest_advice_comes_first_with_its_share(asked: Pack, tmp_path: Path):
    write(asked, Fake(), tmp_path)
    (found,) = Selection(tmp_path, Fake()).select(["cannot she say no"])
    assert list(found.now) == ["marac.consent", "marac.presenting"]
    assert sum(found.now.values()) == pytest.approx(1, abs=0.001)


def test_what_is_asked_next_is_what_the_transition_leads_to(asked: Pack, tmp_path: Path):
    taught = Fake(presenting=ord("d") - ord("a"))  # one letter after the questions about consent
    write(asked, taught, tmp_path)
    (found,) = Selection(tmp_path, taught).select(["cannot she say no"])
    assert next(iter(found.now)) == "marac.consent" and next(iter(found.next)) == "marac.presenting"
    assert sum(found.next.values()) == pytest.approx(1, abs=0.001)


def test_advice_lies_where_it_was_taught_to_while_its_questions_stand(asked: Pack, tmp_path: Path):
    """And in the middle of them once they are others: what a safeguarding lead adds is found without teaching anew."""
    taught = Fake(presenting=25)
    write(asked, taught, tmp_path)
    assert next(iter(Selection(tmp_path, taught).select(["zzz"])[0].now)) == "marac.presenting"
    edited = {"marac": asked.guides["marac"].model_copy(update={"asked": {"presenting": ["who chairs it now"]}})}
    write(replace(asked, guides=edited), taught, tmp_path)
    points = np.load(tmp_path / "points.npy")
    assert points.shape == (1, 26) and points[0].argmax() == ord("w") - ord("a")


def test_what_is_missing_is_said_to_be_not_built(asked: Pack, tmp_path: Path):
    with pytest.raises(NotTaught, match="not built"):
        Selection(tmp_path, Fake())


def test_a_pack_without_questions_has_no_advice_to_ask_for(pack: Pack, tmp_path: Path):
    bare = replace(pack, guides={"marac": pack.guides["marac"].model_copy(update={"asked": {}})})
    write(bare, Fake(), tmp_path)
    assert Selection(tmp_path, Fake()).select(["anything"]) == [Selected()]


def test_the_advice_of_the_pack_was_taught_with_the_questions_that_stand_beside_it(pack: Pack):
    """Nearly all of it: the rest is found by the middle of its questions, which is worse."""
    model, beside = selector(), written(pack)
    known = [name for name, questions in beside.items() if model.point(name, questions) is not None]
    assert len(known) >= 0.9 * len(beside), "teach it again: train.part_named('selector')"


def test_a_question_lies_near_the_advice_that_it_is_written_beside(pack: Pack):
    """Of eight hundred of the pack's own questions most have it among the first ten; it is one of three that are added up."""
    written_beside = [(name, question) for name, questions in written(pack).items() for question in questions]
    some = written_beside[:: len(written_beside) // 800]
    found = Selection(settings.MODELS / "advice", selector()).select([question for _, question in some])
    near = [name in list(one.now)[:10] for (name, _), one in zip(some, found, strict=True)]
    assert sum(near) >= 0.8 * len(near)
