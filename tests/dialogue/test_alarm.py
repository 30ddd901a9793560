"""The turns after a danger: which of the pack's own advice answers, what is a new danger, a denial, or work. No model is
needed: each case says what would have been read in the message and in its clauses."""

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.acts import Aftercare, Crisis, Denial, Guide
from bot.dialogue.alarm import Reaction, alarm_of, all_clear
from bot.dialogue.interpreter import interpret
from bot.dialogue.state import DialogueState, GuideProgress
from bot.nlu.labels import DANGERS, DangerKind
from bot.nlu.meaning import Danger, Meaning
from knowledge.pack import Pack
from tests.dialogue.saying import NO_DANGER, danger, said


def heard(pack: Pack, kind: str, message: Meaning, answering: bool = False) -> Reaction:
    """What `message` does in the alarm `kind`, with a guide's question open or not."""
    state = DialogueState(alarm=kind, guide=GuideProgress("referral", asked="risk") if answering else None)
    return alarm_of(kind, pack).react(message, state)  # type: ignore[arg-type]  # one of its kinds


def crying(text: str, kind: DangerKind, beside: Danger = NO_DANGER) -> Meaning:
    """A message in which the whole reads as danger, and each of its parts as `beside`."""
    return said(text, kind, danger=danger(kind), beside=beside, voice="unclear")


# What people say, the alarm that they are in, and the advice that answers, though the votes cry danger.
NEWS = {
    "emergency.coming": [
        "ive rung 999", "I've already called the police", "police on the way", "ok police coming", "999 called",
        "police are on their way, 5 mins", "on the phone to 999 now", "i rang the police already",
        "police say 10 mins", "head has rung them", "ok they're coming",
    ],
    "emergency.police-here": ["police are here", "the ambulance has arrived"],
    "emergency.silent": ["shh hes here cant talk", "i cant speak", "he's listening"],
    "emergency.to-victim": ["hes choking me", "im in the bathroom", "he heard me", "im the one being hit"],
    "emergency.it-is-mine": ["it's my husband", "im not a worker its my house"],
    "emergency.to-child": ["my dad is hitting my mum", "im 10"],
    "emergency.to-harmer": ["im gonna kill her", "i want to hurt him"],
    "emergency.arrived": ["they are here now", "theyre here", "they've just arrived"],
    "emergency.gone": ["hes gone now", "He left 10 min ago", "no hes gone", "dad has left, thank god", "he's driven off"],
    "emergency.locked": ["we've locked the door", "we have locked ourselves in", "school is in lockdown"],
    "emergency.afterwards": [
        "everyone is safe", "were all safe now thanks", "police have got him", "hes been arrested", "all clear",
        "hes been taken away by police",
    ],
    "suicidal.coming": ["ive rung 999", "ambulance is on its way"],
    "suicidal.police-here": ["ambulance is here", "paramedics are with her", "they're here"],
    "suicidal.goodbye": ["goodbye", "bye", "im going now"],
    "suicidal.have-means": ["i have pills", "ive got a rope", "im on the bridge"],
    "suicidal.safe": ["im not going to do it", "shes ok now", "she is in hospital", "im safe now"],
    "suicidal.not-with-them": ["shes gone home", "she has tablets at home with her", "she hung up", "shes not answering"],
    "self_disclosure.not-now": ["im not in danger", "not in danger", "he's left", "we split up 3 years ago", "im safe now"],
    "self_disclosure.called": ["ive rung the police"],
    "self_disclosure.happening-now": ["im in the bathroom", "he's just grabbed me"],
    "self_disclosure.threatened": ["he says he'll kill me"],
    "self_disclosure.they-know": ["he found my bag. the one i packed"],
    "self_disclosure.watched": ["i think im being followed"],
    "self_disclosure.pictures": ["hes sharing pics of me"],
    "self_disclosure.sexual": ["he raped me"],
    "self_disclosure.child-hurts-me": ["im his mum and im scared of him"],
    "child_user.told": ["i told my teacher", "ive told my nan"],
    "child_user.called": ["ive rung 999", "i rang childline"],
    "child_user.safe": ["im safe now", "hes gone out", "its stopped"],
    "child_user.hurting-myself": ["i want to die", "i cut myself", "i want to hurt myself"],
    "child_user.hurt-now": ["he is hurting me right now", "theres blood"],
    "child_user.threatened-me": ["my dad says he will kill me", "he said he will kill me if i tell"],
    "child_user.took-something": ["i took my moms pills"],
    "child_user.touched": ["my big brother touches me at night"],
    "child_user.brother-or-sister": ["my brother hits me"],
    "child_user.mum-says-kill-herself": ["my mum says she'll kill herself if i tell"],
    "child_user.pregnant": ["im pregnant"],
    "child_user.being-cut": ["they are going to cut me on holiday"],
    "child_user.i-hurt-someone": ["i want to hurt him"],
    "child_user.not-helped": ["police came before and did nothing"],
}  # fmt: skip


