"""The manifest of a Teams app, as far as Signpost uses it: what Teams would refuse is refused here, in plain words."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

VERSION = "1.27"  # the first whose commands hold a prompt
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"

Scope = Literal["personal", "groupChat", "team"]
Text = Annotated[str, Field(min_length=1)]


def _is_a_page(value: str) -> str:
    if not is_https(value):
        raise ValueError(f"'{value}' is not an https:// address")
    return value


def is_https(address: str) -> bool:
    """Whether it is a whole https:// address with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(re.fullmatch(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:\d+)?", parts.netloc))


Page = Annotated[str, AfterValidator(_is_a_page), Field(max_length=2_048)]
Guid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel, populate_by_name=True)


class Developer(_Model):
    name: Annotated[Text, Field(max_length=32)]
    website_url: Page
    privacy_url: Page
    terms_of_use_url: Page


class Name(_Model):
    short: Annotated[Text, Field(max_length=30)]
    full: Annotated[Text, Field(max_length=100)]


class Description(_Model):
    short: Annotated[Text, Field(max_length=80)]
    full: Annotated[Text, Field(max_length=4_000)]


class Icons(_Model):
    color: Literal["color.png"] = "color.png"
    outline: Literal["outline.png"] = "outline.png"


class Command(_Model):
    title: Annotated[Text, Field(max_length=128)]
    description: Annotated[Text, Field(max_length=4_000)]
    type: Literal["basic", "prompt"]
    prompt: Annotated[Text, Field(max_length=4_000)] | None = None


class CommandList(_Model):
    scopes: list[Scope] = Field(min_length=1, max_length=3)
    commands: list[Command] = Field(min_length=1, max_length=12)


class Bot(_Model):
    bot_id: Guid
    scopes: list[Scope]
    supports_files: bool = False
    is_notification_only: bool = False
    command_lists: list[CommandList] = Field(max_length=3)


class Manifest(_Model):
    schema_: str = Field(SCHEMA, alias="$schema")
    manifest_version: str = VERSION
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    id: Guid
    developer: Developer
    name: Name
    description: Description
    icons: Icons = Icons()
    accent_color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    bots: list[Bot] = Field(min_length=1, max_length=1)
    valid_domains: list[str] = Field(min_length=1, max_length=100)
