"""Who can help: the three services of the directory that fit best, with how to reach them."""

from actions.advice import in_words as advised
from actions.learning import OUTSIDE
from actions.replies import Reply
from actions.talk import UNKNOWN, Talk
from actions.wording import place_in_words
from knowledge.guides import Guide
from knowledge.pack import Pack
from knowledge.schema import Service
from knowledge.services import Wanted, best

_SHOWN = 3
_LONGEST = 1_250  # characters; a third service gives way to a shorter reply


def conclude(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    """The services for who, need and area; a service that was named comes first."""
    view = talk.view(pack)
    wanted = Wanted(*(_known(talk.facts.get(fact)) for fact in ("area", "need", "who", "risk")))
    named = [s for s in pack.services if s.id in (talk.facts.get("services") or [])]
    fitting = {s.id: s for s in [*named, *best(pack, wanted)]}
    found = list(fitting.values())[: len(named) or _SHOWN]
    first = [a for a in guide.advice_for(view) if a.first][:2]
    where = f"For {place}:" if (place := place_in_words(talk, pack)) and found else ""
    parts = [talk.remark, where, *(in_words(one) for one in found), *(advised(a) for a in first)]
    while len(found) > 1 and sum(map(len, parts)) > _LONGEST:
        found.pop()
        parts = [talk.remark, where, *(in_words(one) for one in found), *(advised(a) for a in first)]
    if not found:
        contact = pack.info.contact
        parts.insert(
            1,
            f"The handbook names no service for that. The partnership can say who there is: {contact.phone}, {contact.email}.",
        )
    cited = [one.source.section for one in found] + [a.source for a in first if a.source]
    later = [(f"more:{guide.id}.{a.id}", a.title) for a in guide.advice_for(view) if not a.first][:4]
    return Reply("\n\n".join(p for p in parts if p), later, [pack.cite(s) for s in dict.fromkeys(cited)])


def in_words(service: Service) -> str:
    """One service in a few lines: what it does, how to reach it, consent, and what the print limits."""
    reach = [x for x in (service.phone, service.email, service.web) if x]
    lines = [
        f"{service.name}: {service.does}",
        "- " + (", ".join(reach) or "The handbook prints no number or address for it."),
    ]
    lines += [f"- {service.hours}"] if service.hours else []
    lines += [f"- Referral by: {service.referral}"] if service.referral else []
    lines += [f"- {note}" for note in [*([service.consent] if service.consent else []), *service.notes[:1]]]
    return "\n".join(lines)


def _known(value: object) -> str | None:
    return value if isinstance(value, str) and value not in (UNKNOWN, OUTSIDE, "other") else None