@pytest.mark.parametrize(("advice", "text"), [(one, text) for one, texts in NEWS.items() for text in texts])
@pytest.mark.parametrize("cried", ["emergency", "suicidal", "child_user"])
def test_news_is_read_before_danger(pack: Pack, advice: str, text: str, cried: DangerKind):
    kind, _, one = advice.partition(".")
    assert heard(pack, kind, crying(text, cried)) == Reaction(Aftercare(kind, one))


ASKED = {
    "emergency.afterwards": ["what next", "what do i do now", "who do i tell", "how do i record this"],
    "emergency.call": ["should i call 999", "i havent rung 999 yet", "police wont come"],
    "emergency.here": ["the person is here", "should i go in"],
    "emergency.number": ["number?", "helpline", "who do i ring"],
    "emergency.threat": ["do i warn her", "he threatened her"],
    "emergency.children-there": ["he has a 2 year old there"],
    "emergency.cannot-speak": ["They can't speak aloud", "they cant speak out loud", "she cant talk"],
    "emergency.hurt": ["Someone is hurt or was strangled", "strangled", "hurt or strangled"],
    "emergency.taken": ["A child has been taken", "child taken"],
    "emergency.anything": ["yes", "ok", "yes outside now", "thanks", "hello", "i dont know", "oh god"],
    "suicidal.me": ["It's me", "its me"],
    "emergency.children-meanwhile": ["what do i do with the kids", "police are on their way. what do i do with the kids"],
    "emergency.children-at-home": ["the kids are in there"],
    "emergency.children-on-the-way": ["the kids are on their way home from school"],
    "emergency.let-go": ["so do i let him go home with her at 3.15?", "do i let dad collect", "let dad collect?"],
    "emergency.ring-him": ["do i ring him", "what do we tell him"],
    "emergency.can-wait": ["can she leave it till monday"],
    "emergency.no-hospital": ["she won't go to hospital"],
    "emergency.tell-children": ["what do i tell the children"],
    "emergency.both-parents": ["do we tell both sets of parents"],
    "emergency.what-to-say-999": ["what do i say to 999"],
    "emergency.who-now": ["who do i ring now"],
    "emergency.no-answer": ["shes not answering"],
    "emergency.no-address": ["dont know the address", "no signal"],
    "emergency.fgm": ["she's going on holiday to be cut"],
    "emergency.taken-to-marry": ["they are going to make her marry in pakistan"],
    "suicidal.no-ringing": ["i dont want to ring anyone"],
    "suicidal.talk-to-you": ["i just want to talk", "does anyone read this"],
    "suicidal.pain": ["i cant go on"],
    "suicidal.leave-or-wait": ["can i leave her alone", "can he go home"],
    "suicidal.tell-parents": ["do i tell her mum"],
    "suicidal.no-hospital": ["she wont go to hospital"],
    "suicidal.someone-i-work-with": ["It's someone I work with", "someone i work with", "who do i tell"],
    "suicidal.bereaved": ["After a suicide"],
    "suicidal.how-to-ask": ["what do i say", "how do i ask"],
    "suicidal.now": ["number?"],
    "suicidal.anything": ["yes", "no", "ok"],
    "self_disclosure.leaving-now": ["hes asleep now can i go"],
    "self_disclosure.with-my-children": ["what do i do with the kids"],
    "self_disclosure.go-home": ["i dont feel safe going home"],
    "self_disclosure.can-wait": ["can i leave it till monday"],
    "self_disclosure.no-hospital": ["i dont want to go to hospital"],
    "self_disclosure.work": ["do i tell my head", "will uni find out", "will work find out", "do i have to tell my manager"],
    "self_disclosure.is-it-abuse": ["is that abuse", "is this normal"],
    "self_disclosure.somewhere-to-go": ["how do i get refuge", "somewhere to go"],
    "self_disclosure.orders": ["can i get an injunction"],
    "self_disclosure.my-children": ["will they take my kids"],
    "self_disclosure.hurt": ["he strangled me"],
    "self_disclosure.more-lines": ["who do i tell"],
    "self_disclosure.number": ["number", "who do i ring"],
    "self_disclosure.goodbye": ["thank you", "bye"],
    "self_disclosure.cannot-speak": ["If I can't speak aloud", "if i cant speak"],
    "self_disclosure.anything": ["yes", "ok", "no its me", "i live in derby"],
    "child_user.who-to-tell": ["who do i tell"],
    "child_user.how-to-tell": ["can i tell my mum"],
    "child_user.goodbye": ["thanks", "ok bye"],
    "child_user.what-happens": ["what happens if i tell", "will they tell my dad"],
    "child_user.in-care": ["will i be taken away", "will i go in care"],
    "child_user.coming-now": ["hes coming", "dads coming"],
    "child_user.who-is": ["who is a social worker"],
    "child_user.where-to-live": ["can i go live with nan", "i want to run away"],
    "child_user.friend": ["my friend told me a secret"],
    "child_user.boyfriend": ["is that abuse"],
    "child_user.childline": ["number?"],
    "child_user.anything": ["ok", "yes", "idk", "im 15", "hello"],
}  # fmt: skip


