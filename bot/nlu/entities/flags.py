"""The pathway's flags, as a message affirms or denies them."""

import re

from bot.nlu.context import Context
from bot.nlu.controls import supposes
from bot.nlu.matcher import longest, patterns
from bot.nlu.normalise import Text

# 'Was open to social care, but closed in May': over by what follows.
_OVER = re.compile(
    r"^(?:\W*\w+){0,7}?\W*\b(?:but|now|since|then|and|it|is|case|was)\s+(?:\w+\s+)?(?:closed|no longer|stepped down|ended)\b",
    re.I,
)


def find_flags(text: Text, context: Context) -> tuple[list[str], list[str]]:
    """The flags that `text` affirms, and those that it denies and does not affirm elsewhere. What is long past (a parent's own
    childhood in care), made up or only supposed is neither; a whole message that supposes ('what if he was open to social care?') is to be answered."""
    yes: dict[str, None] = {}
    no: dict[str, None] = {}
    supposed = supposes(text.plain)
    for match in longest(patterns().find("flags", text)):
        said = context.of(match.start, match.end)
        over = _OVER.search(text.plain[match.end :]) is not None
        if match.denies:
            # A 'no' before what denies is an answer: 'no, closed now'.
            turned = bool(context.modifiers(match.start, match.end).keys() & {"negated", "negated_before"})
            (yes if turned or over else no)[match.name] = None
        elif said.negated or over:
            no[match.name] = None
        elif supposed or said.told:
            yes[match.name] = None
    return list(yes), [flag for flag in no if flag not in yes]
