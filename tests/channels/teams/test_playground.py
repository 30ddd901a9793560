"""The channel as Microsoft's own test client speaks to it (npm `@microsoft/m365agentsplayground`), without a browser.

Its licence is for trying it out, so nothing of it is kept here: `SIGNPOST_TEAMS_PLAYGROUND` says where its `cli.js` is. It signs
nothing, so for this test alone the door is open; there is no such door in Signpost.
"""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.connector import Connector
from bot.channels.teams.identity import Door
from bot.channels.teams.registration import Registration
from bot.database import Database
from tests.channels.fakes import FakeGate, served
from tests.channels.teams.fakes import APP, FakeTokens, Loopback
from tests.conftest import free_port

CLIENT = Path(os.environ.get("SIGNPOST_TEAMS_PLAYGROUND", "nowhere"))
PICK_MEDIUM = '/pick{"choice": "medium"}'
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CLIENT.is_file(), reason="SIGNPOST_TEAMS_PLAYGROUND names no copy of Microsoft's test client"
    ),
]


class OpenDoor(Door):
    def __init__(self, address: str):
        super().__init__(APP, APP)
        self._address = address

    async def claims(self, authorization: str | None) -> dict[str, Any]:
        return {"serviceurl": self._address}


class Playground:
    """The running client; `log` is what it wrote of both sides."""

    def __init__(self, address: str, log: Path):
        self._http, self._log = httpx.Client(base_url=address, timeout=15), log
        self.config = self._http.get("/_internal/v1/config").json()["config"]
        self.chat = self.config["personalChat"]["id"]

    def say(self, text: str) -> None:
        body = {"from": {"id": "user-id-0"}, "text": text, "textFormat": "plain"}
        self._http.post(f"/_conversation/v1/conversations/{self.chat}/messages", json=body).raise_for_status()

    def press(self, card: str, value: dict[str, Any]) -> None:
        body = {"conversation": {"id": self.chat}, "from": {"id": "user-id-0"}, "replyToId": card, "value": value}
        self._http.post("/_conversation/v1/submit", json=body).raise_for_status()

    def sent(self, number: int) -> list[dict[str, Any]]:
        """What the bot sent and the client took, once it is so many activities."""
        end = time.monotonic() + 20
        while len(found := self._found()) < number:
            assert time.monotonic() < end, f"{len(found)} activities came"
            time.sleep(0.1)
        return found

    def _found(self) -> list[dict[str, Any]]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        told = [json.loads(line.partition(" message: ")[2]) for line in lines if "buffering message: {" in line]
        ours = [one["log"] for one in told if one.get("log", {}).get("from") == "User Application"]
        assert all(log["response"]["statusCode"] < 300 for log in ours)
        return [log["request"]["body"] for log in ours]

    def card(self) -> str:
        """The id that the client gave the last card."""
        found = [line for line in self._log.read_text(encoding="utf-8").splitlines() if '"createMessage"' in line]
        messages = [json.loads(line.partition(" message: ")[2])["message"] for line in found]
        return str([message["messageId"] for message in messages if message["attachments"]][-1])


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    folder, port = tmp_path_factory.mktemp("playground"), free_port()
    address = f"http://localhost:{port}"
    app, connector = Sanic("playground_test", configure_logging=False), Connector(FakeTokens(), Loopback(address))
    loops: list[asyncio.AbstractEventLoop] = []
    app.register_listener(lambda _, loop: loops.append(loop), "before_server_start")
    tenant = "00000000-0000-0000-0000-0000000000001"  # as the client has it, one sign too long for one of Entra's
    channel = TeamsChannel(
        Registration(APP, tenant),
        "a key for these tests alone, long enough",
        Database(f"sqlite:///{folder / 'a.db'}"),
        OpenDoor(f"{address}/_connector"),
        connector,
        FakeGate(),  # type: ignore[arg-type]
        "Handbook",
    )
    register([channel], app, route="/webhooks/")
    with served(app) as (base, _):
        asked = ["node", str(CLIENT), "start", "-e", f"{base}/webhooks/teams/api/messages", "-c", "msteams"]
        client = subprocess.Popen(
            [*asked, "-p", str(port), "--disable-telemetry"],
            cwd=folder,
            env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_it_answers(f"{address}/_debug/ping")
            running = Playground(address, folder / "devTools" / "m365agentsplayground.log")
            yield running
            running._http.close()
        finally:
            client.terminate()
            client.wait(10)
            asyncio.run_coroutine_threadsafe(connector.close(), loops[0]).result(10)


def _until_it_answers(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(address, timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("Microsoft's test client did not start")


def test_a_message_a_card_and_a_pressed_button_go_through(playground: Playground) -> None:
    playground.say("which")
    typing, asked, card = playground.sent(3)
    assert typing["type"] == "typing" and "Which risk" in asked["text"]
    button = card["attachments"][0]["content"]["body"][1]["actions"][1]
    assert button["data"]["choice"] == PICK_MEDIUM
    playground.press(playground.card(), button["data"])
    pressed = json.dumps(playground.sent(6)[3:])
    assert "Chosen: Medium" in pressed and "You said: /pick" in pressed
    playground.say("long")
    assert any('<a href="mailto:DCHST.StartingPoint@nhs.net">' in sent.get("text", "") for sent in playground.sent(9))
    playground.say("break")
    assert "Something went wrong" in playground.sent(11)[-1]["text"]
