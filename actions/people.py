"""Somebody who is not at work, in words for them: what was asked first, what everybody in their place needs once, and a number
that fits their area and the hour."""

from actions.advice import for_anything, in_words, sources, with_a_number
from actions.context import Context
from actions.front_doors import for_anybody
from actions.reply import DANGER_LINE, Choice, Reply
from bot.dialogue.acts import SpeakTo
from bot.dialogue.reader import reader_of
from bot.dialogue.state import DialogueState
from bot.nlu.labels import OWN_LIFE
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack

_SHOWN = 3  # pieces of a voice's own guide that are said at once
_ROOM = 620  # characters of them beside an answer
_OFFERED = 6


def speak_to(act: SpeakTo, state: DialogueState, context: Context) -> Reply:
    """The answers to what was asked, and the first time what stands for everybody; the way over for who is at work after all."""
    pack, guide = context.pack, context.pack.guides[act.voice]
    known = act.voice in state.introduced or state.alarm is not None
    _is_now(act.voice, state)
    by_id = {a.id: a for a in guide.advice_for(state.view(pack))}
    asked = [by_id[one] for one in act.advice if one in by_id]
    reply = Reply()
    if not known:
        reply.add("lead", guide.opening)
    for advice in asked or ([one for one in [for_anything(guide, state)] if one] if known else []):
        _say(advice, guide, state, context, reply)
    first = [] if known else _standing(by_id, asked)
    for advice in first:
        reply.add("decision", in_words(advice), sources([advice], pack))
    if any(reader_of(guide.id, pack).is_over(a.id) for a in asked):
        state.alarm = None
    elif state.alarm == "emergency" and "999" not in reply.text:
        reply.add("danger", DANGER_LINE)
    reply.add("note", with_a_number(guide, reply.text))
    said = {a.id for a in [*asked, *first]}
    reply.choices += _choices(guide, [a for a in by_id.values() if a.id not in said], state, pack)
    return reply


def _is_now(voice: str, state: DialogueState) -> None:
    """From here on they are answered as that; who was taken for a survivor or a child was not one."""
    state.voice = voice
    state.introduced = list(dict.fromkeys([*state.introduced, voice]))
    if state.alarm in OWN_LIFE:
        state.denied = [*(kind for kind in state.denied if kind != state.alarm), str(state.alarm)]
        state.alarm = None
    state.guide = None


def _say(advice: Advice, guide: Guide, state: DialogueState, context: Context, reply: Reply) -> None:
    reply.add("answer", in_words(advice), sources([advice], context.pack))
    state.spoken.advice = f"{guide.id}.{advice.id}"
    if advice.front_door:
        reply.extend(for_anybody(state, context))


def _standing(by_id: dict[str, Advice], asked: list[Advice]) -> list[Advice]:
    """What is said the first time, as far as there is room beside the answers."""
    room = _ROOM if asked else 10 * _ROOM
    chosen: list[Advice] = []
    for advice in (a for a in by_id.values() if a.first and a not in asked):
        if len(in_words(advice)) <= room and len(chosen) < _SHOWN:
            chosen.append(advice)
            room -= len(in_words(advice))
    return chosen


def _choices(guide: Guide, later: list[Advice], state: DialogueState, pack: Pack) -> list[Choice]:
    offered = [a for a in later if a.offered and not a.answers]
    choices: list[Choice] = [(f"more:{guide.id}.{a.id}", a.title) for a in offered][:_OFFERED]
    choices += [
        (f"flow:{step.flow}", step.label) for step in guide.next_steps(state.view(pack)) if step.flow in OWN_LIFE
    ]
    return [*choices, ("voice:practitioner", "I am a practitioner")]
