"""Another edition is taken up without a restart, or refused with every reason; and who approved is a role."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli, editions, settings
from bot.channels.web import pages
from knowledge import search
from knowledge.pack import DEFAULT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of this test's own, served with the project's index."""
    copy = Path(shutil.copytree(DEFAULT, tmp_path / "pack"))
    monkeypatch.setattr(settings, "PACK", copy)
    settings.forget_pack()
    settings.pack()  # served from now on, as it is before a test edits it
    pages.forget()
    yield copy
    settings.forget_pack()


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory() as name:  # a socket's path must be short
        monkeypatch.setattr(settings, "VAR", Path(name))
        yield Path(name)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def asked(folder: Path, var: Path):
    """What `signpost pack reload` prints while a server with a pack alone is running, with its exit status."""

    async def ask() -> tuple[int, str]:
        desk = editions.Desk(var / "control-5005.sock", editions.prepare_actions)
        await desk.open()
        told = await asyncio.to_thread(CliRunner().invoke, cli.app, ["pack", "reload"])
        await desk.close()
        return told.exit_code, " ".join(told.output.split())

    return lambda: asyncio.run(ask())


def test_a_mended_number_is_served_after_a_reload(folder: Path, asked, var: Path):
    before = settings.pack()
    edit(folder, "front_doors.yml", "01629 533190", "01629 533191")
    assert settings.pack() is before
    status, said = asked()
    assert status == 0 and f"Taken up: {before.info.name}, {before.info.edition}" in said
    assert "01629 533191" in {door.phone for door in settings.pack().front_doors}
    assert list(var.glob("*.sock")) == []


def test_an_edition_that_is_not_sound_is_refused_with_the_reasons(folder: Path, asked):
    before = settings.pack()
    edit(folder, "contacts.yml", "uhdb.safeguarding@nhs.net", "uhdb")
    status, said = asked()
    assert status == 1 and "contacts.yml: line" in said and "not an e-mail address" in said and "goes on with" in said
    assert settings.pack() is before


def test_an_edition_without_its_index_is_refused(folder: Path, asked):
    edit(folder, "handbook/3.4.md", "MAPPA", "Mappa")
    before = settings.pack()
    status, said = asked()
    assert status == 1 and "run 'signpost train'" in said and settings.pack() is before


def test_an_overdue_review_is_no_reason_to_refuse(folder: Path):
    edit(folder, "pack.yml", "2027-11-30", "2020-11-30")
    assert search.is_current(editions.sound(folder, settings.INDEX), settings.INDEX)


def test_where_no_server_runs_that_is_said(var: Path):
    (var / "control-5005.sock").touch()  # left by one that was killed
    told = CliRunner().invoke(cli.app, ["pack", "reload"])
    assert told.exit_code == 1 and "is running" in told.output


def test_all_that_is_made_of_a_pack_is_made_anew(folder: Path):
    """The gate knows a new mailbox and the understanding a new town once the edition is in place, and not before."""
    from bot.channels import gate
    from bot.nlu import loading

    admits, reads = gate.shared(), loading.shared()
    edit(folder, "areas.yml", "    aliases: [", "    aliases: [wobblington, ")
    edit(folder, "pack.yml", "pack 1, November 2026", "pack 2, May 2027")
    swaps = editions.prepare(editions.sound(folder, settings.INDEX))
    about = pages._page("about.html", None).plain
    assert "area" not in admits.admit("she lives in wobblington").metadata["facts"]
    for swap in swaps:
        swap()
    try:
        assert admits.admit("she lives in wobblington").metadata["facts"]["area"] == settings.pack().areas.areas[0].id
        assert reads.read("she lives in wobblington").facts["area"] == settings.pack().areas.areas[0].id
        assert pages._page("about.html", None).plain != about
    finally:
        settings.forget_pack()
        for swap in editions.prepare(editions.sound(DEFAULT, settings.INDEX)):
            swap()


def test_who_approves_is_a_role_and_no_name(folder: Path):
    told = CliRunner().invoke(cli.app, ["pack", "approve", "languages:pl", "--by", "Karen Holt"])
    assert (
        told.exit_code == 1 and "seems to name a person" in " ".join(told.output.split()) and "Karen" not in told.output
    )
    assert not (folder / "approvals.yml").exists()
    told = CliRunner().invoke(cli.app, ["pack", "approve", "languages:pl", "--by", "Registered translator"])
    assert told.exit_code == 0 and "approved by Registered translator" in told.output
    told = CliRunner().invoke(cli.app, ["pack", "diff", str(DEFAULT), str(folder)])
    assert "languages:pl, approved: by Registered translator" in told.output
