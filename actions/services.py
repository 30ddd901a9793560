"""Who can help: the three services of the directory that fit best, with how to reach them."""

from actions.replies import Reply
from actions.talk import OUTSIDE, UNKNOWN, Talk
from knowledge.guides import Guide
from knowledge.pack import Pack
from knowledge.services import Wanted, find
from knowledge.schema import Service

_BEST = 3


def conclude(guide: Guide, pack: Pack, talk: Talk) -> Reply:
    view = talk.view(pack)
    wanted = Wanted(
        area=_known(talk.facts.get("area")),
        need=_known(talk.facts.get("need")),
        who=_known(talk.facts.get("who")),
        risk=_known(talk.facts.get("risk")),
    )
    best = find(pack, wanted)[:_BEST]
    parts = [talk.remark]
    if best:
        parts.append("\n\n".join(in_words(one, pack) for one in best))
    else:
        parts.append("The handbook names no service for that. The partnership can say who there is: "
                     f"{pack.info.contact.phone}, {pack.info.contact.email}.")
    first = [a for a in guide.advice_for(view) if a.first]
    parts += [a.say.strip() for a in first][:2]
    sources = [pack.cite(s) for s in dict.fromkeys(one.source.section for one in best)] + [pack.cite(a.source) for a in first[:2] if a.source]
    later = [(f"more:{guide.id}.{a.id}", a.title) for a in guide.advice_for(view) if not a.first][:4]
    return Reply("\n\n".join(p for p in parts if p), later, list(dict.fromkeys(sources)))


def in_words(service: Service, pack: Pack) -> str:
    """One service in a few lines: what it does, how to reach it, consent, and what the print limits."""
    lines = [f"{service.name}: {service.does}"]
    reach = [x for x in (service.phone, service.email, service.web) if x]
    lines.append("- " + (", ".join(reach) if reach else "The handbook prints no number or address for it."))
    if service.hours:
        lines.append(f"- {service.hours}")
    if service.referral:
        lines.append(f"- Referral by: {service.referral}")
    if service.consent:
        lines.append(f"- {service.consent}")
    lines += [f"- {note}" for note in service.notes[:1]]
    return "\n".join(lines)


def _known(value: object) -> str | None:
    return value if isinstance(value, str) and value not in (UNKNOWN, OUTSIDE, "other") else None
