"""Is anyone in danger? What speaks for it and against, weighed by a logistic regression that was fitted on messages which
nothing else was taught on. Every weight can be read (`bot/taught/safety.yml`), and `route --explain` shows what each part
said of a message.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

import yaml

from bot.nlu.labels import DANGERS, MAY_COST_A_LIFE, OWN_LIFE, DangerKind
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Danger
from bot.nlu.normalise import normalise
from bot.nlu.thresholds import THRESHOLDS

WEIGHTS = Path(__file__).parents[1] / "taught" / "safety.yml"
# What is weighed; each is a number for which more speaks for danger, or against it, as the fit found.
FEATURES = (
    "classifier",  # log-odds of danger of any kind, by the classifier of the whole message
    "votes",  # the same by the examples' votes
    "clause",  # the same of the most dangerous clause, by the classifier
    "classifier_own",  # the classifier's log-odds of danger to the writer's own life
    "votes_own",  # the same by the votes
    "now",  # log-odds that it is urgent now
    "urgent",  # and that it is urgent at all
    "practitioner",  # how likely the writer is one
    "own_life",  # how likely the writer is a survivor or a child
    "accused",
    "says_worker",  # words of who works with those spoken of
    "says_own",  # words of one's own life
    "says_first_person",
    "says_past_or_policy",
    "says_on_paper",
    "says_plainly",  # words that nobody uses of anything but danger now
    "says_no_danger",
    "case",  # a place, a grade, ticks: what only people at work tell
    "words",  # the logarithm of how many
    "clause_not_now",  # its most dangerous clause is past, supposed, of policy or made up
    "clause_quoted",
)
_EDGE = 1e-4
_SILENT = "silent"
NO_DANGER = "no_danger"  # the sign of who says that nobody is in danger
LIFELESS = "lifeless"  # the sign of somebody who does not come round
ATTACK = frozenset({"plain_emergency"})  # words that nobody uses of anything but danger now


@dataclass(frozen=True)
class Evidence:
    """What the parts say of one message: a number for each of FEATURES, and how likely each kind is against the others."""

    features: Mapping[str, float]
    kinds: Mapping[DangerKind, float]
    signs: frozenset[str] = frozenset()


def log_odds(share: float) -> float:
    """0 for one in two; bounded, so that nobody is quite certain."""
    share = min(max(share, _EDGE), 1 - _EDGE)
    return log(share / (1 - share))


def signs(text: str) -> frozenset[str]:
    """The signs in `text` of who writes and of what the danger is: names of `patterns/signs.yml`."""
    said = set(patterns().names("signs", normalise(text)))
    return frozenset(said | {"adult"} if "adults_family" in said and "under_18" not in said else said)


@dataclass(frozen=True)
class Weights:
    """The regression: for each feature its weight, with the mean and spread that it was measured in, and the constant."""

    constant: float
    weight: Mapping[str, float]
    mean: Mapping[str, float]
    spread: Mapping[str, float]

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the log-odds of danger."""
        return {
            name: self.weight[name] * (features[name] - self.mean[name]) / self.spread[name] for name in self.weight
        }

    def likelihood(self, features: Mapping[str, float]) -> float:
        """How likely danger is, 0 to 1."""
        return 1 / (1 + exp(-(self.constant + sum(self.contributions(features).values()))))


@cache
def weights(path: Path = WEIGHTS) -> Weights:
    """The weights that `signpost train` fitted."""
    return Weights(**yaml.safe_load(path.read_text(encoding="utf-8")))


def weigh(evidence: Evidence) -> Danger:
    """What the evidence comes to."""
    return decide(weights().likelihood(evidence.features), evidence)


def decide(likely: float, evidence: Evidence) -> Danger:
    """What it comes to that danger is so `likely`, 0 to 1, and its kind as the evidence has it."""
    kinds = _of_whom(evidence)
    kind = _likeliest(kinds, evidence)
    shares: dict[str, float] = {one: round(likely * share, 4) for one, share in kinds.items()}
    sure = THRESHOLDS.life_sure if kind in MAY_COST_A_LIFE else THRESHOLDS.danger_sure
    if likely >= sure and "no_danger" not in evidence.signs:
        spoke = (_SILENT,) if _SILENT in evidence.signs else ()
        return Danger(kind, "sure", shares, spoke)
    plainly = any(f"plain_{one}" in evidence.signs for one in MAY_COST_A_LIFE) and "work" not in evidence.signs
    if likely >= THRESHOLDS.danger_possible or plainly:
        return Danger(kind, "possible", shares)
    return Danger(None, "none", shares)


