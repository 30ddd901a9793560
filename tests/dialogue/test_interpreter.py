"""What a message does in a conversation: the one order of precedence, and what a turn gathers."""

from typing import Any

import pytest

from bot.dialogue.acts import (
    Act,
    Aftercare,
    Answer,
    Ask,
    Control,
    Crisis,
    Guide,
    Learn,
    NotUnderstood,
    Press,
    Resume,
    SmallTalk,
    SpeakTo,
    Switch,
    Tell,
    Turn,
    Unclear,
    in_words,
)
from bot.dialogue.danger import certain_danger
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import Case, DialogueState, GuideProgress
from bot.dialogue.subject import Subject
from bot.nlu.labels import DANGERS, GUIDED, INDUCTION, MAY_COST_A_LIFE, DangerKind
from bot.nlu.meaning import Meaning
from bot.nlu.thresholds import THRESHOLDS
from knowledge.pack import Pack
from tests.dialogue.saying import FOUR, HIT, NINE_MONTHS, SEVEN, asked, danger, said


def kinds(turn: Turn) -> list[type]:
    return [type(act) for act in turn.acts]


def only(turn: Turn, kind: type) -> Any:
    """The one act of this kind."""
    (found,) = [act for act in turn.acts if isinstance(act, kind)]
    return found


def asking(flow: str = "referral", question: str = "risk", **facts: Any) -> DialogueState:
    """A conversation with this guide's question open."""
    return DialogueState(Case(facts), guide=GuideProgress(flow, asked=question))


@pytest.fixture
def does(pack: Pack):
    def do(message: Meaning, state: DialogueState | None = None, choice: str | None = None) -> Turn:
        before = (state or DialogueState()).as_slot()
        turn = interpret(message, state or DialogueState(), pack, choice)
        assert (state or DialogueState()).as_slot() == before  # it changes nothing
        assert turn.acts
        return turn

    return do


AT_THE_GUIDE = {"children": [FOUR], "area": "erewash"}


# -- danger is answered before all else --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DANGERS)
def test_danger_is_the_first_message(does, kind: DangerKind):
    assert does(said("something", kind, danger=danger(kind))).acts == (Crisis(kind),)


def test_a_danger_leads_its_turn_whatever_is_told_with_it(does):
    """The safety policy and the count of alarms go by the act that leads."""
    told = does(
        said("a knife, he's here, and the baby", danger=danger("emergency"), topics=["weapon"], children=[NINE_MONTHS])
    )
    assert isinstance(told.acts[0], Tell) and told.leading == Crisis("emergency")
    assert does(said("the baby", children=[NINE_MONTHS])).leading is not None and Turn().leading is None


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("he's outside with a knife, can we carry on", {"control": "where"}),  # were it ever read as one
        ("yes. he put his hands round her neck", {"flow": "inform"}),
        ("standard but he told her he'd finish her tonight", {"risk": "standard"}),
        ("ilkeston. he's got the gun out", {"area": "erewash", "place": "ilkeston"}),
        ("thanks, oh and she's just text me HELP", {"flow": "thanks"}),
        ("goodbye, he is breaking the door down", {"flow": "goodbye"}),
        ("start again, he is here", {"flow": "restart"}),
        ("9 months, and he is throwing things at her now", {"children": [NINE_MONTHS]}),
    ],
)
@pytest.mark.parametrize("state", [None, asking(**AT_THE_GUIDE)], ids=["first", "in a guide"])
def test_danger_beside_other_words_is_danger(does, text: str, more: dict[str, Any], state: DialogueState | None):
    turn = does(said(text, danger=danger("emergency"), **more), state)
    assert only(turn, Crisis) == Crisis("emergency")
    assert not {Control, Answer, SmallTalk, Guide, NotUnderstood} & set(kinds(turn))
    told = [act.facts for act in turn.acts if isinstance(act, Tell)]
    assert told == ([{k: v for k, v in more.items() if k not in ("flow", "control")}] if len(more) and told else [])


def test_facts_beside_danger_are_kept(does):
    turn = does(said("standard, but he's here with a bat", danger=danger("emergency"), risk="standard"), asking())
    assert kinds(turn) == [Tell, Crisis]


