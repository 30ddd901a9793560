"""Facts of the case: taken in, and said back where that matters; what was put right is said, and no more."""

from actions.context import Context
from actions.guide import likely_next
from actions.reply import Reply, listed
from actions.wording import case_in_words, children_in_words
from bot.dialogue.acts import Switch, Tell
from bot.dialogue.facts import KEPT_HOME, merge, stays_at_home
from bot.dialogue.state import DialogueState
from knowledge.pack import Pack

PUT_RIGHT, SUPPOSED = "I have put that right", "If so, it would be this"


def tell(act: Tell, state: DialogueState, context: Context) -> Reply:
    """Takes the facts in. The first time that a case is told, and when a fact is put right, it is said back in a line."""
    pack = context.pack
    if act.fresh:
        state.new_case()
    before = case_in_words(state, pack)
    found = dict(act.facts)
    at_home = stays_at_home(state, found)
    changed = merge(state, found)
    after = case_in_words(state, pack)
    reply = Reply()
    if at_home:
        return reply.add("lead", KEPT_HOME)
    if act.fresh:
        others = listed([name_of(one_case, pack) for one_case in _waiting(state)])
        return reply.add(
            "lead", f"A new case: {after}. I have kept {others} apart." if others else f"A new case: {after}."
        )
    if changed and before and after != before:
        return reply.add("lead", f"{SUPPOSED if act.supposed else PUT_RIGHT}: {after}.")
    if after and after != before:
        return reply.add("lead", f"So far: {after}.")
    return reply


def switch(act: Switch, state: DialogueState, context: Context) -> Reply:
    """Back to a case that waits."""
    state.switch_to(state.others[act.case])
    reply = Reply(choices=likely_next(state, context.pack))
    return reply.add("lead", f"Back to {case_in_words(state, context.pack) or 'the other case'}.")


def name_of(state: DialogueState, pack: Pack) -> str:
    """A case by its child and place: 'the 4 year old in Buxton (High Peak)'."""
    if not state.children:
        return case_in_words(state, pack) or "the other case"
    return "the " + children_in_words(state.children, pack)


def _waiting(state: DialogueState) -> list[DialogueState]:
    return [DialogueState(case=one) for one in state.others[-1:]]
