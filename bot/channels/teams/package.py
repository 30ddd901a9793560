"""The app package: the zip that an administrator uploads to Teams, made from the pack and `app.yml`."""

import io
import json
import struct
import uuid
import zipfile
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot import settings
from bot.channels.teams.manifest import Manifest, Scope, is_https
from knowledge.pack import Pack

_HERE = Path(__file__).resolve().parent
_ICONS = {"color.png": 192, "outline.png": 32}  # pixels on each side
_ACCENT = "#12435c"  # the icon's own
_MADE = (2026, 1, 1, 0, 0, 0)  # every file's time, so that the same package has the same bytes


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = Field(title="What stands on the command")
    description: str = Field(title="What it is for")
    prompt: str | None = Field(None, title="What goes into the box, if not the title")
    scopes: list[Scope] = Field(title="Where it is shown")


class _App(BaseModel):
    """`app.yml`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(title="Name of the app")
    short: str = Field(title="Description in 80 characters")
    full: str = Field(title="Description at length")
    commands: list[_Command] = Field(title="What is offered to somebody who has not written yet")


def manifest(
    pack: Pack,
    app_id: str,
    url: str,
    privacy: str | None = None,
    terms: str | None = None,
    developer: str | None = None,
    version: str = "1.0.0",
) -> dict[str, Any]:
    """The app's manifest. `url` is where Signpost is reached; `privacy` and `terms` are needed where the pack has none.
    Raises ValueError with what to mend."""
    if not is_https(url):
        raise ValueError(f"'{url}' is not where Teams can reach Signpost. Give its public address: --url https://…")
    info, privacy, terms = pack.info, privacy or pack.page.privacy_notice, terms or pack.page.terms_of_use
    for page, option, field in ((privacy, "--privacy", "privacy_notice"), (terms, "--terms", "terms_of_use")):
        if not page:
            raise ValueError(
                f"Teams wants an address for this, and the pack has none: give {option} https://…, or add {field} to page.yml."
            )
    app = _App.model_validate(yaml.safe_load((_HERE / "app.yml").read_text(encoding="utf-8")))
    number = _identifier(app_id)
    names = (name for name in (developer, info.publisher, info.name) if name)
    told = {
        "version": version,
        "id": number,
        "developer": {
            "name": next((name for name in names if name == developer or len(name) <= 32), info.publisher),
            "websiteUrl": info.contact.web or url,
            "privacyUrl": privacy,
            "termsOfUseUrl": terms,
        },
        "name": {"short": app.name, "full": f"{app.name} for {info.name}"},
        "description": {
            "short": app.short,
            "full": app.full.format(handbook=info.handbook, publisher=info.publisher),
        },
        "accentColor": _ACCENT,
        "bots": [{"botId": number, "scopes": list(get_args(Scope)), "commandLists": _lists(app.commands)}],
        "validDomains": [urlsplit(url).netloc],
    }
    try:
        return Manifest.model_validate(told).model_dump(by_alias=True, exclude_none=True)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, one['loc']))}: {one['msg'].lower()}" for one in error.errors())
        raise ValueError(f"Teams would refuse the package. {'; '.join(wrong)}.") from None


def _lists(commands: list[_Command]) -> list[dict[str, Any]]:
    """The commands of each scope, in order."""
    return [
        {
            "scopes": [scope],
            "commands": [
                {"title": c.title, "description": c.description, "type": "prompt", "prompt": c.prompt or c.title}
                for c in commands
                if scope in c.scopes
            ],
        }
        for scope in get_args(Scope)
    ]


def package(told: dict[str, Any]) -> bytes:
    """The zip with a manifest and the icons."""
    files = {"manifest.json": json.dumps(told, ensure_ascii=False, indent=2).encode()}
    files |= {name: _icon(name, side) for name, side in _ICONS.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), content)
    return out.getvalue()


def _icon(name: str, side: int) -> bytes:
    """An icon's file. Raises ValueError if it is not of the size that Teams wants."""
    content = (_HERE / "icons" / name).read_bytes()
    if content[:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", content[16:24]) != (side, side):
        raise ValueError(f"The icon {name} must be a PNG of {side} by {side} pixels.")
    return content


def _identifier(app_id: str) -> str:
    """The id as Microsoft writes it. Raises ValueError if it is none."""
    try:
        return str(uuid.UUID(app_id.strip()))
    except ValueError:
        raise ValueError(f"--id must be the application {settings.ID}.") from None
