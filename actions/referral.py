"""The main job: who must be told about these children, by which mailbox, and why, as far as the facts go.

Who is told comes from the pathway's rules (`knowledge/pathway.py`), and what is certain of it while facts are unknown from
`knowledge/outlook.py`. Nothing is decided here.
"""

from typing import Any

from actions.advice import in_words, sources
from actions.context import Context
from actions.front_doors import whom_to_ring
from actions.reply import Choice, Kind, Reply, listed
from actions.wording import child_in_words
from bot.dialogue.facts import OUTSIDE
from bot.dialogue.state import DialogueState
from knowledge.conditions import facts_named, holds
from knowledge.guides import Advice, Guide
from knowledge.outlook import Condition, Is, Known, Outlook, outlook
from knowledge.pack import Pack
from knowledge.pathway import Case, Decision, Recipient
from knowledge.schema import RISKS, Risk
from knowledge.whereabouts import areas_of, outside_place, unsure_place

_OFFERED = 5
_AT_HIGH_RISK = ("danger", "marac")  # what is said with every decision at high risk, also when it was said before
_ALWAYS = ("danger", "consult")  # what the guide says with any decision, however long that is
_MOST_OPEN = 4  # contacts that depend on unknown facts, named one by one
_LONGEST_WHY = 1_700  # characters


def decide(guide: Guide, state: DialogueState, context: Context) -> Reply:
    """The decision as far as the facts go: what can't wait, who to consult, who is told, and what the rest depends on."""
    pack = context.pack
    if state.facts.get("area") == OUTSIDE:
        return _outside(guide, state, pack)
    if is_adults_alone(state):
        return _adult(guide, state, pack)
    view = state.view(pack)
    reply = Reply(choices=_offers(guide, view, state))
    outlooks = [outlook(pack.table, known) for known in _known(state, pack)]
    state.spoken.services = list(dict.fromkeys(r.contact.id for one in outlooks for r in one.certain))
    urgent = any(one.urgency for one in outlooks)
    if urgent:
        reply.urgency = "urgent"
        reply.extend(_today(outlooks, state, context))
    _advise(guide, view, state, pack, reply, urgent)
    if any(_besides(one) for one in outlooks):
        reply.add("contacts", _told(outlooks, state, pack), [pack.cite(pack.pathway.source.section)])
    for note in list(dict.fromkeys(n for one in outlooks for n in one.notes if n not in _said_elsewhere(pack)))[:2]:
        reply.add("note", note)
    if unsure := unsure_place(pack, state.facts.get("place")):
        reply.add("note", unsure.say)
    if state.facts.get("risk") in ("medium", "high") or state.case.flags:
        reply.urgency = "urgent"
    if state.children:
        reply.choices = [("why:", "Why these?"), *reply.choices]
    return reply


def _known(state: DialogueState, pack: Pack) -> list[Known]:
    """What is known of each child; of one of unknown age where none was told."""
    facts = state.facts
    area = facts.get("area") if facts.get("area") in pack.area else None
    areas = tuple(facts.get("areas") or ())
    if area is None and (unsure := unsure_place(pack, facts.get("place") or facts.get("unsure"))):
        areas = tuple(areas_of(pack, unsure))
    risk: Risk | None = facts["risk"] if facts.get("risk") in RISKS else None
    flags = frozenset(state.case.flags)
    if not state.children:
        return [Known(area, areas, risk=risk, flags=flags)]
    return [
        Known(area, areas, stage=child["stage"], risk=risk, flags=flags, age_months=child.get("months"))
        for child in state.children
    ]


def is_adults_alone(state: DialogueState) -> bool:
    """Is the case an adult's, without a child that was told?"""
    return bool(state.facts.get("adult") or state.facts.get("no_children")) and not state.children


def asks_next(state: DialogueState, pack: Pack) -> str | None:
    """The question whose answer would settle most: children, area or risk; None where nothing is left open."""
    asked = {"stage": "children", "area": "area", "risk": "risk"}
    wanted = [asked[one.ask] for known in _known(state, pack) if (one := outlook(pack.table, known)).ask]
    open_ = [name for name in wanted if name not in state.facts]
    return open_[0] if open_ else None


# -- what can't wait -------------------------------------------------------------------------------------------


def today(state: DialogueState, context: Context) -> Reply:
    """The same in the middle of any other guide; nothing where no child is hurt."""
    outlooks = [outlook(context.pack.table, known) for known in _known(state, context.pack)]
    return _today(outlooks, state, context) if any(one.urgency for one in outlooks) else Reply()


