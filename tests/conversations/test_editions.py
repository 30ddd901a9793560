"""A conversation goes on when the server takes up another edition of the pack, whatever that edition no longer has."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from knowledge.pack import Pack
from tests.conversations.player import Player

pytestmark = pytest.mark.slow
TALKS = [
    ["Which referral do I make for a baby of 8 months in Ripley?", "medium"],
    ["Child of 7 in Swadlincote, risk high, not in school. Who do I tell?"],
    ["I have a DASH of 16, what about MARAC?", "yes"],
    ["I need a refuge for a woman in Derby", "their number?"],
    ["We are a school and had an Operation Encompass notification", "can I tell her teacher?"],
    ["I'm new, can you give me the tour?", "health visitor"],
    ["quiz me"],
    ["what is MAPPA?"],
]
THEN = [
    "and their number?",
    "why?",
    "back",
    "record",
    "yes",
    "more",
    "where were we?",
    "what about a child of 3 in Derby?",
]


def _without_guide(pack: Pack) -> Pack:
    gone = {"marac", "find_service", "operation_encompass"}
    return replace(pack, guides={name: one for name, one in pack.guides.items() if name not in gone})


def _without_questions(pack: Pack) -> Pack:
    guides = {
        name: one.model_copy(update={"questions": one.questions[-1:], "advice": one.advice[-1:]})
        for name, one in pack.guides.items()
    }
    return replace(pack, guides=guides)


def _without_places(pack: Pack) -> Pack:
    left = [one for one in pack.areas.areas if one.id not in ("amber-valley", "swadlincote")]
    return replace(pack, areas=pack.areas.model_copy(update={"areas": left}))


def _without_flags(pack: Pack) -> Pack:
    flags = [one for one in pack.pathway.automatic.flags if one.id == "threshold-met"]
    automatic = pack.pathway.automatic.model_copy(update={"flags": flags})
    stages = [one for one in pack.pathway.stages if one.id != "0-18-months"]
    return replace(pack, pathway=pack.pathway.model_copy(update={"automatic": automatic, "stages": stages}))


def _without_the_rest(pack: Pack) -> Pack:
    sections = {name: one for name, one in pack.sections.items() if not name.startswith("3.")}
    return replace(
        pack, services=(), front_doors=(), glossary=(), quiz={}, practice={}, lessons=None, sections=sections
    )


@pytest.mark.parametrize(
    "change", [_without_guide, _without_questions, _without_places, _without_flags, _without_the_rest]
)
def test_it_goes_on_whatever_is_gone(player: Player, pack: Pack, change: Callable[[Pack], Pack]):
    other = replace(change(pack), mark="another")
    for talk in TALKS:
        begun = Player(player.gate, player.understanding, pack)
        for words in talk:
            begun.say(words)
        for words in THEN:
            after = Player(player.gate, player.understanding, other, state=begun.state)
            assert after.say(words).text
        for choice in list(begun.state.offers.values()):
            after = Player(player.gate, player.understanding, other, state=begun.state)
            if choice.lower() in {title.lower() for title in after.state.offers.values()}:
                assert after.press(choice).text


def test_who_was_told_a_contact_is_told_once_that_it_may_have_changed(player: Player, pack: Pack):
    player.say("Which referral do I make for a baby of 8 months in Ripley?")
    player.pack = replace(pack, mark="another")
    told = player.say("standard")
    assert "updated while we were talking" in told.text and "DCHST.StartingPoint@nhs.net" in told.text
    assert "8 months" in told.text or "8 month" in told.text  # nothing that was told is lost
    assert "updated while" not in player.say("why?").text


def test_a_danger_comes_before_any_word_of_editions(player: Player, pack: Pack):
    player.say("Which referral do I make for a baby of 8 months in Ripley?")
    player.pack = replace(pack, mark="another")
    assert "updated while" not in player.say("he is outside with a knife and she is screaming").text


def test_a_place_in_a_guide_that_is_gone_is_told(player: Player, pack: Pack):
    player.say("Which referral do I make for a baby of 8 months in Ripley?")
    assert player.state.guide is not None and player.state.guide.asked == "risk"
    asks = [one for one in pack.guides["referral"].questions if one.id != "risk"]
    other = pack.guides["referral"].model_copy(update={"questions": asks})
    player.pack = replace(pack, guides={**pack.guides, "referral": other}, mark="another")
    assert "no longer asked" in player.say("standard").text


def test_an_overdue_review_is_told_beside_what_has_a_source(player: Player, pack: Pack):
    due = pack.info.review_date
    player.now = datetime(due.year + 1, 1, 5, 10, 0)
    assert "due for review by" in player.say("what is MAPPA?").text
    assert "due for review" not in player.say("thanks").text
    player.now = datetime(due.year, due.month, due.day, 10, 0)
    assert "due for review" not in player.say("what is the Duluth model?").text
