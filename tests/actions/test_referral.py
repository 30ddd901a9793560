"""Who is told, as far as the facts go: nothing is asked that makes no difference, and a hurt child goes first."""

from datetime import datetime
from typing import Any

import pytest

from actions import reasons, referral
from actions.context import Context
from actions.guide import guide
from actions.reply import Composed, compose
from bot.dialogue.acts import Guide
from bot.dialogue.facts import OUTSIDE
from bot.dialogue.state import Case, DialogueState, GuideProgress
from bot.nlu.entities.harm import CHILD_HARMED
from knowledge.pack import Pack
from tests.dialogue.saying import FOUR, NINE_MONTHS, SEVEN, UNBORN, said

NOON = datetime(2026, 11, 25, 12)


def decided(pack: Pack, flags: tuple[str, ...] = (), **facts: Any) -> tuple[DialogueState, Composed]:
    state = DialogueState(Case(facts, flags=list(flags)), guide=GuideProgress("referral"))
    return state, compose(guide(Guide("referral"), state, Context(pack, said("x"), NOON)))


def address(pack: Pack, contact: str) -> str:
    email = pack.contacts[contact].email
    assert email
    return email


# -- partial knowledge -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"children": [FOUR]},
        {"area": "erewash"},
        {"risk": "medium"},
        {"children": [FOUR], "area": "erewash"},
        {"children": [FOUR], "risk": "high"},
        {"area": "derby-city", "risk": "standard"},
        {"children": "unknown"},
        {"area": "unknown", "children": [SEVEN]},
        {"areas": ["erewash", "derby-city"], "children": [SEVEN]},
        {"unsure": "Bolsover", "children": [SEVEN], "risk": "medium"},
        {"children": [UNBORN], "area": "high-peak"},
        {"children": [NINE_MONTHS, SEVEN], "area": "erewash", "risk": "medium"},
        {"risk": "unknown", "children": [FOUR], "area": "erewash"},
    ],
    ids=lambda facts: " ".join(facts) or "nothing",
)
def test_it_gives_before_it_asks_and_asks_one_thing(pack: Pack, facts: dict[str, Any]):
    state, reply = decided(pack, **facts)
    kinds = [part["kind"] for part in reply.parts]
    assert "contacts" in kinds
    assert "question" not in kinds[:-1]
    assert state.guide is not None and state.guide.concluded is ("question" not in kinds)


def test_with_all_known_there_is_nothing_to_ask_and_a_record(pack: Pack):
    state, reply = decided(pack, children=[FOUR], area="erewash", risk="medium")
    assert state.guide is not None and state.guide.concluded
    assert reply.record and "4 year old" in reply.record
    assert address(pack, "derbyshire-social-care") in reply.text
    assert "Why: the table's row" in reply.text and "It depends" not in reply.text


def test_an_unknown_grade_says_what_depends_on_it(pack: Pack):
    _, reply = decided(pack, children=[FOUR], area="erewash")
    assert "graded medium or high" in reply.text
    assert reply.parts[-1]["text"].startswith("If the risk was graded")


def test_an_unknown_area_names_each_councils_mailbox_with_its_condition(pack: Pack):
    _, reply = decided(pack, children=[FOUR], risk="medium")
    for contact in ("derbyshire-social-care", "derby-city-social-care"):
        assert address(pack, contact) in reply.text
    assert "if the child lives" in reply.text


def test_what_was_said_to_be_unknown_is_not_asked_again(pack: Pack):
    state, reply = decided(pack, children="unknown", area="unknown", risk="unknown")
    assert state.guide is not None and state.guide.concluded
    assert "contacts" in [part["kind"] for part in reply.parts]


def test_a_question_asks_for_what_settles_most(pack: Pack):
    assert referral.asks_next(DialogueState(Case({"children": [FOUR], "area": "erewash"})), pack) == "risk"
    assert referral.asks_next(DialogueState(Case({"children": [FOUR], "risk": "high"})), pack) == "area"
    known = {"children": [FOUR], "risk": "high", "area": "erewash"}
    assert referral.asks_next(DialogueState(Case(known)), pack) is None


# -- a hurt child ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("risk", ["standard", "medium", "high", "unknown", None])
@pytest.mark.parametrize(
    ("area", "contact"), [("erewash", "derbyshire-social-care"), ("derby-city", "derby-city-social-care")]
)
@pytest.mark.parametrize("child", [NINE_MONTHS, SEVEN], ids=["a baby", "at school"])
def test_a_hurt_child_goes_to_social_care_first_at_any_grade(
    pack: Pack, risk: str | None, area: str, contact: str, child: dict
):
    _, reply = decided(pack, (CHILD_HARMED,), children=[child], area=area, **({"risk": risk} if risk else {}))
    first = reply.parts[0]["text"]
    assert "children's social care today, whatever the grade" in first[:80]
    assert address(pack, contact) in first
    assert reply.urgency == "urgent"


@pytest.mark.parametrize("facts", [{}, {"children": [SEVEN]}, {"risk": "standard"}], ids=["nothing", "age", "grade"])
def test_a_hurt_child_of_unknown_home_has_both_councils(pack: Pack, facts: dict[str, Any]):
    _, reply = decided(pack, (CHILD_HARMED,), **facts)
    first = reply.parts[0]["text"]
    for contact in ("derbyshire-social-care", "derby-city-social-care"):
        assert address(pack, contact) in first
    assert "To ring now" in reply.text


def test_without_harm_nothing_is_said_of_today(pack: Pack):
    _, reply = decided(pack, children=[SEVEN], area="erewash", risk="standard")
    assert "whatever the grade" not in reply.text and "To ring now" not in reply.text
    assert reply.urgency == "normal"


# -- who is no child of the pathway ----------------------------------------------------------------------------


def test_a_child_elsewhere_gets_no_mailbox_of_here(pack: Pack):
    _, reply = decided(pack, children=[SEVEN], area=OUTSIDE, outside="Nottingham")
    assert "@" not in reply.text and "999" in reply.text


def test_an_adult_is_asked_for_no_childs_age(pack: Pack):
    state, reply = decided(pack, adult=34)
    assert "adult" in reply.text and "How old is the child" not in reply.text
    assert state.guide is not None and state.guide.concluded


def test_why_needs_a_case(pack: Pack):
    context = Context(pack, said("why"), NOON)
    assert "Tell me about the child first" in reasons.why(DialogueState(), context).text
    state = DialogueState(Case({"children": [SEVEN], "area": "erewash"}), guide=GuideProgress("referral"))
    text = reasons.why(state, context).text
    assert "standard risk" in text and "medium risk" in text  # where nobody has graded it
    state.facts["risk"] = "high"
    assert "standard risk:" not in reasons.why(state, context).text


def test_who_works_under_a_lead_hears_first_to_go_to_them(pack: Pack):
    _, reply = decided(pack, children=[SEVEN], area="erewash", role="school", safeguarding_post="staff")
    assert reply.text.index("safeguarding lead") < reply.text.index("Operation Encompass")
    _, to_the_lead = decided(pack, children=[SEVEN], area="erewash", role="school", safeguarding_post="lead")
    assert "Go to your designated safeguarding lead" not in to_the_lead.text