def _today(outlooks: list[Outlook], state: DialogueState, context: Context) -> Reply:
    """A hurt child: social care today, before everything else, with a number to ring now."""
    pack = context.pack
    told = [r for one in outlooks for r in one.certain if r.urgency]
    told = told or [d.recipient for one in outlooks for d in one.depends if d.recipient.urgency]
    names = listed(list(dict.fromkeys(f"{r.contact.name}, {r.contact.email}" for r in told)), "or")
    reason = next((because for r in told for because in r.because if because.urgency), None)
    lead = next((f.lead for f in pack.pathway.automatic.flags if reason and f.id == reason.rule and f.lead), None)
    text = f"{lead or reason.reason if reason else ''} {names}."
    cited = [pack.cite(source.section) for source in reason.sources] if reason else []
    reply = Reply().add("lead", text, cited)
    return reply.extend(whom_to_ring(state, context, "lead"))


def _advise(guide: Guide, view: dict[str, Any], state: DialogueState, pack: Pack, reply: Reply, urgent: bool) -> None:
    """The guide's own words round the decision: what always stands, then what this case calls for."""
    said = state.guide.said if state.guide else []
    again = _AT_HIGH_RISK if view.get("risk") == "high" else ()
    first = [a for a in guide.advice_for(view) if a.first and (a.id not in said or a.id in again)]
    always = sorted((a for a in first if "topics" not in a.when), key=lambda a: (a.id != "danger", not a.when))
    topical = [a for a in first if "topics" in a.when][:1]
    shown = [*always[:3], *topical]
    for advice in shown:
        if urgent and advice.id == "danger":  # said in the first line
            continue
        kind: Kind = "danger" if advice.id == "danger" else "note" if advice in topical else "steps"
        waits = urgent and advice.id == "consult"
        later = None if advice in topical else _later(guide, advice, waits)  # what the message speaks of does not wait
        reply.add(kind, in_words(advice), sources([advice], pack), later)
    reply.choices = [*((f"more:{guide.id}.{a.id}", a.title) for a in always[3:]), *reply.choices]
    if state.guide:
        state.guide.said += [a.id for a in shown]


def _later(guide: Guide, advice: Advice, waits: bool) -> Choice | None:
    """A button for what may wait: what this case or this message does not call for in particular."""
    may_wait = waits or "topics" in advice.when or (not advice.when and advice.id not in _ALWAYS)
    return (f"more:{guide.id}.{advice.id}", advice.title) if may_wait else None


# -- who is told -----------------------------------------------------------------------------------------------


def _told(outlooks: list[Outlook], state: DialogueState, pack: Pack) -> str:
    """The contacts that are certain, and those that depend on what is unknown, with the reason in one line."""
    certain = _by_contact([(r, ()) for one in outlooks for r in one.certain if not r.urgency])
    open_ = _by_contact([(d.recipient, d.when) for one in outlooks for d in one.depends if not d.recipient.urgency])
    lines = []
    if certain:
        urgent = any(one.urgency for one in outlooks)
        heading = "Told as well" if urgent else "Who is told, and where" if not open_ else "Certain"
        whom = _for_whom(outlooks, state, pack)
        lines += [f"{heading}:", *(_line(recipient, whom.get(name, "")) for name, (recipient, _) in certain.items())]
    if open_:
        lines += _open(list(open_.values()), bool(certain), pack)
    if state.children and not open_ and certain and not any(one.urgency for one in outlooks):
        lines.append(_because(state, pack))
    return "\n".join(lines)


def _for_whom(outlooks: list[Outlook], state: DialogueState, pack: Pack) -> dict[str, str]:
    """For each contact that is told of some of the children alone, of whom: ` (for the 8 month old)`."""
    told: dict[str, list[str]] = {}
    for child, one in zip(state.children, outlooks, strict=False):
        for recipient in one.certain:
            told.setdefault(recipient.contact.id, []).append(child_in_words(child, pack))
    return {name: f" (for the {listed(who)})" for name, who in told.items() if len(who) < len(outlooks)}


def _besides(one: Outlook) -> bool:
    """Is anybody told beside those who can't wait?"""
    return any(not r.urgency for r in one.certain) or any(not d.recipient.urgency for d in one.depends)


def _by_contact(
    found: list[tuple[Recipient, tuple[Condition, ...]]],
) -> dict[str, tuple[Recipient, tuple[Condition, ...]]]:
    return {recipient.contact.id: (recipient, when) for recipient, when in reversed(found)} if found else {}


def _line(recipient: Recipient, when: str = "") -> str:
    address = recipient.contact.email or "told by the police, if they were called; nothing for you to send"
    return f"- {recipient.contact.name}{when}: {address}"


def _open(found: list[tuple[Recipient, tuple[Condition, ...]]], beside: bool, pack: Pack) -> list[str]:
    """The contacts that depend on what is unknown. Where they are many, social care's alone: it is asked for most."""
    urgent = [one for one in found if one[0].contact.kind == "social-care"]
    shown = found if len(found) <= _MOST_OPEN or not urgent else urgent
    lines = ["It depends:" if not beside else "As well:"]
    for recipient, when in shown:
        said = _in_words(when, pack)
        lines.append(_line(recipient, f" (if {said})" if said else ""))
    if len(shown) < len(found):
        lines.append("- Health, midwives and education: by the child's age, home and grade.")
    return lines


