"""What a conversation knows between turns, and how an answer is read: plain functions, without Rasa."""

import json
from typing import Any

import pytest
from actions.answers import answer_to, bare_years, only_says_no, says_unknown, told_in_passing
from actions.asking import question_choices
from actions.learning import OUTSIDE
from actions.talk import UNKNOWN, Talk, age_group

from actions.advice import together
from bot.nlu.entities.telling import ADDS, CORRECTS
from knowledge.guides import Advice, Option, Question
from knowledge.pack import Pack


def child(months: int | None = None, stage: str = "5-17-years") -> dict[str, Any]:
    return {"stage": stage, "age": None if months is None else f"{months // 12} years", "months": months}


FOUR, FIVE, SIXTEEN = child(48, "18-months-4-years"), child(60), child(16 * 12)
UNBORN = child(None, "pregnant")


def told(*turns: dict[str, Any]) -> Talk:
    """A talk that has heard some messages, by the facts found in each."""
    talk = Talk()
    for found in turns:
        talk.learn(found)
    return talk


# -- the slot --------------------------------------------------------------------------------------------------


def test_a_talk_survives_its_slot_as_plain_json():
    talk = told({"children": [FOUR], "area": "erewash", "place": "Ilkeston", "flags": ["threshold-met"]})
    talk.start("referral")
    talk.offer([("risk:high", "High")])
    assert Talk.of(json.loads(json.dumps(talk.as_slot()))) == talk


@pytest.mark.parametrize("slot", [None, {}, {"flow": None}, {"a key of an older version": 1}])
def test_an_empty_or_older_slot_is_a_new_talk(slot: Any):
    assert Talk.of(slot) == Talk()


# -- facts -----------------------------------------------------------------------------------------------------


def test_facts_come_in_any_order_and_stay():
    talk = told({"risk": "medium"}, {"area": "erewash"}, {"children": [FOUR]})
    assert talk.facts == {"risk": "medium", "area": "erewash", "children": [FOUR]}


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"children": [FIVE]}, {"children": [FOUR], "tells": CORRECTS}, ["children"]),
        ({"area": "amber-valley"}, {"area": "erewash"}, ["area"]),
        ({"risk": "high"}, {"risk": "medium"}, ["risk"]),
        ({"role": "midwife"}, {"role": "health-visitor"}, ["role"]),
        ({"area": "erewash"}, {"outside": "Nottingham"}, ["area"]),
        ({"children": [FIVE]}, {"children": [FIVE]}, []),
        ({"risk": "high"}, {"risk": "high"}, []),
        ({}, {"children": [FIVE], "risk": "high"}, []),
    ],
)
def test_a_correction_replaces_what_was_known_and_says_so(before: dict, after: dict, changed: list[str]):
    talk = told(before)
    assert talk.learn(after) == changed
    for name in set(after) - {"outside", "tells"}:
        assert talk.facts[name] == after[name]


def test_a_place_replaces_all_that_was_known_of_the_old_one():
    talk = told({"unsure": "Bolsover"}, {"area": "erewash", "place": "Ilkeston"})
    assert talk.facts == {"area": "erewash", "place": "Ilkeston"}
    talk.learn({"areas": ["erewash", "high-peak"]})
    assert talk.facts == {"areas": ["erewash", "high-peak"]}
    talk.learn({"outside": "Nottingham"})
    assert talk.facts == {"area": OUTSIDE, "outside": "Nottingham"}


def test_the_same_child_is_not_added_twice_and_a_household_has_an_end():
    talk = told({"children": [FIVE]}, {"children": [FIVE]})
    assert talk.facts["children"] == [FIVE]
    for months in range(61, 100):
        talk.learn({"children": [child(months)], "tells": ADDS})
    assert len(talk.facts["children"]) <= 12


def test_children_that_were_not_known_are_replaced_by_those_told():
    talk = Talk(facts={"children": UNKNOWN})
    talk.learn({"children": [FOUR]})
    assert talk.facts["children"] == [FOUR]


