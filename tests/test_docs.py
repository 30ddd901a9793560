"""What users can set, run and read is in the documents: none of it is found only in the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_READ = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"(SIGNPOST_[A-Z_]+)\"|\$\{(SIGNPOST_[A-Z_]+)\}")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def settings_read() -> set[str]:
    """Every SIGNPOST_ variable that the code or Rasa's files read."""
    files = [path for folder in ("bot", "actions", "knowledge") for path in (ROOT / folder).rglob("*.py")]
    found = (_READ.findall(path.read_text(encoding="utf-8")) for path in (*files, *ROOT.glob("*.yml")))
    return {name for names in found for pair in names for name in pair if name}


def commands(typed: typer.Typer, before: str = "signpost") -> Iterator[str]:
    """Every command, as it is typed."""
    for command in typed.registered_commands:
        assert command.callback is not None
        yield f"{before} {command.name or command.callback.__name__}"
    for group in typed.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before} {group.name}")


def test_the_settings_are_found() -> None:
    assert {"SIGNPOST_MODELS", "SIGNPOST_ACTIONS", "SIGNPOST_DATABASE"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_each_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README.partition("## Settings")[2]


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