def test_danger_beside_a_question_is_answered_first_and_the_question_where_its_guide_does(does):
    text = "he's hitting her. what do i do with the kids?"
    question = asked(text, "what do i do with the kids?", aside="emergency.children-meanwhile")
    turn = does(said(text, danger=danger("emergency"), asks=[question]))
    assert turn.acts == (Crisis("emergency"), Aftercare("emergency", "children-meanwhile"))


def test_naming_a_topic_hides_no_danger(does):
    text = "What is a non-molestation order? she has taken an overdose"
    question = asked(text, "What is a non-molestation order?", "protective_orders", ("non-molestation",))
    turn = does(said(text, "protective_orders", danger=danger("suicidal"), asks=[question]))
    assert turn.acts[0] == Crisis("suicidal")


@pytest.mark.parametrize("level", ["possible", "none"])
@pytest.mark.parametrize("kind", DANGERS)
def test_what_is_not_sure_is_one_line_at_most_and_the_work_goes_on(does, kind: DangerKind, level: Any):
    turn = does(said("is it 14 or more", "marac", danger=danger(kind, 0.3, level), risk="high"))
    assert Guide("marac", opens=True) in turn.acts and Crisis not in kinds(turn)
    assert turn.doubtful is (level == "possible")


def test_while_a_question_is_open_danger_must_be_surer(does):
    share = THRESHOLDS.danger_while_answering - 0.05
    doubtful = said("she is scared", danger=danger("emergency", share))
    assert certain_danger(doubtful, DialogueState()) == "emergency"
    assert certain_danger(doubtful, asking()) is None
    assert does(doubtful, asking()).doubtful
    assert certain_danger(said("he has a knife", danger=danger("emergency")), asking()) == "emergency"


def test_who_denied_a_danger_is_believed_until_it_is_sure(does):
    denied = DialogueState(denied=["suicidal"])
    assert certain_danger(said("x", danger=danger("suicidal", 0.7)), denied) is None
    assert certain_danger(said("x", danger=danger("suicidal", 0.97)), denied) == "suicidal"
    assert certain_danger(said("x", danger=danger("emergency", 0.7)), denied) == "emergency"


@pytest.mark.parametrize(
    ("voice", "who"),
    [("survivor", "victim"), ("child", "child"), ("accused", "harmer"), ("practitioner", None), ("unclear", None)],
)
def test_an_emergency_speaks_to_whom_it_is_for(does, voice: Any, who: str | None):
    assert does(said("he is here", danger=danger("emergency"), voice=voice)).acts == (Crisis("emergency", who),)
    assert does(said("pills", danger=danger("suicidal"), voice=voice)).acts == (Crisis("suicidal"),)


def test_who_cannot_speak_is_answered_so_whoever_it_is(does):
    message = said("shh hes here", danger=danger("emergency", spoke=("silent",)), voice="survivor")
    assert does(message).acts == (Crisis("emergency", "silent"),)


# -- in an alarm -----------------------------------------------------------------------------------------------


def test_goodbye_in_a_suicidal_alarm_is_no_goodbye(does):
    turn = does(said("goodbye", "goodbye", 0.99), DialogueState(alarm="suicidal"))
    assert turn.acts == (Aftercare("suicidal", "goodbye"),)
    assert does(said("goodbye", "goodbye", 0.99)).acts == (SmallTalk("goodbye"),)


def test_work_after_an_alarm_goes_on_behind_one_line_of_999(does):
    turn = does(said("ok, its been graded high", risk="high"), DialogueState(alarm="emergency"))
    assert turn.acts[0] == Resume("emergency") and Tell in kinds(turn) and Guide in kinds(turn)
    assert turn.doubtful


def test_a_control_ends_an_alarm_of_others_and_does_its_work(does):
    turn = does(said("stop", control="stop"), DialogueState(alarm="emergency"))
    assert turn.acts == (Resume("emergency"), Control("stop"))


