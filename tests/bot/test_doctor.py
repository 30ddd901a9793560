"""The doctor: each thing that can be wrong is said, with the mend, and no secret with it."""

import dataclasses
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from bot import cli, doctor, settings, train
from bot.database import Database
from bot.doctor import Finding
from tests.conftest import free_port

HOST = "127.0.0.1"
ID = "00000000-0000-0000-0000-000000000001"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.given():
        monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")


def told(about: str, port: int = 1) -> list[Finding]:
    return [Finding(about, *one) for one in doctor.CHECKS[about](HOST, port)]


def wrong(about: str, port: int = 1) -> str:
    """The one thing that is wrong, with its mend."""
    [one] = [one for one in told(about, port) if not one.right]
    assert one.says.endswith(".") and one.mend
    return f"{one.says} {one.mend}"


def right(about: str, port: int = 1) -> str:
    found = told(about, port)
    assert found and all(one.right for one in found), found
    return " ".join(one.says for one in found)


# --- settings


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No setting is set" in right("settings")
    monkeypatch.setenv("SIGNPOST_DATABASE", "postgresql://signpost:hunter2@nowhere/signpost")
    assert "SIGNPOST_DATABASE" in right("settings") and "hunter2" not in right("settings")
    monkeypatch.setenv("SIGNPOST_RETENTON_DAYS", "7")
    assert "SIGNPOST_RETENTON_DAYS is no setting" in wrong("settings") and "SIGNPOST_RETENTION_DAYS?" in wrong(
        "settings"
    )
    monkeypatch.delenv("SIGNPOST_RETENTON_DAYS")
    monkeypatch.setenv("SIGNPOST_TEAMS_APP_ID", ID)
    monkeypatch.setenv("SIGNPOST_SECRET", "hunter2")
    found = told("settings")
    assert len(found) == 3 and not any(one.right for one in found) and "hunter2" not in str(found)


def test_bad_settings_do_not_hide_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", "a month")
    monkeypatch.setattr(doctor, "CHECKS", {name: doctor.CHECKS[name] for name in ("settings", "secret", "files")})
    found = doctor.examine(HOST, 1)
    assert [one.about for one in found] == ["settings", "files"]


def test_a_check_that_breaks_is_said_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(host: str, port: int) -> Iterator[tuple[str]]:
        raise RuntimeError("the words of Zebedee")
        yield ("never",)

    monkeypatch.setattr(doctor, "CHECKS", {"pack": breaks, "files": doctor.CHECKS["files"]})
    first, second = doctor.examine(HOST, 1)
    assert "RuntimeError" in first.says and "Zebedee" not in str(first) and not first.right and second.right


# --- the pack and the models


def test_a_pack_that_is_to_be_mended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(settings.PACK, tmp_path / "pack")
    said = tmp_path / "pack" / "pack.yml"
    said.write_text(
        "\n".join(
            "review_date: 2020-01-31" if line.startswith("review_date") else line
            for line in said.read_text().splitlines()
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(settings, "PACK", tmp_path / "pack")
    assert "31 January 2020" in wrong("pack") and "pack.yml" in wrong("pack")


def test_a_pack_that_is_sound() -> None:
    assert "to be reviewed by" in right("pack") and "await approval" in right("pack")


def test_a_model_that_is_missing_or_cut_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MODEL", tmp_path / "signpost.tar.gz")
    assert "no trained model yet" in wrong("models") and "signpost train" in wrong("models")
    settings.MODEL.write_bytes(b"\x1f\x8b\x08 and no more")
    assert "cut short" in wrong("models")


def test_models_of_other_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor.serve, "need_model", lambda model: None)
    monkeypatch.setattr(train, "_MADE_FROM", tmp_path / "made-from.json")
    monkeypatch.setattr(settings, "MODELS", tmp_path)
    source, output = tmp_path / "source", tmp_path / "made" / "thing"
    source.write_text("one")

    def build(progress: Callable[[str], None]) -> None:
        output.parent.mkdir(exist_ok=True)
        output.write_text(source.read_text())

    monkeypatch.setattr(train, "_parts", lambda: [train.PartOfModel("thing", [source], build, output)])
    assert train.to_build() == ["thing"] and "thing is missing" in wrong("models")
    assert train.train(lambda line: None) == ["thing"]
    assert train.to_build() == [] and "made of this code" in right("models")
    output.write_text("cut")
    assert train.to_build() == ["thing"]
    build(lambda line: None)
    source.write_text("two")
    assert train.to_build() == ["thing"]


# --- database, secret, files


def test_a_database_that_is_not_there_yet(tmp_path: Path) -> None:
    assert "the first start makes it" in right("database") and not (tmp_path / "var").exists()


def test_a_database_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    database = Database(settings.database())
    assert "read and written" in right("database")
    assert database.run(lambda db: db.exec_driver_sql("select count(*) from deliveries").scalar()) == 0


def test_a_database_that_is_damaged_or_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "conversations.db").write_text("this is a letter " * 100)
    assert "not a database" in wrong("database")
    monkeypatch.setenv("SIGNPOST_DATABASE", "postgresql://signpost:hunter2@127.0.0.1:1/signpost")
    assert "127.0.0.1" in wrong("database") and "hunter2" not in wrong("database")
    monkeypatch.setenv("SIGNPOST_DATABASE", "postgresql://signpost:hunter2@[nowhere/signpost")
    assert "hunter2" not in wrong("database")


