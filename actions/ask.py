"""One thing that was asked, answered by what the interpreter found for it."""

from collections.abc import Sequence

from actions import handbook, services
from actions.advice import NOT_IN_PRINT, in_brief, in_words, sources
from actions.context import Context
from actions.front_doors import whom_to_ring
from actions.guide import likely_next
from actions.reply import Reply
from bot.dialogue.acts import Ask
from bot.dialogue.state import DialogueState

_ONE, _SEVERAL = "I am not sure that this is what you ask. The nearest I have:", "I am not sure which of these you ask:"


def ask(act: Ask, state: DialogueState, context: Context, alone: bool) -> Reply:
    """The answer, with its source. `alone`: nothing else is answered in this turn."""
    if act.by != "advice" and act.question.flow in context.pack.guides:
        state.spoken.guide = act.question.flow
    match act.by:
        case "signpost":
            reply = handbook.about_signpost(context.pack, context.keeps_questions)
        case "section":
            reply = handbook.read(str(act.value), state, context.pack)
        case "chapter":
            reply = handbook.chapter(str(act.value), context.pack)
        case "services":
            reply = services.look_up(act, state, context)
        case "front_door":
            next_step = ("flow:referral", "Which referral?")
            reply = Reply(choices=[next_step]).extend(whom_to_ring(state, context, advice=True))
        case "advice":
            reply = advice(str(act.value), state, context)
        case "nearest":
            reply = _nearest(act.value, state, context)
        case "decide":
            reply = Reply()  # the guide says it
        case _:
            reply = handbook.answer(act, state, context.pack, alone)
    return reply


def has_no_answer(act: Ask) -> bool:
    """Is it a question to the handbook, to which the search found none that is sure?"""
    return act.by == "handbook" and act.question.handbook.get("status") != "answered"


def _nearest(names: Sequence[str], state: DialogueState, context: Context) -> Reply:
    """How each piece of advice begins, with a button for the rest; one alone is said whole."""
    if len(names) == 1:
        return Reply().add("answer", _ONE).extend(advice(names[0], state, context))
    reply, lines, shown = Reply(), [_SEVERAL], []
    for name in names:
        if found := context.pack.advice(name):
            shown.append(found)
            lines.append(f"- {found.title}: {in_brief(found)}{'' if found.addition is None else NOT_IN_PRINT}")
            reply.choices.append((f"more:{name}", found.title))
    return reply.add("answer", "\n".join(lines), sources(shown, context.pack))


def advice(value: str, state: DialogueState, context: Context) -> Reply:
    """One piece of a guide's advice, `marac.consent`, with what its guide offers beside it."""
    pack = context.pack
    guide_id, _, advice_id = value.partition(".")
    guide, found = pack.guides.get(guide_id), pack.advice(value)
    if guide is None or found is None:
        return Reply().add("answer", "That choice belongs to something earlier, so I have left things as they are.")
    state.spoken.guide, state.spoken.advice = guide_id, value
    if found.source:  # 'tell me more' is of where it stands
        state.spoken.sections, state.spoken.passages, state.spoken.part = [found.source], [], None
    if state.guide and state.guide.id == guide_id:
        state.guide.said = [*(one for one in state.guide.said if one != advice_id), advice_id]
    choices = likely_next(state, pack) if state.flow == guide_id else []
    if state.flow != guide_id and guide.questions and guide_id not in ("emergency", "suicidal"):
        choices = [(f"flow:{guide_id}", f"Help with {guide.title}")]
    reply = Reply(choices=choices).add("answer", in_words(found), sources([found], pack))
    return reply.extend(whom_to_ring(state, context, advice=True)) if found.front_door else reply
