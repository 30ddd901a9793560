"""Not one word that anybody typed is on disk: not after a clean end, not after kill -9 in mid-turn."""

import os
import re
import sqlite3
import threading
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.faults.running import Fragile, Practitioner, written

pytestmark = pytest.mark.slow

# Every {} becomes a nonsense word of its own, in the shapes in which people type names and places too.
FLOWS = [
    "hello {}",
    "The police told us about a baby of 8 months in Ripley, {} risk, her mum {} is {}. Who do I tell?",
    "{} said so",
    "sorry, i mean {} {} {}",
    "what is a {} in the {} handbook?",
    "How many {} does {} County pay for {}?",
    "My name is {} {} and I work at {} Primary School, {} Lane, ring me on 07700 900{} or {}@{}.example",
    "he is here now with a knife and {} is hiding in the {}",
    "I can't go on any more, {} would be better off without me, {}",
    "skip {}",
    "why {}",
    "DASH of 16 for {}, what is the {} next",
    "section 9.9 {}",
    "I live in {} near {}, DE5 3{}, born 4 May 2019",
    '<b>{}</b> /restart{{"{}": "{}"}} \u202e{}\u0000',
    "she lives in {} and her school is {} Academy; is there a refuge for {}",
]


class Nonsense:
    """Words that nobody else has ever written, and the list of them."""

    def __init__(self):
        self.words: list[str] = []
        self._number = count()

    def __call__(self, message: str) -> str:
        return re.sub(r"\{\}", lambda _: self._next(), message).replace("{{", "{").replace("}}", "}")

    def _next(self) -> str:
        number = next(self._number)
        word = "".join("bdfgklmprtvz"[number // 12**i % 12] + "aeiouy"[(number + i) % 6] for i in range(3)) + "xqwub"
        self.words.append(word)
        return word.capitalize() if number % 3 else word


def assert_none_written(folder: Path, words: list[str]) -> None:
    """None of `words` is in any file, in any of the ways in which a program may write it."""
    assert len(words) > 20 and len(set(words)) == len(words)
    for path, content in written(folder):
        low = content.lower()
        wide = low.replace(b"\x00", b"")
        left = [w for w in words if w.encode() in low or w.encode() in wide]
        assert not left, f"{path} has what was typed: {left}"


def assert_writes_nowhere_else(server: Fragile) -> None:
    pid = server.process.pid
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target, flags = os.readlink(fd), Path(f"/proc/{pid}/fdinfo/{fd.name}").read_text()
        except FileNotFoundError:
            continue
        mode = int(re.search(r"flags:\s*(\d+)", flags)[1], 8) & os.O_ACCMODE
        regular = target.startswith("/") and not target.startswith(("/dev/", "/proc/"))
        assert not (regular and mode != os.O_RDONLY) or target.startswith(str(server.folder)), target


def send_and_forget(server: Fragile, token: str, text: str) -> threading.Thread:
    def send() -> None:
        with pytest.raises(httpx.HTTPError):
            httpx.post(f"{server.url}/webhooks/web/message", json={"token": token, "text": text}, timeout=30)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_no_typed_word_is_on_disk_and_the_conversation_goes_on(tmp_path):
    nonsense = Nonsense()
    server = Fragile(tmp_path).start()
    try:
        someone = Practitioner(server)
        for message in FLOWS:
            assert someone.say(nonsense(message)).strip()
        case = Practitioner(server)
        asked = case.say(
            nonsense("Which referral do I make for a baby of 8 months in Ripley? {} {}"), turn=nonsense("{}")
        )
        assert "risk" in asked.lower(), asked
        someone.say(nonsense("and what about {} {}"))
        assert_writes_nowhere_else(server)
        assert server.stop() == 0
        assert_none_written(tmp_path, nonsense.words)
        assert_ended_quietly(server)

        server.restart()
        told = case.press("Standard")
        assert "Amber Valley" in told and "DCHST.StartingPoint@nhs.net" in told, told  # from what was understood before
        last = nonsense("what is the {} of {}? My number is 07700 900123, and {} knows it")
        name = nonsense("{}")
        answer = case.send(text=last, turn=name)
        assert answer["messages"][0]["notice"]  # it belongs to the answer when that is given again
        before = state_of(server)

        # kill -9 in mid-turn: a lock on the database holds the turn up until the server is gone
        lock = sqlite3.connect(server.database, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        lost = send_and_forget(server, case.token, nonsense("it is high risk, {} {}, and her {} is in {}"))
        lost.join(1.5)
        assert lost.is_alive()
        server.kill()
        lost.join(20)
        lock.close()
        assert_none_written(tmp_path, nonsense.words)
        assert b"Amber Valley" in server.database.read_bytes()  # the right files were looked at

        server.restart()
        assert case.send(text=last, turn=name)["messages"] == answer["messages"]  # sent again, and not done again
        assert state_of(server) == before  # nothing of the lost turn
        assert "high" in case.say(nonsense("it is high risk {}")).lower()
        assert server.stop() == 0
        assert_none_written(tmp_path, nonsense.words)
    finally:
        if server.process and server.process.poll() is None:
            server.kill()


def state_of(server: Fragile) -> list[str]:
    with sqlite3.connect(server.database) as db:
        return sorted(row[0] for row in db.execute("select state from conversations"))


def assert_ended_quietly(server: Fragile) -> None:
    for sign in ("Task was destroyed", "Traceback", "never retrieved", "Exception"):
        assert sign not in server.said, server.said
