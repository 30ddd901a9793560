"""The pages' templates, filled in on the server. Every value is escaped."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot import settings

ELSEWHERE = "https://www.bbc.co.uk/weather"  # where leaving quickly goes: a page that anybody may have open
_DEFAULTS: dict[str, Any] = {
    "embed": False,
    "plain": False,
    "start": None,
    "language": None,
    "exchange": None,
    "token": None,
}


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(name: str, root: str, **values: Any) -> str:
    """The page `name`. `root` leads from its address to the server's own, so that any path may stand before both."""
    pack = settings.pack()
    given = {"pack": pack, "root": root, "elsewhere": ELSEWHERE, "version": signpost_version(), **_DEFAULTS, **values}
    return environment().get_template(name).render(given)


def for_chat() -> dict[str, Any]:
    """What the chat page shows of the pack: its ways to start, and the words that ask for a person."""
    page = settings.pack().page
    return {"starters": [page.start[flow] for flow in page.starters], "person": page.start.get("human", "")}


def signpost_version() -> str:
    try:
        return version("signpost")
    except PackageNotFoundError:
        return "unknown"
