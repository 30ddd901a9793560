"""The app package that `signpost teams-package` makes, checked as Teams would."""

import io
import json
import os
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from bot.channels.teams import package as packages
from bot.cli import app
from knowledge.pack import Pack
from tests.channels.teams.fakes import APP

URL = "https://signpost.example.org"
PAGES = {"privacy": "https://example.org/privacy", "terms": "https://example.org/terms"}
# Microsoft's own schema is not kept here. Where a copy is on the machine, this says where (docs/teams.md).
SCHEMA = Path(os.environ.get("SIGNPOST_TEAMS_SCHEMA", "nowhere"))


def made(pack: Pack, **more: Any) -> dict[str, Any]:
    return packages.manifest(pack, APP, URL, **{**PAGES, **more})


def test_the_package_holds_what_teams_wants(pack: Pack) -> None:
    archive = zipfile.ZipFile(io.BytesIO(packages.package(made(pack))))
    assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
    assert json.loads(archive.read("manifest.json")) == made(pack)
    assert archive.testzip() is None


@pytest.mark.parametrize(("icon", "side"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_that_teams_wants(pack: Pack, icon: str, side: int) -> None:
    content = zipfile.ZipFile(io.BytesIO(packages.package(made(pack)))).read(icon)
    width, height, depth, colours = struct.unpack(">IIBB", content[16:26])
    assert (width, height, depth) == (side, side, 8)
    assert colours == {"color.png": 2, "outline.png": 6}[icon]  # the outline alone lets through what is behind


def test_an_icon_of_another_size_is_refused(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_ICONS", {"color.png": 96})
    with pytest.raises(ValueError, match="96 by 96"):
        packages.package(made(pack))


def test_the_same_package_has_the_same_bytes(pack: Pack) -> None:
    assert packages.package(made(pack)) == packages.package(made(pack))


def test_the_manifest_is_the_packs(pack: Pack) -> None:
    told = made(pack)
    assert told["name"] == {"short": "Signpost", "full": "Signpost for Derby and Derbyshire"}
    assert told["developer"]["name"] == "Derby and Derbyshire"  # the publisher's is longer than Teams takes
    assert told["developer"]["privacyUrl"] == PAGES["privacy"]
    assert pack.info.handbook in told["description"]["full"] and "{" not in told["description"]["full"]
    assert told["bots"][0]["botId"] == told["id"] == APP
    assert told["validDomains"] == ["signpost.example.org"]


def test_each_scope_has_its_commands(pack: Pack) -> None:
    lists = made(pack)["bots"][0]["commandLists"]
    assert [one["scopes"] for one in lists] == [["personal"], ["groupChat"], ["team"]]
    assert all({"title", "description", "type", "prompt"} == set(c) for one in lists for c in one["commands"])
    assert "Delete my conversation" in [c["title"] for c in lists[0]["commands"]]


@pytest.mark.slow
def test_each_prompt_starts_what_it_promises(pack: Pack) -> None:
    from bot.ask import Route

    prompts = [command["prompt"] for command in made(pack)["bots"][0]["commandLists"][0]["commands"][:7]]
    read = Route()
    assert [read({"text": prompt})["flow"] for prompt in prompts] == [
        "referral",
        "operation_encompass",
        "routine_enquiry",
        "marac",
        "find_service",
        "induction",
        "help",
    ]


def test_it_says_what_it_is_and_claims_no_more(pack: Pack) -> None:
    said = made(pack)["description"]["full"]
    assert "automated assistant" in said and "No text of its answers is generated" in said and "call 999" in said


@pytest.mark.skipif(not SCHEMA.is_file(), reason="SIGNPOST_TEAMS_SCHEMA names no copy of Microsoft's schema")
def test_microsofts_own_schema_takes_it(pack: Pack) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    check = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in check.iter_errors(made(pack))] == []
    assert list(check.iter_errors({**made(pack), "nme": 1}))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"privacy": None}, "--privacy"),
        ({"terms": None}, "--terms"),
        ({"privacy": "example.org"}, "developer.privacyUrl"),
        ({"developer": "x" * 33}, "developer.name"),
        ({"version": "1"}, "version"),
    ],
)
def test_what_teams_would_refuse_is_named(pack: Pack, more: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        made(pack, **more)


@pytest.mark.parametrize(
    "url", ["", "signpost.example.org", "http://signpost.example.org", "https://localhost", "https://"]
)
def test_an_address_that_teams_cannot_reach_is_refused(pack: Pack, url: str) -> None:
    with pytest.raises(ValueError, match="--url"):
        packages.manifest(pack, APP, url, **PAGES)


def test_pages_of_the_pack_are_taken(pack: Pack) -> None:
    page = pack.page.model_copy(update={"privacy_notice": PAGES["privacy"], "terms_of_use": PAGES["terms"]})
    assert packages.manifest(replace(pack, page=page), APP, URL) == made(pack)


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "signpost.zip"
    asked = ["teams-package", "--id", APP, "--url", URL, "--out", str(out)]
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 1 and "--privacy" in refused.output and not out.exists()
    done = CliRunner().invoke(app, [*asked, "--privacy", PAGES["privacy"], "--terms", PAGES["terms"]])
    assert done.exit_code == 0 and zipfile.is_zipfile(out)


def test_the_command_names_an_id_that_is_none(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["teams-package", "--id", "signpost", "--url", URL, "--privacy", URL, "--terms", URL]
    )
    assert done.exit_code == 1 and "--id" in done.output
