"""A server that is asked to end: it is no longer ready, what it was at is done, and nothing is lost. And what it counted and logged
until then holds no word of anybody's."""

import json
import signal
import sqlite3
import threading
from typing import Any

import httpx
import pytest

from tests.conftest import free_port
from tests.faults.running import Fragile, Practitioner, eventually, written

pytestmark = pytest.mark.slow
CANARY = "Quillfeather"
CASE = f"Which referral do I make for {CANARY} Vexbrook, a baby of 8 months in Ripley?"
DRAIN = 2


class Watched(Fragile):
    """With its health on a port of its own, and its log as JSON."""

    def __init__(self, folder: Any):
        self.health = free_port()
        how = {"SIGNPOST_HEALTH_PORT": str(self.health), "SIGNPOST_DRAIN_SECONDS": str(DRAIN)}
        super().__init__(folder, SIGNPOST_LOG_FORMAT="json", **how)

    def ask(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.health}{path}", timeout=5)

    def count(self, name: str, **labels: str) -> float:
        """What one of the metrics stands at, all those with these labels together."""
        wanted, total = {f'{label}="{value}"' for label, value in labels.items()}, 0.0
        for line in self.ask("/metrics").text.splitlines():
            head, _, value = line.rpartition(" ")
            found, _, given = head.partition("{")
            if found == name and wanted <= set(given.rstrip("}").split(",")):
                total += float(value)
        return total


@pytest.fixture
def server(tmp_path):
    running = Watched(tmp_path)
    try:
        yield running.start()
    finally:
        if running.process.poll() is None:
            running.kill()


def test_it_counts_and_logs_without_a_word_and_ends_without_a_loss(server):
    assert server.ask("/live").json() == {"live": True}
    assert server.ask("/ready").json() == {"ready": True, "missing": []}
    case, danger = Practitioner(server), Practitioner(server)
    assert "risk" in case.say(CASE).lower()
    assert "999" in danger.say(f"he is here now with a knife and {CANARY} is hiding")
    danger.say(f"how many {CANARY} does Vexbrook pay for its quillfeathers?")
    assert server.count("signpost_turns_total", channel="web") == 3, server.ask("/metrics").text
    assert server.count("signpost_turns_total", channel="web", act="crisis") == 1
    assert server.count("signpost_alarms_total", kind="emergency") == 1
    assert server.count("signpost_turn_seconds_count", channel="web") == 3
    for part in ("mask", "understanding", "actions", "wait"):
        assert server.count("signpost_part_seconds_count", part=part) >= 3, part

    # The database lets nobody in for a while: it is not ready, a turn fails, and the log says so of the conversation by a hash.
    with locked(server):
        assert server.ask("/ready").json() == {"ready": False, "missing": ["database"]}
        assert danger.send(text=f"and {CANARY}?")["failed"]
    eventually(lambda: server.ask("/ready").status_code == 200)
    assert server.count("signpost_failures_total", where="turn", kind="failed") == 1
    logged = [json.loads(line) for line in server.said.splitlines() if line.startswith("{")]
    assert any(line["logger"].startswith("bot.") and len(line.get("conversation", "")) == 12 for line in logged)

    # Asked to end while a turn waits for the database: it is done, the port stays open a while, and then all is over.
    with locked(server):
        answers: list[dict] = []
        at_work = threading.Thread(target=lambda: answers.append(case.send(text="standard")))
        at_work.start()
        eventually(lambda: server.count("signpost_turns_in_hand", channel="web") == 1)
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: server.ask("/ready").json() == {"ready": False, "missing": ["draining"]})
        assert server.ask("/live").status_code == 200
    told = Practitioner(server).say("hello")  # sent by a proxy that has not seen it yet
    assert told
    metrics = server.ask("/metrics").text
    at_work.join(30)
    assert server.process.wait(30) == 0
    with pytest.raises(httpx.ConnectError):
        server.ask("/live")
    assert "DCHST.StartingPoint@nhs.net" in answers[0]["messages"][0]["text"]
    with sqlite3.connect(server.database) as db:
        assert any("DCHST.StartingPoint" in row[0] for row in db.execute("select state from conversations"))

    assert CANARY.lower() not in metrics.lower() and "web-" not in metrics
    for path, content in written(server.folder):
        assert CANARY.lower().encode() not in content.lower(), path
    assert not any(sign in server.said for sign in ("Traceback", "Task was destroyed", "never retrieved"))


class locked:
    """The database, locked altogether while a block lasts."""

    def __init__(self, server: Fragile):
        self._database = server.database

    def __enter__(self) -> None:
        self._other = sqlite3.connect(self._database, isolation_level=None)
        self._other.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()
