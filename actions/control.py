"""Steering: why, sure, back, skip, stop, where were we, the record, more, a new case; and pressed buttons."""

from collections.abc import Callable
from functools import partial
from textwrap import shorten

from actions import handbook, learning, reasons
from actions.ask import advice
from actions.context import Context
from actions.crisis import aftercare, crisis
from actions.guide import RECORD, fill, forget_what_hung_on, guide, leave, likely_next, may_be_changed, put_anew
from actions.people import speak_to
from actions.reply import Reply, listed
from actions.small_talk import small_talk, welcome
from actions.wording import answer_in_words, case_in_words, starters
from bot.dialogue.acts import Aftercare, Control, Crisis, Guide, Press, SmallTalk, SpeakTo
from bot.dialogue.answering import child_of_stage
from bot.dialogue.facts import merge
from bot.dialogue.state import UNKNOWN, DialogueState, GuideProgress
from bot.nlu.labels import DANGERS, INDUCTION, MAIN_FLOW, PEOPLE
from knowledge.guides import Question

_ON_A_BUTTON = 70  # characters


def control(act: Control, state: DialogueState, context: Context) -> Reply:
    """Does what the control says, at an open question or after."""
    question = _open_question(state, context)
    if question and act.name in ("skip", "why", "sure"):
        return _at_question(act.name, question, state, context)
    does = _CONTROLS.get(act.name)
    return does(state, context) if does else _nothing_open(state, context)


def _at_question(name: str, question: Question, state: DialogueState, context: Context) -> Reply:
    """'Skip' leaves the open question unknown; 'why' and 'sure' say what it is for, and ask it again."""
    if name == "skip":
        leave(question, state)
        return guide(Guide(state.flow or MAIN_FLOW), state, context)
    choices = likely_next(state, context.pack)
    return Reply(choices=choices).add("answer", question.why).add("question", question.ask)


def _nothing_open(state: DialogueState, context: Context) -> Reply:
    """To 'skip' or 'back' where no question waits."""
    if state.guide is None:
        return welcome(context.pack, "There is nothing open to leave. ")
    text = "No question is open just now. You can ask anything else, or put a fact right by saying it."
    return Reply(choices=likely_next(state, context.pack)).add("answer", text)


def _new_case(state: DialogueState, context: Context) -> Reply:
    state.new_case()
    lead = Reply().add("lead", "A new case, then: I have put the last one's facts aside.")
    return lead.extend(guide(Guide(state.flow or MAIN_FLOW, opens=True), state, context))


def _why(state: DialogueState, context: Context) -> Reply:
    """Why these contacts, where a case was decided; else where what was said stands."""
    if state.flow == MAIN_FLOW and state.children:
        return reasons.why(state, context)
    return _stands(state, context) if state.spoken.sections else _nothing_open(state, context)


def _open_question(state: DialogueState, context: Context) -> Question | None:
    one = context.pack.guides.get(state.flow or "")
    return one.question(state.guide.asked) if one and state.guide and state.answering else None


def _back(state: DialogueState, context: Context) -> Reply:
    """The question before the open one, once more."""
    one = context.pack.guides.get(state.flow or "")
    if one is None or state.guide is None:
        return _nothing_open(state, context)
    progress = state.guide
    so_far = list(dict.fromkeys([*(id for id in progress.answered if id not in progress.put), *progress.put]))
    asked = so_far.index(progress.asked) if state.answering and progress.asked in so_far else len(so_far)
    known = [question for id in so_far[:asked] if (question := one.question(id)) in may_be_changed(one, state)]
    if not known and may_be_changed(one, state):  # told, and never asked
        return _change("", state, context)
    if not known:
        return Reply().add("lead", "This is the first question.").extend(guide(Guide(one.id), state, context))
    return Reply().add("lead", "Going back one.").extend(put_anew(known[-1], state, context))


