"""Practice cases as a pack's `practice/*.yml` has them: a story, and two or three turns over what one does."""

from typing import Literal

from pydantic import Field

from knowledge.schema import Part, Risk

Verdict = Literal["right", "wrong", "never", "late"]


class CaseFacts(Part):
    """What the story says of the child, as the pathway's rules need it."""

    area: str | None = Field(None, title="Area id")
    stage: str | None = Field(None, title="Stage id")
    risk: Risk | None = Field(None, title="Risk")
    flags: list[str] = Field(default_factory=list, title="Flag ids")


class PracticeChoice(Part):
    id: str = Field(title="Choice id", pattern=r"^[a-z0-9-]{2,40}$")
    say: str = Field(title="What one might do")
    verdict: Verdict = Field(title="right, wrong, never (forbidden) or late (right, but not now)")
    why: str = Field(title="Why, in one or two short sentences")
    section: str = Field(title="Section that says so, in quotes")

    @property
    def right(self) -> bool:
        return self.verdict == "right"


class ComputedTurn(Part):
    """Who is told, by the story's facts. Where a turn is about another child, or things have changed, what differs stands here."""

    by: Literal["pathway"] = Field(title="What decides")
    area: str | None = Field(None, title="Area id, if another than the story's")
    stage: str | None = Field(None, title="Stage id, if another")
    risk: Risk | None = Field(None, title="Risk, if another")
    flags: list[str] | None = Field(None, title="Flag ids, if others; [] for none")

    def facts_of(self, story: CaseFacts) -> CaseFacts:
        """The story's facts, with what differs in this turn."""
        return story.model_copy(update=self.model_dump(exclude={"by"}, exclude_none=True))


class CaseTurn(Part):
    """One turn of a case: choices, or computed from the facts."""

    ask: str = Field(title="The question")
    when: dict[str, str] = Field(default_factory=dict, title="Only if this was chosen before: {chose: id}")
    choices: list[PracticeChoice] = Field(default_factory=list, title="Choices")
    computed: ComputedTurn | None = Field(None, title="Scored by the pathway's rules from the facts")
    missed: str | None = Field(None, title="What should not be overlooked, said when it was")

    def comes_after(self, chosen: list[str]) -> bool:
        """Does this turn come, after these choices?"""
        return all(one in chosen for one in self.when.values())


class PracticeCase(Part):
    id: str = Field(title="Case id", pattern=r"^[a-z0-9-]{3,60}$")
    title: str = Field(title="Title")
    roles: list[str] = Field(default_factory=list, title="Roles that it is for; all if none is named")
    level: Literal["plain", "hard"] = Field("plain", title="How hard it is")
    story: str = Field(title="The story")
    facts: CaseFacts = Field(CaseFacts.model_validate({}), title="What the pathway's rules need")
    sections: list[str] = Field(default_factory=list, title="Sections to read, in quotes")
    turns: list[CaseTurn] = Field(title="The turns, in order")

    def matters_to(self, role: str | None) -> bool:
        """Is it for somebody in this role?"""
        return not self.roles or role is None or role in self.roles

    def turn_after(self, at: int, chosen: list[str]) -> int | None:
        """The number of the first turn from `at` on that comes after these choices; None at the end."""
        return next((i for i in range(at, len(self.turns)) if self.turns[i].comes_after(chosen)), None)