@pytest.mark.parametrize(("advice", "text"), [(one, text) for one, texts in ASKED.items() for text in texts])
def test_short_answers_stay_in_the_alarm(pack: Pack, advice: str, text: str):
    kind, _, one = advice.partition(".")
    act = heard(pack, kind, said(text, "help", voice="unclear")).act
    assert act == Aftercare(kind, one) or (one == "anything" and act == Aftercare(kind, None))


DENIED = {
    "suicidal": ["its not suicide sorry, typo", "she isnt suicidal!", "shes not suicidal", "no not suicide", "i never said suicide"],
    "self_disclosure": ["no its my patient not me", "its not about me", "not me, my client", "im asking for a friend", "its my patient"],
    "child_user": ["im a teacher", "no im a teacher its my pupil", "im not a child", "its a pupil", "im a HV"],
    "emergency": ["false alarm", "it was last year", "no one is in danger", "its not an emergency", "shes not in danger"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DENIED.items() for text in texts])
def test_a_denial_ends_the_alarm_and_is_believed(pack: Pack, kind: DangerKind, text: str):
    assert heard(pack, kind, crying(text, kind)).act == Denial(kind, "denied")


@pytest.mark.parametrize("words", ["not me, my client", "no, it's my patient", "not me, a pupil"])
def test_a_denial_with_nothing_to_go_on_with_is_answered(pack: Pack, words: str):
    message = crying(words, "self_disclosure")
    turn = interpret(message, DialogueState(alarm="self_disclosure"), pack)
    assert turn.acts == (Denial("self_disclosure", "denied"),)


def test_a_denial_beside_work_is_taken_without_a_word(pack: Pack):
    text = "not me, my client. they graded it high"
    turn = interpret(said(text, "self_disclosure", risk="high"), DialogueState(alarm="self_disclosure"), pack)
    assert turn.acts[0] == Denial("self_disclosure", None)
    assert Guide("referral", opens=True) in turn.acts or Guide("referral") in turn.acts


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("suicidal", "shes not suicidal, she's taken all her tablets"),
        ("emergency", "no one is in danger here, he is at her door with a bat"),
    ],
)
def test_a_denial_does_not_hide_the_same_danger_beside_it(pack: Pack, kind: DangerKind, text: str):
    assert heard(pack, kind, crying(text, kind, danger(kind))).act == Crisis(kind)
    assert heard(pack, kind, crying(text, kind)).act == Denial(kind, "denied")


