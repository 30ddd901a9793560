"""How facts are said back: 'the 8 month old in Alfreton (Amber Valley), risk medium'."""

from typing import Any

from actions.replies import listed
from actions.talk import UNKNOWN, Talk
from actions.whereabouts import unsure_place
from knowledge.guides import Guide
from knowledge.pack import Pack


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


def case_in_words(talk: Talk, pack: Pack) -> str:
    """The case in one line, or nothing where nothing is known yet."""
    parts = []
    children = talk.facts.get("children")
    if isinstance(children, list) and children:
        parts.append("the " + listed([child_in_words(c, pack) for c in children]))
    if area := place_in_words(talk, pack):
        parts.append(f"in {area}" if parts else area)
    said = " ".join(parts)
    if (risk := talk.facts.get("risk")) and risk != UNKNOWN:
        said = f"{said}, {risk} risk" if said else f"{risk} risk"
        said += f" (you think {judged})" if (judged := talk.facts.get("judged")) else ""
    if talk.flags:
        names = {f.id: f.name for f in pack.pathway.automatic.flags}
        said = f"{said}, {listed([names[f] for f in talk.flags])}" if said else listed([names[f] for f in talk.flags])
    return said


def place_in_words(talk: Talk, pack: Pack) -> str:
    area = pack.area.get(talk.facts.get("area") or "")
    if area is None:
        unsure = unsure_place(pack, talk.facts.get("unsure") or talk.facts.get("place"))
        return str(talk.facts.get("unsure") or talk.facts.get("place")).title() if unsure and unsure.certain else ""
    place = str(talk.facts.get("place") or "")
    name = place.upper() if any(c.isdigit() for c in place) else place.title()
    if area.name.lower().startswith(place.lower()):
        return area.name
    within = f"{name}, {area.name}" if "(" in area.name else f"{name} ({area.name})"
    return within if place.lower() not in (area.id, area.authority) else area.name


def facts_for_record(talk: Talk, guide: Guide | None, pack: Pack) -> list[str]:
    """Every fact given, one phrase each, in words that identify nobody."""
    facts = [case] if (case := case_in_words(talk, pack)) else []
    if dash := talk.facts.get("dash"):
        facts.append(f"DASH {dash} ticks")
    for question in guide.questions if guide else []:
        value = talk.facts.get(question.id)
        if value is None or question.kind in ("age", "area", "risk"):
            continue
        values = value if isinstance(value, list) else [value]
        labels = {o.id: o.label for o in question.options} | {UNKNOWN: "not known"}
        facts.append(f"{question.ask.partition('?')[0]}: {listed([labels.get(v, str(v)) for v in values])}")
    return facts
