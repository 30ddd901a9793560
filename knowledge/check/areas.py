"""Areas: each place under one of them alone, and nothing said of a border place that its areas contradict."""

import re
from collections.abc import Iterator

from knowledge.pack import Draft, Problem
from knowledge.problems import Step

FILE = "areas.yml"
_OUTCODE = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]?")


def places(draft: Draft) -> Iterator[Problem]:
    """Names and outward postcodes that stand in two places of the file, or are none."""
    first: dict[str, tuple[str, tuple[Step, ...]]] = {}
    for place, owner, path in _entries(draft):
        if not place.strip():
            yield draft.problem(FILE, path, "this is empty; take it out")
        elif path[-2] == "outcodes" and not _OUTCODE.fullmatch(place.upper()):
            yield draft.problem(FILE, path, f"'{place}' is not the first half of a postcode, such as DE22")
        known, at = first.setdefault(place, (owner, path))
        if known != owner:
            line = draft.lines[FILE].place(*at).partition(",")[0]
            mend = f"'{place}' stands under {known} too ({line}); leave it where it belongs, or put it under 'unsure'"
            yield draft.problem(FILE, path, mend)
    seen: set[str] = set()
    for i, area in enumerate(draft.pack.areas.areas):
        if area.id in seen:
            yield draft.problem(FILE, ("areas", i, "id"), f"the id '{area.id}' stands twice; give one of them another")
        seen.add(area.id)
    yield from _authorities(draft)


def _authorities(draft: Draft) -> Iterator[Problem]:
    """An area's authority that is not among those in words, where there are any."""
    named = [authority.id for authority in draft.pack.areas.authorities]
    for i, area in enumerate(draft.pack.areas.areas):
        if named and area.authority not in named:
            mend = (
                f"'{area.authority}' is none of the authorities at the top of the file; use one of: {', '.join(named)}"
            )
            yield draft.problem(FILE, ("areas", i, "authority"), mend)


def _entries(draft: Draft) -> Iterator[tuple[str, str, tuple[Step, ...]]]:
    """Every place with the entry that owns it and where it stands."""
    areas = draft.pack.areas
    for i, area in enumerate(areas.areas):
        yield area.name.lower(), area.id, ("areas", i, "name")
        for key in ("aliases", "outcodes"):
            yield from ((_plain(w), area.id, ("areas", i, key, n)) for n, w in enumerate(getattr(area, key)))
    for part in ("unsure", "outside"):
        for i, entry in enumerate(getattr(areas, part)):
            for key in ("names", "outcodes"):
                yield from ((_plain(w), f"{part}[{i}]", (part, i, key, n)) for n, w in enumerate(getattr(entry, key)))


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def unsure(draft: Draft) -> Iterator[Problem]:
    """What is certain of a border place must be true of every area that it may be in."""
    areas = draft.pack.area
    for i, place in enumerate(draft.pack.areas.unsure):
        for n, candidate in enumerate(place.candidates):
            if candidate not in areas:
                mend = f"no area has the id '{candidate}'; use some of: {', '.join(areas)}"
                yield draft.problem(FILE, ("unsure", i, "candidates", n), mend)
        for key, value in place.certain.items():
            path = ("unsure", i, "certain", key)
            if key not in ("authority", "midwives"):
                yield draft.problem(FILE, path, f"'{key}' is not known of an area; use authority or midwives")
            elif value not in (values := {getattr(area, key) for area in areas.values()}):
                yield draft.problem(
                    FILE, path, f"no area has the {key} '{value}'; use one of: {', '.join(sorted(values))}"
                )
            elif other := [c for c in place.candidates if c in areas and getattr(areas[c], key) != value]:
                yield draft.problem(
                    FILE, path, f"{key} is not '{value}' in {', '.join(other)}, which it may be in; correct one of them"
                )
