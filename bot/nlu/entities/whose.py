"""Whose an age or a pregnancy is: a child's of the case, or nobody's in it."""

import re

from bot.nlu.context import Context, Person
from bot.nlu.entities.child import LOSS, PREGNANT, Child
from bot.nlu.normalise import Text

_YOUNGEST_PARTNER = 13 * 12  # months
_HE_IS = re.compile(r"(he|she)\b(?:'?s|\s+is)", re.I)
_PARTNER = re.compile(r"boyfriend|girlfriend|\b[bg]f\b|partner|\bex\b|fella|hubby|husband|wife", re.I)
_ALIKE = re.compile(
    r"\b(?:like|as if|as though|dear me|younger self|my inner)\s+(?:i'?m\s+|i am\s+|a\s+|an\s+|i was\s+|me\s+)*$", re.I
)


def of_the_case(children: list[Child], offset: int, text: Text, context: Context, supposed: bool) -> list[Child]:
    """Those of `children` who are of the case. Their places count from `offset` in the plain text; a whole message that supposes
    (`supposed`) is to be answered as if it were so."""
    return [child for child in children if _is_of_the_case(child, offset, text, context, supposed)]


def _is_of_the_case(child: Child, offset: int, text: Text, context: Context, supposed: bool) -> bool:
    start, end = child.start + offset, child.end + offset
    said = context.of(start, end)
    if said.exercise:
        return False
    if _ALIKE.search(text.plain[:start]):
        return False
    he = _HE_IS.match(text.plain[start:end])
    if (
        he
        and child.months is not None
        and child.months >= _YOUNGEST_PARTNER
        and context.nearest(start + he.end(1), Person.HARMER, _PARTNER)
    ):
        return False
    if (
        child.months is None
        and (said.negated or (_is_supposed(start, end, context) and not supposed))
        and child.stage != LOSS
    ):
        return False
    sentence = text.plain[slice(*context.sentence(start))]
    if _WRITERS_OWN.search(text.plain[max(0, start - 60) : end + 30]) and _ASIDE.search(sentence):
        return False
    return not (child.stage == PREGNANT and said.experiencer == Person.WRITER and _ASIDE.search(sentence))


def _is_supposed(start: int, end: int, context: Context) -> bool:
    """'If she's pregnant'; and not '34 weeks pregnant, he'd kill her if she left', where what is supposed comes in a clause after it."""
    modifier = context.modifiers(start, end).get("hypothetical")
    return modifier is not None and (modifier.start < end or modifier.start < context.clause(start)[1])


_WRITERS_OWN = re.compile(
    r"\b(?:my own|i have (?:a|an)|i've (?:got )?(?:a|an)|i've got|mine(?:'s| is| are)|i'm|i am|my (?:son|daughter|little|youngest|eldest|kids?|boy|girl|grand\w+))\b",
    re.I,
)
_ASIDE = re.compile(
    r"\b(?:myself|meself|my own|mine|same age|of my own|i'm a (?:mum|dad|parent|gran\w*|nan)|as a (?:mum|dad|parent|mother|father)|at home myself|too\b(?=[\s,.)]*$)|as it happens|off on (?:mat|maternity))",
    re.I,
)
