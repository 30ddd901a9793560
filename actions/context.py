"""What every handler is given beside its act and the state."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.nlu.meaning import Meaning
from knowledge.pack import Pack


@dataclass(frozen=True)
class Context:
    """The pack, the message's meaning, and the hour (whom to ring depends on it)."""

    pack: Pack
    meaning: Meaning
    now: datetime = field(default_factory=datetime.now)
