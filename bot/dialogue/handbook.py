"""What the print answers, and how sure the search is of it."""

from dataclasses import replace

from bot.dialogue.acts import Ask
from bot.dialogue.speaker import speaker
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning, Question
from bot.nlu.thresholds import THRESHOLDS
from knowledge.guides import Advice
from knowledge.pack import Pack

_FEW_WORDS = 6


def in_the_handbook(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """The search's outcome; a guide under way, or the one that the message starts, is better than an unsure one."""
    if speaker(meaning, state) == "accused":
        return None
    question = _of_what_is_spoken_of(question, state, pack)
    best = next(iter(question.handbook.get("hits", ())), {"score": 0.0})["score"]
    leans = len(question.text.split()) <= _FEW_WORDS and (state.guide is not None or state.alarm is not None)
    if leans and best < THRESHOLDS.follow_up:  # a few words that lean on what was said: the search can't know
        return Ask(replace(question, handbook={**question.handbook, "status": "unsure"}), "handbook")
    return Ask(question, "handbook")


def _of_what_is_spoken_of(question: Question, state: DialogueState, pack: Pack) -> Question:
    """In the middle of a guide, where the search is not sure, a section of the guide's own comes first: 'do we tell mum' after
    a notification is about that."""
    guide, hits = pack.guides.get(state.spoken.guide or ""), list(question.handbook.get("hits", ()))
    if guide is None or surely_in_print(question):
        return question
    near = [hit for hit in hits[:3] if hit["id"] in guide.sections and hit["score"] >= THRESHOLDS.spoken_of]
    if not near or near[0] is hits[0]:
        return question
    return replace(question, handbook={**question.handbook, "hits": [near[0], *(h for h in hits if h is not near[0])]})


def surely_in_print(question: Question) -> str | None:
    """The section that answers, where the search is sure of it."""
    return best_in_print(question, THRESHOLDS.surely_in_print)


def best_in_print(question: Question, least: float) -> str | None:
    best = next(iter(question.handbook.get("hits", ())), None)
    answers = best and question.handbook.get("status") == "answered" and best["score"] >= least
    return str(best["id"]) if best and answers else None


def is_as_good_as(advice: Advice, in_print: str | None) -> bool:
    """Does a guide's advice answer as well as the print? It stands on the same section, or says what the print does not."""
    return in_print in (None, advice.source) or advice.addition is not None
