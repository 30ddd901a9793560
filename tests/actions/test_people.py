"""What people who are not at work are told: nothing that is written for work, and always somebody to ring."""

import re
from datetime import datetime

import pytest

from actions import turn as turns
from actions.advice import in_words
from actions.context import Context
from actions.people import speak_to
from bot.dialogue.acts import SpeakTo
from bot.dialogue.state import Case, DialogueState
from bot.nlu.labels import PEOPLE
from knowledge.guides import Advice
from knowledge.pack import Pack
from tests.dialogue.saying import said

GUIDES = (*PEOPLE, "self_disclosure", "child_user")
FRIDAY, WEDNESDAY = datetime(2026, 11, 27, 19, 5), datetime(2026, 11, 25, 11)
OF_WORK = re.compile(
    r"@[\w.]+(?:gov\.uk|nhs\.net|police\.uk)|\bgraded?\b(?!s)|your (?:designated|named)|midwives|\bticks?\b|complete (?:a|the) DASH|refer (?:to|at) MARAC"
    r"|\byour (?:agency|organisation|client|patient|pupil)|consultation line",
    re.I,
)
NUMBER = re.compile(r"\b0[\d ]{7,}\d\b|\b(?:999|101|116 123)\b")


def advice_of_people(pack: Pack) -> list[tuple[str, Advice]]:
    return [(name, advice) for name in GUIDES for advice in pack.guides[name].advice if advice.answers != "denial"]


def test_nothing_in_a_guide_for_people_is_written_for_work(pack: Pack):
    wrong = [f"{guide}.{one.id}" for guide, one in advice_of_people(pack) if OF_WORK.search(one.say)]
    assert not [one for one in wrong if not one.endswith("not-a-worker")]  # which says that none of it is asked for


def test_all_that_they_are_told_is_short(pack: Pack):
    assert not [f"{guide}.{one.id}" for guide, one in advice_of_people(pack) if len(one.say) > 760]


@pytest.mark.parametrize("voice", PEOPLE)
@pytest.mark.parametrize("now", [FRIDAY, WEDNESDAY], ids=["evening", "morning"])
@pytest.mark.parametrize("area", [None, "derby-city", "chesterfield"])
def test_each_answer_has_nothing_of_work_and_somebody_to_ring(pack: Pack, voice: str, now: datetime, area: str | None):
    for advice in pack.guides[voice].advice:
        state = DialogueState(Case({"area": area} if area else {}), voice=voice, introduced=[voice])
        reply = speak_to(SpeakTo(voice, (advice.id,)), state, Context(pack, said("x"), now))
        if advice.id != "not-a-worker":
            assert not OF_WORK.search(reply.text), advice.id
        assert NUMBER.search(reply.text), advice.id
        if voice in ("relative", "public") and advice.front_door:
            assert "0808 800 5000" in reply.text or "01629 533190" in reply.text, advice.id


@pytest.mark.parametrize("voice", PEOPLE)
def test_the_standing_words_come_once(pack: Pack, voice: str):
    first = pack.guides[voice].opening
    state, reply, _ = turns.take(
        said("it began like that", "referral", voice=voice), DialogueState(), pack, None, FRIDAY
    )
    assert reply.text.startswith(first) or first in reply.text
    state, again, _ = turns.take(said("it goes on like that", "referral", voice=voice), state, pack, None, FRIDAY)
    assert first not in again.text
    _, third, _ = turns.take(said("and on like that", "referral", voice=voice), state, pack, None, FRIDAY)
    assert third.text != again.text


def test_whom_to_ring_is_of_their_council_and_hour(pack: Pack):
    def told(area: str, now: datetime) -> str:
        state = DialogueState(Case({"area": area}), voice="relative", introduced=["relative"])
        return speak_to(SpeakTo("relative", ("number",)), state, Context(pack, said("x"), now)).text

    assert "01629 533190" in told("chesterfield", FRIDAY) and "01332 641172" not in told("chesterfield", FRIDAY)
    assert "01332 641172" in told("derby-city", WEDNESDAY) and "01629 533190" not in told("derby-city", WEDNESDAY)
    assert "Care Line" in told("derby-city", FRIDAY)


def test_a_survivors_number_is_of_where_they_live(pack: Pack):
    guide = pack.guides["self_disclosure"]
    for area, right, wrong in (
        ("derby-city", "0800 085 3481", "08000 198 668"),
        ("erewash", "08000 198 668", "0800 085 3481"),
    ):
        fitting = guide.advice_for(DialogueState(Case({"area": area})).view(pack))
        text = "\n".join(in_words(one) for one in fitting if one.first)
        assert right in text and wrong not in text
