"""Whom to ring about a child at this hour, as public pages print it; marked as such until the partnership confirms it."""

from actions.context import Context
from actions.reply import Kind, Reply
from bot.dialogue.state import DialogueState
from knowledge.front_doors import at_other_hours, provenance, who_answers
from knowledge.pack import Pack
from knowledge.schema import FrontDoor
from knowledge.whereabouts import areas_of, unsure_place


def whom_to_ring(state: DialogueState, context: Context, kind: Kind = "answer", advice: bool = False) -> Reply:
    """The front doors that answer now, of the child's council or of both. `advice`: those that only advise, too."""
    pack = context.pack
    doors = [d for d in who_answers(pack, _authority(state, pack), context.now) if advice or d.kind == "referral"]
    if not doors:
        return Reply()
    later = at_other_hours(pack, doors)
    lines = [f"To ring now ({context.now:%A %H:%M}):", *(_line(door, door.says) for door in doors), *_later(later)]
    said = "; ".join(dict.fromkeys(provenance(door) for door in [*doors, *later]))
    reply = Reply().add(kind, "\n".join([*lines, f"({said[:1].upper()}{said[1:]}.)"]))
    state.spoken.services = [*(one for one in state.spoken.services if one in pack.contacts), *(d.id for d in doors)]
    return reply


def for_anybody(state: DialogueState, context: Context) -> Reply:
    """The same for somebody who is not at work: by name and number, without what is said to agencies."""
    pack = context.pack
    doors = [d for d in who_answers(pack, _authority(state, pack), context.now) if d.kind == "referral"]
    if not doors:
        return Reply()
    lines = [
        f"To ring now about a child ({context.now:%A %H:%M}):",
        *(_line(d, d.for_anybody or d.says) for d in doors),
        *_later(later := at_other_hours(pack, doors)),
    ]
    said = "; ".join(dict.fromkeys(provenance(door) for door in [*doors, *later]))
    return Reply().add("answer", "\n".join([*lines, f"({said[:1].upper()}{said[1:]}.)"]))


def _line(door: FrontDoor, says: str) -> str:
    return f"- {door.name}: {door.phone}. {says}" if door.phone else f"- {door.name}: {says}"


def _later(doors: list[FrontDoor]) -> list[str]:
    return [f"- At other hours: {door.name}, {door.phone}." for door in doors]


def _authority(state: DialogueState, pack: Pack) -> str | None:
    """The council of the child's home, where that is known."""
    if area := pack.area.get(state.facts.get("area") or ""):
        return area.authority
    unsure = unsure_place(pack, state.facts.get("place") or state.facts.get("unsure"))
    councils = {pack.area[a].authority for a in areas_of(pack, unsure)} if unsure else set()
    return councils.pop() if len(councils) == 1 else None
