"""What Slack shows of Signpost before anybody has written to it: `app.yml`, with the pack's names in it."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.pack import Pack

FILE = Path(__file__).with_name("app.yml")
PROMPTS = 4  # as many as Slack shows


class Prompt(BaseModel):
    """A suggestion to begin with."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1, max_length=75)
    message: str = Field(min_length=1, max_length=300)


class App(BaseModel):
    """Signpost's own words in Slack."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1, max_length=35)
    short: str = Field(min_length=1, max_length=140)
    about: str = Field(min_length=1, max_length=300)
    home: list[str] = Field(min_length=1, description="The paragraphs of Signpost's own page.")
    prompts_title: str = Field(min_length=1, max_length=75)
    prompts: list[Prompt] = Field(min_length=1, max_length=PROMPTS)


def app(pack: Pack) -> App:
    """Raises ValueError that names what is wrong in the file."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    names = {"{handbook}": pack.info.handbook, "{publisher}": pack.info.publisher}
    return App.model_validate(_named(given, names))


def _named(given: object, names: dict[str, str]) -> object:
    match given:
        case str():
            for name, value in names.items():
                given = given.replace(name, value)
            return given
        case list():
            return [_named(one, names) for one in given]
        case dict():
            return {key: _named(one, names) for key, one in given.items()}
        case _:
            return given
