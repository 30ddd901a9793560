"""The main job: who must be told about these children, by which mailbox, and why, as far as the facts go.

Who is told comes from the pathway's rules (`knowledge/pathway.py`), and what is certain of it while facts are unknown from
`knowledge/outlook.py`. Nothing is decided here.
"""

from typing import Any

from actions import recipients
from actions.advice import in_words, offers, sources
from actions.context import Context
from actions.front_doors import whom_to_ring
from actions.reply import Choice, Kind, Reply, listed
from bot.dialogue.facts import OUTSIDE
from bot.dialogue.state import DialogueState
from knowledge.conditions import facts_named
from knowledge.guides import Advice, Guide
from knowledge.outlook import Known, Outlook, outlook
from knowledge.pack import Pack
from knowledge.schema import RISKS, Risk
from knowledge.whereabouts import areas_of, outside_place, unsure_place

_AT_HIGH_RISK = ("danger", "marac")  # what is said with every decision at high risk, also when it was said before
_ALWAYS = ("danger", "consult")  # what the guide says with any decision, however long that is


def decide(guide: Guide, state: DialogueState, context: Context) -> Reply:
    """The decision as far as the facts go: what can't wait, who to consult, who is told, and what the rest depends on."""
    pack = context.pack
    if state.facts.get("area") == OUTSIDE:
        return _outside(guide, state, pack)
    if is_adults_alone(state):
        return _adult(guide, state, pack)
    view = state.view(pack)
    reply = Reply(choices=offers(guide, view, state))
    outlooks = [outlook(pack.table, known) for known in _known(state, pack)]
    state.spoken.services = list(dict.fromkeys(r.contact.id for one in outlooks for r in one.certain))
    urgent = any(one.urgency for one in outlooks)
    if urgent:
        reply.urgency = "urgent"
        reply.extend(_today(outlooks, state, context))
    _advise(guide, view, state, pack, reply, urgent)
    if any(recipients.tells_others(one) for one in outlooks):
        reply.add("contacts", recipients.in_words(outlooks, state, pack), [pack.cite(pack.pathway.source.section)])
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


def _said_elsewhere(pack: Pack) -> set[str]:
    """Notes that the guide's own advice says."""
    return {n.say for n in pack.pathway.notes if n.id in ("marac", "area-reading")}


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
        kind: Kind = (
            "danger" if advice.id == "danger" else "lead" if advice.leads else "note" if advice in topical else "steps"
        )
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
    reply = Reply(choices=[("flow:find_service", "Find a service"), *offers(guide, view, state)[:3]])
    age = (
        f"At {state.facts['adult']} this is an adult, so"
        if state.facts.get("adult")
        else "With no child and no pregnancy,"
    )
    reply.add("lead", f"{age} the children's pathway does not apply.")
    for advice in first:
        reply.add("decision", in_words(advice), sources([advice], pack))
    return reply
