"""What answers a thing that is asked: Signpost itself, a section by number, the directory, a guide's own advice, the
pathway, or the handbook. In this order, the first that fits."""

import re
from dataclasses import replace

from bot.dialogue.acts import Ask
from bot.dialogue.advising import advised, is_whom_to_tell
from bot.dialogue.directory import in_the_directory
from bot.dialogue.facts import CASE
from bot.dialogue.handbook import in_the_handbook, surely_in_print
from bot.dialogue.speaker import speaker
from bot.dialogue.state import DialogueState
from bot.nlu.labels import MAIN_FLOW
from bot.nlu.meaning import Meaning, Question
from knowledge.pack import Pack
from knowledge.services import detail_asked

_SECTION = re.compile(
    r"(?:\b(?:section|sec|read|open|show me|part|s)\s*)(?P<id>\d{1,2}\.\d{1,2})\b|^\W*(?P<only>\d{1,2}\.\d{1,2})\W*$",
    re.I,
)
_APPENDIX = re.compile(r"^\W*(?:(?:read|open|show me|what'?s in|the)\s+)*appendix(?: (?:1|one|a1))?\W*$", re.I)
_CHAPTER = re.compile(r"\bchapter\s+(?P<n>\d{1,2})\b(?!\.\d)", re.I)
_SIGNPOST = re.compile(
    r"\b(?:are you (?:a |an )?(?:real |actual )?(?:bot|robot|human|real|person|ai|machine)|who (?:made|built|runs) (?:you|this)|"
    r"is (?:this|it) (?:a bot|confidential|private|recorded|anonymous|being recorded|stored)|"
    r"do(?:es)? (?:you|it|this) (?:store|keep|record|remember|save)\b(?! the))",
    re.I,
)


def resolve(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """What answers `question`; None where only a guide under way can say."""
    for finder in (
        _about_signpost,
        _of_another_area,
        _by_number,
        in_the_directory,
        advised,
        _decided,
        in_the_handbook,
    ):
        if ask := finder(question, meaning, state, pack):
            return ask
    return None


def _about_signpost(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    return Ask(question, "signpost") if _SIGNPOST.search(question.text) else None


def _of_another_area(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """Another partnership's number or mailbox is not ours to guess."""
    ours = state.facts.keys() & {"area", "unsure"} or meaning.facts.keys() & {"area", "areas", "children"}
    where = question.handbook.get("elsewhere") or (
        meaning.facts.get("outside") if detail_asked(question.text) else None
    )
    return (
        Ask(replace(question, handbook={**question.handbook, "elsewhere": where}), "handbook")
        if where and not ours
        else None
    )


def _by_number(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    return by_number(question)


def by_number(question: Question) -> Ask | None:
    """A section or a chapter that is named by its number."""
    if found := _SECTION.search(question.text):
        return Ask(question, "section", found["id"] or found["only"])
    if _APPENDIX.search(question.text):
        return Ask(question, "section", "A1")
    if found := _CHAPTER.search(question.text):
        return Ask(question, "chapter", found["n"])
    return None


def _decided(question: Question, meaning: Meaning, state: DialogueState, pack: Pack) -> Ask | None:
    """What the pathway says: who is told, and where. What is asked about children in general is in the handbook."""
    whom = is_whom_to_tell(question, state)
    if not (whom or question.flow == MAIN_FLOW) or speaker(meaning, state) == "accused":
        return None
    if state.guide and state.guide.concluded and state.flow == MAIN_FLOW and not (CASE & meaning.facts.keys() or whom):
        return None  # said already: something else is asked of it
    in_print = None if state.guide or whom else surely_in_print(question)
    return Ask(question, "decide") if in_print is None or in_print in pack.pathway.sections else None
