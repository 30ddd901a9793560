"""One turn: from a message's meaning and the state to the next state and the reply. No Rasa in here, so that a test can
play a conversation in milliseconds."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from actions import ask, case, control, crisis, guide, learning, people, small_talk
from actions.context import Context, Learners
from actions.reply import SOMEBODY_IN_DANGER, Choice, Composed, Reply, compose
from bot.dialogue import edition
from bot.dialogue.acts import (
    Act,
    Aftercare,
    Answer,
    Ask,
    Control,
    Crisis,
    Denial,
    Guide,
    Learn,
    NotUnderstood,
    Press,
    Resume,
    SmallTalk,
    SpeakTo,
    Switch,
    Tell,
    Turn,
    Unclear,
    in_words,
)
from bot.dialogue.alternatives import advice_said
from bot.dialogue.interpreter import interpret, likely
from bot.dialogue.people import voice_from_here
from bot.dialogue.state import DialogueState
from bot.nlu.meaning import Meaning
from knowledge import review
from knowledge.pack import Pack

_UPDATED = (
    "What I go by was updated while we were talking. If I named a contact, a mailbox or a number to you before, ask me again before "
    "you use it."
)
_AFRESH = (
    "I was updated since you last wrote, and what you told me before could not be taken over. I am sorry: we start afresh, so please tell me "
    "again what I need to know."
)
_LOST = "The question we were at is no longer asked, so we go on from what you have told me."


def take(
    meaning: Meaning,
    state: DialogueState,
    pack: Pack,
    choice: str | None = None,
    now: datetime | None = None,
    learners: Learners | None = None,
    keeps_questions: bool = False,
) -> tuple[DialogueState, Composed, Turn]:
    """The state after the message, the reply, and the acts that made it. `state` itself is not changed. `choice`: the payload
    of a button that was pressed. `learners`: where progress is kept, if it is. `keeps_questions`: whether the masked
    words of unanswered questions are kept."""
    state = DialogueState.of(state.as_slot())
    lost = edition.fitted(state, pack) if edition.changed(state, pack) else False
    turn, offered = interpret(meaning, state, pack, choice), frozenset(state.offers)
    context = Context(pack, meaning, now or datetime.now(), learners, keeps_questions)
    if choice is None:
        state.voice = voice_from_here(meaning, state)
        state.subject = state.subject.after(meaning)
    reply = Reply()
    for act in turn.acts:
        reply.extend(_handled(act, state, context, turn))
    if not reply.parts:  # nothing that was understood had anything to say
        reply.extend(small_talk.unclear(Unclear(likely(meaning, pack)), state, context))
    if all(isinstance(act, Ask | Tell) for act in turn.acts):
        answered = not any(isinstance(act, Ask) and act.by == "nearest" for act in turn.acts)
        reply.extend(small_talk.still_open(reply, state, pack, answered))
    reply.choices = [*_danger(turn, state), *_near(turn, reply, pack), *reply.choices, *learning.waiting(state, turn)]
    _tell_of_the_edition(reply, state, context, lost)
    warns = turn.doubtful or _is_grave(turn, state)
    composed = compose(reply, warns)
    state.warned(warns or any(isinstance(act, Crisis) for act in turn.acts))
    state.offer(composed.choices)
    # a press that was never offered is somebody's own words, and not kept
    done = [act for act in turn.acts if not (isinstance(act, Press) and act.choice not in offered)]
    state.acts = [in_words(act) for act in done]
    state.subject = state.subject.once_said(advice_said(done))
    return state, composed, turn


def _handled(act: Act, state: DialogueState, context: Context, turn: Turn) -> Reply:
    match act:
        case Tell():
            return _told(act, state, context, turn)
        case Ask():
            if ask.has_no_answer(act) and any(isinstance(one, Guide) for one in turn.acts):
                return Reply()  # the guide's own words are the answer
            return ask.ask(act, state, context, alone=_alone(turn))
        case _:
            return HANDLERS[type(act)](act, state, context)


def _told(act: Tell, state: DialogueState, context: Context, turn: Turn) -> Reply:
    """Facts told beside danger, or by somebody who is not at work, are taken in and not said back."""
    reply = case.tell(act, state, context)
    return Reply() if any(isinstance(one, Crisis | Aftercare | SpeakTo) for one in turn.acts) else reply


def _tell_of_the_edition(reply: Reply, state: DialogueState, context: Context, lost: bool) -> None:
    """Says that the conversation had to begin afresh, that the pack has another edition since, and that its review is overdue; none
    beside a danger."""
    state.edition = state.edition or context.pack.mark
    if reply.urgency == "emergency":
        return
    if state.afresh:
        reply.add("lead", _AFRESH)
    state.afresh = False
    if edition.changed(state, context.pack):
        reply.add("lead", f"{_UPDATED} {_LOST}" if lost else _UPDATED)
    state.edition = context.pack.mark
    overdue = review.overdue(context.pack.info, context.now.date())
    if overdue and any(part.sources for part in reply.parts):
        reply.add("note", overdue)


def _danger(turn: Turn, state: DialogueState) -> Iterator[Choice]:
    """A way to the steps for danger, where one line of 999 stands first and the work goes on."""
    at_work = not any(isinstance(act, Crisis | Aftercare | SpeakTo | Learn) for act in turn.acts)
    if turn.doubtful and at_work and state.alarm is None:
        yield SOMEBODY_IN_DANGER


def _near(turn: Turn, reply: Reply, pack: Pack) -> Iterator[Choice]:
    """Buttons for what may be meant instead, unless the reply says it."""
    if reply.urgency == "emergency":
        return
    for name in turn.near:
        advice = pack.advice(name)
        if advice and advice.say.strip() not in reply.text:
            yield f"more:{name}", advice.title


def _is_grave(turn: Turn, state: DialogueState) -> bool:
    """Is a case at high risk acted on? 999 stands first then, before definitions and decisions."""
    return state.facts.get("risk") == "high" and any(isinstance(act, Guide) for act in turn.acts)


def _alone(turn: Turn) -> bool:
    """Is only one thing asked, and nothing else to say?"""
    return sum(isinstance(act, Ask) for act in turn.acts) == 1 and not any(
        isinstance(a, Guide | SpeakTo) for a in turn.acts
    )


# What handles each other kind of act; `tests/actions/test_handlers.py` says if one is missing.
HANDLERS: dict[type, Callable[[Any, DialogueState, Context], Reply]] = {
    Crisis: crisis.crisis,
    Aftercare: crisis.aftercare,
    Denial: crisis.denial,
    Resume: crisis.resume,
    Press: control.press,
    Control: control.control,
    Switch: case.switch,
    Answer: guide.answer,
    NotUnderstood: guide.ask_again,
    Guide: guide.guide,
    Learn: learning.learn,
    SpeakTo: people.speak_to,
    SmallTalk: small_talk.small_talk,
    Unclear: small_talk.unclear,
}
