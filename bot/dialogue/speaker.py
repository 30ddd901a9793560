"""Who writes, as far as the conversation can tell: one message's guess, and who was there before."""

from bot.dialogue.state import DialogueState
from bot.nlu.controls import of_their_own, speaks_of_oneself
from bot.nlu.meaning import Meaning
from bot.nlu.thresholds import THRESHOLDS

ANYBODY = "other"  # a role that is no sure sign: a neighbour's, a volunteer's
_ASKED_BY_ANYBODY = 6  # words: so few, and none of oneself, tell nothing of who writes


def speaker(meaning: Meaning, state: DialogueState) -> str:
    """The voice to answer. Who was seen to be at work, or to be somebody else, stays that until a message is sure of another."""
    before = "practitioner" if at_work_so_far(state) else state.voice
    if before is None or before == meaning.voice:
        return meaning.voice
    if before == "accused":
        return "practitioner" if _sure(meaning) and meaning.voice == "practitioner" else before
    return meaning.voice if turns_out_to_be_another(meaning, state) else before


def at_work(meaning: Meaning) -> bool:
    """Is the writer plainly somebody at work? Who names a role and tells nothing of their own life is."""
    named = meaning.facts.get("role", ANYBODY) != ANYBODY and meaning.voice in ("practitioner", "public", "unclear")
    return named or meaning.voices.get("practitioner", 0.0) >= THRESHOLDS.worker


def at_work_so_far(state: DialogueState) -> bool:
    """Did somebody at work write before?"""
    return state.voice == "practitioner" or (state.guide is not None and state.voice is None)


def says_who(meaning: Meaning) -> bool:
    """Is there enough in the words to tell who writes? 'Do I tell dad' and 'email for social care' are asked by anybody."""
    return len(meaning.text.split()) > _ASKED_BY_ANYBODY or speaks_of_oneself(meaning.text)


def is_sure(meaning: Meaning, state: DialogueState) -> bool:
    """Is the message sure of its voice, beside who wrote before?"""
    return _sure(meaning) and (not at_work_so_far(state) or turns_out_to_be_another(meaning, state))


def _sure(meaning: Meaning) -> bool:
    return meaning.voices.get(meaning.voice, 0.0) >= THRESHOLDS.voice


def turns_out_to_be_another(meaning: Meaning, state: DialogueState) -> bool:
    """Who has named a role says in so many words that they are somebody else: 'I'm her nan', 'my ex', 'no worker'."""
    likely = meaning.voices.get(meaning.voice, 0.0) >= THRESHOLDS.another_voice and says_who(meaning)
    return likely and ("role" not in state.facts or of_their_own(meaning.text))
