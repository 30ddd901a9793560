"""What audit briefings found, theme by theme, as a pack's `audits.yml` has it: each finding as whose it is."""

from typing import Literal

from pydantic import Field

from knowledge.schema import Part

Kind = Literal["worked", "worried", "do"]


class Finding(Part):
    briefing: str = Field(title="Section id of the briefing")
    kind: Kind = Field(title="worked, worried, or do")
    say: str = Field(title="The finding, in one or two sentences")


class Theme(Part):
    id: str = Field(title="Theme id", pattern=r"^[a-z0-9-]{3,60}$")
    title: str = Field(title="What it is about, as it goes on in a sentence")
    words: list[str] = Field(title="Words that mean it, lower case")
    section: str = Field(title="Section of the handbook to read with it, in quotes")
    found: list[Finding] = Field(title="What the briefings found")
    questions: list[str] = Field(title="Questions for casework and reflection, three or more")
    action: str = Field(title="One action to take away")


class Audits(Part):
    themes: list[Theme] = Field(title="Themes across the briefings")

    def theme(self, theme_id: str | None) -> Theme | None:
        return next((one for one in self.themes if one.id == theme_id), None)