def _in_words(when: tuple[Condition, ...], pack: Pack) -> str:
    """A condition as it goes on after 'if'."""
    said = [" and ".join(_is(o, pack) for o in condition if not _nearly_all(o, pack)) for condition in when]
    return listed([one for one in dict.fromkeys(said) if one], "or")


def _nearly_all(one: Is, pack: Pack) -> bool:
    """A stage that leaves out one row of the table alone, which few mean, is not worth its words."""
    return one.key == "stage" and len(one.values) >= len(pack.table.stages) - 1


def _is(one: Is, pack: Pack) -> str:
    match one.key:
        case "risk":
            return f"it is graded {listed(list(one.values), 'or')}"
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


def _said_elsewhere(pack: Pack) -> set[str]:
    """Notes that the guide's own advice says."""
    return {n.say for n in pack.pathway.notes if n.id in ("marac", "area-reading")}


# -- why -------------------------------------------------------------------------------------------------------


def why(state: DialogueState, context: Context) -> Reply:
    """Each contact's reason in words, and the one fact that would change the answer."""
    pack = context.pack
    if not state.children or state.facts.get("area") not in pack.area:
        return Reply().add(
            "question", "Tell me about the child first: the age, where they live, and the grade if there is one."
        )
    lines = []
    for child in state.children:
        for risk in _risks(state):
            decision = decision_for(child, risk, state, pack)
            lines.append(f"{child_in_words(child, pack).capitalize()}, {risk} risk:")
            lines += [f"- {r.contact.name}: {r.reason}" for r in decision.recipients]
            lines += [decision.would_change] if decision.would_change else []
    text = "\n".join(lines)
    if len(text) > _LONGEST_WHY:
        text = text[:_LONGEST_WHY].rsplit("\n", 1)[0] + "\nThe other children follow the same rules."
    guide = pack.guides[state.flow or "referral"]
    choices = [*_offers(guide, state.view(pack), state), ("record:", "Record to copy")]
    return Reply(choices=choices).add("why", text, [pack.cite(pack.pathway.source.section)])


def decision_for(child: dict[str, Any], risk: Risk, state: DialogueState, pack: Pack) -> Decision:
    """The pathway's decision for one child of the case at a risk."""
    case = Case(state.facts["area"], child["stage"], risk, frozenset(state.case.flags), child.get("months"))
    return pack.table.decide(case)


def _risks(state: DialogueState) -> list[Risk]:
    """The graded risk, or the table's two columns where nobody has graded it."""
    risk = state.facts.get("risk")
    return [risk] if risk in RISKS else ["standard", "medium"]


# -- who is no child of the pathway ----------------------------------------------------------------------------


def _outside(guide: Guide, state: DialogueState, pack: Pack) -> Reply:
    place = outside_place(pack, state.facts.get("outside"))
    where = place.where if place else "another area"
    text = (
        f"If anyone is in danger now, call 999, wherever they are.\n\n{where} is outside {pack.info.name}, so these mailboxes are "
        "not for a child who lives there: a referral goes by where the child lives. Tell your own designated or named person, and "
        f"make the referral to children's social care for {where}. I have no contacts for other areas and won't guess one; their "
        "council's website or switchboard has them.\n\nIf the child lives here, tell me the town."
    )
    choices = [(f"area:{a.id}", a.name) for a in list(pack.area.values())[:4]]
    always = [a for a in guide.advice if a.first and (not a.when or a.id in _ALWAYS)]
    return Reply(choices=choices, urgency="urgent").add("decision", text, sources(always, pack))


def _adult(guide: Guide, state: DialogueState, pack: Pack) -> Reply:
    view = state.view(pack)
    first = [a for a in guide.advice_for(view) if a.first and "adult" in facts_named(a.when)]
    reply = Reply(choices=[("flow:find_service", "Find a service"), *_offers(guide, view, state)[:3]])
    age = (
        f"At {state.facts['adult']} this is an adult, so"
        if state.facts.get("adult")
        else "With no child and no pregnancy,"
    )
    reply.add("lead", f"{age} the children's pathway does not apply.")
    for advice in first:
        reply.add("decision", in_words(advice), sources([advice], pack))
    return reply


def _offers(guide: Guide, view: dict[str, Any], state: DialogueState) -> list[Choice]:
    """The guide's other advice as buttons, what the facts call for before what always holds."""
    said = state.guide.said if state.guide else []
    later: list[Advice] = [a for a in guide.advice_for(view) if a.offered and not a.first and a.id not in said]
    later.sort(key=lambda a: not (a.when and holds(a.when, view)))
    return [(f"more:{guide.id}.{a.id}", a.title) for a in later[:_OFFERED]]
