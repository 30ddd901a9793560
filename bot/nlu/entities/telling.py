"""How a message tells of its children: does it add one, put one right, and which of those known does it mean?

A first message needs none of this. `actions/household.py` needs it of every later one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.entities.child import GIRL_OR_BOY, LOSS, PREGNANT, Child, rx

ADDS, CORRECTS = "adds", "corrects"
MOTHER, YOUNGEST, ELDEST, THE_BABY, SIBLING, BORN = "mother", "youngest", "eldest", "baby", "sibling", "born"
ALREADY = "already"  # 'he', 'the girl': somebody of whom was spoken before

_ADDS_SURELY = rx(
    r"\b(?:also|too(?!\ \w)|as\ well|another|plus|forgot|one\ more|other\ (?:child|one|kid)|second\ (?:child|one|kid))\b"
)
_CORRECTS = rx(
    r"""\b(?:actually|sorry|oops|whoops|correction|typo|mistake|wrong|misread|mistyped|meant|i\ mean|scrap\ that|scratch\ that
        |should\ (?:be|say|have)|make\ (?:that|it)|rather|instead|not\ (?:an?\ |the\ )?\d)\b
      | ^\W*(?:no\b[\s,.]*(?:\d|he|she|it|they|i|the|that|sorry|wait)|wait|hang\ on|hold\ on)\b"""
)
_ADDS = rx(
    r"""^\W*(?:ok(?:ay)?\W+|oh\W+)?(?:and|&|with)\b | \band\ (?:an?|her|his|their|the|mum|mother|she|is|there|one)\b
      | \b(?:has|have|had|got|there(?:'?s|\ is|\ are))\ (?:also\ |got\ )?(?:an?|one|some|\d)\b
      | \b(?:half-?|step-?)?(?:brother|sister|sibling|twin)s?\b"""
)

_LINK = r"""(?:'?s|'re|\ is|\ are|\ was|\ isn't|\ should\ be|\ aged?|\ of|\ actually|\ really|\ now|\ only|\ just|\ about|\ nearly
    |\ almost|\ turned|\ at|\ an?|[\s,(:-])*$"""
_WHOSE = {
    MOTHER: r"mum|mam|mom|mummy|mother",
    YOUNGEST: r"youngest|younger\ one|littlest|little\ one|smallest",
    ELDEST: r"eldest|oldest|older\ one",
    THE_BABY: r"(?:the|her|his|their|my|our|sorry|no|actually)\W+(?:baby|infant|bub)|^\W*(?:baby|infant|bub)",
    SIBLING: r"brother|sister|sibling|twin",
    ALREADY: rf"he|she|it|they|(?:hes|shes)|the\ {GIRL_OR_BOY}|(?:her|his)\ age|age\ is|dob|born",
}
_SAID_BEFORE = {whose: rx(rf"(?:^|\b)(?:{words}){_LINK}") for whose, words in _WHOSE.items()}
_A_MUM = rx(r"^[\s-]*(?:old\s+)?(?:mum|mother)\b")
_YOUNGEST_MOTHER = 11 * 12  # months
_NO_LONGER = rx(
    r"\b(?:not|isn't|wasn't|rather\ than|instead\ of|i\ (?:said|put|wrote|typed))\s+(?:an?\s+|the\s+)?(?P<n>\d{1,2})\b"
)


_A_BIRTH = rx(r"\b(?:born|birth|delivered|arrived)\b")
_SO_FAR = rx(r"\b(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|months?|mths?)\s+(?:pregnan|gone)")


def telling(text: str) -> str | None:
    """ADDS or CORRECTS where the words say so; None where they only state."""
    if _ADDS_SURELY.search(text):
        return ADDS
    if _CORRECTS.search(text):
        return CORRECTS
    return ADDS if _ADDS.search(text) else None


def with_whose(children: list[Child], text: str) -> list[Child]:
    """The children with whom the words say that each is, and the number that each was said to be before."""
    ruled_out = [int(match["n"]) for match in _NO_LONGER.finditer(text)]
    was = ruled_out[0] if len(ruled_out) == 1 and len(children) == 1 else None
    return [
        replace(c, whose=_whose(c, text), was=_so_far(text) if c.stage == PREGNANT and was is None else c.was or was)
        for c in children
    ]


def _so_far(text: str) -> int | None:
    """A pregnancy's months, for which a baby's may have been taken."""
    match = _SO_FAR.search(text)
    return match and int(int(match["n"]) / (1 if match["unit"].lower().startswith("m") else 4.35))


def _whose(child: Child, text: str) -> str | None:
    number = re.search(r"\d", text[child.start : child.end])
    before, after = text[: child.start + (number.start() if number else 0)], text[child.end :]
    months = child.months
    if months is not None and months < 3 and _A_BIRTH.search(text):
        return BORN
    if months is not None and months >= _YOUNGEST_MOTHER and _A_MUM.search(after):
        return MOTHER
    may_be: Sequence[str] = (MOTHER, ALREADY) if child.stage in (PREGNANT, LOSS) else tuple(_SAID_BEFORE)
    if months is not None and months < _YOUNGEST_MOTHER:
        may_be = [whose for whose in may_be if whose != MOTHER]
    return next((whose for whose in may_be if _SAID_BEFORE[whose].search(before)), None)
