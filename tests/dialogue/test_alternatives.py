"""What else may be meant, as buttons under a reply."""

from dataclasses import replace

import pytest

from actions.turn import take
from bot.dialogue.acts import Act, Aftercare, Answer, Ask, Crisis, Guide, SmallTalk, SpeakTo, Unclear
from bot.dialogue.alternatives import alternatives
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack
from tests.dialogue.saying import HIT, asked, said

TEXT = "and does the caretaker have to know"
NEAR = [
    {"guide": "operation_encompass", "advice": "who-may-know", "chance": 0.9},
    {"guide": "operation_encompass", "advice": "gossip", "chance": 0.6},
    {"guide": "accused", "advice": "programmes", "chance": 0.6},  # not said to somebody at work
    {"guide": "suicidal", "advice": "me", "chance": 0.6},  # an alarm's own
    {"guide": "voice_of_child", "advice": "telling", "chance": 0.5},
    {"guide": "human", "advice": "nobody-in", "chance": 0.4},
    {"guide": "marac", "advice": "consent", "chance": 0.001},
]


def question():
    one = asked(TEXT, aside="operation_encompass.who-may-know")
    return replace(one, handbook={"status": "unsure", "hits": [{**HIT, "score": 0.3}], "asides": NEAR})


def meaning():
    return said(TEXT, asks=[question()], handbook={"asides": NEAR})


def near(pack: Pack, *acts: Act, state: DialogueState | None = None) -> tuple[str, ...]:
    return alternatives(acts, meaning(), state or DialogueState(voice="practitioner"), pack)


def test_what_is_likely_and_not_said_already(pack: Pack):
    found = near(pack, Ask(question(), "advice", "operation_encompass.who-may-know"))
    assert found[0] == "operation_encompass.gossip" and "operation_encompass.who-may-know" not in found
    assert len(found) >= 2 and "marac.consent" not in found


def test_nothing_is_offered_that_is_not_for_who_writes(pack: Pack):
    assert not [one for one in near(pack, Unclear(())) if one.startswith(("accused.", "suicidal."))]
    to_them = near(pack, SpeakTo("accused", ()), state=DialogueState(voice="accused"))
    assert to_them and all(one.startswith("accused.") for one in to_them)


@pytest.mark.parametrize(
    "acts", [(Crisis("emergency"),), (SmallTalk("thanks"),), (Answer("risk", "high"), Guide("referral"))]
)
def test_a_danger_small_talk_or_a_bare_answer_offers_none(pack: Pack, acts: tuple[Act, ...]):
    assert near(pack, *acts) == ()


def test_they_are_buttons_that_answer(pack: Pack):
    state, reply, turn = take(pack=pack, meaning=meaning(), state=DialogueState(voice="practitioner"))
    assert turn.near
    buttons = dict(reply.choices)
    for name in turn.near:
        assert buttons[f"more:{name}"] == pack.advice(name).title
        _, pressed, _ = take(said("x"), state, pack, f"more:{name}")
        assert pack.advice(name).say.strip()[:60] in pressed.text


def test_what_the_reply_says_is_no_button(pack: Pack):
    _, reply, turn = take(meaning(), DialogueState(voice="practitioner", alarm="self_disclosure"), pack)
    for name in turn.near:
        assert pack.advice(name).say.strip() not in reply.text or f"more:{name}" not in dict(reply.choices)
    assert Aftercare not in map(type, turn.acts) or all(one.startswith("self_disclosure.") for one in turn.near)
