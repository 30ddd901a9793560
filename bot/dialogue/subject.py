"""What a conversation has been about: which guides its messages were near, and which pieces of advice. It is what gives a few
words their meaning ('and the dinner ladies?', 'train tickets?'). Names of the pack alone are kept, and nothing that was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

from bot.nlu.labels import DANGERS, INFORM, MAY_COST_A_LIFE, SMALL_TALK
from bot.nlu.meaning import Meaning, Question
from bot.nlu.safety import LIFELESS, signs
from bot.nlu.thresholds import THRESHOLDS

_LONG = 12  # words: what is longer says by itself what it is about
_SHORT = 16  # words: of what is longer, each question is read by itself
_REMARK, _LONG_REMARK = 14, 22  # words
_TELLS = 6  # words beside the question
_KEPT_AFTER_LONG, _KEPT = 0.3, 0.7  # how much stays of what it was about before
_MOST = 60  # pieces of advice
_NOTHING_OF_IT = 0.0025  # the least chance that counts
_HARDLY = 0.02  # share of a guide that a message is not about
_UNDER_WAY = 0.8  # least share of the guide under way
_BEFORE = 0.8  # share of what it was about before in what a message is about


@dataclass
class Subject:
    """`guides`: how much of each, from 0 to 1. `advice`: the chance of each piece, `marac.consent`, to answer what was said."""

    guides: dict[str, float] = field(default_factory=dict)
    advice: dict[str, float] = field(default_factory=dict)

    def after(self, meaning: Meaning) -> "Subject":
        """What it is about once this was said, too."""
        kept = _KEPT_AFTER_LONG if len(meaning.text.split()) > _LONG else _KEPT
        guides, advice = _guides(meaning), _advice(meaning.handbook or {})
        if not self.guides:
            kept = 0.0
        return Subject(
            _most(_mixed(self.guides, guides, kept)),
            _most(_either({one: kept * share for one, share in self.advice.items()}, advice)),
        )


@dataclass(frozen=True)
class Candidate:
    """Advice that may answer a question, and the chance that it does here."""

    guide: str
    advice: str
    chance: float
    by_itself: float  # the chance by the question's own words


def candidates(
    question: Question | None, meaning: Meaning, subject: Subject, under_way: str | None = None
) -> list[Candidate]:
    """The advice that may answer a question of the message, or the message as a whole, likeliest first. What the search has for it
    counts, and what the conversation before it is about, and the rest of a message that tells more than it asks. A short message
    with one question is taken whole: 'I teach then, do I have to be on it'."""
    words, found = len(meaning.text.split()), meaning.handbook or {}
    told = question is not None and words - len(question.text.split()) >= _TELLS
    if question is not None and (len(meaning.questions) > 1 or words > _SHORT or not found.get("asides")):
        found = question.handbook
    guides = _guides(meaning)
    if subject.guides:
        guides = _mixed(subject.guides, guides, _BEFORE)
    if under_way:
        guides[under_way] = max(guides.get(under_way, 0.0), _UNDER_WAY)
    before = _either(subject.advice, _advice(meaning.handbook or {}) if told else {})
    return sorted(_weighed(found, guides, before), key=lambda one: -one.chance)


def is_a_remark(meaning: Meaning, subject: Subject, guide: str | None = None) -> bool:
    """Are these a few words in the middle of a talk, to which advice is likely the answer, though they sound like danger ('he's not
    setting foot in there', of a course)? `guide`: the one whose advice it must be. What is danger beyond doubt is none."""
    words = len(meaning.text.split())
    if words > _LONG_REMARK or not (subject.guides or subject.advice) or LIFELESS in signs(meaning.text):
        return False
    doubt = THRESHOLDS.danger_beyond_doubt if words <= _REMARK else THRESHOLDS.danger_told_at_length
    if any(meaning.danger.shares.get(kind, 0.0) >= doubt for kind in MAY_COST_A_LIFE):
        return False
    likely = candidates(None, meaning, subject)
    answers = (one for one in likely if one.guide == guide or (guide is None and one.guide not in DANGERS))
    least = THRESHOLDS.advice_not_danger if guide is None else THRESHOLDS.advice_of_their_own
    return next((one.chance >= least for one in answers), False)


def _weighed(found: Mapping[str, Any], guides: Mapping[str, float], before: Mapping[str, float]) -> Iterator[Candidate]:
    for near in found.get("asides") or ():
        if near["chance"] < THRESHOLDS.advice_by_itself:
            continue  # 'banana' is of nothing, whatever is talked of
        odds = _log_odds(near["chance"])
        spoken_of = _log_odds(before.get(f"{near['guide']}.{near['advice']}", 0.0)) - _log_odds(0.0)
        about = log(max(guides.get(near["guide"], 0.0), _HARDLY) / _HARDLY)
        odds += THRESHOLDS.weight_of_advice * spoken_of + THRESHOLDS.weight_of_guide * about
        yield Candidate(near["guide"], near["advice"], 1 / (1 + exp(-odds)), near["chance"])


def _mixed(before: Mapping[str, float], now: Mapping[str, float], kept: float) -> dict[str, float]:
    return {one: kept * before.get(one, 0.0) + (1 - kept) * now.get(one, 0.0) for one in (*before, *now)}


def _either(*of_each: Mapping[str, float]) -> dict[str, float]:
    return {name: max(one.get(name, 0.0) for one in of_each) for name in {name for one in of_each for name in one}}


def _guides(meaning: Meaning) -> dict[str, float]:
    passed = (*DANGERS, *SMALL_TALK, INFORM)
    shares = {flow: share for flow, share in meaning.flows if flow not in passed}
    total = sum(shares.values())
    return {flow: round(share / total, 3) for flow, share in shares.items()} if total else {}


def _advice(found: Mapping[str, Any]) -> dict[str, float]:
    return {f"{near['guide']}.{near['advice']}": near["chance"] for near in found.get("asides") or ()}


def _most(weights: Mapping[str, float]) -> dict[str, float]:
    likely = sorted(weights.items(), key=lambda one: -one[1])[:_MOST]
    return {name: round(weight, 3) for name, weight in likely if weight >= _NOTHING_OF_IT}


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _NOTHING_OF_IT), 1 - _NOTHING_OF_IT)
    return log(chance / (1 - chance))
