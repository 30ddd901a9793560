"""Words that steer a conversation rather than start anything: why, sure, back, skip, stop, and corrections.

A control is a whole message (`patterns/controls.yml`): what is said beside one may be danger, or somebody's name.
"""

import re
from functools import cache

from bot.nlu.clauses import sentences
from bot.nlu.matcher import patterns
from bot.nlu.normalise import normalise

_NOT_THIS = re.compile(r"[\s,]*\b(?:and )?not (?:a |an |the )?[\w-]+\W*$", re.I)
_INSTEAD = re.compile(
    r"^\W*(?:the )?(?!it|she|he|they|i|is|am|are|no|yes|we\b)[\w-]+,? (?:and )?not (?!yet|sure|really)(?:a |an |the )?[\w-]+\W*$",
    re.I,
)
_CORRECTION_IS_SHORT = 6  # words; a longer message says more than what it puts right
_A_LANDMARK = 8  # words
_A_TOPIC, _A_TOPIC_WITH_A_MARK = 8, 3  # words


def control_in(text: str) -> str | None:
    """The name of the control that `text` is, if it is nothing else."""
    return patterns().whole_message("controls", normalise(text))


def corrected(text: str) -> str | None:
    """What a correction says instead: `13` of 'sorry, 13 not 3'; None of a message that corrects nothing."""
    words = text.replace("’", "'").strip()
    opener = _correction().match(words)
    if opener is None and not _INSTEAD.match(words):
        return None
    left = _NOT_THIS.sub("", words[opener.end() :] if opener else words).strip(" ,.!")
    return left if left and len(left.split()) <= _CORRECTION_IS_SHORT and not is_question(left) else None


def supposes(text: str) -> bool:
    """'What if she was 2', 'and if they lived in Derby?', 'what about high'."""
    return "supposes" in patterns().names("speech", normalise(text))


def asks_for_guidance(text: str) -> bool:
    """'How do I ask her', 'which order would stop him', 'help with a safety plan'; also a few words that name a task and are no
    question."""
    return "guidance" in patterns().names("speech", normalise(text))


def asks_whom_to_tell(text: str) -> bool:
    """'Who do I refer this to', 'which inbox', 'do we refer'."""
    return "whom" in patterns().names("speech", normalise(text))


def speaks_of_oneself(text: str) -> bool:
    """'It happens to me', 'am I safe', 'ours does'; and not 'do I tell dad', which anybody may ask."""
    return "of_oneself" in patterns().names("speech", normalise(text))


def of_their_own(text: str) -> bool:
    """Do they say whose they are, or that they are at no work: 'I'm her nan', 'my ex', 'I don't work there'?"""
    return "of_their_own" in patterns().names("speech", normalise(text))


def of_their_partner(text: str) -> bool:
    """'Would she tell my husband', 'my ex has a key'."""
    return "of_their_partner" in patterns().names("speech", normalise(text))


def says_it_goes_on(text: str) -> bool:
    """'He's still hitting her', 'he's back', 'at it again'."""
    return "goes_on" in patterns().names("speech", normalise(text))


def is_a_landmark(text: str) -> bool:
    """'The one by the canal', 'near the station': where something is, by what stands there, and no word of anybody."""
    words = text.rstrip(" .!?").split()
    if not words or len(words) > _A_LANDMARK or re.search(r"[,;.!?]\s", text):
        return False
    names = patterns().names
    return "landmark" in names("speech", normalise(text)) and "a_landmark" in names("speech", normalise(words[-1]))


def is_question(text: str) -> bool:
    """Has it a question mark, or does it begin as questions do?"""
    return "?" in text or "question" in patterns().names("speech", normalise(text))


def is_done_to_me(text: str) -> bool:
    """'He strangled me', 'he'll come for me': harm to who writes."""
    return "harms_me" in patterns().names("speech", normalise(text))


def reports(text: str) -> bool:
    """'And she says please don't tell my mum': somebody else's words, said by the writer, and no threat to who writes."""
    said = patterns().names("speech", normalise(text))
    return "reports" in said and "harms_me" not in said


def wants_yes_or_no(text: str) -> bool:
    """'Is strangling an automatic referral', 'do we tell the school'."""
    return "yes_or_no" in patterns().names("speech", normalise(text))


def was_misread(text: str) -> bool:
    """'No, I meant the mother', 'She's an adult. You've missed it': what was said last is not what was asked for."""
    return any("misread" in patterns().names("speech", normalise(text[a:b])) for a, b in sentences(text))


def names_a_topic(text: str) -> bool:
    """'Safety plan', 'signs of abuse in an adult patient', 'marac?': a few words that name something and ask nothing of it."""
    asks = "asks_of_it" in patterns().names("speech", normalise(text))
    return not asks and len(text.split()) <= (_A_TOPIC_WITH_A_MARK if "?" in text else _A_TOPIC)


def is_small_talk(text: str) -> bool:
    """Has it a word of greeting, thanks or goodbye?"""
    return "small_talk" in patterns().names("speech", normalise(text))


@cache
def _correction() -> re.Pattern[str]:
    """The words that open a correction, with the signs after them."""
    return patterns().opener("speech", "correction")
