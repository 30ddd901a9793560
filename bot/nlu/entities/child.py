"""A child as a message speaks of it, before the pack's stages are asked."""

import re
from dataclasses import dataclass

from bot.nlu.matcher import patterns

# The stages that words can tell without an age: ids of the pathway's.
PREGNANT, LOSS, BABY, SMALL, SCHOOL = "pregnant", "pregnancy-loss", "0-18-months", "18-months-4-years", "5-17-years"

# A child, as a piece of a regular expression written over several lines.
GIRL_OR_BOY = patterns().regex("<child>")
# Somebody's name, and no day, month or page.
NAME = rf"(?!(?i:{patterns().source('<no_name>')})(?!\w))[A-Z][a-z]+(?:-[A-Z][a-z]+)?"


@dataclass(frozen=True)
class Child:
    """A child in a text: the stage, if told without an age, and the age in whole months, if given."""

    start: int
    end: int
    months: int | None = None
    stage: str | None = None
    guessed: bool = False  # from a school year, which a told age overrules
    weeks: bool = False  # nothing but a number of weeks, which may be a pregnancy's
    ago: int | None = None  # months since the pregnancy was lost, if told
    was: int | None = None  # the number of the age that it had been given before
    lone: bool = False  # nothing but a number, which may be a DASH's
    twins: bool = False  # two of that age
    whose: str | None = None  # which child the words say it is: `telling.py`


def rx(pattern: str) -> re.Pattern[str]:
    """A pattern written over several lines, in any case of letters. A space in it is written `\\ `."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)
