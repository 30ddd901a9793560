"""The word lists beside this module: one name, place or phrase a line; `#` begins a comment."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of `words/<name>.txt`."""
    return frozenset(in_order(name))


@cache
def in_order(name: str) -> tuple[str, ...]:
    """The same, each once, in the file's order."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = (entry.strip() for line in lines for entry in line.partition("#")[0].split(","))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def sentences(name: str) -> list[str]:
    """The lines of a list whose entries have commas in them."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
