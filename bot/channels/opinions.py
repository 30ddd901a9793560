"""Whether an answer helped, asked where a platform has buttons: what is judged, and the count of it. The words and buttons are each place's own.

What a button sends is `yes`, `no` or one of the fixed reasons, with the section: `no:2.12`. Who pressed it is not counted.
"""

from typing import Literal

from bot import feedback
from bot.channels.message import Message
from bot.database import Database
from knowledge.pack import Pack

_ASKED_ALREADY = '"helpful:'  # in the payload of a choice that asks it


def about(message: Message, pack: Pack) -> str | None:
    """The section that an answer stands on, by its first source that is one. None for what is no answer of that kind, asks it already,
    or is said in danger: nobody is asked for an opinion then."""
    if message.urgency != "normal" or any(_ASKED_ALREADY in choice.payload for choice in message.choices):
        return None
    cited = {pack.cite(name): name for name in pack.sections}
    return next((cited[source] for source in message.sources if source in cited), None)


def count(database: Database, pack: Pack, channel: str, opinion: str) -> Literal["counted", "why"] | None:
    """Counts an opinion; `why`: the reason may be asked for. None where it is none that can be counted."""
    said, _, section = opinion.partition(":")
    if section not in pack.sections:
        return None
    if said in feedback.REASONS:
        feedback.explain(database, section, said, channel)
    elif said in ("yes", "no"):
        feedback.note(database, section, said == "yes", channel=channel)
    else:
        return None
    return "why" if said == "no" else "counted"
