"""One message in its conversation, and what is often asked of the two together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.dialogue.acts import Ask
from bot.dialogue.advising import is_likely_advised
from bot.dialogue.facts import CASE, DEPENDS, merge
from bot.dialogue.handbook import surely_in_print
from bot.dialogue.state import DialogueState
from bot.nlu.controls import names_a_topic, supposes
from bot.nlu.labels import GUIDED
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.guides import Guide as GuideOfPack
from knowledge.guides import Question as GuideQuestion
from knowledge.pack import Pack

A_WORD_OR_TWO = 2  # words: 'ok then' after a conclusion tells nothing new
FEW_WORDS = 4  # words: 'safety plan' names a topic, '2.9' a section
_A_SITUATION = 5  # words beside the question
_TELLS = 3  # words beside the question, from which something is told
_A_REMARK = 15  # words; what is longer tells a story


@dataclass(frozen=True)
class Situation:
    """One message in its conversation. `choice`: the payload of a button that was pressed."""

    meaning: Meaning
    state: DialogueState
    pack: Pack
    choice: str | None = None

    @property
    def open_question(self) -> GuideQuestion | None:
        guide = self.pack.guides.get(self.state.flow or "")
        if guide is None or self.state.guide is None or not self.state.answering:
            return None
        return guide.question(self.state.guide.anew) or guide.next_question(self.state.view(self.pack))

    @property
    def with_facts(self) -> DialogueState:
        """The state as it will be once the message's facts are taken in: its own question is answered for them."""
        return self._after(self.meaning.facts)

    @cached_property
    def tells(self) -> frozenset[str]:
        """The facts of a case in the message, with those that put right what is known of it."""
        told = self.meaning.facts
        puts_right = {name: told[name] for name in DEPENDS & told.keys()}
        changes = bool(puts_right) and self._after(puts_right).case != self.state.case
        return (CASE & told.keys()) | (puts_right.keys() if changes else frozenset())

    @cached_property
    def likely_advised(self) -> bool:
        """Is there advice that likely answers the whole message?"""
        return is_likely_advised(self.meaning, self.with_facts, self.pack)

    def _after(self, facts: Mapping[str, Any]) -> DialogueState:
        after = DialogueState.of(self.state.as_slot())
        merge(after, dict(facts))
        return after


# -- what it is about


def no_answer(ask: Ask) -> bool:
    return ask.question.handbook.get("status") != "answered"


def is_a_topic(here: Situation) -> bool:
    """A guide's topic and no question: its guide is what is wanted."""
    sure = here.meaning.confidence >= THRESHOLDS.situation and here.state.flow != here.meaning.flow
    few = len(here.meaning.text.split()) <= FEW_WORDS
    surely = sure or (few and not here.state.answering)
    if not few and here.likely_advised:
        return False  # 'so should I be stopping the referral'
    return here.meaning.flow in GUIDED and surely and names_a_topic(here.meaning.text)


def tells_a_situation(here: Situation) -> bool:
    """Is more told than asked? 'Refuge worker here, a plan for a woman who still lives with him' wants more than a passage."""
    if here.meaning.confidence < THRESHOLDS.situation or here.state.guide:  # in the middle of one, it is that one's
        return False
    asked = sum(len(question.text.split()) for question in here.meaning.questions)
    return "role" in here.meaning.facts or len(here.meaning.text.split()) - asked >= _A_SITUATION


def tells_what_happened(here: Situation) -> bool:
    """Is something told beside what is asked, and not supposed? 'Is strangling automatic' tells nothing."""
    told = list(here.meaning.text)
    for question in here.meaning.questions:
        told[question.start : question.end] = " " * (question.end - question.start)
    words = "".join(told).split()
    return len(words) >= _TELLS and not supposes(here.meaning.text)


def says_else_than(guide: GuideOfPack | None, here: Situation, question: Question | None = None) -> bool:
    """Is the print sure of a section that the guide does not begin with? 'Reasons why people do not tell' is in it, and the
    guide begins with the signs. Of a `question`, else of a message that is none and tells no story."""
    section = surely_in_print(question or here.meaning.as_question)
    if section is None or here.state.guide or here.state.alarm:
        return False
    if question is None and (here.tells or len(here.meaning.text.split()) > _A_REMARK):
        return False
    if guide is None:
        return True
    begins_with = guide.sections if guide.decides == "pathway" else [one.source for one in guide.advice if one.first]
    return section not in begins_with
