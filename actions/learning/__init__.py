"""The tour, the quiz and practice cases in conversation. Each act of learning has its handler; a button is the same act."""

from collections.abc import Callable
from typing import Any

from actions.context import Context
from actions.learning import asking, audits, keeping, practice, quiz, record, tour
from actions.reply import Choice, Reply
from bot.dialogue.acts import Act, Learn, Press, Turn
from bot.dialogue.learner import is_open, is_waiting
from bot.dialogue.state import DialogueState
from bot.nlu.labels import INDUCTION

__all__ = ["AGAIN", "learn", "pressed", "waiting"]

AGAIN = {
    "quiz": ("learn:again", "Back to the quiz"),
    "practice": ("learn:again", "Back to the practice case"),
    "tour": ("learn:again", "Back to the tour"),
}
_BESIDE = ("theme", "session", "summary", "progress")  # what leaves the tour, the quiz or a case open
Handler = Callable[[Any, DialogueState, Context], Reply]


def learn(act: Learn, state: DialogueState, context: Context) -> Reply:
    """Does what the act says. A danger is over when somebody goes on learning, and a guide under way waits."""
    state.alarm = None
    state.leave_guide()
    welcome = keeping.recall(state, context)
    return welcome.extend(_HANDLERS[act.what](act.value, state, context))


def pressed(value: str, state: DialogueState, context: Context) -> Reply:
    """A button of the tour, the quiz or a case: `what`, or `what=value`."""
    what, _, given = value.partition("=")
    if what == "pick":
        return learn(Learn("answer", asking.pressed(given, state, context.pack)), state, context)
    if what == "tour":
        return learn(Learn("tour", {}), state, context)
    if what == "quiz":
        return learn(Learn("quiz", quiz.scope_of(given, state, context.pack)), state, context)
    if what not in _HANDLERS:
        return learn(Learn("again"), state, context)
    return learn(Learn(what, given or None), state, context)  # type: ignore[arg-type]  # looked up above


def waiting(state: DialogueState, turn: Turn) -> list[Choice]:
    """The way back to what was interrupted, for a reply to something else."""
    learning = state.learning
    if not is_waiting(learning) or any(map(_of_learning, turn.acts)):
        return []
    return [AGAIN[learning.doing or "tour"]]


def _of_learning(act: Act) -> bool:
    """Does it go on with what is open, or begin something else of the kind?"""
    if isinstance(act, Learn):
        return act.what not in _BESIDE
    if not isinstance(act, Press):
        return False
    kind, _, what = act.choice.partition(":")
    return act.choice == f"flow:{INDUCTION}" or (kind == "learn" and what.partition("=")[0] not in _BESIDE)


def _again(value: Any, state: DialogueState, context: Context) -> Reply:
    """What is open, once more; in other words where the last message was not followed."""
    learning = state.learning
    if not is_open(state):
        return record.progress_so_far(None, state, context)
    lead = "I did not follow that. " + _how_to_answer(state, context) if value == "not-followed" else ""
    if learning.doing == "practice" and learning.open == "turn":
        return Reply().add("lead", lead).extend(practice.put(state, context, story=value != "not-followed"))
    if learning.open == "question":
        return Reply().add("lead", lead).extend(asking.put(state, context))
    if learning.open in ("consent", "forget"):
        return Reply().add("lead", lead).extend(keeping.put(state, context))
    return Reply().add("lead", lead).extend(tour.put(state, context))


def _how_to_answer(state: DialogueState, context: Context) -> str:
    posed = state.learning.posed(context.pack)
    if posed is None:
        return "You can press a button."
    letters = "letters, such as 'b and d'" if posed.takes_several else "a letter, such as 'b'"
    return f"You can answer with {letters}, or say 'hint', 'skip' or 'stop'."


def _answer(value: Any, state: DialogueState, context: Context) -> Reply:
    if state.learning.posed(context.pack) is None or not value:
        return _again("not-followed" if value == () else None, state, context)
    return (practice.answer if state.learning.open == "turn" else quiz.answer)(value, state, context)


def _skip(value: Any, state: DialogueState, context: Context) -> Reply:
    match state.learning.open:
        case "turn":
            return practice.skip(value, state, context)
        case "question":
            return quiz.skip(value, state, context)
        case _:
            return tour.next_lesson(value, state, context)


def _stop(value: Any, state: DialogueState, context: Context) -> Reply:
    return (tour.stop if state.learning.doing == "tour" else quiz.stop)(value, state, context)


_HANDLERS: dict[str, Handler] = {
    "tour": tour.tour,
    "role": tour.role,
    "length": tour.length,
    "next": tour.next_lesson,
    "quiz": quiz.quiz,
    "practice": practice.practice,
    "answer": _answer,
    "hint": lambda _, state, context: asking.hint(state, context),
    "skip": _skip,
    "stop": _stop,
    "again": _again,
    "summary": record.summary,
    "progress": record.progress_so_far,
    "keep": keeping.keep,
    "join": keeping.join,
    "forget": keeping.forget,
    "theme": audits.compare,
    "session": audits.session,
}
