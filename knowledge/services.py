"""The directory: which services fit an area, a need and a person; `look_up` finds one by its name."""

from dataclasses import dataclass, replace

from knowledge.directory import REACHES, detail_asked, look_up
from knowledge.pack import Pack
from knowledge.schema import Service

__all__ = ["HELPING", "REACHES", "Wanted", "best", "detail_asked", "find", "look_up", "serves"]

HELPING = {"service", "helpline", "refuge", "team", "programme", "scheme"}

_NOT_FOR_ADULTS = {"child", "young-person", "perpetrator", "child-who-harms", "bereaved"}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None means anything. Values are those of the pack's `services.yml`."""

    area: str | None = None
    need: str | None = None
    who: str | None = None
    risk: str | None = None


def find(pack: Pack, wanted: Wanted, everything: bool = False) -> list[Service]:
    """The services that fit, best first. With `everything`, tools, documents and courses too.

    A service of another area never fits. One for the need or the person wanted comes before a general one,
    a local one before a national one, and one with a way to reach it before one without.
    """
    fitting = [s for s in pack.services if (everything or s.kind in HELPING) and _fits(pack, s, wanted)]
    return sorted(fitting, key=lambda s: -_score(s, wanted))


def best(pack: Pack, wanted: Wanted) -> list[Service]:
    """`find`, loosened step by step until something fits: any kind of entry, any person, any risk. The need and
    the area stand: help of another sort, or elsewhere, is no help."""
    looser = replace(wanted, risk=None)
    for attempt, everything in ((wanted, False), (wanted, True), (looser, True), (replace(looser, who=None), True)):
        if found := find(pack, attempt, everything):
            return found
    return []


def _fits(pack: Pack, service: Service, wanted: Wanted) -> bool:
    if wanted.area and not serves(pack, service, wanted.area):
        return False
    if wanted.risk and service.risk and wanted.risk not in service.risk:
        return False
    if wanted.who is None and service.for_ and set(service.for_) <= _NOT_FOR_ADULTS:
        return False
    if wanted.need and wanted.need not in service.needs:
        return False
    return not wanted.who or wanted.who in service.for_ or (_grown(wanted.who) and "adult" in service.for_)


def serves(pack: Pack, service: Service, area: str) -> bool:
    """Is this service for people who live in the area?"""
    authority = pack.area[area].authority if area in pack.area else None
    return not service.areas or any(a in ("all", area, authority) for a in service.areas)


def _grown(who: str) -> bool:
    return who in ("woman", "man", "older-adult", "lgbt", "minoritised", "parent")


def _score(service: Service, wanted: Wanted) -> float:
    local = bool(service.areas) and "all" not in service.areas
    return (
        4 * (wanted.need in service.needs)
        + 3 * (wanted.who in service.for_)
        + 2 * local
        + bool(service.phone)
        + 0.5 * bool(service.email or service.web)
        - 0.1 * len(service.for_)
    )
