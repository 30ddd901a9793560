"""The places of a pack that are no single area of the pathway, by the words in which a message named them."""

from typing import Any

from knowledge.pack import Pack
from knowledge.schema import OutsidePlace, UnsurePlace


def unsure_place(pack: Pack, words: str | None) -> UnsurePlace | None:
    return next((place for place in pack.areas.unsure if _is_named(place, words)), None)


def outside_place(pack: Pack, words: str | None) -> OutsidePlace | None:
    return next((place for place in pack.areas.outside if _is_named(place, words)), None)


def areas_of(pack: Pack, unsure: UnsurePlace | None) -> list[str]:
    """The areas that a place may be in, as far as anything is certain of it."""
    certain = unsure.certain if unsure else {}
    return [a.id for a in pack.area.values() if all(getattr(a, key, None) == value for key, value in certain.items())]


def makes_no_difference(pack: Pack, words: str | None, children: list[dict[str, Any]]) -> bool:
    """Are the same contacts told of these children, whichever of its areas the place is in?"""
    unsure = unsure_place(pack, words)
    if unsure is None or not children:
        return False
    return pack.table.alike(areas_of(pack, unsure), [child["stage"] for child in children])


def _is_named(place: UnsurePlace | OutsidePlace, words: str | None) -> bool:
    return bool(words) and str(words).lower() in [name.lower() for name in (*place.names, *place.outcodes)]