@pytest.mark.parametrize("kind", DANGERS)
def test_what_is_not_understood_in_an_alarm_keeps_it_in_view(does, kind: DangerKind):
    (act,) = does(said("hmm", "inform", 0.3, voice="unclear"), DialogueState(alarm=kind)).acts
    assert act in (Aftercare(kind, None), Aftercare(kind, "anything"))


def test_a_question_in_an_alarm_that_the_handbook_answers_is_answered_beside_it(does):
    text = "how is a body map drawn then"
    state = DialogueState(alarm="emergency")
    turn = does(said(text, "inform", 0.3, voice="unclear", asks=[asked(text)]), state)
    assert isinstance(turn.acts[0], Ask) and turn.doubtful


def test_a_button_outranks_an_alarm(does):
    state = DialogueState(alarm="emergency", offers={"flow:referral": "Back to it"})
    assert does(said("/pick"), state, "flow:referral").acts == (Press("flow:referral"),)


# -- buttons and controls --------------------------------------------------------------------------------------


def test_a_button_is_the_whole_of_a_turn(does):
    turn = does(said("high", risk="high"), asking(), "risk:high")
    assert turn.acts == (Press("risk:high"),) and not turn.doubtful


def test_a_buttons_words_typed_are_the_button_and_keep_their_doubt(does):
    state = DialogueState(offers={"flow:find_service": "A safe place tonight"})
    message = said("a safe place tonight", danger=danger("emergency", 0.3, "possible"))
    turn = does(message, state)
    assert turn.acts == (Press("flow:find_service"),) and turn.doubtful


def test_no_may_be_a_button_of_an_earlier_question(does):
    state = asking("marac", "dash_band", victim_age="16-or-over")
    state.offers = {"answer:household_child=no": "No"}
    assert Press not in kinds(does(said("no"), state))
    state.offers = {"answer:dash_band=not-done": "Not done yet"}
    assert does(said("Not done yet"), state).acts == (Press("answer:dash_band=not-done"),)


@pytest.mark.parametrize("name", ["why", "sure", "back", "skip", "stop", "where", "record", "more", "new_case", "help"])
def test_a_control_is_the_whole_of_a_turn(does, name: str):
    turn = does(said("why", "marac", control=name, risk="high"), asking(**AT_THE_GUIDE))
    assert turn.acts == (Control(name),)
    assert turn.doubtful is (name == "help")


# -- what a turn gathers ---------------------------------------------------------------------------------------


def test_a_message_that_tells_answers_and_asks_two_things_does_all_of_that(does):
    text = "Under 14. The baby is 9 months. do I need consent? who chairs it?"
    state = asking("marac", "dash_band", victim_age="16-or-over")
    turn = does(
        said(
            text,
            asks=[
                asked(text, "do I need consent?", "marac", aside="marac.consent-asked", answered=False),
                asked(text, "who chairs it?", answered=True),
            ],
            children=[NINE_MONTHS],
        ),
        state,
    )
    assert {Tell, Answer, Ask, Guide} <= set(kinds(turn))
    assert only(turn, Answer) == Answer("dash_band", "under-14")
    assert only(turn, Tell).facts == {"children": [NINE_MONTHS]}
    assert len([act for act in turn.acts if isinstance(act, Ask)]) == 2
    order = kinds(turn)
    assert order.index(Tell) < order.index(Answer) < order.index(Ask) < order.index(Guide)


@pytest.mark.parametrize("flow", GUIDED)
def test_a_question_that_is_answered_opens_no_guide(does, flow: str):
    """The form does not outrank the question."""
    text = "and what is it that happens in there?"
    turn = does(said(text, flow, 0.9, asks=[asked(text)]))
    if any(isinstance(act, Ask) and act.by == "decide" for act in turn.acts):
        return  # the pathway's own question: its guide is the answer
    assert Ask in kinds(turn) and Guide not in kinds(turn)


@pytest.mark.parametrize("flow", GUIDED)
def test_a_question_without_an_answer_brings_its_guide(does, flow: str):
    text = "and what is it that happens in there?"
    turn = does(said(text, flow, 0.9, asks=[asked(text, answered=False)]))
    assert (Learn if flow == INDUCTION else Guide) in kinds(turn)


