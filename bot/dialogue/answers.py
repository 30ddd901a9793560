"""Reading an answer to a guide's question from words, facts or a button."""

import re
from typing import Any

from rapidfuzz import fuzz

from bot.dialogue.state import UNKNOWN
from knowledge.guides import Option, Question

_DONT_KNOW = re.compile(
    r"^\W*(?:i(?:'m| am)? )?(?:really |honestly |just )?(?:don'?t know|dont know|dunno|do not know|not sure|unsure|no idea|not known|unknown|idk|can'?t say|haven'?t a clue|"
    r"not clear|nobody (?:said|knows)|nobody has said|(?:it )?(?:hasn'?t|has not|not) been (?:graded|said|told|assessed)(?: yet)?|not graded(?: yet)?|no grading|"
    r"(?:no|there'?s no|there is no|hasn'?t got a|haven'?t got a) grade|(?:i )?(?:can'?t|cannot) (?:answer|give|tell you)|wouldn'?t know|"
    r"(?:no ?-?one|nobody)(?:'?s| has| have)? (?:graded|scored|assessed|told)|(?:the )?police (?:haven'?t|have not|weren'?t|never)|"
    r"we don'?t know|they (?:didn'?t|haven'?t) sa(?:y|id)|didn'?t say|(?:it )?doesn'?t say|none given|skip)\b",
    re.I,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|y|correct|she does|he does|they do|i do|we do|it does|it is|she is|he is|they are|there is|sure|ok|okay|definitely)\b",
    re.I,
)
_NO = re.compile(
    r"^\W*(?:no|nope|nah|n|not really|not (?:that|at)|none|never|she doesn'?t|he doesn'?t|they don'?t|i don'?t|we don'?t|it isn'?t|she isn'?t|he isn'?t|not yet)\b",
    re.I,
)
_THAT_IS_ALL = re.compile(
    r"^\W*(?:no,? |nope,? )?(?:i think )?(?:(?:that'?s|that is|thats) (?:all|it|everything|the lot)|no(?:thing)? (?:more|else|others?)|just (?:that|those|the one)|done|finished)\b.{0,12}$",
    re.I,
)
_BARE_AGE = re.compile(r"^\W*(?:(?:he|she|they)(?:'s| is| are|'re)? |about |only |just |aged? )?(\d{1,2})\W*$", re.I)
_BARE_NUMBER = re.compile(
    r"\W*(?:(?:about|around|nearly|she'?s|he'?s|they'?re|it'?s|is|aged?|age|scored?|got)\W+){0,2}(\d{1,3})\W*(?:ticks?|yes(?:es)?|years?(?: old)?|yrs?|yo)?\W*",
    re.I,
)
_DEFINITION = re.compile(
    r"^\W*(?:sorry,? |ok(?:ay)?,? |but |and )*(?:what(?:'?s| is| are| does)|wh?ats|define|meaning of|explain)\s+(?:an? |the )?(?P<what>[\w'-]+(?: [\w'-]+){0,3}?)"
    r"(?: (?:mean|stand for|again|then|anyway|please))*\W*$",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:nobody|no ?one|neither|none|never|not|isn'?t|aren'?t|wasn'?t|doesn'?t|don'?t|no sign)\W+(?:(?:is|are|of|them|was|seems?|looks?|to|be|feels?|that|really|at all|either|in|any|the|parents?)\W+){0,5}$",
    re.I,
)
_CLOSE = 84  # rapidfuzz score from which a short answer is an option, mistyped


def says_unknown(text: str) -> bool:
    """'don't know', 'not graded yet', 'skip'."""
    return _DONT_KNOW.search(text.replace("’", "'")) is not None


