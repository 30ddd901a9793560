"""Fixtures that several tests share: the pack, and one real server for all conversations."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from knowledge.pack import Pack, load

ROOT = Path(__file__).resolve().parent.parent
_READY_IN = 240  # seconds


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `signpost serve` with REST open, on a free port and with a database of its own."""

    def __init__(self, folder: Path, **env: str):
        self.port = free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._env = {**os.environ, "SIGNPOST_REST": "1", "SIGNPOST_VAR": str(folder), "PYTHONWARNINGS": "ignore", **env}
        self.process: subprocess.Popen | None = None

    def start(self) -> "Server":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=ROOT, env=self._env, stdout=log, stderr=log)
        deadline = time.monotonic() + _READY_IN
        while f"localhost:{self.port}" not in self.log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.3)
        return self

    def command(self) -> list[str]:
        return [sys.executable, "-m", "bot.cli", "serve", "--port", str(self.port)]

    def say(self, sender: str, message: str) -> list[dict]:
        """One message by one sender over REST; the turn's messages."""
        told = httpx.post(f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": message}, timeout=60)
        told.raise_for_status()
        return told.json()

    def stop(self) -> int:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                return self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait() if self.process else 0


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory):
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of the tests' own; `new(name)` makes a database there."""
    from tests.servers import PostgreSQL

    server = PostgreSQL()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request, tmp_path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a.db'}"
    return request.getfixturevalue("postgresql").new("a")