@pytest.mark.parametrize("flow", GUIDED)
def test_a_case_brings_its_guide_though_a_question_is_answered(does, flow: str):
    text = "a 4 year old in Ilkeston. what is it that happens in there?"
    question = asked(text, "what is it that happens in there?")
    turn = does(said(text, flow, 0.9, asks=[question], children=[FOUR], area="erewash"))
    assert {Tell, Ask, Guide} <= set(kinds(turn))


def test_a_question_while_another_is_open_is_answered_and_the_guide_waits(does):
    text = "what's a body map?"
    turn = does(said(text, "marac", asks=[asked(text)]), asking("marac", "dash_band", victim_age="16-or-over"))
    assert kinds(turn) == [Ask]


def test_facts_alone_bring_the_pathway(does):
    turn = does(said("4, Ilkeston", children=[FOUR], area="erewash"))
    assert turn.acts[-1] == Guide("referral", opens=True)


def test_facts_go_on_with_the_guide_that_is_under_way(does):
    turn = does(said("it's high", risk="high"), asking(**AT_THE_GUIDE))
    assert turn.acts[-1] == Guide("referral")


def test_facts_are_no_answer_of_their_own(does):
    turn = does(said("medium", risk="medium"), asking(**AT_THE_GUIDE))
    assert kinds(turn) == [Tell, Guide]


def test_what_is_only_supposed_is_said_to_be_that(does):
    turn = does(said("what if she was 9 months", children=[NINE_MONTHS]), asking(**AT_THE_GUIDE))
    assert only(turn, Tell).supposed


def test_words_that_answer_nothing_are_not_understood(does):
    assert does(said("the moon", "inform", 0.2), asking(**AT_THE_GUIDE)).acts == (NotUnderstood("risk"),)


def test_without_a_question_nothing_understood_offers_the_likeliest(does):
    message = said("the moon", flows=[("marac", 0.2), ("emergency", 0.2), ("training", 0.1), ("inform", 0.1)])
    assert does(message).acts == (Unclear(("marac", "training")),)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("greet", "hiya"),
        ("help", "well then"),
        ("thanks", "ta duck"),
        ("goodbye", "bye then"),
        ("restart", "start again"),
    ],
)
def test_small_talk(does, kind: str, text: str):
    assert does(said(text, kind, 0.9)).acts == (SmallTalk(kind),)


@pytest.mark.parametrize("kind", ["greet", "thanks", "goodbye"])
def test_a_word_that_is_none_of_small_talks_is_not_taken_for_it(does, kind: str):
    assert SmallTalk not in kinds(does(said("wibble", kind, 0.9)))


def test_thanks_beside_a_fact_is_no_small_talk(does):
    turn = does(said("thanks, it's graded high", "thanks", risk="high"), asking(**AT_THE_GUIDE))
    assert SmallTalk not in kinds(turn) and {Tell, Guide} <= set(kinds(turn))


def test_thanks_beside_a_question_answers_it(does):
    text = "thanks, and who chairs it?"
    assert kinds(does(said(text, "thanks", asks=[asked(text, "who chairs it?")]))) == [Ask]


def test_the_same_answer_is_given_once(does):
    text = "read 2.9. show me 2.9"
    turn = does(said(text, asks=[asked(text, "read 2.9"), asked(text, "show me 2.9")]))
    assert kinds(turn) == [Ask] and only(turn, Ask).value == "2.9"


# -- what answers a question -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by", "value"),
    [
        ("are you a real person?", "signpost", None),
        ("is this confidential?", "signpost", None),
        ("what does section 2.9 say?", "section", "2.9"),
        ("2.12", "section", "2.12"),
        ("what's in appendix 1?", "section", "A1"),
        ("what's in chapter 3?", "chapter", "3"),
        ("What's Galop's number?", "services", None),
        ("how is a body map drawn", "handbook", None),
    ],
)
def test_what_answers(does, text: str, by: str, value: str | None):
    ask = only(does(said(text, "handbook_question", asks=[asked(text)])), Ask)
    assert ask.by == by and (value is None or ask.value == value)


