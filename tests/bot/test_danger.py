"""Danger by likelihood and by plain words, and what quotation marks do to it; no trained model is needed."""

import pytest
from bot.nlu.danger import DANGERS, POSSIBLE, Danger
from bot.nlu.hearsay import around_quotations, clauses

FLOWS = ["referral", "marac", "routine_enquiry", "indicators", "help", *DANGERS]


def shares(**told: float) -> dict[str, float]:
    """How likely each flow is: `told`, the rest nought."""
    return {flow: told.get(flow, 0.0) for flow in FLOWS}


@pytest.fixture(scope="module")
def danger() -> Danger:
    return Danger()


@pytest.mark.parametrize("kind", DANGERS)
def test_a_likely_danger(danger: Danger, kind: str):
    assert danger.of("something", shares(**{kind: 0.9, "referral": 0.1}))[0] == kind


def test_likely_work_in_one_flow_or_spread_over_many(danger: Danger):
    assert danger.of("something", shares(referral=1.0))[0] is None
    assert danger.of("something", shares(referral=0.3, marac=0.3, indicators=0.4))[0] is None


def test_the_likelier_the_more_danger(danger: Danger):
    """From none over possible to sure, and never back."""
    order = [None, POSSIBLE, "emergency"]
    said = [danger.of("something", shares(emergency=n / 50, referral=1 - n / 50))[0] for n in range(51)]
    places = [order.index(one) for one in said]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2}


def test_of_two_nearly_even_the_one_that_may_cost_a_life(danger: Danger):
    assert danger.of("something", shares(self_disclosure=0.46, suicidal=0.44))[0] == "suicidal"
    assert danger.of("something", shares(child_user=0.46, emergency=0.44))[0] == "emergency"
    assert danger.of("something", shares(self_disclosure=0.6, suicidal=0.3))[0] == "self_disclosure"


PLAIN = {
    "he's outside": "emergency",
    "hes got a knife": "emergency",
    "she just used the code word": "emergency",
    "he’s going to kill her": "emergency",
    "she can't breathe": "emergency",
    "I want to end my life": "suicidal",
    "my client is thinking about ending it all": "suicidal",
    "mum's taken an overdose": "suicidal",
    "i dont want to be alive anymore": "suicidal",
}


@pytest.mark.parametrize(("text", "kind"), PLAIN.items())
def test_plain_words_make_what_is_possible_sure(danger: Danger, text: str, kind: str):
    assert danger.of(text, shares(**{kind: 0.25, "referral": 0.75}))[0] == kind
    assert danger.of(text, shares(referral=1.0))[0] == POSSIBLE


@pytest.mark.parametrize(
    "text",
    [
        "training: he's outside",
        "what if he's got a knife",
        "she's taken an overdose last year, he is her ex",
        "case review, 'he's going to kill her' was in the notes",
    ],
)
def test_plain_words_of_the_past_or_of_paper_do_not(danger: Danger, text: str):
    assert danger.of(text, shares(referral=1.0))[0] is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("something", "health-visitor"),
        ("something", "midwife"),
        ("I want to ask a mum if shes being hit, teacher", "school"),
        ("I'm a teacher and a lad told me", "school"),
        ("I'm the class teacher", "school"),
        ("TA here", "school"),
        ("one of my pupils said it", None),
    ],
)
def test_whoever_says_that_they_work_is_no_child(danger: Danger, text: str, role: str | None):
    assert danger.of(text, shares(child_user=0.7, routine_enquiry=0.3), role)[0] != "child_user"


@pytest.mark.parametrize(
    "text", ["im in secondary school", "my teacher says hi", "i told my teacher", "can i tell a teacher"]
)
def test_pupils_speak_of_school_too(danger: Danger, text: str):
    assert danger.of(text, shares(child_user=0.9), "school")[0] == "child_user"


QUOTING = {
    "client told me 'my husband hits me', what do I say to her?": "client told me …, what do I say to her?",
    'she wrote "I wish I was dead" in 2019, how do I record it': "she wrote … in 2019, how do I record it",
    "she said “he’ll kill me” in March, marac?": "she said … in March, marac?",
    "a lad says ‘my dad scares me’ most weeks": "a lad says … most weeks",
}