def _likeliest(kinds: Mapping[DangerKind, float], evidence: Evidence) -> DangerKind:
    """The kind to answer. Where a survivor or a child writes and suicide is no more than likely ('I want to go home'), what is
    done to them is what they are answered for; their own guide asks for the rest."""
    kind = max(kinds, key=lambda one: kinds[one])
    own = evidence.features.get("own_life", 0.0) >= THRESHOLDS.own_life_first
    unsure = kind == "suicidal" and kinds["suicidal"] < THRESHOLDS.suicide_plainly
    if own and unsure and any(kinds[one] > 0 for one in OWN_LIFE):
        return max(OWN_LIFE, key=lambda one: kinds[one])
    return kind


def _of_whom(evidence: Evidence) -> dict[DangerKind, float]:
    """The kinds, with a child's own life given to an adult's where the writer can be no child, and the other way round; a
    threat to another's life is no suicide, and 999's; so is whoever does not come round, whoever tells it."""
    kinds, said = dict(evidence.kinds), evidence.signs
    if LIFELESS in said:
        return {kind: float(kind == "emergency") for kind in kinds}
    if "others_life" in said:
        kinds["emergency"] += kinds["suicidal"]
        kinds["suicidal"] = 0.0
    own = sum(kinds[kind] for kind in OWN_LIFE)
    if said & {"grown", "adult"} and "under_18" not in said:
        kinds |= {"self_disclosure": own, "child_user": 0.0}
    elif "under_18" in said:
        kinds |= {"self_disclosure": 0.0, "child_user": own}
    total = sum(kinds.values()) or 1.0
    return {kind: share / total for kind, share in kinds.items()}


def fit(rows: Sequence[tuple[Evidence, bool]]) -> Weights:
    """The weights for messages with their evidence, and whether they are danger. Both errors weigh the same in all."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    x = np.array([[evidence.features[name] for name in FEATURES] for evidence, _ in rows])
    mean, spread = x.mean(0), x.std(0)
    spread = np.where(spread > 1e-4, spread, 1.0)  # what never varies says nothing, and is divided by all the same
    found = LogisticRegression(C=0.3, class_weight="balanced", max_iter=1_000).fit(
        (x - mean) / spread, [danger for _, danger in rows]
    )

    def named(values: Iterable[float]) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(FEATURES, values, strict=True)}

    return Weights(round(float(found.intercept_[0]), 5), named(found.coef_[0]), named(mean), named(spread))


def save(found: Weights, path: Path = WEIGHTS) -> None:
    """Writes the weights where `weights` reads them."""
    said = {
        "constant": found.constant,
        "weight": dict(found.weight),
        "mean": dict(found.mean),
        "spread": dict(found.spread),
    }
    head = "# What speaks for danger and against it, fitted by `signpost train --fit` (bot/nlu/safety.py says what each is).\n"
    path.write_text(head + yaml.safe_dump(said, sort_keys=False), encoding="utf-8")


def kinds_of(
    danger: Mapping[str, float],
    flow: Mapping[str, float],
    votes: Mapping[str, float],
    clause: Mapping[str, float] | None,
) -> dict[DangerKind, float]:
    """How likely each kind is against the others: by the classifier's two heads and the votes of the whole, and half as much
    by its most dangerous clause."""
    whole = _of_dangers(
        {kind: (danger[kind] * flow[kind] * max(votes.get(kind, 0.0), _EDGE)) ** (1 / 3) for kind in DANGERS}
    )
    if clause is None:
        return whole
    part = _of_dangers({kind: clause[kind] for kind in DANGERS})
    return _of_dangers({kind: whole[kind] + 0.5 * part[kind] for kind in DANGERS})


def _of_dangers(shares: Mapping[DangerKind, float]) -> dict[DangerKind, float]:
    total = sum(shares.values()) or 1.0
    return {kind: share / total for kind, share in shares.items()}