def test_flags_are_gathered_and_taken_back():
    talk = told({"flags": ["threshold-met"]}, {"flags": ["not-in-school", "threshold-met"]})
    assert talk.flags == ["threshold-met", "not-in-school"]
    talk.learn({"not_flags": ["threshold-met"]})
    assert talk.flags == ["not-in-school"]


def test_a_flag_counts_as_a_change_once_the_answer_was_given():
    talk = told({"children": [FIVE]})
    assert talk.learn({"flags": ["threshold-met"]}) == []
    talk.concluded = True
    assert talk.learn({"flags": ["not-in-school"]}) == ["flags"]
    assert talk.learn({"flags": ["not-in-school"]}) == []


def test_a_place_of_care_or_work_is_no_new_home():
    talk = told({"unsure": "Bolsover"}, {"area": "chesterfield", "place": "Chesterfield", "elsewhere": True})
    assert talk.facts == {"unsure": "Bolsover"}
    talk = told({"area": "chesterfield", "place": "Chesterfield", "elsewhere": True})
    assert talk.facts["area"] == "chesterfield"


@pytest.mark.parametrize(
    ("messages", "facts"),
    [
        ([{"risk": "medium", "judged": "high"}], {"risk": "medium", "judged": "high"}),
        ([{"risk": "medium"}, {"judged": "high"}], {"risk": "medium", "judged": "high"}),
        ([{"judged": "high"}], {"risk": "high"}),
        ([{"risk": "high", "judged": "medium"}], {"risk": "high"}),
        ([{"risk": "medium", "judged": "high"}, {"risk": "high"}], {"risk": "high"}),
    ],
)
def test_what_the_writer_thinks_stands_beside_the_grade(messages: list[dict], facts: dict):
    assert told(*messages).facts == facts


def test_a_loss_that_proves_longer_ago_leaves_the_case_and_says_why():
    lost = child(None, "pregnancy-loss")
    talk = told({"children": [lost, FOUR]}, {"past_loss": True})
    assert talk.facts == {"children": [FOUR], "topics": ["past-loss"]}
    assert told({"children": [lost]}, {"past_loss": True}).facts == {"topics": ["past-loss"]}
    assert told({"children": [FOUR]}, {"past_loss": True}).facts == {"children": [FOUR]}


def test_topics_add_up_and_a_dash_is_kept_as_words():
    talk = told({"topics": ["dash"], "dash": 17}, {"topics": ["stalking", "dash"]})
    assert (talk.facts["topics"], talk.facts["dash"]) == (["dash", "stalking"], "17")


def test_a_new_case_after_an_answer_takes_nothing_over_but_who_asks():
    talk = told({"children": [FIVE], "area": "erewash", "risk": "high", "role": "school", "flags": ["not-in-school"]})
    talk.concluded = True
    talk.learn({"children": [FOUR], "area": "high-peak"}, fresh=True)
    assert talk.facts == {"children": [FOUR], "area": "high-peak", "role": "school"}
    assert talk.flags == []


def test_a_fact_alone_after_an_answer_belongs_to_the_same_case():
    talk = told({"children": [FIVE], "area": "erewash", "risk": "medium"})
    talk.learn({"risk": "high"}, fresh=True)
    assert talk.facts["children"] == [FIVE]


@pytest.mark.parametrize(
    ("one", "group"),
    [
        (UNBORN, "unborn"),
        (child(None, "pregnancy-loss"), None),
        (child(8, "0-18-months"), "under-5"),
        (FOUR, "under-5"),
        (FIVE, "5-to-15"),
        (child(16 * 12 - 1), "5-to-15"),
        (SIXTEEN, "16-or-17"),
        (child(None), "5-to-15"),
    ],
)
def test_age_groups(one: dict, group: str | None):
    assert age_group(one) == group


def test_conditions_see_what_follows_from_the_facts(pack: Pack):
    talk = told({"children": [UNBORN, SIXTEEN], "area": "derby-city", "flags": ["threshold-met"]})
    seen = talk.view(pack)
    assert (seen["stage"], seen["age_group"]) == (["pregnant", "5-17-years"], ["16-or-17", "unborn"])
    assert (seen["authority"], seen["midwives"], seen["flags"]) == ("derby", "south", ["threshold-met"])
    assert "stage" not in talk.facts