def test_a_question_for_the_pathway_is_decided_by_it(does):
    text = "who do I refer this to?"
    turn = does(said(text, "referral", asks=[asked(text, flow="referral")]))
    assert only(turn, Ask).by == "decide" and turn.acts[-1] == Guide("referral", opens=True)


@pytest.mark.parametrize("text", ["and their phone?", "how do I ring them?"])
def test_and_their_phone_is_of_what_was_last_spoken_of(does, text: str):
    state = DialogueState()
    state.spoken.services = ["galop"]
    ask = only(does(said(text, asks=[asked(text)]), state), Ask)
    assert (ask.by, ask.value, ask.detail) == ("services", ("galop",), frozenset({"phone"}))


def test_advice_must_be_likelier_from_a_guide_that_is_not_meant(does):
    text, guide = "does she have to agree to it?", "marac.consent-asked"
    for flow, by in (("marac", "advice"), ("audit_learning", "handbook")):
        turn = does(
            said(text, flow, 0.9, asks=[asked(text, flow=flow, answered=False, aside=guide, chance=0.5, share=0.2)])
        )
        assert only(turn, Ask).by == by


def test_what_a_talk_is_about_decides_what_a_few_words_ask(does):
    text, state = "and the dinner ladies?", DialogueState(acts=["tell:area"])
    near = [("operation_encompass", "who-may-know"), ("training", "which-staff")]
    found = {"status": "unsure", "hits": [HIT], "asides": [{"guide": g, "advice": a, "chance": 0.2} for g, a in near]}
    for guide, advice in near:
        state.subject = Subject({guide: 0.9})
        assert only(does(said(text, handbook=found, asks=[asked(text)]), state), Ask).value == f"{guide}.{advice}"


# -- notifications ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [DialogueState(), DialogueState(Case({"after_notification": "no"}))])
def test_where_no_notification_has_come_its_guide_is_not_begun(does, state: DialogueState):
    denied = "none" if state.facts else "denied"
    message = said(
        "no notification has come, can I ask him?", notification=denied, flows=[("operation_encompass", 0.9), ("inform", 0.1)]
    )  # fmt: skip
    assert Guide("operation_encompass", opens=True) not in does(message, state).acts


def test_where_one_has_come_its_guide_begins(does):
    message = said("we got one this morning", "operation_encompass", notification="received")
    assert Guide("operation_encompass", opens=True) in does(message).acts


# -- who writes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("voice", ["relative", "public", "parent", "accused"])
def test_who_is_not_at_work_is_spoken_to_as_who_they_are(does, voice: Any):
    turn = does(said("it began like that", "referral", voice=voice))
    assert turn.acts == (SpeakTo(voice),)
    unsure = does(said("it began like that", "referral", voice=voice, voice_share=THRESHOLDS.voice_not_at_work - 0.1))
    assert SpeakTo not in kinds(unsure)


@pytest.mark.parametrize("voice", ["relative", "public", "parent", "accused"])
def test_they_are_answered_from_their_own_guide_until_they_say_that_they_are_at_work(does, pack: Pack, voice: Any):
    known = DialogueState(voice=voice, introduced=[voice])
    advice = next(a.id for a in pack.guides[voice].advice if not a.when and not a.words)
    text = "and how is that meant"
    asks = [asked(text, flow="referral", aside=f"{voice}.{advice}"), asked(text, aside="marac.consent")]
    turn = does(said(text, "referral", voice="unclear", asks=asks), known)
    assert turn.acts == (SpeakTo(voice, (advice,)),)
    text = "I work as a teacher and we had a notification today"
    at_work = said(text, "operation_encompass", voice_share=0.95, role="school")
    assert SpeakTo not in kinds(does(at_work, known))
    question = said("who can I phone about the little one in Buxton", "human", voice_share=0.97)
    assert SpeakTo in kinds(does(question, known))


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("im his nan not a social worker", "relative"),
        ("i'm her brother, it's not me", "relative"),
        ("my sister's fella hits her", "relative"),
        ("I'm just a neighbour", "public"),
        ("there is shouting in the flat upstairs", "public"),
        ("I AM THE MUM", "parent"),
        ("the social worker says i failed to protect them", "parent"),
        ("we're on a child protection plan and he keeps asking to see them", "parent"),
        ("my ex got a non mol out on me", "accused"),
        ("the police gave me a notice to keep away", "accused"),
        ("they arrested me on friday after a row, nothing happened", "accused"),
        ("no no I'm the one they charged", "accused"),
        ("I was bailed for shouting at her, conditions say i can't go home", "accused"),
    ],
)
def test_who_calls_themselves_something_is_that_in_the_middle_of_anything(does, text: str, voice: str):
    for state in (DialogueState(), asking(), DialogueState(voice="practitioner")):
        assert does(said(text, voice="unclear", voice_share=0.4), state).acts[-1].voice == voice