def test_what_is_denied_may_be_a_threat_to_another(pack: Pack):
    message = crying("its not suicide, he threatened her", "suicidal", beside=danger("emergency"))
    assert heard(pack, "suicidal", message) == Reaction(Crisis("emergency"))


@pytest.mark.parametrize(
    ("alarm", "text", "cried", "answered"),
    [
        ("emergency", "ive rung 999 but hes got her by the throat", "emergency", "emergency"),
        ("emergency", "everyone is safe but she wants to end it all", "suicidal", "suicidal"),
        ("emergency", "he's back", "emergency", "emergency"),
        ("suicidal", "shes not suicidal, she's taken all her tablets", "suicidal", "suicidal"),
        ("suicidal", "its not suicide, he is strangling her", "emergency", "emergency"),
        ("self_disclosure", "he's outside now with a knife", "emergency", "emergency"),
        ("self_disclosure", "i cant go on, there is no point", "suicidal", "suicidal"),
        ("child_user", "he is hitting her now", "emergency", "emergency"),
        ("child_user", "who do i tell, hes hitting mum now", "emergency", "emergency"),
        ("self_disclosure", "i want to hurt myself", "suicidal", "suicidal"),
        ("self_disclosure", "im not safe with myself tonight", "suicidal", "suicidal"),
        ("self_disclosure", "please help hes coming", "emergency", "emergency"),
        ("child_user", "please help hes coming", "emergency", "emergency"),
        ("child_user", "he's told her its today", "emergency", "emergency"),
        ("emergency", "HELP HES HERE", "emergency", "emergency"),
        ("emergency", "get the police here", "emergency", "emergency"),
        ("suicidal", "HE HAS FOUND THE SAFE HOUSE", "emergency", "emergency"),
        ("suicidal", "ive took a load of tablets and now im scared", "suicidal", "suicidal"),
        ("emergency", "my husband hits me too", "self_disclosure", "self_disclosure"),
    ],
)
def test_a_new_danger_is_answered_as_danger(pack: Pack, alarm: str, text: str, cried: DangerKind, answered: DangerKind):
    assert heard(pack, alarm, crying(text, cried, danger(cried))).act == Crisis(answered)


@pytest.mark.parametrize("text", ["im scared", "poor kids"])
@pytest.mark.parametrize("own", ["self_disclosure", "child_user"])
def test_a_word_of_fear_is_no_other_alarm(pack: Pack, text: str, own: DangerKind):
    assert isinstance(heard(pack, "emergency", crying(text, own)).act, Aftercare)


@pytest.mark.parametrize(
    "text",
    ["hes gone to her house", "he's gone in with a knife", "he hasnt gone", "is he gone", "shes not safe", "no police coming",
     "police arent coming", "should i have called 999", "until police are here"],
)  # fmt: skip
def test_what_only_sounds_like_good_news_is_none(pack: Pack, text: str):
    act = heard(pack, "emergency", crying(text, "emergency", danger("emergency"))).act
    assert act not in [Aftercare("emergency", one) for one in ("gone", "coming", "afterwards")]


WORK: list[tuple[str, dict[str, Any]]] = [
    ("what is marac", {"flow": "marac"}),
    ("do i need consent to refer", {"flow": "referral"}),
    ("its been graded high", {"risk": "high"}),
    ("6 yr old in derby", {"children": [{}], "area": "derby-city"}),
    ("what does the handbook say of that", {"flow": "handbook_question", "share": 0.55}),
    ("what happens after marac", {"flow": "marac"}),
    ("stop", {"control": "stop"}),
]


@pytest.mark.parametrize(("text", "more"), WORK)
@pytest.mark.parametrize("alarm", ["emergency", "suicidal"])
def test_work_goes_on_in_one_step(pack: Pack, alarm: str, text: str, more: dict[str, Any]):
    assert heard(pack, alarm, said(text, **more)) == Reaction(None, resumes=True)


def test_help_is_there_and_the_work_in_one_message(pack: Pack):
    text = "ok police have got him. its been graded high"
    told = said(text, "emergency", danger=danger("emergency"), risk="high")
    assert heard(pack, "emergency", told).resumes