@pytest.mark.parametrize(("text", "rest"), QUOTING.items())
def test_the_words_around_a_quotation(text: str, rest: str):
    assert around_quotations(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "he's here and he's got his dad's gun",
        "mum's just texted 'he's at the door'",
        "voicemail says 'goodbye, look after the kids'",
        "'help me'",
        "I don't know what's wrong",
        'she rang, "cancel the milk", and it went dead',
    ],
)
def test_no_quotation_or_one_of_this_moment(text: str):
    assert around_quotations(text) is None


def test_nobody_quotes_their_own_life(danger: Danger):
    text = "client told me 'my husband hits me', what do I say to her?"
    assert danger.if_quoted("self_disclosure", text, None) is None
    assert danger.if_quoted("child_user", text, POSSIBLE) == POSSIBLE


def test_quoted_danger_stays_unless_it_is_past_or_on_paper(danger: Danger):
    assert danger.if_quoted("suicidal", "client says 'I can't go on'", None) == "suicidal"
    assert danger.if_quoted("suicidal", "pupil wrote 'I want to die' in 2023", None) == POSSIBLE
    assert danger.if_quoted("emergency", "the notes say 'he's got a knife'", None) == POSSIBLE
    assert danger.if_quoted("emergency", "the notes say 'hello'", "emergency") == "emergency"


def test_while_a_guide_is_under_way_what_is_in_doubt_gets_one_line_of_999_and_the_work_goes_on(danger: Danger):
    doubtful, clear, work = (
        shares(emergency=0.45, referral=0.55),
        shares(emergency=0.9),
        shares(emergency=0.25, referral=0.75),
    )
    assert danger.of("something", doubtful)[0] == "emergency"
    assert danger.of("something", doubtful, at_work=True)[0] == POSSIBLE
    assert danger.of("something", clear, at_work=True)[0] == "emergency"
    assert danger.of("something", work)[0] == POSSIBLE
    assert danger.of("something", work, at_work=True)[0] is None


def test_somebody_at_work_may_be_in_danger_too(danger: Danger):
    for kind in DANGERS:
        assert danger.of("something", shares(**{kind: 0.97, "referral": 0.03}), at_work=True)[0] == kind


def test_what_a_grown_up_tells_of_a_childs_life_is_work(danger: Danger):
    assert danger.of("TA here, one of mine", shares(child_user=0.9, self_disclosure=0.05, referral=0.05))[0] is None


def test_who_denies_a_danger_is_believed_until_it_is_sure(danger: Danger):
    doubtful, sure = shares(suicidal=0.7, referral=0.3), shares(suicidal=0.99, referral=0.01)
    assert danger.of("something", doubtful)[0] == "suicidal"
    assert danger.of("something", doubtful, denied=["suicidal"])[0] == POSSIBLE
    assert danger.of("something", sure, denied=["suicidal"])[0] == "suicidal"
    other = shares(suicidal=0.5, emergency=0.4, referral=0.1)
    assert danger.of("something", other, denied=["suicidal"])[0] == "emergency"


def test_who_says_that_it_is_somebody_elses_life_is_no_child(danger: Danger):
    told = shares(child_user=0.9, referral=0.1)
    assert danger.of("something", told, denied=["self_disclosure"])[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "A girl in my class told me her dad hits her mum",
        "do i tell dad",
        "should I ring his mum",
        "my patient says her partner hit her",
        "what if she tells me something",
        "year 9 boy keeps threatening his ex",
    ],
)
def test_who_works_with_those_spoken_of_tells_of_no_life_of_their_own(danger, text):
    assert danger.of(text, shares(child_user=0.5, self_disclosure=0.3, referral=0.2))[0] is None
    assert (
        danger.of(f"{text}. my husband hits me too", shares(self_disclosure=0.8, referral=0.2))[0] == "self_disclosure"
    )


@pytest.mark.parametrize(
    "text",
    [
        "client told me he will kill his ex if he loses custody",
        "he said if he doesn't get the kids nobody will have them",
        "he says he'll take the kids and himself off the bridge",
    ],
)
def test_a_threat_to_anothers_life_is_no_suicide(danger, text):
    assert danger.of(text, shares(suicidal=0.9, referral=0.1))[0] == "emergency"
    assert danger.of("he says he'll kill himself if she leaves", shares(suicidal=0.9, referral=0.1))[0] == "suicidal"


