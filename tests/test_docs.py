"""What users can set, run and read is in the documents: none of it is found only in the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.settings import Settings
from bot.settings_page import page

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_TESTS = {"SIGNPOST_TEAMS_PLAYGROUND", "SIGNPOST_TEAMS_SCHEMA"}
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def commands(typed: typer.Typer, before: str = "signpost") -> Iterator[str]:
    """Every command, as it is typed."""
    for command in typed.registered_commands:
        assert command.callback is not None
        yield f"{before} {command.name or command.callback.__name__}"
    for group in typed.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before} {group.name}")


def test_the_page_of_settings_is_as_the_command_prints_it() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == page(), "run: signpost settings > docs/settings.md"


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_each_setting_that_a_page_names_is_one(document: Path) -> None:
    named = re.findall(r"\bSIGNPOST_[A-Z_]*[A-Z]\b", document.read_text(encoding="utf-8"))
    known = {f"SIGNPOST_{name.upper()}" for name in Settings.model_fields}
    assert set(named) - known <= OF_TESTS


@pytest.mark.parametrize("command", sorted(commands(app)))
def test_each_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`{command}\b", README)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    """`bot/nlu/safety.py` and the like; `*` and `<flow>` stand for any."""
    named = re.findall(r"`((?:bot|actions|knowledge|tests|docs)/[\w./*-]+)`", page.read_text(encoding="utf-8"))
    example = {"bot/data/nlu/housing.yml", "tests/conversations/housing.yml"}
    missing = [name for name in named if name not in example and not any(ROOT.glob(name.rstrip("/")))]
    assert not missing