@pytest.mark.parametrize(
    "text", ["I'm a teacher, her nan told me", "my client's sister is being hit", "I'm the mum's health visitor"]
)
def test_a_word_of_family_makes_nobody_at_work_a_relative(does, text: str):
    assert SpeakTo not in kinds(does(said(text, "referral", voice_share=0.85)))


@pytest.mark.parametrize(
    "text",
    [
        "I mean for me love, it's my own husband",
        "no it's about me",
        "it happens to me, not to her",
        "I'm not asking for somebody else",
        "this is for myself, thanks",
    ],
)
@pytest.mark.parametrize("known", ["relative", "public"])
def test_who_was_taken_for_a_helper_and_writes_of_themselves_is_a_survivor(does, text: str, known: str):
    turn = does(said(text, voice="relative", voice_share=0.5), DialogueState(voice=known))
    assert turn.acts == (Crisis("self_disclosure"),)
    younger = does(said(f"{text}, i'm 14", voice="relative", voice_share=0.5), DialogueState(voice=known))
    assert younger.acts == (Crisis("child_user"),)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("emergency", "it's for me, he's got a knife", Crisis("emergency", "victim")),
        ("emergency", "it's about me, i'm 14, he's got a knife", Crisis("emergency", "child")),
        ("suicidal", "no it's about me. i've taken all of them", Crisis("suicidal")),
    ],
)
def test_what_may_cost_a_life_goes_before_that_they_write_of_themselves(does, kind, text: str, expected: Crisis):
    message = said(text, voice="relative", voice_share=0.5, danger=danger(kind))
    assert does(message, DialogueState(voice="relative")).acts == (expected,)


@pytest.mark.parametrize("text", ["it happened to me too, years ago", "it's for me to tell her, is it"])
def test_a_relative_who_speaks_of_themselves_in_passing_stays_one(does, text: str):
    assert SpeakTo in kinds(does(said(text, voice="relative", voice_share=0.8), DialogueState(voice="relative")))


def test_who_has_rung_999_and_tells_of_an_attack_that_goes_on_is_in_an_emergency(does):
    turn = does(said("i rang 999 but he's outside and nobody is here", "emergency", danger=danger("emergency")))
    assert Crisis in kinds(turn)


def test_in_an_alarm_of_ones_own_a_relative_who_is_named_writes_not(does):
    """'My sister in law says the ticket is for me': the survivor goes on."""
    state = DialogueState(voice=None, alarm="self_disclosure")
    text = "my sister in law has a ticket for me and baby, what do i do"
    assert SpeakTo not in kinds(does(said(text, voice="relative", voice_share=0.46), state))
    sure = does(said("its my sister not me, he hits her", voice="relative", voice_share=0.95), state)
    assert SpeakTo in kinds(sure)


@pytest.mark.parametrize(
    "text", ["i rang 999, they're on their way, do i ring her", "we've called the police, it's in hand"]
)
def test_who_has_rung_999_is_not_told_to_ring_it(does, text: str):
    turn = does(said(text, "emergency", danger=danger("emergency")))
    assert Crisis not in kinds(turn) and only(turn, Aftercare).advice == "coming"
    other = does(
        said(
            f"{text}. he's got a knife to her now", "emergency", danger=danger("emergency"), beside=danger("emergency")
        )
    )
    assert Crisis in kinds(other)


