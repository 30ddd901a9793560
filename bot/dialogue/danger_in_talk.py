"""How likely danger is in the middle of a talk. A few words tell little of it by themselves ('he is still stood there', 'I can't do
it'): what was talked of, and the advice that is asked for after that, tell the rest. A multinomial regression weighs the three, fitted
on the development talks (`fitting.py`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from scipy.special import softmax

from bot.dialogue.subject import Subject, by_guide
from bot.nlu.labels import DANGERS, MAY_COST_A_LIFE, DangerKind
from bot.nlu.meaning import Danger, Meaning
from bot.nlu.safety import ATTACK, Evidence, decide, log_odds, signs
from bot.nlu.talks import Told
from bot.nlu.thresholds import THRESHOLDS

WEIGHTS = Path(__file__).parents[1] / "taught" / "danger_in_talk.yml"
_OF_DANGER = 5.0  # what a message of danger weighs in the fit, beside one without: few are
_C = 0.05  # inverse of the regularisation's strength
_VARIES = 1e-4  # spread of a feature that tells anything
_LEAST = 3e-5  # share of advice that is not expected
_ALONE = 0.3  # how much the message alone says of which danger it is: of the development talks the kind is right in 78% instead of 75%

Features = Mapping[str, float]


def in_talk(meaning: Meaning, subject: Subject, alarm: str | None = None) -> Meaning:
    """The message with its danger as it is after what was said before; unchanged where nothing was, and where a life is in danger beyond
    doubt. What is surely danger by itself stays possible, in whatever talk. `alarm`: the danger that was answered, which no word in passing brings up again."""
    life = sum(meaning.danger.shares.get(kind, 0.0) for kind in MAY_COST_A_LIFE)
    beyond_doubt = life >= THRESHOLDS.danger_beyond_doubt  # however long: of a long message the talk may tell more
    if beyond_doubt or not (subject.selected and meaning.selected):
        return meaning
    shares = weights().shares(features(meaning, subject))
    likely, own = 1 - shares["none"], sum(meaning.voices.get(voice, 0.0) for voice in ("survivor", "child"))
    danger = decide(likely, Evidence({"own_life": own}, _kinds(meaning, shares), signs(meaning.text)))
    by_the_talk = danger.level == "sure" and meaning.danger.level != "sure"
    if by_the_talk and (likely < THRESHOLDS.danger_by_the_talk or danger.kind == alarm):
        return replace(meaning, danger=replace(danger, level="possible"))
    if danger.level != "sure" and meaning.danger.level == "sure":
        return replace(meaning, danger=replace(meaning.danger, level="possible"))
    if danger.level != "none":
        return replace(meaning, danger=danger)
    if sum(meaning.danger.shares.values()) >= THRESHOLDS.danger_whatever_the_talk:
        return replace(meaning, danger=replace(meaning.danger, level="possible"))
    calm = tuple(one if ATTACK & signs(one.text) else replace(one, danger=Danger()) for one in meaning.clauses)
    return replace(meaning, danger=danger, clauses=calm)


def _kinds(meaning: Meaning, shares: Mapping[str, float]) -> dict[DangerKind, float]:
    """How likely each kind is against the others: by the regression, and less by the message alone."""
    told = meaning.danger.shares
    both = {kind: shares[kind] ** (1 - _ALONE) * max(told.get(kind, 0.0), _LEAST) ** _ALONE for kind in DANGERS}
    total = sum(both.values())
    return {kind: share / total for kind, share in both.items()}


def features(meaning: Meaning, subject: Subject) -> dict[str, float]:
    """What is weighed, as log-odds: danger of any kind and of each by the message itself, by the advice that it asks for after what was
    said before, and by what was talked of."""
    told = meaning.danger.shares
    after = {name: share * subject.next.get(name, _LEAST) for name, share in meaning.selected.items()}
    total = sum(after.values()) or 1.0
    asked, before = by_guide(after), by_guide(subject.selected)
    found = {"danger": log_odds(sum(told.values()))}
    for kind in DANGERS:
        found[f"{kind} told"] = log_odds(told.get(kind, 0.0))
        found[f"{kind} asked of"] = log_odds(asked.get(kind, 0.0) / total)
        found[f"{kind} before"] = log_odds(before.get(kind, 0.0))
    return found


@dataclass(frozen=True)
class Weights:
    """The regression: for each kind of danger and for none its constant and the weight of each feature, with the mean and spread that
    the features were measured in."""

    constant: Mapping[str, float]
    weight: Mapping[str, Mapping[str, float]]
    mean: Mapping[str, float]
    spread: Mapping[str, float]

    def shares(self, features: Features) -> dict[str, float]:
        """How likely each kind is, and none; they add to one."""
        measured = {name: (features[name] - self.mean[name]) / self.spread[name] for name in self.mean}
        scores = [
            constant + sum(self.weight[kind][name] * value for name, value in measured.items())
            for kind, constant in self.constant.items()
        ]
        return dict(zip(self.constant, softmax(scores).tolist(), strict=True))


@cache
def weights(path: Path = WEIGHTS) -> Weights:
    """The weights that `signpost train --fit` fitted."""
    return Weights(**yaml.safe_load(path.read_text(encoding="utf-8")))


def fit(rows: Sequence[tuple[Features, Told]]) -> Weights:
    """The weights for later messages with their features and what they tell of; what is doubtful is left out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    known = [(found, told) for found, told in rows if told != "doubtful"]
    names = list(known[0][0])
    x = np.array([[found[name] for name in names] for found, _ in known])
    told = np.array([danger for _, danger in known])
    mean, spread = x.mean(0), np.where(x.std(0) > _VARIES, x.std(0), 1.0)
    weighed = LogisticRegression(C=_C, max_iter=4_000).fit(
        (x - mean) / spread, told, sample_weight=np.where(told == "none", 1.0, _OF_DANGER)
    )

    def rounded(values: Iterable[float]) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}

    kinds = [str(kind) for kind in weighed.classes_]
    return Weights(
        {kind: round(float(value), 4) for kind, value in zip(kinds, weighed.intercept_, strict=True)},
        {kind: rounded(row) for kind, row in zip(kinds, weighed.coef_, strict=True)},
        rounded(mean),
        rounded(spread),
    )


def save(found: Weights, path: Path = WEIGHTS) -> None:
    """Writes the weights where `weights` reads them."""
    head = "# How likely danger is in the middle of a talk, fitted by `signpost train --fit` (bot/dialogue/danger_in_talk.py says what each is).\n"
    path.write_text(head + yaml.safe_dump(asdict(found), sort_keys=False), encoding="utf-8")
    weights.cache_clear()
