"""The main job: who must be told about these children, by which mailbox, and why."""

from itertools import groupby

from actions.advice import in_words, sources
from actions.learning import OUTSIDE
from actions.replies import Reply, listed
from actions.talk import Talk
from actions.whereabouts import areas_of, outside_place, unsure_place
from actions.wording import case_in_words, child_in_words
from knowledge.conditions import holds
from knowledge.guides import Advice, Guide
from knowledge.pack import Pack
from knowledge.pathway import Case, Decision, Recipient
from knowledge.schema import RISKS

_OFFERED = 5


def conclude(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    """The decision for the facts: danger first, who to consult, who is told and why, and the source."""
    children = talk.facts.get("children")
    if talk.facts.get("area") == OUTSIDE:
        return _outside(guide, pack, talk)
    if not isinstance(children, list):
        return _no_child(guide, pack, talk)
    view = talk.view(pack)
    first = [a for a in guide.advice_for(view) if a.first and a.id not in talk.said]
    before = [a for a in first if "topics" not in a.when][:2]
    after = [a for a in first if "topics" not in a.when][2:]
    topical = [a for a in first if "topics" in a.when][:1]
    told, notes = _told(pack, talk, children)
    parts = [talk.remark, f"For {case_in_words(talk, pack)}:", *(in_words(a) for a in before), told]
    parts += [*notes[:2], *(in_words(a) for a in [*after, *topical])]
    choices = [("why:", "Why these?"), *_offers(guide, view, talk.said)]
    urgent = talk.facts.get("risk") in ("high", "medium") or bool(talk.flags)
    cites = [
        pack.cite(pack.pathway.source.section),
        *(pack.cite(a.source) for a in [*before, *after, *topical] if a.source),
    ]
    return Reply(
        "\n\n".join(p for p in parts if p),
        choices,
        list(dict.fromkeys(cites)),
        urgency="urgent" if urgent else "normal",
    )


def why(pack: Pack, talk: Talk) -> Reply:
    """Each contact's reason and rule, and the one fact that would change the answer."""
    if not isinstance(talk.facts.get("children"), list) or not pack.area.get(talk.facts.get("area", "")):
        return Reply("Tell me about the child first: the age, where they live, and the risk if it has been graded.")
    lines = []
    for child in talk.facts["children"]:
        for risk in _risks(talk):
            decision = decide(pack, talk, child, risk)
            lines.append(f"{child_in_words(child, pack).capitalize()}, {risk} risk:")
            lines += [f"- {r.contact.name}: {r.reason} (rule {r.rule})" for r in decision.recipients]
            lines += [f"- {note}" for note in _worth_saying(decision, pack)]
            lines += [decision.would_change] if decision.would_change else []
    text = "\n".join(lines)
    if len(text) > 1_700:
        text = text[:1_700].rsplit("\n", 1)[0] + "\nThe other children follow the same rules."
    return Reply(text, [("record:", "Record to copy")], [pack.cite(pack.pathway.source.section)])


def decide(pack: Pack, talk: Talk, child: dict, risk: str) -> Decision:
    """The pathway's decision for one child of the talk at a risk."""
    return pack.table.decide(Case(talk.facts["area"], child["stage"], risk, frozenset(talk.flags), child.get("months")))


def _risks(talk: Talk) -> list[str]:
    """The graded risk, or the table's two columns where nobody has graded it."""
    risk = talk.facts.get("risk")
    return [risk] if risk in RISKS else ["standard", "medium"]


def _told(pack: Pack, talk: Talk, children: list[dict]) -> tuple[str, list[str]]:
    """The contacts in words with the reason, and what the print leaves open."""
    if pack.area.get(talk.facts.get("area", "")) is None:
        return _by_authority(pack, talk, children)
    blocks, notes = [], []
    for risk in _risks(talk):
        decisions = [decide(pack, talk, child, risk) for child in children]
        label = _column(risk) if len(_risks(talk)) > 1 else "Who is told, and where"
        blocks.append(f"{label}:\n{_contacts(pack, children, decisions)}")
        notes += [n for d in decisions for n in _worth_saying(d, pack)]
        if len(_risks(talk)) == 1 and len(children) == 1 and decisions[0].would_change:
            notes.append(decisions[0].would_change)
    unsure = unsure_place(pack, talk.facts.get("place"))
    notes = ([unsure.say] if unsure else []) + list(dict.fromkeys(notes))
    return "\n".join([*blocks, _because(pack, talk, children)]), notes


def _because(pack: Pack, talk: Talk, children: list[dict]) -> str:
    """The rows of the table that decided, in one line."""
    area = pack.area[talk.facts["area"]]
    stages = listed(list(dict.fromkeys(pack.table.stages[c["stage"]].name for c in children)))
    flags = [f.name for f in pack.pathway.automatic.flags if f.id in talk.flags]
    risk = talk.facts.get("risk")
    graded = f"{risk} risk" if risk in RISKS else "risk not graded"
    automatic = f"; a referral to children's social care is automatic ({listed(flags)})" if flags else ""
    return f"Why: the table's row for {stages}, {graded}, living in {area.name}{automatic}."


def _column(risk: str) -> str:
    return "If it is graded standard" if risk == "standard" else "If it is graded medium or high"


def _contacts(pack: Pack, children: list[dict], decisions: list[Decision]) -> str:
    """One line a contact, with the children it is for where they differ."""
    found: dict[str, tuple[Recipient, list[str]]] = {}
    for child, decision in zip(children, decisions, strict=True):
        for recipient in decision.recipients:
            found.setdefault(recipient.contact.id, (recipient, []))[1].append(child_in_words(child, pack))
    if not found:
        return "- The table prints no contact for this."
    lines = []
    for recipient, who in found.values():
        contact = recipient.contact
        address = contact.email or "told by the police, if they were called; nothing for you to send"
        only = f" (for the {listed(who)})" if 0 < len(who) < len(children) else ""
        lines.append(f"- {contact.name}{only}: {address}")
    return "\n".join(lines)


def _worth_saying(decision: Decision, pack: Pack) -> list[str]:
    """The decision's notes, less those said elsewhere; the areas' reading only where it is least certain."""
    kept = {n.say for n in pack.pathway.notes if n.id in ("marac", "area-reading")}
    return [note for note in decision.notes if note not in kept]


def _by_authority(pack: Pack, talk: Talk, children: list[dict]) -> tuple[str, list[str]]:
    """Where the area is not known: the contacts for each authority, each area's differences left open."""
    blocks = []
    unsure = unsure_place(pack, talk.facts.get("place") or talk.facts.get("unsure"))
    likely = [pack.area[a] for a in areas_of(pack, unsure)]
    alike = pack.table.alike([a.id for a in likely], [child["stage"] for child in children])
    for authority, areas in groupby(sorted(likely, key=lambda a: a.authority), key=lambda a: a.authority):
        found: dict[str, str] = {}
        for area in areas:
            there = Talk(facts={**talk.facts, "area": area.id}, flags=talk.flags)
            for child in children:
                for recipient in decide(pack, there, child, _risks(talk)[-1]).recipients:
                    found.setdefault(recipient.contact.name, recipient.contact.email or "by the police")
        heading = "Who is told, and where" if alike else f"If the child lives in {authority.title()}"
        blocks.append(f"{heading}:\n" + "\n".join(f"- {n}: {e}" for n, e in found.items()))
    if alike:
        return "\n".join(blocks), []
    note = "Where more than one midwives' team is shown, the town decides. Tell me the town and I will narrow it down."
    return "\n".join(blocks), [unsure.say if unsure else note]


def _outside(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    place = outside_place(pack, talk.facts.get("outside"))
    where = place.where if place else "another area"
    text = (
        f"If anyone is in danger now, call 999, wherever they are.\n\n{where} is outside {pack.info.name}, so these mailboxes are "
        "not for this child: a referral goes by where the child lives. Tell your own designated or named person, and make the "
        f"referral to children's social care for {where}. I have no contacts for other areas and won't guess one; their council's "
        "website or switchboard has them.\n\nIf the child lives here after all, or moves between two homes, tell me the town."
    )
    return Reply(
        text,
        [(f"area:{a.id}", a.name) for a in list(pack.area.values())[:4]],
        sources(_always(guide), pack),
        urgency="urgent",
    )


def _no_child(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    view = talk.view(pack)
    first = [a for a in guide.advice_for(view) if a.first]
    if adult := talk.facts.get("adult"):
        said = [a for a in first if "adult" in a.when]
        parts = [talk.remark, f"At {adult} this is an adult, so the children's pathway does not apply."]
        choices = [("flow:find_service", "Find a service"), *_offers(guide, view, talk.said)[:3]]
        return Reply("\n\n".join(p for p in [*parts, *map(in_words, said)] if p), choices, sources(said, pack))
    parts = [talk.remark, *map(in_words, first[:3])]
    parts.append("Without the child's age I can't say who is told. When you know it, even roughly, tell me and I will.")
    cites = [*sources(first[:3], pack), pack.cite(pack.pathway.source.section)]
    return Reply("\n\n".join(p for p in parts if p), _offers(guide, view, talk.said), cites)


def _always(guide: Guide) -> list[Advice]:
    """What the guide says whatever the case."""
    return [a for a in guide.advice if a.first and not a.when]


def _offers(guide: Guide, view: dict, said: list[str]) -> list[tuple[str, str]]:
    """The guide's other advice as buttons, what the facts call for before what always holds."""
    later: list[Advice] = [a for a in guide.advice_for(view) if not a.first and a.id not in said]
    later.sort(key=lambda a: not (a.when and holds(a.when, view)))
    return [(f"more:{guide.id}.{a.id}", a.title) for a in later[:_OFFERED]]