@pytest.mark.parametrize(("facts", "group"), [({"adult": 19}, ["adult"]), ({"children": UNKNOWN}, None), ({}, None)])
def test_conditions_see_an_adult_where_there_is_no_child(pack: Pack, facts: dict, group: list[str] | None):
    assert Talk(facts=facts).view(pack).get("age_group") == group


# -- choices and guides ----------------------------------------------------------------------------------------


def test_only_what_was_offered_can_be_chosen_by_its_words():
    talk = Talk()
    talk.offer([("area:erewash", "Erewash"), ("control:skip", "Leave it out")])
    assert talk.choice_for(" erewash. ") == "area:erewash"
    assert talk.choice_for("leave it out!") == "control:skip"
    assert talk.choice_for("Amber Valley") is None
    talk.offer([("area:other", "Erewash")])
    assert talk.choice_for("Erewash") == "area:other"


def test_old_offers_are_forgotten():
    talk = Talk()
    talk.offer([(f"area:{n}", f"Area {n}") for n in range(200)])
    assert len(talk.offers) < 100
    assert talk.choice_for("area 199") == "area:199"
    assert talk.choice_for("area 0") is None


def test_a_guide_left_unfinished_is_kept_to_return_to():
    talk = Talk()
    for flow in ("referral", "marac", "referral", "training"):
        talk.start(flow)
    assert (talk.flow, talk.paused) == ("training", ["marac", "referral"])
    talk.concluded = True
    talk.start("marac")
    assert talk.paused == ["referral"]


def test_a_guide_starts_with_nothing_answered_and_the_case_known():
    talk = told({"children": [FOUR]})
    talk.answered, talk.tries, talk.opened, talk.concluded = ["risk"], 2, True, True
    talk.start("referral")
    assert (talk.answered, talk.tries, talk.opened, talk.concluded) == ([], 0, False, False)
    assert talk.facts == {"children": [FOUR]}


# -- answers ---------------------------------------------------------------------------------------------------

BAND = Question(
    id="dash_band",
    ask="How many ticks?",
    why="It decides.",
    reads="dash",
    options=[
        Option.model_validate({"id": "14-or-more", "label": "14 or more", "from": 14, "to": 27, "words": ["over 14"]}),
        Option.model_validate(
            {"id": "under-14", "label": "Fewer than 14", "from": 0, "to": 13, "words": ["not enough ticks"]}
        ),
        Option(id="not-done", label="Not done yet", words=["no dash", "nobody has"]),
    ],
)
YES_NO = Question(
    id="alone",
    ask="Is she alone?",
    why="It matters.",
    options=[Option(id="yes", label="Yes", words=["on her own"]), Option(id="no", label="No", words=["he is there"])],
)
WORRIES = Question(
    id="worries",
    ask="Which apply?",
    why="They count.",
    kind="many",
    options=[
        Option(id="fear", label="Extreme fear", words=["terrified"]),
        Option(id="language", label="Language barriers", words=["interpreter"]),
        Option(id="none", label="None of these"),
    ],
)
RISK = Question(id="risk", ask="What is the risk?", why="It decides.", kind="risk")
AGE = Question(id="children", ask="How old?", why="It decides.", kind="age")


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        (BAND, "14 or more", "14-or-more"),
        (BAND, "17", "14-or-more"),
        (BAND, "about 9", "under-14"),
        (BAND, "0", "under-14"),
        (BAND, "99", None),
        (BAND, "no dash", "not-done"),
        (BAND, "fewer then 14", "under-14"),
        (BAND, "not doen yet", "not-done"),
        (BAND, "what do you mean", None),
        (YES_NO, "yes", "yes"),
        (YES_NO, "Yeah she is", "yes"),
        (YES_NO, "nope", "no"),
        (YES_NO, "she’s on her own", "yes"),
        (YES_NO, "no, he is there", "no"),
        (YES_NO, "maybe later", None),
        (WORRIES, "she's terrified and needs an interpreter", ["fear", "language"]),
        (WORRIES, "extreme fear", ["fear"]),
        (WORRIES, "none", ["none"]),
        (WORRIES, "neither really", ["none"]),
        (WORRIES, "all of them", ["fear", "language"]),
        (WORRIES, "hmm", None),
        (RISK, "graded medium", "medium"),
        (AGE, "4", None),
    ],
)
def test_answers(question: Question, words: str, value: str | list[str] | None):
    found = {"risk": "medium"} if question is RISK else {}
    assert answer_to(question, words, found) == value


