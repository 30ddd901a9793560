"""What is told of the family apart from ages and places: a notification, that there are no children, that they live apart, and a
second family."""

from typing import Literal

from bot.nlu.context import Context, Person
from bot.nlu.controls import is_question
from bot.nlu.matcher import patterns
from bot.nlu.normalise import Text


def find_notification(text: Text, context: Context) -> Literal["received", "denied"] | None:
    """Whether the writer has a police notification, where the words plainly say so; a question about any tells neither."""
    found = patterns().find("household", text)
    if any(match.name == "notification_denied" for match in found):
        return "denied"
    for match in found:
        if match.name == "notification_received":
            said = context.of(match.start, match.end)
            if not (said.negated or said.hypothetical or said.general or said.exercise):
                return "received"
    return None


def find_one(text: Text) -> Literal["received", "denied"] | None:
    """What is said of a notification as of something spoken of before: 'there's one from this morning', 'none for ours'."""
    if is_question(text.plain):
        return None
    said = patterns().names("household", text)
    return "denied" if "one_never_came" in said else "received" if "one_came" in said else None


def has_no_children(text: Text, context: Context) -> bool:
    """'No kids': of an adult whose case it is, and not of the writer or of another family."""
    return any(
        match.name == "no_children"
        and not context.of(match.start, match.end).hypothetical
        and context.subject(match.start) not in (Person.WRITER, Person.ANOTHER_FAMILY)
        for match in patterns().find("household", text)
    )


def find_cases(text: Text) -> int:
    """2 where a message tells two families apart, else 1."""
    return 2 if "two_cases" in patterns().names("household", text) else 1


def live_apart(text: Text) -> bool:
    """Is one of several children told to live with somebody else?"""
    return {"lives_apart", "several_children"} <= set(patterns().names("household", text))
