"""Faults done to the running server: each gets a plain reply with the emergency line, it mends itself, and no turn is
lost or done twice."""

import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from bot import settings
from knowledge.pack import PackError, load
from tests.faults.running import Fragile, Practitioner, eventually, words

pytestmark = pytest.mark.slow
CASE = "Which referral do I make for a baby of 8 months in Ripley?"
CONTACT = "DCHST.StartingPoint@nhs.net"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """It begins with a damaged index, and with a pack and models of its own that may be broken."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(settings.PACK, folder / "pack")
    shutil.copytree(settings.INDEX, folder / "models" / "index")
    (folder / "models" / "signpost.tar.gz").symlink_to(settings.MODEL)
    (folder / "models" / "reader").symlink_to(settings.READER)
    cut_short(folder / "models" / "index" / "passages.faiss")
    own = {"SIGNPOST_PACK": str(folder / "pack"), "SIGNPOST_MODELS": str(folder / "models")}
    running = Fragile(folder, **own).start()
    yield running
    assert running.stop() == 0
    for sign in ("Task was destroyed", "Traceback", "never retrieved"):
        assert sign not in running.said, running.said


@pytest.fixture
def case(server) -> Practitioner:
    """A conversation that is asked for the risk."""
    someone = Practitioner(server)
    assert "risk" in someone.say(CASE).lower()
    return someone


def assert_plain(answer: dict) -> None:
    """A failed turn's reply: short, in words, with the emergency line, and never the works."""
    text = words(answer)
    assert answer["failed"] is True and "999" in text and len(text) < 400, text
    assert not any(sign in text for sign in ("Traceback", "Error", "http", "sqlite", "/")), text


def assert_goes_on(case: Practitioner) -> None:
    """The answer that was still owed is taken once, and nothing of what was said before is lost."""
    told = case.say("standard")
    assert CONTACT in told and "8 months" in told and "Amber Valley" in told, told


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


# --- the index


def test_a_damaged_index_is_said_and_mended_while_the_server_runs(server, case):
    assert "signpost train" in server.said
    asked = "What is the Duluth model?"
    told = Practitioner(server).say(asked)
    assert "999" in told and "can't search" in told, told
    assert_goes_on(case)  # what needs no search goes on
    shutil.copy(settings.INDEX / "passages.faiss", server.folder / "models" / "index" / "passages.faiss")
    eventually(lambda: "can't search" not in Practitioner(server).say(asked))


# --- the action server


def test_an_action_server_that_was_killed_comes_back(server, case):
    first = server.action_server()
    os.kill(first, signal.SIGKILL)
    told = case.send(text="standard")
    if "failed" in told:
        assert_plain(told)
        eventually(lambda: "failed" not in case.send(text="thanks"))
        assert_goes_on(case)
    else:
        assert CONTACT in words(told)  # it was back within the time that a turn waits for it
    assert eventually(server.action_server) != first


def test_an_action_server_that_hangs_is_replaced(server, case):
    time.sleep(8)  # it has answered its watchman since it was started
    first = server.action_server()
    os.kill(first, signal.SIGSTOP)
    began = time.monotonic()
    assert_plain(case.send(text="standard"))
    assert time.monotonic() - began < 12
    eventually(lambda: server.action_server() not in (None, first), within=60)
    eventually(lambda: "failed" not in Practitioner(server).send(text="hello"), within=60)
    assert_goes_on(case)


RUBBISH = [
    b"",
    b"<html>busy</html>",
    b"{",
    b"[]",
    b"null",
    b'{"events": "none", "responses": []}',
    b'{"events": [{"event": "slot"}], "responses": []}',
    b'{"events": [{"event": "no such event"}], "responses": []}',
    b'{"events": [], "responses": "hello"}',
    b'{"events": [], "responses": []}',
    b'{"events": [], "responses": [7]}',
]


def test_an_action_server_that_answers_rubbish(server, case):
    """Another program has taken its port while it was gone."""
    first = server.action_server()
    port = _port_of(first)
    with _stopped_port(server, first, port) as says:
        for answer in RUBBISH:
            says["answer"] = answer
            assert_plain(case.send(text="standard"))
        says["status"] = 500
        assert_plain(case.send(text="he is here now with a knife"))
    eventually(lambda: "failed" not in Practitioner(server).send(text="hello"), within=90)
    assert_goes_on(case)


