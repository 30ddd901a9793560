"""What a message does in the tour, the quiz or a practice case. An answer is taken for one where it is a letter or a choice's
own words; whatever else is typed is read for danger first, like anything, and answered, and the quiz waits."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from spacy.lang.en.stop_words import STOP_WORDS

from bot.dialogue.acts import Learn
from bot.dialogue.answers import says_no, says_that_is_all
from bot.dialogue.learning import ANY_ROLE, Learning
from bot.dialogue.state import DialogueState
from bot.nlu.controls import is_question
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import in_digits, normalise
from knowledge.audits import Audits
from knowledge.lessons import LearnerRole, TourLength
from knowledge.pack import Pack
from knowledge.posed import Posed

GROUP = "learning"
LETTERS = "abcdefgh"
_LED_BY = r"(?:(?:my )?answer(?: is)?|i(?:'d| would)? (?:say|think|choose|go for)|it'?s|is it|option|choice|number|maybe|probably)"
_PICKS = re.compile(
    rf"\W*(?:{_LED_BY}\W+)*(?P<picks>[a-h1-8](?:(?:\s*(?:,|;|\.\s|>|\+|&|/|\band\b|\bthen\b)\s*|\s+)+[a-h1-8])*)\W*",
    re.I,
)
_PICK = re.compile(r"(?<![a-z])[a-h1-8](?![a-z])", re.I)
_TRUE = re.compile(r"\W*(?:t|true|yes|right|correct|y)\W*", re.I)
_FALSE = re.compile(r"\W*(?:f|false|no|not true|wrong|incorrect|n|untrue)\W*", re.I)
_WORD_FOR_WORD = 92  # rapidfuzz, of a choice's own words
_NEARLY, _AHEAD = 80, 12  # of some of them, and before every other choice
_FEWEST = 2  # words that matter, of an answer in one's own words
_NOT = frozenset(
    [
        "not",
        "never",
        "no",
        "nobody",
        "nothing",
        "none",
        "without",
        "dont",
        "doesnt",
        "cant",
        "cannot",
        "wont",
        "shouldnt",
        "isnt",
    ]
)
_LONGEST = 14  # words of an answer in one's own words
_FILLERS = frozenset(  # words beside a role or a time that say nothing more
    [
        "i",
        "im",
        "am",
        "ive",
        "we",
        "were",
        "a",
        "an",
        "the",
        "my",
        "our",
        "work",
        "working",
        "job",
        "is",
        "in",
        "at",
        "for",
        "as",
        "with",
        "have",
        "got",
        "about",
        "only",
        "just",
        "maybe",
        "please",
        "time",
        "new",
        "started",
        "surgery",
        "primary",
        "secondary",
        "local",
        "team",
        "service",
        "office",
        "trainee",
        "student",
        "newly",
        "qualified",
        "officer",
        "worker",
    ]
)
_MOST_QUESTIONS = 30
_A_REQUEST = 20  # words; a longer message tells something
_OF_A_CASE = frozenset(["children", "area", "risk", "dash"])  # facts of a real case
_CONTROLS = {
    "skip": Learn("skip"),
    "stop": Learn("stop"),
    "where": Learn("again"),
    "help": Learn("hint"),
    "record": Learn("summary"),
}


def is_open(state: DialogueState) -> bool:
    """Does the tour, the quiz or a case wait for an answer? A danger and a guide's own question go before it."""
    return state.learning.open is not None and state.alarm is None and not state.answering


def answered(meaning: Meaning, state: DialogueState, pack: Pack) -> Learn | None:
    """What the message is beyond doubt: letters, a choice word for word, one of the roles or lengths that were asked for, or
    a word that steers."""
    if not is_open(state):
        return None
    text, posed = meaning.text, state.learning.posed(pack)
    if posed and (chosen := picked(text, posed) or _word_for_word(text, posed) or _that_is_all(text, state)):
        return Learn("answer", chosen)
    if meaning.danger.level == "none" or _whole(text) or meaning.control or _is_all_that_is_said(meaning, state, pack):
        return _at_open(meaning, state, pack)
    return None


