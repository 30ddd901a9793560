"""What the image starts with: secrets from files become the settings that they are named for."""

import subprocess
from pathlib import Path

import pytest

from tests.deploy import files


@pytest.fixture
def started(tmp_path: Path):
    """Runs the entrypoint with a folder of secrets in place of /run/secrets; what its `signpost` was given, a line each."""
    (tmp_path / "bin").mkdir()
    signpost = tmp_path / "bin" / "signpost"
    signpost.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nenv | grep ^SIGNPOST_ | sort\n')
    signpost.chmod(0o755)
    entrypoint = tmp_path / "entrypoint.sh"
    text = (files.DEPLOY / "entrypoint.sh").read_text(encoding="utf-8")
    entrypoint.write_text(text.replace("/run/secrets", str(tmp_path / "secrets")), encoding="utf-8")

    def started(secrets: dict[str, str]) -> list[str]:
        for name, value in secrets.items():
            (tmp_path / "secrets" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "secrets" / name).write_text(value, encoding="utf-8")
        done = subprocess.run(
            ["sh", entrypoint, "serve", "--port", "5005"],
            env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()

    return started


def test_it_starts_signpost_with_what_it_was_given(started) -> None:
    assert started({}) == ["serve", "--port", "5005"]


def test_secrets_become_settings_without_the_newline_at_their_end(started) -> None:
    told = started(
        {"SIGNPOST_SECRET": "a b$c\n", "SIGNPOST_DATABASE": "postgresql://u:p'\"@h/d", "tls.key": "not this"}
    )
    assert told[3:] == ["SIGNPOST_DATABASE=postgresql://u:p'\"@h/d", "SIGNPOST_SECRET=a b$c"]


def test_kubernetes_folder_is_read_too(started) -> None:
    assert started({"signpost/SIGNPOST_SECRET": "key"})[3:] == ["SIGNPOST_SECRET=key"]