class _stopped_port:
    """The action server's port, in other hands, until the block ends."""

    def __init__(self, server: Fragile, pid: int, port: int):
        self._server, self._pid, self._port = server, pid, port

    def __enter__(self) -> dict:
        says: dict = {"answer": b"", "status": 200}

        class Rubbish(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(says["status"])
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(says["answer"])))
                self.end_headers()
                self.wfile.write(says["answer"])

            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        os.kill(self._pid, signal.SIGKILL)

        def taken() -> HTTPServer | None:
            try:
                return HTTPServer(("127.0.0.1", self._port), Rubbish)
            except OSError:
                return None

        self._http = eventually(taken)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        return says

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _port_of(pid: int) -> int:
    environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return int(next(line for line in environ if line.startswith(b"SIGNPOST_ACTIONS_PORT=")).split(b"=")[1])


def test_a_pack_that_is_broken_while_the_server_runs_is_not_taken_up(server, case):
    """The action server reads the pack again when it is started again: it gets the one that the server began with."""
    pathway = server.folder / "pack" / "pathway.yml"
    whole = pathway.read_text(encoding="utf-8")
    pathway.write_text(whole.replace("rows:", "rows: [", 1), encoding="utf-8")
    try:
        with pytest.raises(PackError):
            load(pathway.parent)
        os.kill(server.action_server(), signal.SIGKILL)
        eventually(lambda: "failed" not in Practitioner(server).send(text="hello"))
        assert_goes_on(case)
    finally:
        pathway.write_text(whole, encoding="utf-8")


# --- the database


def test_a_database_that_another_connection_writes_to(server, case):
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert_goes_on(case)  # from memory
        assert "Amber Valley" in case.say("why?") + case.say("record")
    finally:
        other.execute("ROLLBACK")
        other.close()
    eventually(lambda: b"8 months" in _stored(server), within=15)
    assert "Amber Valley" in case.say("record")


def test_a_database_that_is_locked_altogether(server, case):
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert_plain(case.send(text="standard"))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert_goes_on(case)


def test_a_database_whose_file_is_gone(server, case):
    server.database.unlink()
    assert "risk" in case.say(CASE).lower()  # what was kept is gone with the file, but the talk goes on
    assert_goes_on(case)
    assert server.database.stat().st_size > 0


def test_a_database_that_is_full(server, case):
    """No file of the server's may grow: what a full disk does to SQLite."""
    size = server.database.stat().st_size
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (min(size, 4096), hard))
    try:
        assert_goes_on(case)  # from memory
        fresh = Practitioner(server)
        assert "risk" in fresh.say(CASE).lower()
        assert_goes_on(fresh)
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
    eventually(lambda: _stored(server).count(b'"standard"') >= 2, within=15)
    assert "Amber Valley" in fresh.say("record")


def test_a_conversation_that_is_deleted_is_gone_from_the_file(server, case):
    row = case.say("standard")
    assert CONTACT in row
    with sqlite3.connect(server.database) as db:
        [(sender,)] = db.execute("select sender_id from conversations order by updated desc limit 1").fetchall()
    assert sender.encode() in server.database.read_bytes()
    assert case.send("/delete")["deleted"] is True
    for path in server.folder.glob("conversations.db*"):
        assert sender.encode() not in path.read_bytes(), path  # nor in a page that is free
    assert server.process.poll() is None


def _stored(server: Fragile) -> bytes:
    with sqlite3.connect(server.database) as db:
        return (
            json.dumps([row[0] for row in db.execute("select state from conversations")]).replace('\\"', '"').encode()
        )


# --- who may do what


def test_nothing_of_rasas_own_is_served(server):
    for path in (
        "/conversations/x/tracker",
        "/model",
        "/model/parse",
        "/version",
        "/status",
        "/domain",
        "/model/train",
    ):
        for method in ("GET", "POST", "PUT"):
            told = httpx.request(method, server.url + path)
            assert told.status_code == 404 and "999" in told.json()["error"]
    with socket.create_connection(("127.0.0.1", _port_of(server.action_server()))):
        pass  # the action server is there, and on loopback alone:
    with pytest.raises(OSError):
        socket.create_connection((_other_address(), _port_of(server.action_server())), timeout=2)


def _other_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return probe.getsockname()[0]


def test_one_session_cannot_read_join_or_guess_another(server, case):
    assert case.say("standard")
    other = Practitioner(server)
    body = case.token.rpartition(".")[0]
    with sqlite3.connect(server.database) as db:
        senders = [row[0] for row in db.execute("select sender_id from conversations")]
    forged = [f"{body}.{other.token.rpartition('.')[2]}", body, f"{body}.", case.token[:-1], case.token + "A", *senders]
    for token in forged:
        for path in ("/message", "/delete"):
            told = httpx.post(f"{server.url}/webhooks/web{path}", json={"token": token, "text": "record"})
            assert told.status_code == 401, (token, told.text)
    for name in ("sender", "sender_id", "session_id", "conversation"):
        assert "Amber Valley" not in other.say("record", **{name: senders[-1]})
    assert "Amber Valley" not in other.say("record")
    assert "Amber Valley" in case.say("record")
