"""The places of a pack that are no single area of the pathway, by the words in which a message named them."""

from typing import Any

from knowledge.pack import Pack
from knowledge.schema import OutsidePlace, UnsurePlace


def unsure_place(pack: Pack, words: str | None) -> UnsurePlace | None:
    return _named(pack.areas.unsure, words)


def outside_place(pack: Pack, words: str | None) -> OutsidePlace | None:
    return _named(pack.areas.outside, words)


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


def _named(places, words):
    wanted = (words or "").lower()
    return next((p for p in places if wanted in (n.lower() for n in [*p.names, *p.outcodes])), None) if wanted else None