def answer_to(question: Question, text: str, found: dict[str, Any]) -> str | list[str] | None:
    """The value of the fact that `question` asks, or None where the words don't answer it.

    `found` are the facts already taken from the message. Ages, areas and risks come from those; options by
    their words; yes and no where there are such options.
    """
    words = text.replace("’", "'").strip().lower()
    if "ungraded" in found and question.kind != "risk":
        return None  # 'nobody has graded it' is no answer to how old they are
    if says_unknown(words):
        return UNKNOWN
    match question.kind:
        case "age" | "area":
            return None  # these come as facts, see `found`
        case "risk":
            return found.get("risk") or (UNKNOWN if "dash" in found else None)  # ticks below 14 tell no grade
        case "many":
            return _many(question, words)
        case _:
            return _one(question, words)


def says_that_is_all(text: str) -> bool:
    """'That's all', 'no more': nothing to add to what was chosen."""
    return _THAT_IS_ALL.match(text.replace("’", "'")) is not None


def says_no(text: str) -> bool:
    """'No', 'not really', 'she doesn't'."""
    return _NO.search(text.replace("’", "'")) is not None


def told_in_passing(question: Question, text: str) -> str | None:
    """The option that a longer message names in so many words; nothing as slight as yes, no or one short word."""
    words = text.replace("’", "'").lower()
    fits = [
        (max((len(p) for p in _phrases(o) if len(p) >= 5 and _says(p, words)), default=0), o.id)
        for o in question.options
    ]
    best = max(fits, default=(0, None))
    if best[0]:
        return best[1] if sum(score == best[0] for score, _ in fits) == 1 else None
    return _denied(question, words)


def bare_years(text: str) -> int | None:
    """A number and nothing else, asked for an age: whole years under 18."""
    m = _BARE_AGE.match(text)
    return int(m.group(1)) if m and int(m.group(1)) < 18 else None


def asks_what_it_means(text: str) -> bool:
    """'What is a DASH?', 'what does NFA mean': a word to explain, and no case."""
    return _DEFINITION.match(text.replace("’", "'")) is not None


def _one(question: Question, words: str) -> str | None:
    if number := _BARE_NUMBER.fullmatch(words):
        if option := question.option_for_number(int(number.group(1))):
            return option.id
    scored = [(score, o.id) for o in question.options if (score := _fit(o, words))]
    if scored:
        best = max(scored)
        if sum(score == best[0] for score, _ in scored) == 1:
            return best[1]
    if denied := _denied(question, words):
        return denied
    by_id = {o.id for o in question.options}
    if _YES.search(words) and "yes" in by_id:
        return "yes"
    if _NO.search(words) and "no" in by_id:
        return "no"
    return None


def _denied(question: Question, words: str) -> str | None:
    """'no' where what would be a yes is denied: 'nobody is scared of the other'."""
    by_id = {o.id: o for o in question.options}
    return "no" if {"yes", "no"} <= by_id.keys() and _denies(by_id["yes"], words) else None


def _many(question: Question, words: str) -> list[str] | None:
    chosen = [o.id for o in question.options if _fit(o, words)]
    if not chosen and re.search(r"\b(?:none|neither|nothing|no)\b", words):
        return ["none"]
    if not chosen and not says_that_is_all(words) and re.search(r"\b(?:all|every|both)\b", words):
        return [o.id for o in question.options if o.id not in ("none", "other")]
    return chosen or None


def _fit(option: Option, words: str) -> int:
    """How well an answer names an option: the longest of its phrases found, or nought."""
    best = 0
    for phrase in _phrases(option):
        if _says(phrase, words):
            best = max(best, len(phrase) + 100 * (phrase == words))
        elif len(words) >= 4 and len(words) <= len(phrase) + 4 and fuzz.ratio(phrase, words) >= _CLOSE:
            best = max(best, len(phrase))
    return best


def _phrases(option: Option) -> set[str]:
    return {option.label.lower(), option.id.replace("-", " "), *(w.lower() for w in option.words)}


def _says(phrase: str, words: str) -> bool:
    """Is the phrase said, and not denied ('nobody is scared')?"""
    said = list(re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", words))
    return any(not _DENIED.search(words[: match.start()]) for match in said)


def _denies(option: Option, words: str) -> bool:
    """Are the option's words said, but only to deny them?"""
    return any(phrase in words and not _says(phrase, words) for phrase in _phrases(option) if len(phrase) >= 5)
