"""What a conversation has been about: which guides its messages were near, and which pieces of advice. It is what gives a few
words their meaning ('and the dinner ladies?', 'train tickets?'). Names of the pack alone are kept, and nothing that was typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.controls import was_misread
from bot.nlu.labels import DANGERS, GRAVE_TOPICS, INFORM, MAY_COST_A_LIFE, PEOPLE, SMALL_TALK
from bot.nlu.meaning import Meaning, Question
from bot.nlu.safety import ATTACK, LIFELESS, signs
from bot.nlu.selector import stays
from bot.nlu.thresholds import THRESHOLDS

_SHORT = 16  # words: of what is longer, each question is read by itself
_REMARK, _LONG_REMARK = 14, 22  # words
_TELLS = 6  # words beside the question
_MOST = 60  # pieces of advice
_LEAST = 3e-5  # share of advice that the selector does not name
_SHARE_ALONE = 0.001  # least share of advice to which the search gives no chance
_SHARE_AGAIN, _CHANCE_AGAIN = 0.02, 0.1  # of what was said already: the words themselves must ask for it
_SAID, _JUST_SAID = 6, 2  # pieces of advice that were said last
_MOST_SELECTED = 150  # pieces of advice
_NOTHING_OF_IT = 0.0025  # the least chance that counts
_HARDLY = 0.02  # share of a guide that a message is not about
_SURELY = 2.5  # log-odds: the search is seldom surer in the middle of a talk, and then mostly right
_UNDER_WAY = 0.8  # least share of the guide under way
_BEFORE = 0.8  # share of what it was about before in what a message is about
_TOLD = 0.3  # the same where the message tells more than it asks


WEIGHTS = Path(__file__).parents[1] / "taught" / "advice.yml"
WEIGHED = (
    "chance",
    "surely",
    "chance_before",
    "share",
    "share_before",
    "expected",
    "guide_before",
    "guide",
)  # of `Evidence`


@dataclass
class Subject:
    """`guides`: how much of each, from 0 to 1, by the classifier. `advice`: the chance of each piece, `marac.consent`, to answer what
    was said, by the search; `selected`: its share, by the selector; `next`: its share of what is asked next. `said`: the advice that was
    said last."""

    guides: dict[str, float] = field(default_factory=dict)
    advice: dict[str, float] = field(default_factory=dict)
    selected: dict[str, float] = field(default_factory=dict)
    next: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def after(self, meaning: Meaning) -> "Subject":
        """What it is about once this was said, too."""
        kept = stays(meaning.text)
        guides, advice = _guides(meaning), _advice(meaning.handbook or {})
        return Subject(
            _most(_mixed(self.guides, guides, kept if self.guides else 0.0)),
            _most(_either({one: kept * share for one, share in self.advice.items()}, advice)),
            _likeliest(_mixed(self.selected, _shares(meaning), kept if self.selected else 0.0)),
            _likeliest(_mixed(self.next, meaning.next, kept if self.next else 0.0)),
            self.said,
        )

    def once_said(self, names: Iterable[str]) -> "Subject":
        """The same, once these pieces of advice were said."""
        return replace(self, said=[*self.said, *names][-_SAID:])


@dataclass(frozen=True)
class Candidate:
    """Advice that may answer a question, and the chance that it does here."""

    guide: str
    advice: str
    chance: float
    by_itself: float  # the chance by the question's own words


@dataclass(frozen=True)
class Evidence:
    """What speaks for a piece of advice, in log-odds and logs of shares. `begins`: whether somebody's first words tell a story, in which
    the same evidence weighs otherwise. By the search: the chance that it answers, by how much that is
    sure, and what it had of that before. By the selector: its share, its share of what was said before, its share of what is asked next
    after that, and its guide's share of what was said before. By the classifier: its guide's share."""

    name: str
    begins: bool
    by_itself: float
    chance: float
    surely: float
    chance_before: float
    share: float
    share_before: float
    expected: float
    guide_before: float
    guide: float

    @property
    def likely(self) -> float:
        """The chance that it answers, 0 to 1."""
        weighed = weights()["story" if self.begins else "others"]
        odds = sum(weighed.get(name, 0.0) * getattr(self, name) for name in WEIGHED) + weighed["constant"]
        return 1 / (1 + exp(-odds))


@cache
def weights(path: Path = WEIGHTS) -> dict[str, dict[str, float]]:
    """What each kind of evidence weighs, and the constant, in first words that tell a story and in all others: `fitting.py` fits them."""
    found: dict[str, dict[str, float]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def candidates(
    question: Question | None, meaning: Meaning, subject: Subject, under_way: str | None = None
) -> list[Candidate]:
    """The advice that may answer a question of the message, or the message as a whole, likeliest first."""
    found = []
    for one in evidence(question, meaning, subject, under_way):
        guide, _, advice = one.name.partition(".")
        found.append(Candidate(guide, advice, one.likely, one.by_itself))
    return sorted(found, key=lambda one: -one.chance)


def evidence(
    question: Question | None, meaning: Meaning, subject: Subject, under_way: str | None = None
) -> Iterator[Evidence]:
    """What speaks for each piece of advice. What the search and the selector have for it counts, and what the conversation before it
    is about, and the rest of a message that tells more than it asks. A short message with one question is taken whole: 'I teach then,
    do I have to be on it'."""
    words, found, selected = len(meaning.text.split()), meaning.handbook or {}, _shares(meaning)
    told = question is not None and words - len(question.text.split()) >= _TELLS
    if question is not None and (len(meaning.questions) > 1 or words > _SHORT or not found.get("asides")):
        found, selected = question.handbook, _shares(question)
    guides = _guides(meaning)
    if subject.guides:
        guides = _mixed(subject.guides, guides, _BEFORE)
    if under_way:
        guides[under_way] = max(guides.get(under_way, 0.0), _UNDER_WAY)
    chances_before = _either(subject.advice, _advice(meaning.handbook or {}) if told else {})
    shares_before = _before(subject.selected, _shares(meaning), told)
    expected = _before(subject.next, meaning.next, told)
    of_guides = by_guide(shares_before)
    chances = _advice(found)
    if max(chances.values(), default=0.0) < THRESHOLDS.advice_by_itself:
        return  # 'banana' is of nothing, whatever is talked of
    begins = not (subject.guides or subject.selected) and words > _SHORT
    misread = subject.said[-_JUST_SAID:] if was_misread(meaning.text) else []
    for name in dict.fromkeys([*chances, *selected, *subject.selected]):
        guide, chance, share = name.partition(".")[0], chances.get(name, 0.0), selected.get(name, 0.0)
        if name in misread:
            continue
        if name in subject.said and chance < _CHANCE_AGAIN and share < _SHARE_AGAIN:
            continue
        if chance < THRESHOLDS.advice_by_itself and share < _SHARE_ALONE:
            continue
        yield Evidence(
            name,
            begins,
            chance,
            _log_odds(chance),
            max(0.0, _log_odds(chance) - _SURELY),
            _log_odds(chances_before.get(name, 0.0)) - _log_odds(0.0),
            log(max(share, _LEAST)),
            log(max(shares_before.get(name, 0.0), _LEAST)),
            log(max(expected.get(name, 0.0), _LEAST)),
            log(max(of_guides.get(guide, 0.0), _LEAST)),
            log(max(guides.get(guide, 0.0), _HARDLY) / _HARDLY),
        )


