"""Which local authority is meant: an id of the areas', or another name that the pack gives it ("the city")."""

from collections.abc import Iterable

from knowledge.schema import Area, Authority


def authorities(areas: Iterable[Area], named: Iterable[Authority]) -> dict[str, str]:
    """The id of each authority by everything that it may be called. Source: the pack's `areas.yml`."""
    ids = {area.authority: area.authority for area in areas}
    return ids | {name: one.id for one in named for name in (one.id, *one.also)}
