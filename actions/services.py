"""Who can help: the directory's entries that fit best, and any entry by name, with how to reach it."""

from actions.advice import in_words as advised
from actions.advice import sources
from actions.context import Context
from actions.reply import Reply
from actions.wording import place_in_words
from bot.dialogue.acts import Ask
from bot.dialogue.facts import OUTSIDE
from bot.dialogue.state import UNKNOWN, DialogueState, Spoken
from knowledge.front_doors import provenance
from knowledge.guides import Guide
from knowledge.pack import Pack
from knowledge.schema import Contact, FrontDoor, Service
from knowledge.services import Wanted, best, serves

_SHOWN = 3
_LONGEST = 900  # characters; a third service gives way to a shorter reply
_NO_REACH = "the handbook prints no number or address for it"
_DETAILS = ("phone", "email", "web", "hours", "referral", "consent")


def decide(guide: Guide, state: DialogueState, context: Context, still_asking: bool) -> Reply:
    """The services for who, need and area, as far as those are known; a service that was named comes first."""
    pack = context.pack
    view = state.view(pack)
    wanted = Wanted(*(_known(state.facts.get(fact)) for fact in ("area", "need", "who", "risk")))
    area = wanted.area
    named = [
        s for s in pack.services if s.id in (state.facts.get("services") or []) and (not area or serves(pack, s, area))
    ]
    fitting = {s.id: s for s in [*named, *best(pack, wanted)]}
    found = list(fitting.values())[: len(named) or (_SHOWN - 1 if still_asking else _SHOWN)]
    said = state.guide.said if state.guide else []
    first = [a for a in guide.advice_for(view) if a.first and a.id not in said][: 1 if still_asking else 2]
    while len(found) > 1 and sum(len(briefly(one)) for one in found) > _LONGEST:
        found.pop()
    reply = Reply()
    if (place := place_in_words(state, pack)) and found:
        reply.add("lead", f"For {place}:")
    for one in found:
        reply.add("contacts", briefly(one) if len(found) > 1 else in_words(one), [pack.cite(one.source.section)])
    for advice in first:
        reply.add("note", advised(advice), sources([advice], pack), (f"more:{guide.id}.{advice.id}", advice.title))
    if not found:
        contact = pack.info.contact
        text = f"The handbook names no service for that. The partnership can say who there is: {contact.phone}, {contact.email}."
        reply.add("contacts", text)
    if state.guide:
        state.guide.said += [a.id for a in first]
    state.spoken = Spoken(guide=guide.id, services=[one.id for one in found])
    reply.choices = [(f"more:{guide.id}.{a.id}", a.title) for a in guide.advice_for(view) if a.offered and not a.first][
        :4
    ]
    return reply


def look_up(ask: Ask, state: DialogueState, context: Context) -> Reply:
    """Entries of the directory by name: the detail that was asked for in the first line, or all there is to know."""
    pack = context.pack
    everything: dict[str, Service | Contact | FrontDoor] = {
        **{s.id: s for s in pack.services},
        **pack.contacts,
        **{d.id: d for d in pack.front_doors},
    }
    found = [everything[one] for one in ask.value if one in everything][:_SHOWN]
    reply = Reply(choices=[("flow:find_service", "Find another service")])
    for one in found:
        text = _detail(one, ask.detail) if ask.detail else in_words(one)
        reply.add("answer", text, [] if isinstance(one, FrontDoor) else [pack.cite(_section(one, pack))])
    state.spoken = Spoken(services=[one.id for one in found], guide=state.spoken.guide, sections=state.spoken.sections)
    return reply


def _section(one: Service | Contact, pack: Pack) -> str:
    return one.source.section if isinstance(one, Service) else pack.pathway.source.section


def _detail(one: Service | Contact | FrontDoor, wanted: frozenset[str]) -> str:
    """`Galop: 0800 999 5428`, and an honest word where that is not printed."""
    told = [str(value) for name in _DETAILS if name in wanted and (value := getattr(one, name, None))]
    if isinstance(one, FrontDoor):
        return f"{one.name}: {one.phone or 'no number is confirmed yet'} ({provenance(one)})."
    if told:
        return f"{one.name}: {', '.join(told)}"
    things = {"phone": "number", "email": "e-mail address", "web": "website", "hours": "hours", "referral": "word on who may refer", "consent": "word on consent"}  # fmt: skip
    missing = " or ".join(things[name] for name in _DETAILS if name in wanted)
    return f"{one.name}: the handbook prints no {missing}. It has: {_reach(one) or 'no contact details'}."


def in_words(one: Service | Contact | FrontDoor) -> str:
    """One entry in a few lines: how to reach it, what it does, consent, and what the print limits."""
    if isinstance(one, FrontDoor):
        return f"{one.name}: {one.phone or 'no number is confirmed yet'}. {one.says} ({provenance(one).capitalize()}.)"
    if isinstance(one, Contact):
        return f"{one.name}: {_reach(one) or _NO_REACH}"
    lines = _head(one)
    lines += [f"- {one.hours}"] if one.hours else []
    lines += [f"- Referral by: {one.referral}"] if one.referral else []
    lines += [f"- {note}" for note in [*([one.consent] if one.consent else []), *one.notes[:1]]]
    return "\n".join(lines)


def briefly(one: Service) -> str:
    """One entry among several: how to reach it, what it does, and consent; its limits where it has no number on which to ask. The
    rest is said to whoever names it."""
    notes = [one.consent] if one.consent else [] if one.phone else one.notes[:1]
    return "\n".join([*_head(one), *(f"- {note}" for note in notes)])


def _head(one: Service) -> list[str]:
    return [f"{one.name}: {_reach(one) or _NO_REACH}", f"- {one.does}"]


def _reach(one: Service | Contact) -> str:
    return ", ".join(x for x in (getattr(one, name, None) for name in ("phone", "email", "web")) if x)


def _known(value: object) -> str | None:
    return value if isinstance(value, str) and value not in (UNKNOWN, OUTSIDE, "other") else None
