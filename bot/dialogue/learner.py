"""What a message does in the tour, the quiz or a practice case. An answer is taken for one where it is a letter or a choice's
own words; whatever else is typed is read for danger first, like anything, and answered, and the quiz waits."""

from bot.dialogue import choosing
from bot.dialogue.acts import Learn
from bot.dialogue.answers import says_no, says_that_is_all
from bot.dialogue.learner_code import HIDDEN
from bot.dialogue.learning import ANY_ROLE, Learning
from bot.dialogue.learning_scope import count_in, is_all_that_is_said, length_in, role_in, sections_in, theme_in
from bot.dialogue.state import DialogueState
from bot.nlu.controls import is_question
from bot.nlu.matcher import patterns
from bot.nlu.meaning import Meaning
from bot.nlu.normalise import normalise
from knowledge.audits import Audits
from knowledge.pack import Pack

GROUP = "learning"
_A_REQUEST = 20  # words; a longer message tells something
_OF_A_CASE = frozenset(["children", "area", "risk", "dash"])  # facts of a real case
_BESIDE_A_CODE = frozenset(["", "my", "code", "is", "it's", "its", "the", "this", "learning", "here", "here's", "heres", "hi", "hello", "i", "have"])  # fmt: skip
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
    """What the message is beyond doubt: a learner's code by itself, letters, a choice word for word, one of the roles or lengths
    that were asked for, or a word that steers."""
    code, beside = meaning.facts.get("learner_code"), meaning.text.lower().replace(HIDDEN, " ")
    if code and {word.strip(".,:!'") for word in beside.split()} <= _BESIDE_A_CODE:
        return Learn("join", code)
    if not is_open(state):
        return None
    text, posed = meaning.text, state.learning.posed(pack)
    if posed and (
        options := choosing.by_letter(text, posed) or choosing.word_for_word(text, posed) or _that_is_all(text, state)
    ):
        return Learn("answer", options)
    no_danger = meaning.danger.level == "none" or _whole(text) or meaning.control
    if no_danger or is_all_that_is_said(text, state.learning.open, pack):
        return _at_open(meaning, state, pack)
    return None


def may_be_typed(choice: str) -> bool:
    """Is a button of learning meant, where its title is typed? 'No', 'stop' and a role may be typed to something else."""
    kind, _, what = choice.partition(":")
    return kind != "learn" or what.partition("=")[0] in ("again", "tour", "quiz", "practice", "summary", "next")


def _that_is_all(text: str, state: DialogueState) -> tuple[str, ...]:
    return tuple(state.learning.chosen) if state.learning.chosen and says_that_is_all(text) else ()


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
        if options := choosing.in_own_words(meaning.text, posed):
            return Learn("answer", options)
    return None


def was_practice(meaning: Meaning, state: DialogueState) -> bool:
    """After words that were taken for danger: does somebody say that they were an answer in the quiz or a case?"""
    short = len(meaning.text.split()) <= choosing.LONGEST
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
    theme = theme_in(meaning.text, audits)
    if "session" in names:
        return Learn("session", theme)
    if "compare_audits" in names:
        return Learn("theme", theme)
    one_alone = any(str(topic).startswith("audit-") for topic in meaning.facts.get("topics", ()))
    return Learn("theme", theme) if "audits" in names and theme and not one_alone else None


def tour(meaning: Meaning, pack: Pack) -> Learn:
    """The tour, with the role and the time that the message tells."""
    return Learn("tour", {"role": role_in(meaning, pack), "length": length_in(meaning.text, pack)})


def _whole(text: str) -> str | None:
    return patterns().whole_message(GROUP, normalise(text))


def is_waiting(learning: Learning) -> bool:
    """Is something left open that one can go back to?"""
    return learning.open in ("question", "turn", "next", "role", "length")
