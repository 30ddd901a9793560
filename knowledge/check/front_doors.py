"""Front doors: councils and contacts that the pack has, numbers of the UK, and hours that can be."""

from collections.abc import Iterator

from knowledge.authorities import authorities
from knowledge.check.numbers import is_uk_phone
from knowledge.pack import Draft, Problem

FILE = "front_doors.yml"


def doors(draft: Draft) -> Iterator[Problem]:
    """What a front door names that nothing else has, and ids that stand twice."""
    pack, seen = draft.pack, set[str]()
    councils = {area.authority for area in pack.areas.areas} | set(
        authorities(pack.areas.areas, pack.areas.authorities).values()
    )
    for i, door in enumerate(pack.front_doors):
        at = ("front_doors", i)
        if door.id in seen:
            yield draft.problem(FILE, (*at, "id"), f"the id '{door.id}' stands twice; give one of them another")
        seen.add(door.id)
        if door.authority not in councils:
            mend = f"no area has the authority '{door.authority}'; use one of: {', '.join(sorted(councils))}"
            yield draft.problem(FILE, (*at, "authority"), mend)
        if door.contact is not None and door.contact not in pack.contacts:
            mend = f"no contact has the id '{door.contact}'; use one of: {', '.join(pack.contacts)}"
            yield draft.problem(FILE, (*at, "contact"), mend)
        if door.hours == []:
            yield draft.problem(FILE, (*at, "hours"), "the list is empty; name hours, or write null where no page says")
        for n, hours in enumerate(door.hours or ()):
            if not hours.days:
                yield draft.problem(
                    FILE, (*at, "hours", n, "days"), "no day is named; name some, or take the hours out"
                )
        numbers = [
            (("phone",), door.phone),
            *((("also_printed", n, "phone"), o.phone) for n, o in enumerate(door.also_printed)),
        ]
        for path, phone in numbers:
            if phone is not None and not is_uk_phone(phone):
                mend = f"'{phone}' is no telephone number of the UK; copy it from the page again"
                yield draft.problem(FILE, (*at, *path), mend)
