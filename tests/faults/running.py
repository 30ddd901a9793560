"""A running server that tests may hurt: its processes, its files, and a practitioner who talks to it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import Server


class Fragile(Server):
    """`signpost serve` with everything that it writes under one folder."""

    def __init__(self, folder: Path, **env: str):
        (folder / "tmp").mkdir(exist_ok=True)
        super().__init__(folder, **{"TMPDIR": str(folder / "tmp"), "OMP_NUM_THREADS": "1", **env})

    @property
    def database(self) -> Path:
        return self.folder / "conversations.db"

    @property
    def said(self) -> str:
        """Everything on its standard output and error."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """At once, with no chance to tidy up."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> "Fragile":
        self.log.rename(self.log.with_name(f"server-{time.time_ns()}.log"))
        return self.start()


class Practitioner:
    """Talks to the web channel as the page does, and remembers the choices it was offered."""

    def __init__(self, server: Server):
        self._url = f"{server.url}/webhooks/web"
        self.token = httpx.post(f"{self._url}/session").json()["token"]
        self.offered: dict[str, str] = {}

    def send(self, path: str = "/message", **body: Any) -> dict[str, Any]:
        told = httpx.post(self._url + path, json={"token": self.token, **body}, timeout=40)
        assert told.status_code == 200, told.text
        answer = told.json()
        for message in answer.get("messages", []):
            self.offered |= {choice["title"]: choice["payload"] for choice in message["choices"]}
        return answer

    def say(self, text: str, **more: Any) -> str:
        return words(self.send(text=text, **more))

    def press(self, title: str) -> str:
        return words(self.send(choice=self.offered[title]))


def words(answer: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def eventually(done: Callable[[], Any], within: float = 30, every: float = 0.2) -> Any:
    """What `done` gives once it gives something; fails if that takes too long."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if found := done():
            return found
        time.sleep(every)
    raise AssertionError(f"not within {within} seconds")


def written(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file under `folder` and what is in it."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()
