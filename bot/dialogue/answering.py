"""Whether a message answers the guide's open question, and with what; or puts right an earlier answer."""

from typing import Any

from bot.dialogue.answers import answer_to, bare_years, says_no, says_that_is_all, says_unknown, told_in_passing
from bot.dialogue.state import UNKNOWN, DialogueState
from bot.nlu.controls import corrected, is_question
from bot.nlu.meaning import Meaning
from knowledge.guides import Guide, Question
from knowledge.pack import Pack

_SHORT = 12  # words: a longer message answers only in so many words, or in its first clause
_FACTS = {"age": ("children",), "area": ("area", "areas", "unsure", "outside"), "risk": ("risk",)}


def answer_in(
    meaning: Meaning, state: DialogueState, guide: Guide, question: Question | None, pack: Pack
) -> tuple[str, Any] | None:
    """The id of the question that is answered, and the value; None where it is none. Ages, places and grades that the
    message tells are facts, and need no answer of their own."""
    if found := _put_right(meaning, state, guide, pack):
        return found
    if question is None:
        return None
    if "ungraded" in meaning.facts and (grade := _grade(guide)) and grade not in state.facts:
        return grade, UNKNOWN  # whatever was asked
    if any(name in meaning.facts for name in _FACTS.get(question.kind, ())):
        return None
    words = _the_answer(meaning)
    if not words:
        return None
    if question.kind == "age" and (years := bare_years(words)) is not None:
        return question.id, [child_of_years(pack, years)]
    if question.kind == "many" and state.guide and state.guide.chosen and (says_that_is_all(words) or says_no(words)):
        return question.id, state.guide.chosen
    if len(words.split()) > _SHORT:
        value: Any = told_in_passing(question, words) if question.kind == "choice" else None
    else:
        value = answer_to(question, words, dict(meaning.facts))
    return (question.id, value) if value is not None else None


def _grade(guide: Guide) -> str | None:
    return next((one.id for one in guide.questions if one.kind == "risk"), None)


def _the_answer(meaning: Meaning) -> str:
    """The words that may answer: those outside what is asked; of a long message its first clause."""
    text = list(meaning.text)
    for question in meaning.questions:
        if not says_unknown(question.text):
            text[question.start : question.end] = " " * (question.end - question.start)
    if not "".join(text).strip(" ,;.?") and not is_question(meaning.text):
        text = list(meaning.text)  # 'a programme': nothing is asked where that is an answer
    words = " ".join("".join(text).split()).strip(" ,;?")
    if len(words.split()) > _SHORT and meaning.clauses:
        first = meaning.clauses[0].text
        return first if len(first.split()) <= 6 and not is_question(first) else words
    return words


def _put_right(meaning: Meaning, state: DialogueState, guide: Guide, pack: Pack) -> tuple[str, Any] | None:
    """'Sorry, 15' or 'I meant the adult': a new answer to the latest question that it can answer."""
    words = corrected(meaning.text)
    if not words or state.guide is None:
        return None
    for question in reversed([q for i in state.guide.answered if (q := guide.question(i))]):
        if question.kind == "age":
            if (years := bare_years(words)) is not None and "children" not in meaning.facts:
                return question.id, [child_of_years(pack, years)]
            continue
        value: Any = answer_to(question, words, dict(meaning.facts))
        if value not in (None, UNKNOWN, state.case.facts.get(question.id)):
            return question.id, value
    return None


def child_of_years(pack: Pack, years: int) -> dict[str, Any]:
    """A child of whole years, as the facts have one."""
    return {"stage": pack.table.stage_at(years * 12), "age": f"{years} years", "months": years * 12}


def child_of_stage(stage: str) -> dict[str, Any]:
    """A child of whom the stage alone is known, as a button tells it."""
    return {"stage": stage, "age": None, "months": None}
