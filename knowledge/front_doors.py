"""Whom to ring about a child at a given hour: the councils' front doors, as public pages print them.

The handbook prints no number for either front door, and people need one on a Friday evening. What `front_doors.yml` has is
therefore never given as the handbook's: `provenance` says whose it is, and `pack check` lists it until the partnership
has confirmed it. Danger now is 999, which is no front door.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge.authorities import authorities
from knowledge.pack import Pack
from knowledge.pathway import UnknownFact
from knowledge.schema import DAYS, FrontDoor, Hours

UK = ZoneInfo("Europe/London")


def who_answers(pack: Pack, authority: str | None, when: datetime) -> list[FrontDoor]:
    """The front doors that answer at `when`, those that take referrals before those that only advise.

    Of one council, or of all where `authority` is None. A `when` without a time zone is the UK's own time. A door without
    printed hours counts where none of the same council and kind says that it answers: it is then the one to try. Bank
    holidays are not known here: no page says what holds on them.
    """
    known = authorities(pack.areas.areas, pack.areas.authorities)
    if authority is not None and authority not in known:
        raise UnknownFact(f"The authority '{authority}' is not in the pack. It knows: {', '.join(known)}.")
    doors = [d for d in pack.front_doors if authority is None or d.authority == known[authority]]
    local = when.astimezone(UK) if when.tzinfo else when
    sure = [door for door in doors if door.hours is not None and is_open(door, local)]
    covered = {(door.authority, door.kind) for door in sure}
    open_ = [d for d in doors if d in sure or (d.hours is None and (d.authority, d.kind) not in covered)]
    return sorted(open_, key=lambda door: door.kind != "referral")


def at_other_hours(pack: Pack, doors: list[FrontDoor]) -> list[FrontDoor]:
    """The doors with a number that take over from those of `doors` that have none: whoever rings at night learns whom to ring in the
    morning."""
    silent = {(door.authority, door.kind) for door in doors if not door.phone}
    return [d for d in pack.front_doors if d.phone and d not in doors and (d.authority, d.kind) in silent]


def is_open(door: FrontDoor, when: datetime) -> bool:
    """Does the door answer at `when`, the UK's own time, by its printed hours?"""
    return any(start <= when.replace(tzinfo=None) < end for one in door.hours or () for start, end in _spans(one, when))


def _spans(hours: Hours, when: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans of today and of last night that the hours stand for. 17:00 to 09:00 ends on the next day."""
    for day in (when.date() - timedelta(days=1), when.date()):
        if DAYS[day.weekday()] in hours.days:
            start = datetime.combine(day, hours.opens)
            end = datetime.combine(day, hours.closes)
            yield start, end if end > start else end + timedelta(days=1)


def provenance(door: FrontDoor, briefly: bool = False) -> str:
    """Whose the number is, as it must be said with it; `briefly`, without who publishes it."""
    said = "not in the handbook" if briefly else f"published by {door.published_by}, not in the handbook"
    return said if door.approved else f"{said}, to be confirmed"
