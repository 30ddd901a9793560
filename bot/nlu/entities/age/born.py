"""Ages by a date of birth, and unborn babies by the date when they are due: 'dob 3/4/19', 'EDD 4 May'."""

from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.age.grown import OLDEST
from bot.nlu.entities.child import PREGNANT, Child, rx
from bot.nlu.entities.dates import dates, months_between

_BORN = rx(r"(?:\bd\.?\s?o\.?\s?b\.?|\bdate\ of\ birth|\bborn)[\s:.(-]*(?:is\s+)?(?:(?:on|in)\s+)?(?:the\s+)?$")
_DUE = rx(r"\b(?:edd|due(?:\ date)?|expected)[\s:.(-]*(?:is\s+)?(?:(?:on|in)\s+)?(?:the\s+)?$")


def by_date(text: str, today: date) -> Iterator[Child]:
    """The children whose birth, past or due, has a date."""
    for match, when in dates(text, newest_year=today.year):
        before = text[: match.start()]
        months = months_between(when, today)
        if (cue := _BORN.search(before)) and 0 <= months < (OLDEST + 1) * 12:
            yield Child(cue.start(), match.end(), months)
        elif cue := _DUE.search(before):
            yield Child(cue.start(), match.end(), stage=PREGNANT)