def _before(subject: Mapping[str, float], message: Mapping[str, float], told: bool) -> Mapping[str, float]:
    """The shares that hold before a question: those of the messages before it, and those of its own where that tells more than it asks,
    or is the first."""
    if not subject:
        return message
    return _mixed(subject, message, _TOLD) if told else subject


def _shares(words: Meaning | Question) -> Mapping[str, float]:
    """What the selector has of them; where there is none, the search's chances stand in for it."""
    return words.selected or _advice(words.handbook or {})


def by_guide(shares: Mapping[str, float]) -> dict[str, float]:
    """The shares of each guide, of those of its advice."""
    found: dict[str, float] = {}
    for name, share in shares.items():
        guide = name.partition(".")[0]
        found[guide] = found.get(guide, 0.0) + share
    return found


def is_a_remark(meaning: Meaning, subject: Subject, guide: str | None = None) -> bool:
    """Are these a few words in the middle of a talk, to which advice is likely the answer, though they sound like danger ('he's not
    setting foot in there', of a course)? `guide`: the one whose advice it must be. What is danger beyond doubt is none, unless advice
    plainly answers it at work ('he's rung us asking where she is') and no word of it says that somebody is attacked."""
    words, said = len(meaning.text.split()), signs(meaning.text)
    if words > _LONG_REMARK or not (subject.guides or subject.advice) or LIFELESS in said:
        return False
    found = candidates(None, meaning, subject)
    of_work = [one for one in found if one.guide not in (*DANGERS, *PEOPLE)]
    answers = (one.chance for one in (of_work if guide is None else found) if guide in (None, one.guide))
    likely = next(answers, 0.0)
    if beyond := beyond_doubt(meaning):
        attacked = (ATTACK | {"others_life"}) & said or GRAVE_TOPICS & set(meaning.facts.get("topics", ()))
        first = bool(of_work) and found[0] == of_work[0] and likely >= THRESHOLDS.advice_likely
        return beyond == ["emergency"] and guide is None and first and not attacked
    return likely >= (THRESHOLDS.advice_not_danger if guide is None else THRESHOLDS.may_be_meant_of_their_own)


def beyond_doubt(meaning: Meaning) -> list[str]:
    """The dangers to a life that a message surely tells of, also in the middle of a talk; the less it takes, the longer it is."""
    few = len(meaning.text.split()) <= _REMARK
    doubt = THRESHOLDS.danger_beyond_doubt if few else THRESHOLDS.danger_told_at_length
    return [kind for kind in MAY_COST_A_LIFE if meaning.danger.shares.get(kind, 0.0) >= doubt]


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


def _likeliest(shares: Mapping[str, float]) -> dict[str, float]:
    first = sorted(shares.items(), key=lambda one: -one[1])[:_MOST_SELECTED]
    return {name: round(share, 5) for name, share in first if share >= _LEAST}


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _NOTHING_OF_IT), 1 - _NOTHING_OF_IT)
    return log(chance / (1 - chance))
