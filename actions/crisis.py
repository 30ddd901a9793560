"""Danger and disclosure, before anything else, and what is said as long as that alarm lasts: the pack's guide for it, and
the way back to the work."""

from actions.advice import for_anything, in_words, sources, together, with_a_number
from actions.context import Context
from actions.reply import DANGER_LINE, SOMEBODY_IN_DANGER, Choice, Reply
from actions.wording import starters
from bot.dialogue.acts import Aftercare, Crisis, Denial, Resume
from bot.dialogue.state import DialogueState
from bot.nlu.labels import DANGERS, OWN_LIFE
from knowledge.guides import Guide

# The advice that an emergency's reply is made of, where it is not to a practitioner; the rest of the guide follows.
_TO = {
    "victim": "to-victim",
    "child": "to-child",
    "harmer": "to-harmer",
    "silent": "silent",
    "relative": "to-bystander",
    "public": "to-bystander",
    "parent": "to-victim",
}
# The alarm that a conversation is in after that: a child is spoken to as a child from then on, who is hurt as who is hurt.
_GOES_ON = {"victim": "self_disclosure", "child": "child_user"}
_VOICE = {
    "harmer": "accused",
    "relative": "relative",
    "public": "public",
    "parent": "parent",
}  # who they are from then on
_TURNS_OUT = {
    "to-victim": "self_disclosure",
    "to-child": "child_user",
    "it-is-mine": "self_disclosure",
}  # by the advice
_OFFERED = 7


def crisis(act: Crisis, state: DialogueState, context: Context) -> Reply:
    """All that is said at once. The conversation is in that alarm from here on."""
    guide = context.pack.guides[act.kind]
    state.alarm = _GOES_ON.get(act.who or "", act.kind)
    if act.who in _VOICE:
        state.voice = _VOICE[act.who]
        state.introduced = list(dict.fromkeys([*state.introduced, state.voice]))
    state.denied = [kind for kind in state.denied if kind != act.kind]
    own = context.pack.guides[state.alarm].piece(act.scene) if act.scene else guide.piece(_TO.get(act.who or ""))
    now = [own] if own else [a for a in guide.advice_for(state.view(context.pack)) if a.first]
    cited = [] if act.kind == "child_user" or act.who == "child" else sources(now, context.pack)
    reply = Reply(choices=_ways_on(context.pack.guides[state.alarm], state, context), urgency="emergency")
    said = together(now)
    if act.kind in OWN_LIFE and not own:  # believed first, then what was asked, then whom to ring
        reply.add("danger", "\n\n".join(part for part in [guide.opening, *said[:1]] if part), cited)
        later = ("more:self_disclosure.number", "One number to ring") if act.kind == "self_disclosure" else None
        return reply.add("contacts", "\n\n".join(said[1:]), later=later)
    return reply.add("danger", "\n\n".join(part for part in [guide.opening, *said] if part), cited)


def aftercare(act: Aftercare, state: DialogueState, context: Context) -> Reply:
    """One piece of the alarm's own advice, with 999 in view as long as it lasts."""
    guide = context.pack.guides[act.kind]
    advice = guide.piece(act.advice) or for_anything(guide, state)
    if advice is None:
        return crisis(Crisis(act.kind), state, context)
    state.alarm = _TURNS_OUT.get(advice.id, act.kind)
    state.spoken.advice = f"{guide.id}.{advice.id}"
    text = in_words(advice)
    if act.kind not in OWN_LIFE and "999" not in text:
        text = f"{DANGER_LINE}\n\n{text}"
    choices = [one for one in _ways_on(guide, state, context) if one[0] != f"more:{act.kind}.{advice.id}"]
    reply = Reply(choices=choices).add("answer", text, sources([advice], context.pack))
    return reply.add("note", with_a_number(guide, text))


def denial(act: Denial, state: DialogueState, context: Context) -> Reply:
    """It is not that danger: believed, and remembered."""
    state.alarm = None
    state.denied = [*(kind for kind in state.denied if kind != act.kind), act.kind]
    advice = context.pack.guides[act.kind].piece(act.advice)
    if advice is None:
        return Reply()
    other: list[Choice] = [] if act.kind == "emergency" else [SOMEBODY_IN_DANGER]
    reply = Reply(choices=[*other, *starters(context.pack)])
    return reply.add("answer", in_words(advice), sources([advice], context.pack))


def resume(act: Resume, state: DialogueState, context: Context) -> Reply:
    """The work goes on; the alarm is over."""
    state.alarm = None
    return Reply()


def _ways_on(guide: Guide, state: DialogueState, context: Context) -> list[Choice]:
    """The rest of the guide's advice, its next steps, and the way back to the work."""
    view = state.view(context.pack)
    addressed = set(_TO.values())
    later = [a for a in guide.advice_for(view) if a.offered and not a.first and a.id not in addressed]
    choices = [(f"more:{guide.id}.{a.id}", a.title) for a in later][:_OFFERED]
    choices += [(f"flow:{step.flow}", step.label) for step in guide.next_steps(view)][:2]
    under_way = context.pack.guides.get(state.flow or "")
    if under_way and state.answering and under_way.id not in DANGERS:
        choices.append((f"flow:{under_way.id}", f"Back to {under_way.title}"))
    return choices
