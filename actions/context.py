"""What every handler is given beside its act and the state."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.nlu.meaning import Meaning
from knowledge.pack import Pack
from knowledge.progress import Progress


class Kept(Protocol):
    """What is kept of a learner."""

    @property
    def progress(self) -> Progress: ...

    @property
    def role(self) -> str | None: ...

    @property
    def length(self) -> str | None: ...


class Learners(Protocol):
    """Where the progress of learners is kept. Handlers read; what is new is written with the conversation. `account`: the key of who
    speaks, where the place knows them and they are alone with Signpost."""

    @property
    def account(self) -> str | None: ...

    def find(self, key: str) -> Kept | None:
        """What is kept under a key; None where there is nothing, or it can't be read now."""
        ...


@dataclass(frozen=True)
class Context:
    """The pack, the message's meaning, the hour (whom to ring depends on it), the learners where any are kept, and
    whether the masked words of unanswered questions are."""

    pack: Pack
    meaning: Meaning
    now: datetime = field(default_factory=datetime.now)
    learners: Learners | None = None
    keeps_questions: bool = False
