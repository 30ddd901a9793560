"""Who is told, in words: the contacts that are certain with their addresses, and what the others depend on."""

from actions.reply import listed
from actions.wording import child_in_words, of_one_age_together
from bot.dialogue.state import DialogueState
from knowledge.front_doors import provenance
from knowledge.outlook import Condition, Is, Outlook
from knowledge.pack import Pack
from knowledge.pathway import Recipient
from knowledge.schema import RISKS

_MOST_OPEN = 4  # contacts that depend on unknown facts, named one by one


def in_words(outlooks: list[Outlook], state: DialogueState, pack: Pack) -> str:
    """The contacts that are certain, and those that depend on what is unknown, with the reason in one line."""
    certain = _by_contact([(r, ()) for one in outlooks for r in one.certain if not r.urgency])
    open_ = _by_contact([(d.recipient, d.when) for one in outlooks for d in one.depends if not d.recipient.urgency])
    sent = {name: one for name, one in certain.items() if one[0].contact.email}
    whom = _for_whom(outlooks, state, pack)
    lines = []
    if sent or (certain and not open_):
        urgent = any(one.urgency for one in outlooks)
        heading = "Told as well" if urgent else "Who is told, and where" if not open_ else "Certain"
        lines += [f"{heading}:", *(_line(recipient, pack, whom.get(name, "")) for name, (recipient, _) in sent.items())]
    if open_:
        lines += _open(list(open_.values()), bool(sent), pack)
    # Last whoever is told without the reader: what there is to send comes first.
    lines += [
        _line(recipient, pack, whom.get(name, "")) for name, (recipient, _) in certain.items() if name not in sent
    ]
    if state.children and not open_ and certain and not any(one.urgency for one in outlooks):
        lines.append(_because(state, pack))
    return "\n".join(lines)


def _for_whom(outlooks: list[Outlook], state: DialogueState, pack: Pack) -> dict[str, str]:
    """For each contact that is told of some of the children alone, of whom: ` (for the 8 month old)`."""
    told: dict[str, list[str]] = {}
    for child, one in zip(state.children, outlooks, strict=False):
        for recipient in one.certain:
            told.setdefault(recipient.contact.id, []).append(child_in_words(child, pack))
    return {name: f" (for the {of_one_age_together(who)})" for name, who in told.items() if len(who) < len(outlooks)}


def tells_others(one: Outlook) -> bool:
    """Is anybody told beside those who can't wait?"""
    return any(not r.urgency for r in one.certain) or any(not d.recipient.urgency for d in one.depends)


def _by_contact(
    found: list[tuple[Recipient, tuple[Condition, ...]]],
) -> dict[str, tuple[Recipient, tuple[Condition, ...]]]:
    return {recipient.contact.id: (recipient, when) for recipient, when in reversed(found)}


def _line(recipient: Recipient, pack: Pack, when: str = "") -> str:
    address = recipient.contact.email or "told by the police, if they were called; nothing for you to send"
    door = next(
        (d for d in pack.front_doors if d.contact == recipient.contact.id and d.kind == "referral" and d.phone), None
    )
    ring = f"; by phone {door.phone} ({provenance(door, briefly=True)})" if door else ""
    return f"- {recipient.contact.name}{when}: {address}{ring}"


def _open(found: list[tuple[Recipient, tuple[Condition, ...]]], beside: bool, pack: Pack) -> list[str]:
    """The contacts that depend on what is unknown, social care's first: it is asked for most. Where they are many, that alone; last
    comes whoever is told without the reader."""
    automatic = pack.pathway.automatic.kind
    urgent = [one for one in found if one[0].contact.kind == automatic]
    order = sorted(found, key=lambda one: (one[0].contact.kind != automatic, not one[0].contact.email))
    shown = order if len(found) <= _MOST_OPEN or not urgent else urgent
    lines = ["It depends:" if not beside else "As well:"]
    for recipient, when in shown:
        said = _condition(recipient, when, pack)
        lines.append(_line(recipient, pack, f" (if {said})" if said else ""))
    if len(shown) < len(found):
        lines.append("- Health, midwives and education: by the child's age, home and grade.")
    return lines


def _condition(recipient: Recipient, when: tuple[Condition, ...], pack: Pack) -> str:
    """A condition as it goes on after 'if'. Beside a grade stands the concern that waits for none, for whoever is told of it."""
    automatic = pack.pathway.automatic
    concern = automatic.concern if recipient.contact.kind == automatic.kind else None
    said = [" and ".join(_is(o, pack, concern) for o in condition if not _nearly_all(o, pack)) for condition in when]
    return listed([one for one in dict.fromkeys(said) if one], "or")


def _nearly_all(one: Is, pack: Pack) -> bool:
    """A stage that leaves out one row of the table alone, which few mean, is not worth its words."""
    return one.key == "stage" and len(one.values) >= len(pack.table.stages) - 1


def _is(one: Is, pack: Pack, concern: str | None) -> str:
    match one.key:
        case "risk":
            return f"it is graded {listed(list(one.values), 'or')}{f' or {concern}' if concern else ''}"
        case "stage":
            return f"the child is {listed([pack.table.stages[v].short for v in one.values], 'or')}"
        case "authority":
            named = {a.id: a.where for a in pack.areas.authorities}
            return f"the child lives {listed([named.get(v, v) for v in one.values], 'or')}"
        case "area":
            return f"the child lives in {listed([pack.area[v].name for v in one.values], 'or')}"
        case key:
            areas = [a.name for a in pack.areas.areas if str(getattr(a, key, None)) in one.values]
            return f"the child lives in {listed(areas, 'or')}"


def _because(state: DialogueState, pack: Pack) -> str:
    """The rows of the table that decided, in one line."""
    stages = listed(list(dict.fromkeys(pack.table.stages[c["stage"]].name for c in state.children)))
    flags = [f.name for f in pack.pathway.automatic.flags if f.id in state.case.flags]
    risk = state.facts.get("risk")
    graded = f"{risk} risk" if risk in RISKS else "at any grade"
    area = pack.area.get(state.facts.get("area") or "")
    where = f", living in {area.name}" if area else ""
    automatic = f"; a referral to children's social care is automatic ({listed(flags)})" if flags else ""
    return f"Why: the table's row for {stages}, {graded}{where}{automatic}."