def test_a_danger_of_which_they_tell_is_answered_first_and_what_is_over_is_over(does):
    next_door = "there is screaming in the flat upstairs"
    turn = does(said(next_door, danger=danger("emergency"), voice="public"))
    assert turn.acts == (Crisis("emergency", "public"),)
    after = DialogueState(alarm="emergency", voice="public", introduced=["public"])
    over = does(said("the police have been and gone", danger=danger("emergency"), voice="unclear"), after)
    assert over.acts == (SpeakTo("public", ("over",)),) and not over.doubtful


ABOUT_HER = [
    "my wife has gone into a refuge, which refuge is it",
    "where do refuges in Derby keep people",
    "what did she say to the school about me",
    "what's Galop's address",
    "who do i refer this to",
    "what does she get asked at the school",
]


@pytest.mark.parametrize("text", ABOUT_HER)
@pytest.mark.parametrize("flow", ["find_service", "referral", "marac", "safety_planning", "routine_enquiry"])
@pytest.mark.parametrize("facts", [{}, {"children": [FOUR], "area": "derby-city"}], ids=["no case", "with a case"])
def test_the_accused_get_no_case_work_and_nothing_of_where_anybody_is(does, text: str, flow: str, facts: dict):
    message = said(text, flow, voice="accused", asks=[asked(text, flow=flow)], **facts)
    for state in (DialogueState(), DialogueState(introduced=["accused"], voice="accused")):
        turn = does(message, state)
        assert turn.acts[-1].voice == "accused" and Guide not in kinds(turn)
        given = [act.by for act in turn.acts if isinstance(act, Ask)]
        assert not {"services", "decide", "handbook", "front_door"} & set(given)


def test_the_accused_are_answered_by_guides_that_speak_to_them(does):
    text = "can I refer myself to a programme?"
    message = said(text, "perpetrators", voice="accused", asks=[asked(text, aside="accused.programmes")])
    assert does(message).acts == (SpeakTo("accused", ("programmes",)),)
    other = said(text, "perpetrators", voice="accused", asks=[asked(text, aside="safety_planning.leaving")])
    assert does(other).acts == (SpeakTo("accused"),)


def test_a_survivor_or_a_child_of_whom_danger_is_possible_is_answered_as_that(does):
    for voice, kind in (("survivor", "self_disclosure"), ("child", "child_user")):
        doubtful = danger("self_disclosure", 0.3, "possible")
        assert does(said("he shouts", voice=voice, danger=doubtful)).acts[0] == Crisis(kind)  # type: ignore[arg-type]
        calm = does(said("he shouts", voice=voice))
        assert Crisis not in kinds(calm)


# -- two families ----------------------------------------------------------------------------------------------


def test_another_family_is_another_case(does):
    turn = does(
        said("another family: a 7 year old in Derby", children=[SEVEN], area="derby-city"), asking(**AT_THE_GUIDE)
    )
    assert only(turn, Tell).fresh


def test_a_sibling_is_not(does):
    turn = does(said("and her brother is 7", children=[SEVEN], tells="adds"), asking(**AT_THE_GUIDE))
    assert not only(turn, Tell).fresh


def test_a_case_told_anew_after_a_conclusion_is_another(does):
    state = asking(**AT_THE_GUIDE)
    assert state.guide is not None
    state.guide.concluded = True
    assert only(does(said("7 year old, Derby", children=[SEVEN], area="derby-city"), state), Tell).fresh
    assert not only(does(said("it's high", risk="high"), state), Tell).fresh


def test_back_to_the_first_family(does):
    state = asking(children=[SEVEN], area="derby-city")
    state.others = [Case({"children": [FOUR], "area": "erewash"}), Case({"children": [NINE_MONTHS]})]
    assert only(does(said("back to the first family"), state), Switch).case == 0
    assert only(does(said("what about the other one"), state), Switch).case == 1
    assert only(does(said("back to the 4 year old", children=[FOUR]), state), Switch).case == 0
    assert Switch not in kinds(does(said("it's high", risk="high"), state))


# -- said without anybody's words ------------------------------------------------------------------------------


