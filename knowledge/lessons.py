"""The tour as a pack's `lessons.yml` has it: short lessons, for whom, and in which length of tour."""

from typing import Literal

from pydantic import Field

from knowledge.schema import Part

Length = Literal["short", "hour", "week"]
LENGTHS: tuple[Length, ...] = ("short", "hour", "week")  # each tour holds the one before it


class LearnerRole(Part):
    """Who learns. `facts` are the roles that a message may tell, as `bot/nlu` names them."""

    id: str = Field(title="Role id")
    name: str = Field(title="On a button")
    words: list[str] = Field(default_factory=list, title="Words that mean it, lower case")
    facts: list[str] = Field(default_factory=list, title="Roles of a conversation that are this one")


class TourLength(Part):
    id: Length = Field(title="short, hour or week")
    name: str = Field(title="On a button")
    words: list[str] = Field(default_factory=list, title="Words that mean it, lower case")


class Lesson(Part):
    """One lesson. It ends in a question of the quiz: `question`, or the next one on its section."""

    id: str = Field(title="Lesson id", pattern=r"^[a-z0-9-]{3,60}$")
    title: str = Field(title="Title")
    say: str = Field(title="The lesson, up to 600 characters")
    section: str = Field(title="Section to read, in quotes")
    roles: list[str] = Field(default_factory=list, title="Roles that it is for; all if none is named")
    length: Length = Field("week", title="The shortest tour that has it")
    short_for: list[str] = Field(default_factory=list, title="Roles that get it in the short tour already")
    question: str | None = Field(None, title="Question of the quiz that it ends in, if not any on its section")


class Lessons(Part):
    opening: str = Field(title="Said first, to somebody new")
    closing: str = Field(title="Said at the end of a tour, with its section")
    closing_section: str = Field(title="Section of the closing, in quotes")
    roles: list[LearnerRole] = Field(title="Roles")
    lengths: list[TourLength] = Field(title="Lengths of a tour")
    lessons: list[Lesson] = Field(title="The lessons, in order")

    def role_of(self, fact: str | None) -> str | None:
        """The learner's role for a role that was told in a conversation."""
        return next((role.id for role in self.roles if fact in role.facts), None)

    def tour(self, role: str | None, length: Length) -> list[Lesson]:
        """The lessons of a tour, in order."""
        within = LENGTHS[: LENGTHS.index(length) + 1]
        return [
            one
            for one in self.lessons
            if (one.length in within or role in one.short_for) and (not one.roles or role in one.roles)
        ]