def test_who_says_that_nobody_is_in_danger_gets_one_line(danger):
    assert danger.of("she's not in danger", shares(emergency=0.9, referral=0.1))[0] == "possible"


def test_a_case_told_is_nobodys_own_life(danger):
    said = shares(child_user=0.8, referral=0.2)
    assert danger.of("mum is 15, boyfriend hits her, lives in Sinfin", said, about_a_case=True)[0] is None
    assert danger.of("my boyfriend hits me, we live in Sinfin", said, about_a_case=True)[0] == "child_user"


@pytest.mark.parametrize(
    "text", ["I'm the victim btw, and a foster carer", "its for me not a client", "I am a survivor myself"]
)
def test_own_life_said_outright_is_heard(danger, text):
    assert danger.of(text, shares(self_disclosure=0.04, referral=0.96))[0] == "self_disclosure"


@pytest.mark.parametrize(
    "text",
    [
        "I'm 44, he hits me",
        "am 31 and my brother decides who I see",
        "my missus batters me, laugh all you like",
        "I teach Year 2 and my mum hit me all my life",
        "I'm a nurse, my dad hits my mum when I'm there",
    ],
)
def test_an_adults_own_life_is_never_a_childs(danger: Danger, text: str):
    assert danger.of(text, shares(child_user=0.9, referral=0.1))[0] == "self_disclosure"


@pytest.mark.parametrize(
    "text", ["I'm 15, he hits me", "im only 9 and scared", "15 n pregnant. he pushes me", "14, my dad hits me"]
)
def test_a_childs_own_life_is_never_an_adults(danger: Danger, text: str):
    assert danger.of(text, shares(self_disclosure=0.9, referral=0.1))[0] == "child_user"


@pytest.mark.parametrize(
    "text",
    [
        "i run to my room when dad hits mum",
        "I manage to hide when he hits my mum",
        "i teach my little brother to hide when dad hits us",
        "my dad hit me 20 times",
        "he threw it at me 30 minutes ago, my dad",
        "im nearly 18 and my dad hits me",
        "i work at the chip shop on saturdays and my dad takes it off me",
    ],
)
def test_words_that_children_use_too_make_nobody_an_adult(danger: Danger, text: str):
    assert danger.of(text, shares(child_user=0.9, referral=0.1))[0] == "child_user"


@pytest.mark.parametrize(
    "text",
    [
        "I'm 15 weeks into placement, she hits me",
        "I'm 12 years qualified and he hits me",
        "15 mins ago he hit me again",
    ],
)
def test_a_number_is_not_always_an_age(danger: Danger, text: str):
    assert danger.of(text, shares(self_disclosure=0.9, referral=0.1))[0] == "self_disclosure"


@pytest.mark.parametrize(
    "text",
    [
        "what if a member of my staff discloses to me?",
        "my partner agency won't share the DASH",
        "my ex colleague runs that programme",
        "my team is scared of him",
    ],
)
def test_who_works_with_somebody_does_not_tell_of_their_own_life(danger: Danger, text: str):
    assert danger.of(text, shares(self_disclosure=0.8, referral=0.2))[0] not in DANGERS


CLAUSES = {
    "which form do I use for her? mine does that to me too": [
        "which form do I use for her",
        "mine does that to me too",
    ],
    'mum told me "my husband hits me and I hide", what do I write down now': ["what do I write down now"],
    "she told me her dad shouts and I do not know what to ask": ["I do not know what to ask"],
    "my husband hits me": [],  # a single clause is the message
    "ok, me too, sorry": [],  # too short to tell anything by themselves
}


@pytest.mark.parametrize(("text", "parts"), CLAUSES.items())
def test_the_clauses_in_the_writers_own_words(text: str, parts: list[str]):
    assert clauses(text) == parts


def test_a_long_message_has_no_more_clauses_than_can_be_read():
    assert len(clauses("I am here with my work. " * 400)) == 12


def test_a_clause_is_the_writers_own_life_only_if_it_is_nearly_certain(danger: Danger):
    assert danger.may_be_own_life("mine does that to me too") and not danger.may_be_own_life("she is hit by him")
    assert danger.is_own_life(shares(self_disclosure=0.7, child_user=0.29, referral=0.01))
    assert not danger.is_own_life(shares(self_disclosure=0.9, referral=0.1))
