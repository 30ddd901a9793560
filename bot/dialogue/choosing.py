"""Which options somebody chooses, of a question of the quiz or a turn of a practice case: by their letters, word for word, or in
their own words."""

import re

from rapidfuzz import fuzz
from spacy.lang.en.stop_words import STOP_WORDS

from knowledge.posed import Posed
from knowledge.wordings import bare

LETTERS = "abcdefgh"
_LED_BY = r"(?:(?:my )?answer(?: is)?|i(?:'d| would)? (?:say|think|choose|go for)|it'?s|is it|option|choice|number|maybe|probably)"
_PICKS = re.compile(
    rf"\W*(?:{_LED_BY}\W+)*(?P<picks>[a-h1-8](?:(?:\s*(?:,|;|\.\s|>|\+|&|/|\band\b|\bthen\b)\s*|\s+)+[a-h1-8])*)\W*",
    re.I,
)
_PICK = re.compile(r"(?<![a-z])[a-h1-8](?![a-z])", re.I)
_TRUE = re.compile(r"\W*(?:t|true|yes|right|correct|y)\W*", re.I)
_FALSE = re.compile(r"\W*(?:f|false|no|not true|wrong|incorrect|n|untrue)\W*", re.I)
_NOT = re.compile(r"not|never|no|nobody|nothing|none|without|dont|doesnt|cant|cannot|wont|shouldnt|isnt")
_WORD_FOR_WORD = 92  # rapidfuzz, of a choice's own words
_NEARLY, _AHEAD = 80, 12  # of some of them, and before every other choice
_FEWEST = 2  # words that matter, of an answer in one's own words
LONGEST = 14  # words of an answer in one's own words


def by_letter(text: str, posed: Posed) -> tuple[str, ...]:
    """The options that a message names by letter or number: `b`, `b and d`, `3,1,2`; true and false too."""
    words = text.strip()
    if posed.kind == "true-false" and (said := _true_or_false(words)):
        return tuple(one.id for one in posed.options if one.say.lower().startswith(said))
    if posed.kind == "order" and re.fullmatch(rf"[a-h1-8]{{{len(posed.options)}}}", words, re.I):
        words = " ".join(words)  # 'cab'
    found = _PICKS.fullmatch(words)
    if found is None:
        return ()
    places = [_place(sign) for sign in _PICK.findall(found["picks"])]
    chosen = tuple(dict.fromkeys(posed.options[place].id for place in places if place < len(posed.options)))
    if len(chosen) != len(places) or (len(chosen) > 1 and not posed.takes_several):
        return ()
    return chosen


def _true_or_false(words: str) -> str:
    return "true" if _TRUE.fullmatch(words) else "false" if _FALSE.fullmatch(words) else ""


def _place(sign: str) -> int:
    return int(sign) - 1 if sign.isdigit() else LETTERS.index(sign.lower())


def word_for_word(text: str, posed: Posed) -> tuple[str, ...]:
    """The one option whose own words, or nearly those, are the message."""
    said = bare(text)
    likest = max(posed.options, key=lambda one: fuzz.ratio(said, bare(one.say)))
    return (likest.id,) if fuzz.ratio(said, bare(likest.say)) >= _WORD_FOR_WORD else ()


def in_own_words(text: str, posed: Posed) -> tuple[str, ...]:
    """The one option that the words that matter are of. 'Don't ask him' is not 'ask him'."""
    said = _that_matter(text)
    if len(said) < _FEWEST or len(text.split()) > LONGEST:
        return ()
    options = [(one.id, _that_matter(one.say)) for one in posed.options]
    alike = sorted(
        (
            (fuzz.token_set_ratio(" ".join(said), " ".join(words)), name)
            for name, words in options
            if _denies(words) == _denies(said)
        ),
        reverse=True,
    )
    ahead = alike[0][0] - alike[1][0] if len(alike) > 1 else _AHEAD
    return (alike[0][1],) if alike and alike[0][0] >= _NEARLY and ahead >= _AHEAD else ()


def _that_matter(words: str) -> list[str]:
    return [word for word in bare(words).split() if word not in STOP_WORDS or _NOT.fullmatch(word)]


def _denies(words: list[str]) -> bool:
    return any(_NOT.fullmatch(word) for word in words)