FEAR = Question(
    id="fear",
    ask="Is either afraid?",
    why="It matters.",
    options=[Option(id="yes", label="Yes", words=["scared", "afraid"]), Option(id="no", label="No", words=["neither"])],
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nobody is scared of the other", "no"),
        ("no one is scared", "no"),
        ("neither of them seems afraid", "no"),
        ("she isn't really scared", "no"),
        ("they aren't scared of each other", "no"),
        ("not afraid at all", "no"),
        ("she is scared", "yes"),
        ("she's not sleeping, she is scared", "yes"),
        ("nobody listens, but she is scared of him", "yes"),
    ],
)
def test_what_is_denied_is_not_said(words: str, value: str):
    assert answer_to(FEAR, words, {}) == value
    assert told_in_passing(FEAR, f"parents argue a lot, {words}") == value


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("no", True),
        ("no thanks", True),
        ("not really, thanks", True),
        ("she doesn't", True),
        ("she doesn't want the police", False),
        ("no police", False),
        ("never seen it", False),
    ],
)
def test_a_bare_no_and_a_no_that_says_something(words: str, only: bool):
    assert only_says_no(words) is only


@pytest.mark.parametrize(
    "words",
    ["don't know", "I don’t know", "dunno", "not sure", "no idea", "not graded yet", "it hasn't been graded", "skip"],
)
@pytest.mark.parametrize("question", [BAND, YES_NO, WORRIES, RISK, AGE], ids=lambda question: question.id)
def test_not_knowing_is_an_answer_to_every_question(question: Question, words: str):
    assert says_unknown(words)
    assert answer_to(question, words, {}) == UNKNOWN


@pytest.mark.parametrize("words", ["", "he knows", "I know the family", "unsurprised", "medium"])
def test_knowing_is_not_mistaken_for_not_knowing(words: str):
    assert not says_unknown(words)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("4", 4),
        ("he's 4", 4),
        ("about 11", 11),
        ("17.", 17),
        ("0", 0),
        ("18", None),
        ("4 months", None),
        ("Year 4", None),
        ("4 and 6", None),
    ],
)
def test_a_number_alone_is_an_age_in_years(words: str, years: int | None):
    assert bare_years(words) == years


# -- what is said ----------------------------------------------------------------------------------------------


def advice(name: str, *sources: str) -> Advice:
    addition = {"source": "; ".join(sources), "approved": False} if sources else None
    return Advice.model_validate(
        {"id": name, "title": name, "say": f"Say {name}.", "source": "3.5", "addition": addition}
    )


def test_sources_outside_the_print_are_named_once_a_reply():
    said = together([advice("one", "NSPCC", "NHS"), advice("two"), advice("three", "NHS")])
    assert said[:3] == ["Say one. (Not in the handbook.)", "Say two.", "Say three. (Not in the handbook.)"]
    assert said[3] == "What is not in the handbook comes from NSPCC and NHS; the partnership has yet to approve it."


def test_a_single_one_names_its_source_in_place():
    assert "Say one. (Not in the handbook: NSPCC; the partnership has yet to approve it.)" in together(
        [advice("one", "NSPCC")]
    )


def test_a_question_offers_the_ages_that_it_names(pack: Pack):
    asked = Question(id="children", ask="How old?", why="Age decides.", kind="age", stages=["5-17-years"])
    assert [title for _, title in question_choices(asked, pack, [])] == ["5 to 17"]
    assert len(question_choices(asked.model_copy(update={"stages": []}), pack, [])) == len(pack.pathway.stages)


def test_starting_again_forgets_everything():
    talk = told({"risk": "high", "role": "midwife"})
    talk.offer([("risk:high", "High")])
    talk.forget_all()
    assert talk == Talk()