def _is_all_that_is_said(meaning: Meaning, state: DialogueState, pack: Pack) -> bool:
    """'I work at a GP surgery', 'about ten minutes': the role or the time that was asked for, and nothing besides that might
    be danger."""
    asked = state.learning.open
    if pack.lessons is None or asked not in ("role", "length"):
        return False
    known: Sequence[LearnerRole | TourLength] = pack.lessons.roles if asked == "role" else pack.lessons.lengths
    said = f" {_bare(in_digits(meaning.text.lower()))} "
    for words in sorted((_bare(word) for one in known for word in (*one.words, one.name)), key=len, reverse=True):
        if f" {words} " in said:
            return not set(said.replace(f" {words} ", " ", 1).split()) - _FILLERS
    return False


def may_be_typed(choice: str) -> bool:
    """Is a button of learning meant, where its title is typed? 'No', 'stop' and a role may be typed to something else."""
    kind, _, what = choice.partition(":")
    return kind != "learn" or what.partition("=")[0] in ("again", "tour", "quiz", "practice", "summary", "next")


def _that_is_all(text: str, state: DialogueState) -> tuple[str, ...]:
    return tuple(state.learning.chosen) if state.learning.chosen and says_that_is_all(text) else ()


def picked(text: str, posed: Posed) -> tuple[str, ...]:
    """The options that a message names by letter or number: `b`, `b and d`, `3,1,2`; true and false too."""
    words = text.strip()
    if posed.kind == "true-false":
        said = "true" if _TRUE.fullmatch(words) else "false" if _FALSE.fullmatch(words) else ""
        return (
            tuple(one.id for one in posed.options if one.say.lower().startswith(said)) if said else _named(words, posed)
        )
    if posed.kind == "order" and re.fullmatch(rf"[a-h1-8]{{{len(posed.options)}}}", words, re.I):
        words = " ".join(words)  # 'cab'
    return _named(words, posed)


def _named(words: str, posed: Posed) -> tuple[str, ...]:
    found = _PICKS.fullmatch(words)
    if found is None:
        return ()
    places = [_place(sign) for sign in _PICK.findall(found["picks"])]
    chosen = tuple(dict.fromkeys(posed.options[place].id for place in places if place < len(posed.options)))
    if len(chosen) != len(places) or (len(chosen) > 1 and not posed.takes_several):
        return ()
    return chosen


def _place(sign: str) -> int:
    return int(sign) - 1 if sign.isdigit() else LETTERS.index(sign.lower())


def _word_for_word(text: str, posed: Posed) -> tuple[str, ...]:
    said = _bare(text)
    likest = max(posed.options, key=lambda one: fuzz.ratio(said, _bare(one.say)))
    return (likest.id,) if fuzz.ratio(said, _bare(likest.say)) >= _WORD_FOR_WORD else ()


def _in_own_words(text: str, posed: Posed) -> tuple[str, ...]:
    """The one option that the words that matter are of. 'Don't ask him' is not 'ask him'."""
    said = _content(text)
    if len(said) < _FEWEST or len(text.split()) > _LONGEST:
        return ()
    words = " ".join(said)
    alike = sorted(
        (
            (fuzz.token_set_ratio(words, " ".join(wanted)), one.id)
            for one in posed.options
            if bool(_NOT & set(wanted := _content(one.say))) == bool(_NOT & set(said))
        ),
        reverse=True,
    )
    ahead = alike[0][0] - alike[1][0] if len(alike) > 1 else _AHEAD
    return (alike[0][1],) if alike and alike[0][0] >= _NEARLY and ahead >= _AHEAD else ()


def _content(words: str) -> list[str]:
    """The words that matter."""
    return [word for word in _bare(words).split() if word not in STOP_WORDS or word in _NOT]


