"""Is a child of the case told to be hurt, marked, touched or threatened? That is child protection at any grade."""

import re

from bot.nlu.context import Assertion, Context, Person
from bot.nlu.matcher import Match, patterns
from bot.nlu.normalise import Text

CHILD_HARMED = "child-harmed"  # the flag of a child that is hurt
_NONE_HARMED = frozenset(
    {"not_harmed", "not_the_child", "not_hurt", "pronoun_not_harmed", "child_harms", "grown_up_hurt"}
)
_OF_A_PRONOUN = frozenset({"injured_pronoun", "been_hurt_pronoun", "hurt_pronoun", "hurt_by_father", "got_one"})
_TOO = re.compile(r"\b(?:too|as well|also|both)\b")  # of one and of another
_THIS_TIME = re.compile(r"\b(?:this time|today|tonight|last night|that time|on that occasion)\b")
HE, SHE = "he", "she"
_ANY_PRONOUN = re.compile(r"\b(he|she|him|her|his)\b")
_PRONOUN = re.compile(r"\b(?:him|her|his)\b")


def is_child_harmed(text: Text, context: Context) -> bool:
    """True where it is told; not where it is denied, only supposed or feared, or said of a grown person's own childhood."""
    found = patterns().find("harm", text)
    young = any(match.name == "writer_hurt" for match in found) and "under_18" in patterns().names("signs", text)
    return any(_counts(match, context.of(match.start, match.end), text, context, young) for match in found)


def is_no_child_harmed(text: Text, corrects: bool) -> bool:
    """'The 6 year old isn't hurt', where that `corrects`; 'it's mum who is marked, not the boy' in any case."""
    said = patterns().names("harm", text)
    if _TOO.search(text.folded):
        return False
    return "not_the_child" in said or (corrects and "not_harmed" in said)


def harm_of_pronoun(text: Text, context: Context) -> str | None:
    """HE or SHE, where somebody of whom this message says nothing else is told to be hurt: 'dad shoved him', 'she was knocked over'."""
    if Person.MOTHER in context.people():
        return None
    for match in patterns().find("harm", text):
        said = context.of(match.start, match.end)
        if match.name not in _OF_A_PRONOUN or said.negated or said.hypothetical or said.general or said.exercise:
            continue
        last = match.name in ("hurt_pronoun", "hurt_by_father")
        words = text.folded[match.start : match.end]
        if last and re.match(r"(?:he|she)\b", words):
            continue  # 'he hit her' is the mother
        found = _ANY_PRONOUN.findall(words)
        at = _whom(match, text) if last else match.start
        if found and context.means(at, match.start) is None:
            return HE if found[-1 if last else 0] in ("he", "him", "his") else SHE
    return None


def unhurt_pronoun(text: Text, context: Context) -> str | None:
    """HE or SHE, of whom the writer says that they were not hurt; and not what somebody told, or of another time."""
    for match in patterns().find("harm", text):
        if match.name == "pronoun_not_harmed" and not _THIS_TIME.search(text.folded):
            if "reported" not in context.modifiers(match.start, match.end):
                return HE if text.folded[match.start :].startswith("he") else SHE
    return None


def _counts(match: Match, said: Assertion, text: Text, context: Context, young: bool) -> bool:
    if match.name in _NONE_HARMED or not _is_of_a_child(match, text, context, young):
        return False
    if said.negated or said.hypothetical or said.general or said.exercise:
        return False
    # 'My dad hit me when I was 8', 'he was beaten as a child': a grown person's past, and no child's now.
    return not (said.historical and said.experiencer in (Person.WRITER, Person.MOTHER, Person.HARMER))


def _is_of_a_child(match: Match, text: Text, context: Context, young: bool) -> bool:
    """Is it a child to whom it was done, for the ways of saying it that may be of others?"""
    fits = True
    match match.name:
        case "writer_hurt":
            fits = young
        case "child_in_the_middle":
            fits = not _child_was_not_hurt(text, context)
        case "got_one":
            fits = _may_be_a_child(match, text, context)
        case "sore":
            fits = Person.CHILD in context.people(0, match.start)
        case "injured_pronoun" | "been_hurt_pronoun":
            fits = context.means(match.start, match.start) == Person.CHILD
        case "hurt_pronoun":
            fits = _a_child_is_hurt(match, text, context)
        case "hurt_by_father":
            fits = context.means(_whom(match, text), match.start) is None
        case "injured_child":  # 'the boy said mum has a bruise': the mark is hers
            fits = Person.MOTHER not in context.people(match.start + 1, match.end)
    return fits


def _child_was_not_hurt(text: Text, context: Context) -> bool:
    """'She stood between them but wasn't hurt', said of nobody grown up."""
    found = [match for match in patterns().find("harm", text) if match.name == "not_hurt"]
    return any(context.subject(match.start) in (Person.CHILD, None) for match in found)


def _may_be_a_child(match: Match, text: Text, context: Context) -> bool:
    """'He got a slap off dad' is a child, whoever else is named; 'she' may be the mother, unless a child is named and no mother."""
    who = context.means(match.start, match.start)
    if who is not None:
        return who == Person.CHILD
    said, people = text.folded[match.start : match.end], context.people()
    if said.startswith(("he ", "he'", "egg on his")):
        return True
    return Person.MOTHER not in people and (said.startswith("egg") or Person.CHILD in people)


def _a_child_is_hurt(match: Match, text: Text, context: Context) -> bool:
    """'A boy in Year 4 says dad hits him': him is the boy. 'Her' is the mother where one was spoken of."""
    told_of_the_mother = Person.MOTHER in context.people()
    return context.means(_whom(match, text), match.start) == Person.CHILD and not told_of_the_mother


def _whom(match: Match, text: Text) -> int:
    """Where the pronoun stands that says to whom it was done: the last of the match."""
    said = text.folded[match.start : match.end]
    return match.start + max(found.start() for found in _PRONOUN.finditer(said))
