"""Faults done to the running server: each gets a plain reply with the emergency line, it mends itself, and no turn is
lost or done twice."""

import json
import resource
import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest

from bot import settings
from knowledge.pack import PackError, load
from tests.conftest import free_port
from tests.faults.running import Fragile, Practitioner, eventually, words, written

pytestmark = pytest.mark.slow
CANARY = "quillfeather"  # in what is said and in what is logged, it would be everywhere
CASE = "Which referral do I make for Quillfeather Vexbrook, a baby of 8 months in Ripley? Quillfeather is her name"
CONTACT = "DCHST.StartingPoint@nhs.net"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """It begins with a damaged index, and with a pack and models of its own that may be broken."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(settings.PACK, folder / "pack")
    for part in ("index", "advice"):
        shutil.copytree(settings.MODELS / part, folder / "models" / part)
    (folder / "models" / "signpost.tar.gz").symlink_to(settings.MODEL)
    cut_short(folder / "models" / "index" / "passages.faiss")
    own = {"SIGNPOST_PACK": str(folder / "pack"), "SIGNPOST_MODELS": str(folder / "models")}
    health = free_port()
    running = Fragile(folder, SIGNPOST_HEALTH_PORT=str(health), SIGNPOST_LOG_FORMAT="json", **own).start()
    yield running
    counted = httpx.get(f"http://127.0.0.1:{health}/metrics").text.lower()
    assert "signpost_failures_total{" in counted and CANARY not in counted
    assert running.stop() == 0
    assert '"level": "ERROR"' in running.said  # the faults were logged, and not in words of anybody's
    assert not [path for path, content in written(folder) if CANARY.encode() in content.lower()]
    for sign in ("Task was destroyed", "Traceback", "never retrieved"):
        assert sign not in running.said, running.said


@pytest.fixture
def case(server) -> Practitioner:
    """A conversation that is asked for the risk."""
    someone = Practitioner(server)
    assert "if the risk was graded" in someone.say(CASE).lower()
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


def test_a_pack_that_is_broken_while_the_server_runs_is_not_taken_up(server, case):
    """The server goes on with the pack that it began with."""
    pathway = server.folder / "pack" / "pathway.yml"
    whole = pathway.read_text(encoding="utf-8")
    pathway.write_text(whole.replace("rows:", "rows: [", 1), encoding="utf-8")
    try:
        with pytest.raises(PackError):
            load(pathway.parent)
        assert "failed" not in Practitioner(server).send(text="hello")
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