def test_several_instances_need_one_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "needs no SIGNPOST_SECRET" in right("secret")
    monkeypatch.setenv("SIGNPOST_DATABASE", "postgresql://signpost@nowhere/signpost")
    assert "several instances" in wrong("secret") and "openssl" in wrong("secret")
    monkeypatch.setenv("SIGNPOST_SECRET", "hunter2" * 8)
    assert "hunter2" not in right("secret")


def test_files_that_others_can_read(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert "not there yet" in right("files")
    var.mkdir(mode=0o755)
    (var / "conversations.db").touch(0o644)
    assert "conversations.db" in wrong("files") and "chmod -R o-rwx" in wrong("files")
    var.chmod(0o700)
    assert "closed to others" in right("files")
    (var / "secret").touch(0o640)
    assert "signing key" in wrong("files") and "chmod 600" in wrong("files")


# --- the machine


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GB free" in right("disk")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=99_000_000))
    found = told("disk")
    assert found and all("99 MB free" in one.says and not one.right for one in found)


def test_a_clock_in_another_zone_or_another_year(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ.get("TZ")
    try:
        for zone, is_right in (("Europe/London", True), ("UTC", False), ("Europe/Paris", False)):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert ("The clock says" in right("clock")) if is_right else ("TZ=Europe/London" in wrong("clock"))
        monkeypatch.setattr(doctor, "datetime", Past)
        assert "before this code was written" in wrong("clock")
    finally:
        monkeypatch.setenv("TZ", before) if before is not None else monkeypatch.delenv("TZ")
        time.tzset()


class Past(doctor.datetime):  # type: ignore[name-defined,misc]
    @classmethod
    def now(cls, zone=None):  # type: ignore[no-untyped-def]
        return cls(2001, 1, 1, tzinfo=zone)


def test_a_port_that_something_else_has() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port}" in wrong("port", port) and f"--port {port + 1}" in wrong("port", port)
    assert "is free" in right("port", free_port())


def test_a_port_at_which_signpost_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/live" else 404)
            self.end_headers()
            self.wfile.write(
                b'{"live": true}' if self.path == "/live" else b'{"error": "If anyone is in danger now, call 999."}'
            )

        def log_message(self, *_: object) -> None:
            pass

    served = HTTPServer((HOST, 0), Answers)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        monkeypatch.setenv("SIGNPOST_HEALTH_PORT", str(served.server_port))
        assert "Signpost is at work" in right("port", served.server_port)
    finally:
        served.shutdown()
        served.server_close()


def test_redis_and_rabbitmq_where_they_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "each instance counts messages for itself" in right("redis") and "switched off" in right("events")
    monkeypatch.setenv("SIGNPOST_REDIS", f"redis://:hunter2@{HOST}:{free_port()}/0")
    monkeypatch.setenv("SIGNPOST_EVENTS", f"amqp://signpost:hunter2@{HOST}:{free_port()}/")
    assert "does not answer" in wrong("redis") and "hunter2" not in wrong("redis")
    assert "RabbitMQ can't be used" in wrong("events") and "hunter2" not in wrong("events")


def test_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    assert right("channels") == "Slack is closed. Teams is closed."
    monkeypatch.setenv("SIGNPOST_SLACK_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("SIGNPOST_SLACK_SECRET", "hunter2")
    assert "Slack is open" in right("channels") and "hunter2" not in right("channels")
    monkeypatch.setenv("SIGNPOST_REST", "1")
    assert "for tests" in wrong("channels")


# --- the command


@pytest.mark.parametrize(("mend", "status"), [("", 0), ("Free some.", 1)])
def test_the_command(mend: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Finding("pack", "The pack is sound."), Finding("disk", "The disk is told.", mend)]
    monkeypatch.setattr(doctor, "examine", lambda host, port: found)
    done = CliRunner().invoke(cli.app, ["doctor"])
    assert done.exit_code == status and "pack: The pack is sound." in done.stdout
    assert ("disk: WRONG: The disk is told. Free some." in done.stdout) is bool(mend)
    done = CliRunner().invoke(cli.app, ["doctor", "--json"])
    assert done.exit_code == status
    assert json.loads(done.stdout) == {
        "wrong": status,
        "findings": [{**dataclasses.asdict(one), "right": one.right} for one in found],
    }