def test_acts_are_kept_without_words(does):
    text = "Sarah Smith is 4, who chairs the meeting about her?"
    turn = does(said(text, asks=[asked(text, "who chairs the meeting about her?")], children=[FOUR]))
    kept = " ".join(in_words(act) for act in turn.acts)
    assert not any(word in kept for word in ("Sarah", "Smith", "chairs"))


ACTS: list[Act] = [
    Crisis("emergency", "victim"),
    Aftercare("suicidal", None),
    Resume("emergency"),
    Press("risk:high"),
    Control("why"),
    Answer("risk", "high"),
    NotUnderstood("risk"),
    Tell({"risk": "high"}),
    Switch(0),
    SpeakTo("relative"),
    Ask(asked("who"), "handbook"),
    Guide("marac", True),
    SmallTalk("greet"),
    Unclear(("marac",)),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_an_act_in_words_begins_with_its_name(act: Act):
    assert in_words(act).startswith(type(act).__name__.lower())


@pytest.mark.parametrize("kind", MAY_COST_A_LIFE)
@pytest.mark.parametrize("text", ["", "?", "x" * 3000, "\u202e\x00", "no"])
def test_anything_typed_does_something(does, kind: DangerKind, text: str):
    for state in (DialogueState(), asking(**AT_THE_GUIDE), DialogueState(alarm=kind)):
        does(said(text, "inform", 0.1, voice="unclear"), state)


@pytest.mark.parametrize("text", ["do i tell dad", "does mum find out", "will they let dad know", "can nan see it?"])
@pytest.mark.parametrize("own", ["self_disclosure", "child_user"])
def test_a_few_words_that_anybody_may_ask_are_the_workers_own_question(does, text: str, own: DangerKind):
    turn = does(said(text, danger=danger(own), voice="child"), asking())
    assert Crisis not in kinds(turn) and turn.doubtful


@pytest.mark.parametrize(
    "text",
    [
        "i got hit last night",
        "is he allowed to hit us",
        "am i safe here?",
        "same here at home tbh",
        "mine does that",
        "he hits me",
    ],
)
@pytest.mark.parametrize("own", ["self_disclosure", "child_user"])
def test_a_workers_own_life_told_in_few_words_is_answered_as_that(does, text: str, own: DangerKind):
    assert kinds(does(said(text, danger=danger(own), voice="survivor"), asking())) == [Crisis]


@pytest.mark.parametrize("text", ["she's in reception", "reception", "year R"])
def test_asked_how_old_a_child_is_reception_is_a_school_year(does, text: str):
    alarmed = said(text, danger=danger("emergency"), children=[FOUR])
    assert Crisis not in kinds(does(alarmed, asking(question="children")))
    assert kinds(does(alarmed))[-1:] == [Crisis]


@pytest.mark.parametrize(("flow", "share"), [("restart", 0.43), ("restart", 0.75)])
def test_beginning_again_must_be_certain(does, flow: str, share: float):
    assert SmallTalk not in kinds(does(said("session start", flow, share)))
    assert only(does(said("start over", flow, 0.9)), SmallTalk).kind == "restart"


def test_a_remark_in_the_middle_of_work_has_the_line_of_999_and_its_answer(does):
    spoken_of = Subject({"perpetrators": 0.9}, selected={"perpetrators.perp-refuses": 0.5})
    state = DialogueState(acts=["guide:perpetrators"], voice="practitioner", warned_for=3, subject=spoken_of)
    words, attack = "he is not setting foot in there", "he's outside and not setting foot in there"
    for text, share, chance, put_aside in (
        (words, 0.6, 0.3, True),
        (words, 0.97, 0.0, False),
        (words, 0.97, 0.6, True),  # advice plainly answers it, and nobody is attacked
        (attack, 0.97, 0.6, False),
    ):
        near = [{"guide": "perpetrators", "advice": "perp-refuses", "chance": chance}]
        found = {"status": "unsure", "hits": [HIT], "asides": near}
        turn = does(said(text, handbook=found, danger=danger("emergency", share)), state)
        assert put_aside is not any(isinstance(act, Crisis) for act in turn.acts)
        assert turn.doubtful or not put_aside
