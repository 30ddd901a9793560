"""How a message tells of its children: does it add one, put one right, and which of those known does it mean?

A first message needs none of this. `actions/household.py` needs it of every later one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.entities.child import GIRL_OR_BOY, LOSS, PREGNANT, Child, rx

ADDS, CORRECTS = "adds", "corrects"
MOTHER, YOUNGEST, ELDEST, THE_BABY, SIBLING, BORN, LOST = (
    "mother",
    "youngest",
    "eldest",
    "baby",
    "sibling",
    "born",
    "lost",
)
ALREADY = "already"  # 'he', 'the girl': somebody of whom was spoken before

_ADDS_SURELY = rx(
    r"\b(?:also|too(?!\ \w)|as\ well|another|plus|forgot|one\ more|other\ (?:child|one|kid)|second\ (?:child|one|kid))\b"
)
_CORRECTS = rx(
    r"""\b(?:actually|sorry|apologies|oops|whoops|correction|typo|mistake|wrong|misread|mistyped|meant|i\ mean|scrap\ that|scratch\ that
        |should\ (?:be|say|have)|make\ (?:that|it)|rather|instead|not\ (?:an?\ |the\ )?\d)\b
      | ^\W*(?:(?:ah|oh|er|um|hmm|argh|ok)\W+)*(?:no(?:pe)?\b[\s,.]*(?:\d|he|she|it|they|i|the|that|sorry|wait|hang\ on|hold\ on|make)|wait|hang\ on|hold\ on)\b"""
)
_ADDS = rx(
    r"""^\W*(?:ok(?:ay)?\W+|oh\W+)?(?:and|&|with)\b | \band\ (?:an?|her|his|their|the|mum|mother|she|is|there|one)\b
      | \b(?:has|have|had|got|there(?:'?s|\ is|\ are))\ (?:also\ |got\ )?(?:an?|one(?!\s*[,.;]|\s*$)|some|\d)\b
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
_A_SIBLING = rx(r"^[\s-]*(?:old\s+)?(?:(?:half|step|little|big|younger|older|baby)[\s-]?)?(?:brother|sister|sibling)\b")
_YOUNGEST_MOTHER = 11 * 12  # months
_NO_LONGER = rx(
    r"\b(?:not|isn't|wasn't|rather\ than|instead\ of|i\ (?:said|put|wrote|typed))\s+(?:an?\s+|the\s+)?(?P<n>\d{1,2})\b"
)


# Of the pregnancy that was told, and no earlier one: 'she miscarried', 'she's lost the baby'.
_SHE_LOST_IT = rx(
    r"\b(?:miscarried|(?:has|'s|have|had|she)\ (?:since\ |just\ |sadly\ )?(?:had\ a\ miscarriage|lost\ (?:the|her|it)))\b(?!.{0,30}\b(?:before|previous\w*|last\ year|years?\ (?:ago|back)|too|as\ well)\b)"
)
_TWINS = rx(r"\btwins?\b|\bboth\ (?:aged?\ |are\ |turning\ )?(?=\d)")
_TWINS_UNBORN = rx(
    r"\b(?:pregnant|expecting|having|carrying|due|unborn|lost|bump)\b[^.;!?]{0,25}\btwins?\b|\btwins?\b[^.;!?]{0,12}\b(?:due|unborn|on\ the\ way)\b"
)
_BESIDE = 12  # characters between twins and their age
_A_BIRTH = rx(r"\b(?:born|birth|delivered|arrived)\b")
_SO_FAR = rx(r"\b(?P<n>\d{1,2})\s*-?\s*(?P<unit>weeks?|wks?|months?|mths?)\s+(?:pregnan|gone)")


def corrects(text: str) -> bool:
    """Do the words say that something is put right?"""
    return _CORRECTS.search(text) is not None


def telling(text: str) -> str | None:
    """ADDS or CORRECTS where the words say so; None where they only state."""
    if _ADDS_SURELY.search(text):
        return ADDS
    if corrects(text):
        return CORRECTS
    return ADDS if _ADDS.search(text) else None


def with_whose(children: list[Child], text: str) -> list[Child]:
    """The children with whom the words say that each is, and the number that each was said to be before."""
    ruled_out = [int(match["n"]) for match in _NO_LONGER.finditer(text)]
    was = ruled_out[0] if len(ruled_out) == 1 and len(children) == 1 else None
    twins = _the_twins(children, text)
    return [
        replace(
            c,
            twins=c is twins,
            whose=_whose(c, text),
            was=_so_far(text) if c.stage == PREGNANT and was is None else c.was or was,
        )
        for c in children
    ]


def are_twins(text: str) -> bool:
    """Are two of an age told of, who are born?"""
    return _TWINS.search(text) is not None and not _TWINS_UNBORN.search(text)


def _the_twins(children: list[Child], text: str) -> Child | None:
    """The child whose age is that of two."""
    said = _TWINS.search(text) if are_twins(text) else None
    born = [child for child in children if child.stage not in (PREGNANT, LOSS)]
    if said is None or not born:
        return None
    nearest = min(born, key=lambda child: max(child.start - said.end(), said.start() - child.end))
    return nearest if max(nearest.start - said.end(), said.start() - nearest.end) <= _BESIDE else None


def _so_far(text: str) -> int | None:
    """A pregnancy's months, for which a baby's may have been taken."""
    match = _SO_FAR.search(text)
    return match and int(int(match["n"]) / (1 if match["unit"].lower().startswith("m") else 4.35))


def _whose(child: Child, text: str) -> str | None:
    number = re.search(r"\d", text[child.start : child.end])
    before, after = text[: child.start + (number.start() if number else 0)], text[child.end :]
    months = child.months
    if child.stage == LOSS and _SHE_LOST_IT.search(text):
        return LOST
    if months is not None and months < 3 and _A_BIRTH.search(text):
        return BORN
    if months is not None and months >= _YOUNGEST_MOTHER and _A_MUM.search(after):
        return MOTHER
    if _A_SIBLING.search(after):
        return SIBLING
    may_be: Sequence[str] = (MOTHER, ALREADY) if child.stage in (PREGNANT, LOSS) else tuple(_SAID_BEFORE)
    if months is not None and months < _YOUNGEST_MOTHER:
        may_be = [whose for whose in may_be if whose != MOTHER]
    return next((whose for whose in may_be if _SAID_BEFORE[whose].search(before)), None)
