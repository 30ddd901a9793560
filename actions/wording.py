"""How facts are said back: 'the 8 month old in Alfreton (Amber Valley), risk medium'."""

from collections import Counter
from typing import Any

from actions.reply import listed
from bot.dialogue.state import UNKNOWN, DialogueState
from knowledge.guides import Guide, Question
from knowledge.pack import Pack
from knowledge.whereabouts import unsure_place


def child_in_words(child: dict[str, Any], pack: Pack) -> str:
    """`8 month old`, `unborn baby`, or the stage where no age was given."""
    if child["stage"] == "pregnant":
        return "unborn baby"
    if child["stage"] == "pregnancy-loss":
        return "pregnancy loss"
    months = child.get("months")
    if months is None:
        return f"child ({pack.table.stages[child['stage']].short})"
    if months == 0:
        return "newborn"
    if months < 24:
        return f"{months} month old"
    return f"{months // 12} year old"


def children_in_words(children: list[dict[str, Any]], pack: Pack) -> str:
    """`8 month old and two 6 year olds`."""
    return of_one_age_together([child_in_words(child, pack) for child in children])


def of_one_age_together(children: list[str]) -> str:
    """`two 6 year olds` of `6 year old` said twice."""
    return listed([f"two {words}s" if count == 2 else words for words, count in Counter(children).items()])


def case_in_words(state: DialogueState, pack: Pack) -> str:
    """The case in one line, or nothing where nothing is known yet."""
    parts = []
    children = state.facts.get("children")
    if isinstance(children, list) and children:
        parts.append("the " + children_in_words(children, pack))
    if area := place_in_words(state, pack):
        parts.append(f"in {area}" if parts else area)
    said = " ".join(parts)
    if (risk := state.facts.get("risk")) and risk != UNKNOWN:
        said = f"{said}, {risk} risk" if said else f"{risk} risk"
        said += f" (you think {judged})" if (judged := state.facts.get("judged")) else ""
    if state.case.flags:
        names = {f.id: f.name for f in pack.pathway.automatic.flags}
        said = (
            f"{said}, {listed([names[f] for f in state.case.flags])}"
            if said
            else listed([names[f] for f in state.case.flags])
        )
    return said


def place_in_words(state: DialogueState, pack: Pack) -> str:
    area = pack.area.get(state.facts.get("area") or "")
    if area is None:
        unsure = unsure_place(pack, state.facts.get("unsure") or state.facts.get("place"))
        return str(state.facts.get("unsure") or state.facts.get("place")).title() if unsure and unsure.certain else ""
    place = str(state.facts.get("place") or "")
    name = place.upper() if any(c.isdigit() for c in place) else place.title()
    if area.name.lower().startswith(place.lower()):
        return area.name
    within = f"{name}, {area.name}" if "(" in area.name else f"{name} ({area.name})"
    return within if place.lower() not in (area.id, area.authority) else area.name


def answer_in_words(question: Question, state: DialogueState, pack: Pack) -> str:
    """What is known as the answer to a guide's question, in a few words; nothing where nothing is."""
    value = state.facts.get(question.id)
    match question.kind:
        case "age":
            return children_in_words(state.children, pack)
        case "area":
            return place_in_words(state, pack)
    labels = {o.id: o.label for o in question.options} | {UNKNOWN: "not known", "none": "none of these"}
    values = value if isinstance(value, list) else [value] if value is not None else []
    return listed([labels.get(one, str(one)) for one in values])


def facts_for_record(state: DialogueState, guide: Guide | None, pack: Pack) -> list[str]:
    """Every fact given, one phrase each, in words that identify nobody."""
    facts = [case] if (case := case_in_words(state, pack)) else []
    if dash := state.facts.get("dash"):
        facts.append(f"DASH {dash} ticks")
    for question in guide.questions if guide else []:
        value = state.facts.get(question.id)
        if value is None or question.kind in ("age", "area", "risk"):
            continue
        values = value if isinstance(value, list) else [value]
        labels = {o.id: o.label for o in question.options} | {UNKNOWN: "not known"}
        facts.append(f"{question.ask.partition('?')[0]}: {listed([labels.get(v, str(v)) for v in values])}")
    return facts


def starters(pack: Pack) -> list[tuple[str, str]]:
    """The buttons that a conversation may begin with."""
    wanted = {
        "referral": "Which referral, and where?",
        "operation_encompass": "Operation Encompass notification",
        "routine_enquiry": "How to ask safely",
        "find_service": "Find a service",
    }
    return [(f"flow:{flow}", title) for flow, title in wanted.items() if flow in pack.guides]
