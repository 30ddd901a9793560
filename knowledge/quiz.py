"""Quiz questions as a pack's `quiz/*.yml` has them. What is computed is filled in by `knowledge/posed.py`."""

from typing import Literal

from pydantic import Field

from knowledge.schema import Part, Risk

Kind = Literal["one", "several", "true-false", "order", "who", "note"]


class Choice(Part):
    say: str = Field(title="The choice")
    right: bool = Field(False, title="Is it right?")
    why: str = Field(title="Why it is right or wrong, in one or two short sentences")


class Computed(Part):
    """What an answer is computed from: the pathway's rules, or one entry of the directory or the contacts."""

    by: Literal["pathway", "service", "contact"] = Field(title="What decides")
    area: str | None = Field(None, title="Area id")
    stage: str | None = Field(None, title="Stage id")
    risk: Risk | None = Field(None, title="Risk")
    flags: list[str] = Field(default_factory=list, title="Flag ids")
    id: str | None = Field(None, title="Id of the service or contact")
    field: Literal["phone", "email", "web"] | None = Field(None, title="Which of its details is asked")


class Question(Part):
    """One question, with the section that settles it. It has choices, or is computed. The choices of `order` stand in the
    right order."""

    id: str = Field(title="Question id", pattern=r"^[a-z0-9-]{3,60}$")
    section: str = Field(title="Section that settles it, in quotes")
    kind: Kind = Field(title="Kind of question")
    ask: str = Field(title="The question; of kind note, a short note with something wrong in it")
    roles: list[str] = Field(default_factory=list, title="Roles that it matters to; all if none is named")
    choices: list[Choice] = Field(default_factory=list, title="Choices")
    computed: Computed | None = Field(None, title="What the answer is computed from")

    def matters_to(self, role: str | None) -> bool:
        """Is it for somebody in this role? Who has named none gets them all."""
        return not self.roles or role is None or role in self.roles


# How many choices each kind has, and how many of them are right.
CHOICES: dict[Kind, tuple[int, int]] = {
    "one": (4, 4),
    "several": (4, 6),
    "true-false": (2, 2),
    "order": (3, 5),
    "who": (4, 4),
    "note": (4, 5),
}
RIGHT: dict[Kind, tuple[int, int]] = {
    "one": (1, 1),
    "several": (2, 4),
    "true-false": (1, 1),
    "order": (0, 0),
    "who": (1, 1),
    "note": (1, 1),
}
