"""Reads what somebody says against the advice of one guide: by the wordings that the pack lists with a piece of advice, and by
likeness to the questions that stand beside it."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.subject import Subject, candidates
from bot.nlu.controls import is_question
from bot.nlu.labels import MAY_COST_A_LIFE, OWN_LIFE
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.conditions import Facts, holds
from knowledge.guides import Guide
from knowledge.pack import Pack
from knowledge.wordings import Wordings, plain

_SAYS = 2  # words: one alone ('ok') asks for nothing
NEWS = ("news", "all-clear")
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("alarm.yml").read_text(encoding="utf-8"))
# The chance that advice answers, from which it does; more is asked for where a life is at stake, and before words that the advice
# lists are taken for it.
_LIKELY, _CLEARLY, _PLAINLY, _SURELY = 0.09, 0.12, 0.28, 0.5
FILLERS = re.compile(rf"\b(?:{'|'.join(WORDS['fillers'])})\b|[^\w ]")
_NO_ANSWERS = ("denial", "anything", "farewell")  # to what is asked
_THEIR_OWN = frozenset(OWN_LIFE) | {"relative", "public", "parent", "accused"}  # guides that alone answer who writes


class Reader:
    """Reads for one guide of one pack: `reader_of`."""

    def __init__(self, guide_id: str, guides: Mapping[str, Guide]):
        self._guide = guide_id
        advice = guides[guide_id].advice if guide_id in guides else []
        self._advice = [(a, Wordings(a.words, WORDS["fillers"], a.answers in (*NEWS, "farewell"))) for a in advice]

    def news(self, meaning: Meaning, facts: Facts) -> list[str]:
        """The news in a message, by the words of the guide: 'police have been and gone'. That it is over comes first."""
        found = self._worded(plain(meaning.text), facts, NEWS)
        return sorted(found, key=lambda one: not self.is_over(one))[:2]

    def is_over(self, advice: str) -> bool:
        """Is that the advice for when a danger is over?"""
        return any(a.id == advice and a.answers == "all-clear" for a, _ in self._advice)

    def is_news(self, advice: str | None) -> bool:
        """Does it answer something told, so that a question beside it has an answer of its own?"""
        return any(a.id == advice and a.answers in NEWS for a, _ in self._advice)

    def left_of(self, advice: str, meaning: Meaning) -> bool:
        """Is a life in danger by another clause than those with the news?"""
        wordings = next(wordings for a, wordings in self._advice if a.id == advice)
        return any(
            clause.danger.level == "sure"
            and clause.danger.kind in MAY_COST_A_LIFE
            and not wordings.found_in(plain(clause.text))
            for clause in meaning.clauses
        )

    def farewell(self, meaning: Meaning, facts: Facts) -> list[str]:
        """Thanks or a goodbye. Beside a question they are manners: 'thanks. can I tell without my name?'"""
        return [] if asks_anything(meaning) else self._worded(plain(meaning.text), facts, ("farewell",))[:1]

    def only_takes_leave(self, meaning: Meaning) -> bool:
        """Is there next to nothing in the message but thanks and goodbyes: 'ok thanks, night'?"""
        text = plain(meaning.text)
        spans = [span for a, wordings in self._advice if a.answers == "farewell" for span in wordings.found_in(text)]
        left = "".join(" " if any(a <= i < b for a, b in spans) else c for i, c in enumerate(text))
        return len(FILLERS.sub(" ", left).split()) < _SAYS

    def fears(self, meaning: Meaning, facts: Facts) -> list[str]:
        """What is feared in the message that tells of a danger, and is answered beside it."""
        return self._worded(plain(meaning.text), facts, ("fear",))[:1]

    def fears_beside(self, advice: str | None, meaning: Meaning, facts: Facts) -> list[str]:
        """What is feared in another clause than those that `advice` is for: 'it's quiet now. mum says don't tell anyone'."""
        wordings = next((wordings for a, wordings in self._advice if a.id == advice), None)
        left = [plain(c.text) for c in meaning.clauses if wordings is None or not wordings.found_in(plain(c.text))]
        return [one for clause in left for one in self._worded(clause, facts, ("fear",)) if one != advice][:1]

    def asked_of(self, meaning: Meaning, facts: Facts, subject: Subject) -> list[str]:
        """The advice that each question is for, or else the message as a whole: what is written beside it is most alike, or its
        words are in it. `facts`: as the advice's conditions see them; `subject`: what it was about before."""
        found = self.to_questions(meaning, facts, subject)
        if not found and (whole := self._answers(None, meaning, facts, subject)):
            found = [whole]
        return list(dict.fromkeys(found))

    def to_questions(self, meaning: Meaning, facts: Facts, subject: Subject) -> list[str]:
        """The advice that each question is for."""
        return [one for q in meaning.questions if (one := self._answers(q, meaning, facts, subject))]

    def clear(self, meaning: Meaning, facts: Facts, subject: Subject) -> bool:
        """Is a question asked that is plainly for a piece of advice, whatever news its words sound like?"""
        return any(self.near(question, meaning, facts, subject, _SURELY) for question in meaning.questions)

    def plainly(self, meaning: Meaning, facts: Facts, subject: Subject) -> str | None:
        """The advice that the message as a whole plainly calls for, whatever news its words sound like."""
        return self.near(None, meaning, facts, subject, _PLAINLY)

    def near(
        self, question: Question | None, meaning: Meaning, facts: Facts, subject: Subject, least: float | None = None
    ) -> str | None:
        """The advice that is likeliest to answer the question, or else the whole message, in a talk about that subject."""
        least = least or (THRESHOLDS.advice_of_their_own if self._guide in _THEIR_OWN else _LIKELY)
        needs = {
            a.id: max(least, THRESHOLDS.advice_likely if a.scene else 0.0)
            for a, _ in self._advice
            if holds(a.when, facts) and a.answers not in (_NO_ANSWERS if asks_anything(meaning) else _NO_ANSWERS[:2])
        }
        of = (
            Subject(said=subject.said) if meaning.danger.level == "sure" else subject
        )  # a new danger's own words say most
        likely = (one for one in candidates(question, meaning, of) if one.guide == self._guide)
        return next((one.advice for one in likely if one.chance >= needs.get(one.advice, 1.0)), None)

    def asked_plainly(self, question: Question, meaning: Meaning, facts: Facts) -> str | None:
        """The advice that the question's own words ask for, beyond doubt."""
        fitting = {a.id for a, _ in self._advice if holds(a.when, facts)}
        near = [one for one in candidates(question, meaning, Subject()) if one.guide == self._guide]
        return next(
            (one.advice for one in near if one.advice in fitting and one.by_itself >= THRESHOLDS.advice_surely), None
        )

    def _answers(self, question: Question | None, meaning: Meaning, facts: Facts, subject: Subject) -> str | None:
        text = question.text if question else meaning.text
        by_words = next(iter(self._worded(plain(text), facts, (None, "fear"))), None)
        if len(text.split()) < _SAYS:
            return by_words
        danger = self._guide in MAY_COST_A_LIFE or meaning.danger.level != "none"
        least = _SURELY if danger else _CLEARLY  # of danger the words that the advice lists say more
        clearly = self.near(question, meaning, facts, subject, least)
        return clearly or by_words or self.near(question, meaning, facts, subject)

    def _worded(self, said: str, facts: Facts, answers: Collection[str | None]) -> list[str]:
        """The advice whose words are in it, of those that answer such."""
        return [
            a.id
            for a, wordings in self._advice
            if a.answers in answers and holds(a.when, facts) and wordings.found_in(said)
        ]


def asks_anything(meaning: Meaning) -> bool:
    """Is anything asked in the message?"""
    return bool(meaning.questions) or is_question(meaning.text)


_READERS: dict[tuple[int, str], Reader] = {}


def reader_of(guide_id: str, pack: Pack) -> Reader:
    """The reader for a guide, made once a pack."""
    key = (id(pack), guide_id)
    if key not in _READERS:
        _READERS[key] = Reader(guide_id, pack.guides)
    return _READERS[key]