def test_a_place_answers_the_open_question_and_else_stays(pack: Pack):
    place = said("Ripley", area="amber-valley")
    assert heard(pack, "emergency", place, answering=True).resumes
    assert not heard(pack, "emergency", place).resumes


@pytest.mark.parametrize("alarm", ["self_disclosure", "child_user"])
def test_a_childs_or_a_survivors_turn_is_work_only_in_words_of_work(pack: Pack, alarm: str):
    for text in ("i am 15 and live in derby", "what happens at a meeting like that"):
        told = said(text, "referral", 0.99, voice="child", area="derby-city", children=[{}])
        assert not heard(pack, alarm, told).resumes
    for told in (said("which referral", "referral"), said("back to the baby, it was medium", risk="medium")):
        assert heard(pack, alarm, told) == Reaction(Denial(alarm, None), resumes=True)  # somebody at work, after all


@pytest.mark.parametrize("alarm", ["self_disclosure", "child_user"])
def test_who_is_certainly_at_work_is_heard_as_that(pack: Pack, alarm: str):
    text = "the family support meeting was moved to next week, what do I bring"
    assert heard(pack, alarm, said(text, "handbook_question", voice_share=0.95)).resumes
    assert not heard(pack, alarm, said(text, "handbook_question", voice_share=0.5)).resumes


def test_goodbye_in_a_suicidal_alarm_is_no_goodbye(pack: Pack):
    for text in ("goodbye", "bye then", "goodbye everyone", "goodbye everyone. will it hurt?"):
        assert heard(pack, "suicidal", said(text, "goodbye", 0.99)) == Reaction(Aftercare("suicidal", "goodbye"))


def test_the_danger_that_was_answered_is_answered_again_sooner(pack: Pack):
    again = replace(danger("emergency", "possible"), shares={**danger("emergency").shares, "emergency": 0.45})
    for text, act in (
        ("he's still hitting her", Crisis("emergency")),
        ("nobody is in danger now, he's left her be", None),
    ):
        message = replace(said(text, "emergency"), danger=again)
        assert (heard(pack, "emergency", message).act == act) is (act is not None)


def test_the_words_of_a_title_are_its_button(pack: Pack):
    for text in (
        "Someone is hurt or was strangled",
        "someone is hurt or was strangled.",
        "someone hurt or was strangled",
    ):
        assert heard(pack, "emergency", crying(text, "suicidal")).act == Aftercare("emergency", "hurt")


def test_what_is_like_a_question_beside_the_advice_gets_that_advice(pack: Pack):
    near = {"asides": [{"guide": "emergency", "advice": "who-now", "chance": 0.8}]}
    far = {"asides": [{"guide": "emergency", "advice": "who-now", "chance": 0.05}]}
    words = "and where does one put all this in writing"
    assert heard(pack, "emergency", said(words, voice="unclear", handbook=near)).act == Aftercare(
        "emergency", "who-now"
    )
    assert heard(pack, "emergency", said(words, voice="unclear", handbook=far)).act == Aftercare("emergency", None)


@pytest.mark.parametrize(
    "text", ["ive rung 999", "ive already rung 999", "im safe now", "everyone is safe", "police on the way"]
)
def test_help_on_its_way_before_any_alarm(pack: Pack, text: str):
    clear = all_clear(crying(text, "suicidal"), pack)
    assert clear in [Aftercare("emergency", one) for one in ("coming", "afterwards")]


@pytest.mark.parametrize(
    "text", ["her ex is on his way, ive rung 999", "they are here now", "hes gone now", "he's got a knife"]
)
def test_a_first_cry_stays_a_cry(pack: Pack, text: str):
    assert all_clear(crying(text, "emergency"), pack) is None


@pytest.mark.parametrize("text", ["i called the police", "ive rung 999", "what do i do", "which referral"])
def test_work_before_any_alarm_is_work(pack: Pack, text: str):
    assert all_clear(said(text, "referral"), pack) is None


@pytest.mark.parametrize("kind", DANGERS)
def test_every_danger_can_be_denied_and_has_a_word_for_anything(pack: Pack, kind: str):
    answers = [advice.answers for advice in pack.guides[kind].advice]
    assert answers.count("denial") == 1
    assert answers.count("anything") == (2 if kind in ("self_disclosure", "child_user") else 1)  # not the same twice
