"""Why the pathway tells whom it tells, contact by contact, and the one fact that would change it."""

from typing import Any

from actions.advice import offers
from actions.context import Context
from actions.reply import Reply
from actions.wording import child_in_words
from bot.dialogue.state import DialogueState
from knowledge.pathway import Case
from knowledge.schema import RISKS, Risk

_LONGEST_WHY = 1_700  # characters


def why(state: DialogueState, context: Context) -> Reply:
    """Each contact's reason in words, and the one fact that would change the answer."""
    pack = context.pack
    if not state.children or state.facts.get("area") not in pack.area:
        return Reply().add(
            "question", "Tell me about the child first: the age, where they live, and the grade if there is one."
        )
    lines = []
    for child in _of_each_age(state.children):
        for risk in _risks(state):
            case = Case(state.facts["area"], child["stage"], risk, frozenset(state.case.flags), child.get("months"))
            decision = pack.table.decide(case)
            lines.append(f"{child_in_words(child, pack).capitalize()}, {risk} risk:")
            lines += [f"- {r.contact.name}: {r.reason}" for r in decision.recipients]
            lines += [decision.would_change] if decision.would_change else []
    text = "\n".join(lines)
    if len(text) > _LONGEST_WHY:
        text = text[:_LONGEST_WHY].rsplit("\n", 1)[0] + "\nThe other children follow the same rules."
    guide = pack.guides[state.flow or "referral"]
    choices = [*offers(guide, state.view(pack), state), ("record:", "Record to copy")]
    return Reply(choices=choices).add("why", text, [pack.cite(pack.pathway.source.section)])


def _of_each_age(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Twins are told of once."""
    return [child for place, child in enumerate(children) if child not in children[:place]]


def _risks(state: DialogueState) -> list[Risk]:
    """The graded risk, or the table's two columns where nobody has graded it."""
    risk = state.facts.get("risk")
    return [risk] if risk in RISKS else ["standard", "medium"]