def _bare(words: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", words.lower().replace("'", "").replace("’", "")).split())


def steered(meaning: Meaning, state: DialogueState, pack: Pack) -> Learn | None:
    """What else the message does in learning: it steers what is open, answers it in its own words, or asks for the tour, a
    quiz, a case or the record. Danger was looked for before."""
    if code := meaning.facts.get("learner_code"):
        return Learn("join", code)
    open_ = is_open(state)
    if open_ and (act := _at_open(meaning, state, pack)):
        return act
    if act := _asked_for(meaning, state, pack):
        return act
    posed = state.learning.posed(pack) if open_ else None
    if posed and meaning.danger.level == "none" and not is_question(meaning.text):
        if chosen := _in_own_words(meaning.text, posed):
            return Learn("answer", chosen)
    return None


def was_practice(meaning: Meaning, state: DialogueState) -> bool:
    """After words that were taken for danger: does somebody say that they were an answer in the quiz or a case?"""
    short = len(meaning.text.split()) <= _LONGEST
    return short and is_waiting(state.learning) and "only_practice" in patterns().names(GROUP, normalise(meaning.text))


def not_followed(state: DialogueState) -> Learn | None:
    """What is done with words that say nothing while something is open: it is asked again."""
    return Learn("again", "not-followed") if is_open(state) else None


def _at_open(meaning: Meaning, state: DialogueState, pack: Pack) -> Learn | None:
    learning, name = state.learning, _whole(meaning.text)
    if name == "enough":
        return Learn("stop")
    match learning.open:
        case "role":
            if role := role_in(meaning, pack):
                return Learn("role", role)
            return Learn("role", ANY_ROLE) if name == "any_role" or says_no(meaning.text) else _control(meaning)
        case "length":
            length = length_in(meaning.text, pack)
            return Learn("length", length) if length else _control(meaning)
        case "consent" | "forget":
            return Learn("keep" if learning.open == "consent" else "forget", name) if name in ("yes", "no") else None
        case "next":
            return Learn("next") if name in ("go_on", "yes") or meaning.control == "skip" else _control(meaning)
        case _:
            return Learn("hint") if name == "hint" else _control(meaning)


def _control(meaning: Meaning) -> Learn | None:
    return _CONTROLS.get(meaning.control or "")


def _asked_for(meaning: Meaning, state: DialogueState, pack: Pack) -> Learn | None:
    """The record, the audits, a quiz, a case, the tour: the first that the words ask for. A case that is told goes first."""
    if len(meaning.text.split()) > _A_REQUEST or meaning.facts.keys() & _OF_A_CASE:
        return None
    names = patterns().names(GROUP, normalise(meaning.text))
    learning = state.learning
    begun = learning.progress.begun or learning.open is not None
    names_it = begun or "progress" in meaning.text.lower()  # it may stand in another conversation of theirs
    of_learning = learning.progress.begun and state.guide is None  # no case was spoken of since
    asked = (
        Learn("forget") if "forget" in names else None,
        Learn("keep", "yes") if "keep" in names else None,
        Learn("summary") if "learning_summary" in names or ("summary" in names and of_learning) else None,
        _of_audits(meaning, names, pack.audits) if pack.audits else None,
        _quiz(meaning, pack) if "quiz" in names and pack.quiz else None,
        Learn("practice", role_in(meaning, pack)) if "practice" in names and pack.practice else None,
        tour(meaning, pack) if "tour" in names and pack.lessons else None,
        Learn("progress") if "progress" in names and names_it else None,
    )
    return next((act for act in asked if act), None)


def _quiz(meaning: Meaning, pack: Pack) -> Learn:
    return Learn("quiz", {"sections": sections_in(meaning, pack), "count": count_in(meaning.text)})


def _of_audits(meaning: Meaning, names: set[str], audits: Audits) -> Learn | None:
    """What all the briefings say on a theme, or a supervision session on it. One briefing alone has its guide."""
    theme = _theme_in(meaning.text, audits)
    if "session" in names:
        return Learn("session", theme)
    if "compare_audits" in names:
        return Learn("theme", theme)
    one_alone = any(str(topic).startswith("audit-") for topic in meaning.facts.get("topics", ()))
    return Learn("theme", theme) if "audits" in names and theme and not one_alone else None


def _theme_in(text: str, audits: Audits) -> str | None:
    """The theme that a message names, by its longest words."""
    said = f" {_bare(text)} "
    named = [(len(word), one.id) for one in audits.themes for word in one.words if f" {_bare(word)} " in said]
    return max(named)[1] if named else None


def tour(meaning: Meaning, pack: Pack) -> Learn:
    """The tour, with the role and the time that the message tells."""
    return Learn("tour", {"role": role_in(meaning, pack), "length": length_in(meaning.text, pack)})


def role_in(meaning: Meaning, pack: Pack) -> str | None:
    """The learner's role that a message names; of several, the one with the longest words."""
    if pack.lessons is None:
        return None
    said = f" {_bare(meaning.text)} "
    named = [
        (len(word), role.id)
        for role in pack.lessons.roles
        for word in (*role.words, _bare(role.name))
        if f" {_bare(word)} " in said
    ]
    return max(named)[1] if named else pack.lessons.role_of(meaning.facts.get("role"))


def length_in(text: str, pack: Pack) -> str | None:
    """The length of a tour that a message names."""
    if pack.lessons is None:
        return None
    said = f" {_bare(in_digits(text.lower()))} "
    named = [
        (len(word), one.id)
        for one in pack.lessons.lengths
        for word in (*one.words, one.name)
        if f" {_bare(word)} " in said
    ]
    return max(named)[1] if named else None


def count_in(text: str) -> int | None:
    """How many questions were asked for."""
    found = re.search(r"\b(\d{1,2})\s+(?:\w+\s+)?questions?\b", in_digits(text.lower()))
    return min(int(found[1]), _MOST_QUESTIONS) if found and int(found[1]) else None


_SECTION = re.compile(r"\b(\d{1,2}\.\d{1,2})\b")
_CHAPTER = re.compile(r"\bchapter\s+(\d{1,2})\b")
_ABOUT = re.compile(r"\b(?:on|about|for|from|of)\s+(?P<what>.+)$", re.I | re.S)


def sections_in(meaning: Meaning, pack: Pack) -> list[str] | None:
    """The sections that a quiz is wanted on: by number, by chapter, by what a section is called; else what the search finds.
    None where nothing is named."""
    text = in_digits(meaning.text.lower())
    if numbers := [one for one in _SECTION.findall(text) if one in pack.sections]:
        return numbers
    if chapter := _CHAPTER.search(text):
        return [s.id for s in pack.sections.values() if str(s.front.chapter) == chapter[1]]
    if re.search(r"\b(?:audits?|briefings?)\b", text):
        return [s.id for s in pack.sections.values() if s.front.chapter == "briefings"]
    about = _ABOUT.search(text)
    if about is None or re.fullmatch(
        r"\W*(?:me|it|this|that|all|everything|anything|today|my (?:supervisor|manager)|(?:about )?\d+ (?:minutes?|mins?)|an? (?:bit|while|hour))\W*",
        about["what"],
    ):
        return None
    what = f" {_bare(about['what'])} "
    called = {s.id: [s.title, *s.front.aliases] for s in pack.sections.values()}
    for term in pack.glossary:
        if term.section in called:
            called[term.section] += [term.term, *term.expands]
    named = [
        s
        for s, names in called.items()
        if any(f" {_bare(name)} " in what or what.strip() == _bare(name) for name in names)
    ]
    if named:
        return named
    hits = (meaning.handbook or {}).get("hits", ())
    return [hit["id"] for hit in hits[:2] if hit["id"] in pack.sections] or None


def _whole(text: str) -> str | None:
    return patterns().whole_message(GROUP, normalise(text))


def is_waiting(learning: Learning) -> bool:
    """Is something left open that one can go back to?"""
    return learning.open in ("question", "turn", "next", "role", "length")
