"""`signpost settings`: docs/settings.md, made of what stands at each setting."""

from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import PREFIX, ROOT, Settings, must_be

_HEAD = """# Settings

Each is a variable of the environment, and each has a default. A variable that is there but empty counts as not set. What can't be
used is refused at the start, all of it at once, in a sentence that names the setting; `signpost doctor` says it too.

This page is printed by `signpost settings > docs/settings.md`. No value of a setting marked *secret* is ever shown.

| setting | is | must be | if not set |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The page, in Markdown."""
    return _HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    secret = " *Secret.*" if SecretStr.__name__ in str(field.annotation) else ""
    return f"| `{PREFIX}{name.upper()}` | {field.description}{secret} | {must_be(name)} | {_shown(field.default)} |\n"


def _shown(default: object) -> str:
    match default:
        case None | () | "":
            return "none"
        case bool():
            return "1" if default else "0"
        case Path():
            return f"`{default.relative_to(ROOT)}`"
        case _:
            return f"`{default}`"
