"""The children of a message. Each rule finds one way of saying an age. They are tried in order, and what one rule took is not
looked at by the next. Number words are digits by then (`six months` is `6 months`, see `bot/nlu/normalise.py`)."""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.age.bare import bare, standing_alone
from bot.nlu.entities.age.birthdays import before_a_birthday
from bot.nlu.entities.age.born import by_date
from bot.nlu.entities.age.corrections import put_right, told_anew
from bot.nlu.entities.age.lists import in_lists
from bot.nlu.entities.age.months import in_months
from bot.nlu.entities.age.reviews import at_a_review
from bot.nlu.entities.age.stages import in_words
from bot.nlu.entities.age.weeks import in_weeks, weeks_old
from bot.nlu.entities.age.years import in_years
from bot.nlu.entities.child import Child, rx
from bot.nlu.entities.pregnancy import before_birth
from bot.nlu.entities.repeats import without_repeats
from bot.nlu.entities.school_year import by_school_year

_DIGIT = re.compile(r"\d")
_RULED_OUT = rx(r"\b(?:not|isn't|rather\ than|instead\ of)\s+(?:a\s+|an\s+|the\s+)?$")


def find_children(text: str, today: date) -> list[Child]:
    """The children that `text` speaks of, in its order, without those that it rules out ('4 not 5')."""
    found: list[Child] = []
    taken: list[Child] = []
    for child in _candidates(text, today):
        if any(child.start < other.end and child.end > other.start for other in taken):
            continue
        taken.append(child)
        if not _RULED_OUT.search(text[: child.start]):
            found.append(child)
    if not taken:
        found = list(standing_alone(text)) or list(at_a_review(text))
    return without_repeats(sorted(found, key=lambda c: c.start), text)


def _candidates(text: str, today: date) -> Iterator[Child]:
    if not _DIGIT.search(text):  # many messages: only words can tell
        yield from in_weeks(text)
        yield from before_birth(text, today)
        yield from by_school_year(text)
        yield from in_words(text)
        return
    yield from told_anew(text)
    yield from by_date(text, today)
    yield from in_weeks(text)
    yield from before_birth(text, today)
    yield from in_months(text)
    yield from weeks_old(text)
    yield from before_a_birthday(text)
    yield from in_lists(text)
    yield from in_years(text)
    yield from by_school_year(text)
    yield from bare(text)
    yield from put_right(text)
    yield from in_words(text)
