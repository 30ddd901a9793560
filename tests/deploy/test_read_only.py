"""Signpost answers where nothing but its own folder and the temporary one can be written, as in the image."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Server

pytestmark = pytest.mark.slow
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind / && cd "$PWD" && exec "$@"'


class ReadOnly(Server):
    """A server for which the machine's disk is read-only, but for the server's folder."""

    def command(self) -> list[str]:
        return ["unshare", "--mount", "sh", "-c", _READ_ONLY, str(self.folder), *super().command()]


@pytest.fixture
def read_only(tmp_path: Path):
    try:
        tried = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _READ_ONLY, tmp_path, "sh", "-c", "! touch /written"],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("unshare, which makes the disk read-only for one process, is not on this machine")
    if tried.returncode:
        pytest.skip("only root may make the disk read-only for one process")
    (tmp_path / "tmp").mkdir()
    running = ReadOnly(tmp_path, HOME=str(tmp_path / "tmp"), TMPDIR=str(tmp_path / "tmp"), PYTHONDONTWRITEBYTECODE="1")
    yield running
    running.stop()


def test_it_answers_and_ends_where_it_can_write_nowhere_else(read_only: ReadOnly) -> None:
    read_only.start()
    told = read_only.say("ann", "8 month old in Alfreton, police graded it medium")
    assert "999" in str(told) and "Amber Valley" in str(told)
    assert read_only.stop() == 0
    assert "read-only" not in read_only.log.read_text().lower()
    assert (read_only.folder / "conversations.db").exists()
