"""The two bots that are measured, each as its users start it: Signpost, and beside it what `rasa init` makes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bot import settings
from tests.conftest import free_port

KEPT = settings.ROOT / "build" / "bench"
_INIT_BOT = KEPT / "init-bot"
_READY_WITHIN, _ENDS_WITHIN = 600, 40  # seconds
_LOOK_EVERY = 0.05
_QUIETLY = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "HF_HUB_OFFLINE": "1"}


class BenchFailed(RuntimeError):
    """A bot did not do what is measured; the words say which, and what to look at."""


@dataclass
class Bot:
    """A server on loopback with Rasa's REST channel open. `start` gives the seconds until it answers."""

    name: str
    command: list[str]
    folder: Path
    first_words: str
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    url: str = ""
    turns: int = 0  # that it was asked for
    unanswered: int = 0

    def start(self) -> float:
        """Starts it on a free port; gives the seconds until it has answered a first message. Raises BenchFailed."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        began = time.perf_counter()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*self.command, str(port)], cwd=self.folder, env={**os.environ, **_QUIETLY, **self.env}, stdout=log, stderr=log
            )  # fmt: skip
        while time.perf_counter() - began < _READY_WITHIN and self.process.poll() is None:
            if self._answers():
                return time.perf_counter() - began
            time.sleep(_LOOK_EVERY)
        self.stop()
        raise BenchFailed(f"{self.name} did not start. Look at {self.log.relative_to(settings.ROOT)}.")

    def stop(self) -> None:
        """Ends it and what it started, by process id."""
        if self.process is None:
            return
        processes = _with_children(self.process.pid)
        self.process.terminate()
        _, left = psutil.wait_procs(processes, _ENDS_WITHIN)
        for process in left:
            process.kill()
        self.process.wait()
        self.process = None

    def memory(self) -> float:
        """Megabytes of all its processes together; what they share is counted once (PSS)."""
        assert self.process is not None
        return sum(float(one.memory_full_info().pss) for one in _with_children(self.process.pid)) / 1e6

    def processor(self) -> float:
        """Seconds of a processor that its processes have used."""
        assert self.process is not None
        return sum(sum(one.cpu_times()[:2]) for one in _with_children(self.process.pid))

    @property
    def log(self) -> Path:
        return KEPT / f"{self.name}.log"

    def _answers(self) -> bool:
        try:
            told = httpx.post(self.url, json={"sender": "first", "message": self.first_words}, timeout=_READY_WITHIN)
        except httpx.TransportError:
            return False
        return told.status_code == 200 and bool(told.json())


@contextmanager
def both(say: Callable[[str], None]) -> Iterator[tuple[Bot, Bot]]:
    """Signpost and the `rasa init` bot, which is made and trained the first time; both are ended afterwards."""
    KEPT.mkdir(parents=True, exist_ok=True)
    if not any((_INIT_BOT / "models").glob("*.tar.gz")):
        say("Making and training a `rasa init` bot (once) ...")
        _make()
    with tempfile.TemporaryDirectory(prefix="signpost-bench-") as var:
        served = [sys.executable, "-m", "bot.cli", "serve", "--port"]
        signpost = Bot("signpost", served, settings.ROOT, "hello", {"SIGNPOST_REST": "1", "SIGNPOST_VAR": var})
        run = [sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port"]
        init = Bot("rasa-init", run, _INIT_BOT, "hello")
        try:
            yield signpost, init
        finally:
            signpost.stop()
            init.stop()


def _make() -> None:
    """What `rasa init` makes, trained by its own defaults. It needs no action server: it has no action of its own."""
    _INIT_BOT.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(_INIT_BOT)]
    log = KEPT / "rasa-init-training.log"
    with log.open("wb") as out:
        subprocess.run(
            command, env={**os.environ, **_QUIETLY}, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        )
    if not any((_INIT_BOT / "models").glob("*.tar.gz")):
        raise BenchFailed(f"The `rasa init` bot was not trained. Look at {log.relative_to(settings.ROOT)}.")


def _with_children(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
