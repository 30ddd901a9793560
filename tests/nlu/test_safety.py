"""Danger from made evidence: its kind, how sure it is, and the signs in words; no trained model is needed. The weights are
fitted anew now and then, so that what is tested of them is which way they point, and no number."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import safety
from bot.nlu.labels import DANGERS, MAY_COST_A_LIFE, OWN_LIFE, DangerKind
from bot.nlu.meaning import Danger
from bot.nlu.safety import FEATURES, LIFELESS, Evidence, Weights, kinds_of, log_odds, signs, weigh, weights
from bot.nlu.thresholds import THRESHOLDS

LEVELS = ["none", "possible", "sure"]
NEUTRAL = dict.fromkeys(FEATURES, 0.0)


def evidence(text: str = "something", likely: float = 0.9, **kinds: float) -> Evidence:
    """Danger of `kinds`, which the classifier holds for so likely, with the signs in `text`."""
    total = sum(kinds.values()) or 1.0
    shares = {kind: kinds.get(kind, 0.0) / total for kind in DANGERS}
    return Evidence({**NEUTRAL, "classifier": log_odds(likely)}, shares, signs(text))


@pytest.fixture
def plain_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """The classifier alone is believed, word for word."""
    one, nought = dict.fromkeys(FEATURES, 1.0), dict.fromkeys(FEATURES, 0.0)
    found = Weights(0.0, {**nought, "classifier": 1.0}, nought, one)
    monkeypatch.setattr(safety, "weights", lambda: found)


by_the_classifier = pytest.mark.usefixtures("plain_weights")


# -- the regression --------------------------------------------------------------------------------------------


def test_the_weights_are_of_the_features_and_nothing_else():
    found = weights()
    for named in (found.weight, found.mean, found.spread):
        assert list(named) == list(FEATURES)
    assert all(spread > 0 for spread in found.spread.values())


def neutral() -> dict[str, float]:
    """As average a message as the weights know."""
    return dict(weights().mean)


@pytest.mark.parametrize("feature", ["classifier", "votes"])
def test_the_likelier_by_those_who_read_the_more_danger(feature: str):
    found = [weights().likelihood({**neutral(), feature: log_odds(n / 20)}) for n in range(21)]
    assert found == sorted(found) and found[0] < found[-1]


@pytest.mark.parametrize("feature", ["accused", "case"])
def test_who_works_with_them_is_less_likely_in_danger(feature: str):
    assert weights().likelihood({**neutral(), feature: 1.0}) <= weights().likelihood({**neutral(), feature: 0.0})


def test_who_is_at_work_is_less_likely_in_danger_than_whose_life_it_is():
    at_work, theirs = {"practitioner": 1.0, "own_life": 0.0}, {"practitioner": 0.0, "own_life": 1.0}
    assert weights().likelihood({**neutral(), **at_work}) < weights().likelihood({**neutral(), **theirs})


def test_where_all_agree_there_is_no_doubt():
    sure = {**neutral(), "classifier": log_odds(1), "votes": log_odds(1), "clause": log_odds(1)}
    never = {**neutral(), "classifier": log_odds(0), "votes": log_odds(0), "clause": log_odds(0)}
    kinds: dict[DangerKind, float] = dict.fromkeys(DANGERS, 0.0) | {"emergency": 1.0}
    assert weigh(Evidence(sure, kinds)).level == "sure"
    assert weigh(Evidence(never, kinds)).level == "none"


@given(st.dictionaries(st.sampled_from(FEATURES), st.floats(-10, 10)))
def test_a_likelihood_is_one(told: Mapping[str, float]):
    assert 0 <= weights().likelihood({**neutral(), **told}) <= 1


@given(st.floats(0, 1))
def test_nobody_is_quite_certain(share: float):
    assert -10 < log_odds(share) < 10
    assert log_odds(share) == pytest.approx(-log_odds(1 - share), abs=1e-6)


def test_a_fit_points_the_way_that_the_messages_do():
    rows = []
    for n in range(40):
        danger = n % 2 == 0
        told = {**NEUTRAL, "classifier": 2.0 if danger else -2.0, "says_worker": float(not danger), "words": float(n)}
        rows.append((Evidence(told, dict.fromkeys(DANGERS, 0.25)), danger))
    found = safety.fit(rows)
    assert found.weight["classifier"] > 0 > found.weight["says_worker"]
    assert found.likelihood(rows[0][0].features) > 0.5 > found.likelihood(rows[1][0].features)
    assert found.weight["votes"] == 0 < found.spread["votes"]  # the same in every message


def test_what_was_fitted_is_read_again(tmp_path):
    found = Weights(0.5, NEUTRAL | {"now": 1.25}, NEUTRAL, dict.fromkeys(FEATURES, 1.0))
    safety.save(found, tmp_path / "safety.yml")
    assert weights(tmp_path / "safety.yml") == found


# -- how sure, and of what -------------------------------------------------------------------------------------


@by_the_classifier
@pytest.mark.parametrize("kind", DANGERS)
def test_a_likely_danger(kind: DangerKind):
    found = weigh(evidence(likely=0.95, **{kind: 1.0}))
    assert (found.kind, found.level) == (kind, "sure")
    assert sum(found.shares.values()) == pytest.approx(0.95, abs=1e-3)


@by_the_classifier
@pytest.mark.parametrize("kind", DANGERS)
def test_the_likelier_the_more_danger(kind: DangerKind):
    """From none over possible to sure, and never back."""
    found = [LEVELS.index(weigh(evidence(likely=n / 50, **{kind: 1.0})).level) for n in range(51)]
    assert found == sorted(found) and set(found) == {0, 1, 2}


@by_the_classifier
def test_what_may_cost_a_life_is_heard_sooner():
    between = (THRESHOLDS.life_sure + THRESHOLDS.danger_sure) / 2
    for kind in DANGERS:
        wanted = "sure" if kind in MAY_COST_A_LIFE else "possible"
        assert weigh(evidence(likely=between, **{kind: 1.0})).level == wanted


@by_the_classifier
def test_what_is_no_danger_has_no_kind():
    assert weigh(evidence(likely=0.01, emergency=1.0)).kind is None


@by_the_classifier
def test_the_kind_is_the_likeliest():
    assert weigh(evidence(emergency=0.6, suicidal=0.4)).kind == "emergency"
    assert weigh(evidence(self_disclosure=0.6, suicidal=0.4)).kind == "self_disclosure"


@given(st.fixed_dictionaries({kind: st.floats(0, 1) for kind in DANGERS}), st.floats(0, 1))
def test_the_shares_of_the_kinds_are_no_more_than_all_danger(kinds: dict[DangerKind, float], likely: float):
    found = weigh(Evidence({**NEUTRAL, "classifier": log_odds(likely)}, kinds))
    assert isinstance(found, Danger) and sum(found.shares.values()) <= 1.001
    assert (found.kind is None) == (found.level == "none")


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


@by_the_classifier
@pytest.mark.parametrize(("text", "kind"), PLAIN.items())
def test_plain_words_get_their_line_of_999_whatever_else_is_thought(text: str, kind: DangerKind):
    assert f"plain_{kind}" in signs(text)
    assert weigh(evidence(text, likely=0.0, **{kind: 1.0})).level == "possible"


@by_the_classifier
@pytest.mark.parametrize(
    "text",
    [
        "training: he's outside",
        "what if he's got a knife",
        "she's taken an overdose last year, he is her ex",
        "case review, 'he's going to kill her' was in the notes",
    ],
)
def test_plain_words_of_the_past_or_of_paper_do_not(text: str):
    assert "work" in signs(text)
    assert weigh(evidence(text, likely=0.0, emergency=1.0)).level == "none"


@by_the_classifier
@pytest.mark.parametrize("text", ["she's not in danger", "nobody is in danger now", "neither is in immediate danger"])
def test_who_says_that_nobody_is_in_danger_gets_one_line(text: str):
    assert weigh(evidence(text, likely=0.99, emergency=1.0)).level == "possible"


@by_the_classifier
def test_who_cannot_speak_is_known_to_be_silent():
    spoken = [weigh(evidence(text, emergency=1.0)).spoke for text in ("shh hes here cant talk", "he is at the door")]
    assert spoken[1] == () and set(spoken[0]) <= {"silent"}


# -- whose life it is ------------------------------------------------------------------------------------------


@by_the_classifier
@pytest.mark.parametrize(
    "text",
    [
        "I'm 44, he hits me",
        "am 31 and my brother decides who I see",
        "my missus batters me, laugh all you like",
        "I teach Year 2 and my mum hit me all my life",
        "I'm a nurse, my dad hits my mum when I'm there",
        "I'm a teacher and a lad told me",
        "I'm the class teacher",
        "TA here",
    ],
)
def test_an_adults_own_life_is_never_a_childs(text: str):
    found = weigh(evidence(text, child_user=1.0))
    assert (found.kind, found.shares["child_user"]) == ("self_disclosure", 0)


@by_the_classifier
@pytest.mark.parametrize(
    "text", ["I'm 15, he hits me", "im only 9 and scared", "15 n pregnant. he pushes me", "14, my dad hits me"]
)
def test_a_childs_own_life_is_never_an_adults(text: str):
    found = weigh(evidence(text, self_disclosure=1.0))
    assert (found.kind, found.shares["self_disclosure"]) == ("child_user", 0)


@by_the_classifier
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
        "im in secondary school",
        "my teacher says hi",
        "i told my teacher",
        "can i tell a teacher",
    ],
)
def test_words_that_children_use_too_make_nobody_an_adult(text: str):
    assert weigh(evidence(text, child_user=1.0)).kind == "child_user"


@by_the_classifier
@pytest.mark.parametrize(
    "text",
    [
        "I'm 15 weeks into placement, she hits me",
        "I'm 12 years qualified and he hits me",
        "15 mins ago he hit me again",
    ],
)
def test_a_number_is_not_always_an_age(text: str):
    assert weigh(evidence(text, self_disclosure=1.0)).kind == "self_disclosure"


@by_the_classifier
@pytest.mark.parametrize(
    "text",
    [
        "client told me he will kill his ex if he loses custody",
        "he said if he doesn't get the kids nobody will have them",
        "he says he'll take the kids and himself off the bridge",
    ],
)
def test_a_threat_to_anothers_life_is_no_suicide(text: str):
    assert weigh(evidence(text, suicidal=1.0)).kind == "emergency"
    assert weigh(evidence("he says he'll kill himself if she leaves", suicidal=1.0)).kind == "suicidal"


@by_the_classifier
@pytest.mark.parametrize("text", ["mummy won't wake up", "she's on the floor and wont answer me", "he is unconscious"])
def test_somebody_who_does_not_come_round_is_an_ambulances_whoever_tells_it(text: str):
    assert weigh(evidence(text, suicidal=1.0)).kind == "emergency"
    assert weigh(evidence(text, child_user=1.0)).kind == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "he won't answer my texts",
        "she doesn't wake up for school any more",
        "he can't wake up in the mornings since it started",
        "I can't breathe when I hear his car",
        "my client isn't responding to emails",
        "mum doesn't answer me back",
        "he won't come round the house again",
        "she won't come",
    ],
)
def test_what_only_sounds_like_it_is_nobody_who_does_not_come_round(text: str):
    assert LIFELESS not in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "do i tell dad",
        "should I ring his mum",
        "my patient says her partner hit her",
        "what if she tells me something",
        "year 9 boy keeps threatening his ex",
        "what if a member of my staff discloses to me?",
        "my partner agency won't share the DASH",
        "my ex colleague runs that programme",
        "my team is scared of him",
        "A girl in my class told me her dad hits her mum",
    ],
)
def test_who_works_with_those_spoken_of_says_so(text: str):
    assert "worker" in signs(text)


@pytest.mark.parametrize(
    "text", ["I'm the victim btw, and a foster carer", "its for me not a client", "I am a survivor myself"]
)
def test_own_life_said_outright_is_heard(text: str):
    assert {"own", "plain_self_disclosure"} & signs(text)


@pytest.mark.parametrize("text", ["", " ", "?" * 3000, "مرحبا", "\u202e\x00"])
def test_signs_of_anything(text: str):
    assert isinstance(signs(text), frozenset)


# -- who says what kind it is ----------------------------------------------------------------------------------

shares = st.fixed_dictionaries({kind: st.floats(0, 1) for kind in DANGERS})


@given(shares, shares, st.none() | shares)
def test_the_kinds_add_to_one(classifier, votes, clause):
    found = kinds_of(classifier, classifier, votes, clause)
    assert set(found) == set(DANGERS)
    assert sum(found.values()) == pytest.approx(1) or sum(found.values()) == 0


def test_a_kind_that_the_votes_do_not_know_is_still_heard():
    only = dict.fromkeys(DANGERS, 0.0)
    found = kinds_of({**only, "suicidal": 0.9}, {**only, "suicidal": 0.9}, {}, None)
    assert max(found, key=lambda kind: found[kind]) == "suicidal"


def test_the_most_dangerous_clause_counts_beside_the_whole():
    only = dict.fromkeys(DANGERS, 0.0)
    whole = {**only, "self_disclosure": 0.5}
    found = kinds_of(whole, whole, {"self_disclosure": 0.5}, {**only, "emergency": 0.9})
    alone = kinds_of(whole, whole, {"self_disclosure": 0.5}, None)
    assert found["emergency"] > alone["emergency"]


def test_own_life_is_no_danger_that_may_cost_one():
    assert set(OWN_LIFE) | set(MAY_COST_A_LIFE) == set(DANGERS) and not set(OWN_LIFE) & set(MAY_COST_A_LIFE)


@pytest.mark.parametrize(
    "text",
    [
        "patient says he threatened to kill his wife, it could be tonight",
        "her ex vowed to kill her when she comes out of work today",
        "he's planning to stab her this evening",
        "tonight, he threatened to burn the house",
    ],
)
def test_a_threat_to_kill_for_today_is_plainly_an_emergency(text: str):
    assert "plain_emergency" in safety.signs(text)


@pytest.mark.parametrize(
    "text",
    ["he threatened to kill her in 2019", "threats to kill are on the list", "she'd kill me if I'm late tonight"],
)
def test_a_threat_of_another_day_is_not_plainly_one(text: str):
    assert "plain_emergency" not in safety.signs(text)