def _change(value: str, state: DialogueState, context: Context) -> Reply:
    """Which answer is to be changed; or that question, once more."""
    one = context.pack.guides.get(state.flow or "")
    known = may_be_changed(one, state) if one and state.guide else []
    wanted = next((question for question in known if question.id == value), known[0] if len(known) == 1 else None)
    if not known:
        return _nothing_open(state, context)
    if wanted:
        return put_anew(wanted, state, context)
    answers = [(f"change:{question.id}", _title(question, state, context)) for question in known]
    return Reply(answers=answers).add(
        "question", "Which answer shall we change? You can also say what is right at any time, such as 'I meant high'."
    )


def _title(question: Question, state: DialogueState, context: Context) -> str:
    """The question and its answer on a button."""
    said = answer_in_words(question, state, context.pack)
    asked = {"age": "Age", "area": "Place", "risk": "Risk"}.get(question.kind) or question.ask.partition("?")[0]
    return shorten(f"{shorten(asked, 46, placeholder='…')}: {said}" if said else asked, _ON_A_BUTTON, placeholder="…")


def _stop(state: DialogueState, context: Context) -> Reply:
    one = context.pack.guides.get(state.flow or "")
    again = [(f"flow:{one.id}", f"Back to {one.title}")] if one else []
    if state.guide:
        state.guide.concluded, state.guide.asked = True, None
    reply = Reply(choices=[*again, *starters(context.pack)])
    return reply.add("question", "We have stopped there. What would you like to do instead?")


def _where(state: DialogueState, context: Context) -> Reply:
    one = context.pack.guides.get(state.flow or "")
    if one is None or state.guide is None:
        return welcome(context.pack)
    case = case_in_words(state, context.pack)
    state.guide.said = [] if state.guide.concluded else state.guide.said
    lead = f"We were on {one.title}{f', for {case}' if case else ''}."
    return Reply().add("lead", lead).extend(guide(Guide(one.id), state, context))


def _record(state: DialogueState, context: Context) -> Reply:
    kept = state.spoken.record
    if not kept:
        return Reply().add("answer", "There is nothing to record yet. Tell me about the case first.")
    steps = [choice for choice in likely_next(state, context.pack) if choice != RECORD]
    return Reply(choices=steps, record=kept).add(
        "answer", f"{kept}\n\nIt names nobody. Add what your own record needs."
    )


def _sure(state: DialogueState, context: Context) -> Reply:
    """To 'are you sure?': why, where a case was decided; else where it stands, and who can judge the case."""
    if not state.spoken.sections or (state.flow == MAIN_FLOW and state.children):
        return _why(state, context)
    return _stands(state, context)


def _stands(state: DialogueState, context: Context) -> Reply:
    """Where what was last said stands in print."""
    stands = listed([context.pack.cite(section) for section in state.spoken.sections[:2]])
    text = (
        f"It is what I take from {stands}, and I may have taken your question wrongly. Tell me if a fact is different. For a "
        "decision about the case, check with your designated or named person."
    )
    return Reply(choices=likely_next(state, context.pack)).add("answer", text)


# -- buttons ---------------------------------------------------------------------------------------------------


def press(act: Press, state: DialogueState, context: Context) -> Reply:
    """Does what a pressed button offers, if this conversation offered it."""
    kind, _, value = act.choice.partition(":")
    if act.choice not in state.offers:
        text = "That choice belongs to something earlier, so I have left things as they are. What would you like to do?"
        return Reply(choices=starters(context.pack)).add("question", text)
    named = value.partition(".")[0]
    if kind in ("flow", "more"):
        state.alarm = named if named in DANGERS else None
    does = _BUTTONS.get(kind)
    return does(value, state, context) if does else _where_again(state, context)


def _flow(value: str, state: DialogueState, context: Context) -> Reply:
    """A guide's own button; a danger's is answered as that danger."""
    if value in DANGERS:
        return crisis(Crisis(value), state, context)
    if value == INDUCTION and context.pack.lessons:
        return learning.pressed("tour", state, context)
    if value in context.pack.guides:
        return guide(Guide(value, opens=True), state, context)
    return _where_again(state, context)


