"""Steering: why, sure, back, skip, stop, where were we, the record, more, a new case; and pressed buttons."""

from actions import handbook, referral
from actions.ask import advice
from actions.context import Context
from actions.crisis import crisis
from actions.guide import RECORD, fill, guide, likely_next
from actions.reply import Reply, listed
from actions.small_talk import help_text, welcome
from actions.wording import case_in_words, starters
from bot.dialogue.acts import Control, Crisis, Guide, Press
from bot.dialogue.answering import child_of_stage
from bot.dialogue.facts import PLACE, merge
from bot.dialogue.state import UNKNOWN, DialogueState
from bot.nlu.labels import DANGERS
from knowledge.guides import Question

MAIN_FLOW = "referral"


def control(act: Control, state: DialogueState, context: Context) -> Reply:
    """Does what the control says, at an open question or after."""
    pack = context.pack
    question = _open_question(state, context)
    match act.name:
        case "help":
            return help_text(pack)
        case "record":
            return _record(state, context)
        case "new_case":
            state.new_case()
            lead = Reply().add("lead", "A new case, then: I have put the last one's facts aside.")
            return lead.extend(guide(Guide(state.flow or MAIN_FLOW, opens=True), state, context))
        case "back":
            return _back(state, context)
        case "stop":
            return _stop(state, context)
        case "skip" if question:
            fill(question, UNKNOWN, state)
            return guide(Guide(state.flow or MAIN_FLOW), state, context)
        case "why" | "sure" if question:
            return Reply(choices=likely_next(state, pack)).add("answer", question.why).add("question", question.ask)
        case "why" | "sure" if state.flow == MAIN_FLOW and state.children:
            return referral.why(state, context)
        case "sure" if state.spoken.sections:
            return _sure(state, context)
        case "more":
            return handbook.more(state, pack)
        case "where":
            return _where(state, context)
        case _:
            return welcome(pack, "There is nothing open to leave. ")


def _open_question(state: DialogueState, context: Context) -> Question | None:
    one = context.pack.guides.get(state.flow or "")
    return one.question(state.guide.asked) if one and state.guide and state.answering else None


def _back(state: DialogueState, context: Context) -> Reply:
    one = context.pack.guides.get(state.flow or "")
    if one is None or state.guide is None:
        return welcome(context.pack, "There is nothing open to leave. ")
    known = [q for q in state.guide.answered if one.question(q) and q in state.facts]
    if not known:
        return Reply().add("lead", "This is the first question.").extend(guide(Guide(one.id), state, context))
    state.guide.answered.remove(known[-1])
    for name in (known[-1], *(PLACE[1:] if known[-1] == "area" else ())):
        state.facts.pop(name, None)
    state.guide.said = []
    return Reply().add("lead", "Going back one.").extend(guide(Guide(one.id), state, context))


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
    """To 'are you sure?': where it stands, and who can judge the case."""
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
    match kind:
        case "flow" if value in DANGERS:
            return crisis(Crisis(value), state, context)  # type: ignore[arg-type]  # one of its kinds
        case "flow" if value in context.pack.guides:
            return guide(Guide(value, opens=True), state, context)
        case "area" | "risk" | "answer":
            return _answered(kind, value, state, context)
        case "more":
            return advice(value, state, context)
        case "section":
            return handbook.read(value, state, context.pack)
        case "helpful":
            return handbook.helpful(value, context.pack)
        case "record":
            return _record(state, context)
        case "why":
            return referral.why(state, context)
        case "voice":
            state.voice, state.alarm = value, None
            text = "Thank you for putting me right: you meet them through your work. Tell me what has happened, or what you need to know."
            return Reply(choices=starters(context.pack)).add("question", text)
        case "control":
            return control(Control(value), state, context)
        case _:
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
        merge(state, {"children": [child_of_stage(chosen)]}) if fact == "children" else state.facts.update(
            {fact: chosen}
        )
        return guide(Guide(one.id), state, context)
    assert state.guide is not None
    if question.kind == "many":
        if chosen != "that-is-all":
            state.guide.chosen = [c for c in state.guide.chosen if c != chosen] + [chosen]
        if chosen not in ("that-is-all", "none") and len(state.guide.chosen) < len(question.options):
            return guide(Guide(one.id), state, context)
        fill(question, state.guide.chosen or ["none"], state)
        return guide(Guide(one.id), state, context)
    changed = question.id in state.facts and question.id not in (state.guide.asked,)
    told = {"children": [child_of_stage(chosen)], "tells": "corrects"}
    if question.kind == "age" and chosen != UNKNOWN and state.children:
        merge(state, told)
    else:
        fill(question, chosen, state)
    lead = Reply().add("lead", "I have put that right." if changed else "")
    if chosen == UNKNOWN and question.unknown:
        lead.add("lead", question.unknown)
    return lead.extend(guide(Guide(one.id), state, context))
