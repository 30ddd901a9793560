"""Danger that is no attack in the room has a first reply of its own."""

import pytest

from actions.turn import take
from bot.dialogue.acts import Crisis
from bot.dialogue.interpreter import interpret
from bot.dialogue.scenes import GUIDE_TO, scene
from bot.dialogue.state import DialogueState
from bot.nlu.labels import DANGERS
from bot.nlu.meaning import Meaning
from knowledge.pack import Pack
from tests.dialogue.saying import danger, said

TEXT = "he found out where we moved to, there were flowers"


def told(
    guide: str, kind: str = "emergency", chance: float = 0.9, text: str = TEXT, advice: str = "scene-found"
) -> Meaning:
    near = [{"guide": guide, "advice": advice, "chance": chance}, {"guide": guide, "advice": "hurt", "chance": 0.1}]
    return said(text, kind, danger=danger(kind), handbook={"asides": near})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "who", "guide"),
    [
        ("self_disclosure", None, "self_disclosure"),
        ("child_user", None, "child_user"),
        ("emergency", None, "emergency"),
        ("emergency", "victim", "self_disclosure"),
        ("emergency", "child", "child_user"),
        ("emergency", "public", "emergency"),
    ],
)
def test_the_scene_of_the_guide_for_who_writes(pack: Pack, kind, who, guide: str):
    assert scene(kind, who, told(guide), pack) == "scene-found"
    other = next(one for one in ("emergency", "child_user", "self_disclosure") if one != guide)
    assert scene(kind, who, told(other), pack) is None


@pytest.mark.parametrize(
    ("who", "meaning"),
    [
        ("harmer", told("emergency")),
        ("silent", told("emergency")),
        (None, told("emergency", chance=0.2)),
        (None, told("emergency", advice="hurt")),
        (None, told("emergency", text="he's outside now with flowers, he found out where we moved to")),
    ],
)
def test_another_danger_has_its_usual_reply(pack: Pack, who, meaning: Meaning):
    assert scene("emergency", who, meaning, pack) is None
    assert scene("suicidal", None, told("suicidal"), pack) is None


@pytest.mark.parametrize("guide", ["self_disclosure", "child_user", "emergency"])
def test_it_is_the_whole_reply_and_the_alarm_goes_on(pack: Pack, guide: str):
    voice = {"self_disclosure": "survivor", "child_user": "child"}.get(guide, "practitioner")
    meaning = told(guide, guide)
    assert Crisis(guide, None, "scene-found") in interpret(meaning, DialogueState(), pack).acts  # type: ignore[arg-type]
    state, reply, _ = take(meaning, DialogueState(voice=voice), pack)
    assert reply.text.startswith(pack.guides[guide].piece("scene-found").say[:80])  # type: ignore[union-attr]
    assert "999" in reply.text[:120] and state.alarm == guide and reply.urgency == "emergency"


def test_every_scene_begins_with_999_and_is_in_the_guide_of_a_danger(pack: Pack):
    scenes = [(guide.id, one) for guide in pack.guides.values() for one in guide.advice if one.scene]
    assert len(scenes) > 30
    for guide, one in scenes:
        assert guide in DANGERS and "999" in one.say.partition("\n")[0], one.id
        assert len(pack.guides[guide].asked[one.id]) >= 20, one.id
    assert set(GUIDE_TO.values()) <= {guide for guide, _ in scenes}