def _more(value: str, state: DialogueState, context: Context) -> Reply:
    """A piece of a guide's advice; of a danger's, with 999 and the rest of that guide in view."""
    named, _, piece = value.partition(".")
    if named in PEOPLE and named in context.pack.guides:
        return speak_to(SpeakTo(named, (piece,)), state, context)
    return aftercare(Aftercare(named, piece), state, context) if named in DANGERS else advice(value, state, context)


def _practitioner(value: str, state: DialogueState, context: Context) -> Reply:
    state.voice, state.alarm = value, None
    text = "Thank you for putting me right: you meet them through your work. Tell me what has happened, or what you need to know."
    return Reply(choices=starters(context.pack)).add("question", text)


def _where_again(state: DialogueState, context: Context) -> Reply:
    return control(Control("where"), state, context)


def _answered(kind: str, value: str, state: DialogueState, context: Context) -> Reply:
    """A button that answers: the open question, or an earlier one anew."""
    fact, _, chosen = value.partition("=") if kind == "answer" else (kind, "", value)
    one = context.pack.guides.get(state.flow or MAIN_FLOW)
    question = one.question(fact) if one else None
    if one is None or state.guide is None:
        state.start(MAIN_FLOW)
        one = context.pack.guides[MAIN_FLOW]
    if question is None:
        if fact == "children":
            merge(state, {"children": [child_of_stage(chosen)]})
        else:
            state.facts[fact] = chosen
        return guide(Guide(one.id), state, context)
    assert state.guide is not None
    if question.kind == "many":
        _choose(question, chosen, state.guide, state)
        return guide(Guide(one.id), state, context)
    changed = question.id in state.facts and (question.id != state.guide.asked or state.guide.anew == question.id)
    if question.kind == "age" and chosen != UNKNOWN and state.children:
        merge(state, {"children": [child_of_stage(chosen)], "tells": "corrects"})
    else:
        fill(question, chosen, state)
    if changed:
        forget_what_hung_on(question, one, state, context.pack)
    lead = Reply().add("lead", "I have put that right." if changed else "")
    if chosen == UNKNOWN and question.unknown:
        lead.add("lead", question.unknown)
    return lead.extend(guide(Guide(one.id), state, context))


def _choose(question: Question, chosen: str, progress: GuideProgress, state: DialogueState) -> None:
    """One of several answers to a question. It is answered once that is all, none is meant, or no other is left."""
    if chosen != "that-is-all":
        progress.chosen = [one for one in progress.chosen if one != chosen] + [chosen]
    if chosen in ("that-is-all", "none") or len(progress.chosen) >= len(question.options):
        fill(question, progress.chosen or ["none"], state)


# What each control does, and each kind of button with what stands after its colon.
_CONTROLS: dict[str, Callable[[DialogueState, Context], Reply]] = {
    "help": lambda state, context: small_talk(SmallTalk("help"), state, context),
    "record": _record,
    "new_case": _new_case,
    "back": _back,
    "change": lambda state, context: _change("", state, context),
    "stop": _stop,
    "why": _why,
    "sure": _sure,
    "more": lambda state, context: handbook.more(state, context.pack),
    "where": _where,
}
_BUTTONS: dict[str, Callable[[str, DialogueState, Context], Reply]] = {
    "flow": _flow,
    "area": partial(_answered, "area"),
    "risk": partial(_answered, "risk"),
    "answer": partial(_answered, "answer"),
    "more": _more,
    "section": lambda value, state, context: handbook.read(value, state, context.pack),
    "helpful": lambda value, state, context: handbook.helpful(value, context.pack),
    "record": lambda _, state, context: _record(state, context),
    "why": lambda _, state, context: reasons.why(state, context),
    "voice": _practitioner,
    "change": _change,
    "learn": learning.pressed,
    "control": lambda value, state, context: control(Control(value), state, context),
}
