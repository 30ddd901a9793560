"""What is sent to Teams: each to its place, within a time limit, and again only where Teams did not take it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from microsoft_agents.activity import Activity

from bot.channels.teams import connector as connecting
from bot.channels.teams.connector import Connector, NotDelivered, Place
from bot.channels.teams.tokens import NoToken
from tests.channels.counting import sent as counted
from tests.channels.teams.fakes import BOT, TOKEN, FakeTokens, Loopback, Microsoft, microsoft

WORDS = Activity(type="message", text="Call 999 now.")
SENT = {
    "type": "message",
    "text": "Call 999 now.",
    "channelId": "msteams",
    "from": {"id": BOT["id"]},
    "conversation": {"id": "19:abc_def@thread.tacv2;messageid=1700000000001"},
}
THREAD = "19:abc_def@thread.tacv2;messageid=1700000000001"


@pytest.fixture
def fake() -> Iterator[Microsoft]:
    with microsoft() as running:
        yield running
        assert not running.wrong


def run(fake: Microsoft, work: Any, tokens: Any = None) -> tuple[Any, Connector, list[float]]:
    """What `work(connector, place)` gives, the connector, and how long it would have waited."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def go() -> tuple[Any, Connector]:
        connector = Connector(tokens or FakeTokens(), Loopback(fake.url), sleep)
        try:
            return await work(connector, Place(f"{fake.url}/teams/", THREAD, BOT["id"])), connector
        except NotDelivered as error:
            return error, connector
        finally:
            await connector.close()

    given, connector = asyncio.run(go())
    return given, connector, waits


def send(connector: Connector, place: Place) -> Any:
    return connector.send(place, WORDS)


def test_a_message_is_sent_to_its_conversation(fake: Microsoft) -> None:
    sent, connector, _ = run(fake, send)
    assert sent == "sent-1"
    assert fake.sent == [SENT]
    assert fake.paths == [f"/teams/v3/conversations/{THREAD}/activities"]
    assert connector.failures == 0


def test_a_message_is_changed_in_its_place(fake: Microsoft) -> None:
    run(fake, lambda connector, place: connector.update(place, "sent-1", WORDS))
    assert fake.updated == [("sent-1", SENT)]


def test_too_many_is_tried_again_when_teams_says(fake: Microsoft) -> None:
    fake.answers = [(429, {"Retry-After": "3"}), (429, {})]
    again, delivered = counted("teams", "tried again"), counted("teams", "delivered")
    sent, connector, waits = run(fake, send)
    assert sent == "sent-1" and len(fake.sent) == 1 and connector.failures == 0
    assert 3 <= waits[0] < 4 and 4 <= waits[1] < 5
    assert (again(), delivered()) == (2, 1)


@pytest.mark.parametrize("asked", ["9999", "-1", "nan", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_no_wait_is_for_ever(fake: Microsoft, asked: str) -> None:
    fake.answers = [(429, {"Retry-After": asked})]
    _, _, waits = run(fake, send)
    assert 0 <= waits[0] <= 16


def test_trying_again_ends(fake: Microsoft) -> None:
    fake.answers = [(429, {})] * 9
    again, lost = counted("teams", "tried again"), counted("teams", "not delivered")
    error, connector, waits = run(fake, send)
    assert isinstance(error, NotDelivered) and connector.failures == 1
    assert len(waits) == 3 and len(fake.paths) == 4
    assert (again(), lost()) == (3, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 412, 413, 500, 502, 503, 504])
def test_what_may_have_arrived_is_not_sent_twice(
    fake: Microsoft, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    fake.answers = [(status, {})]
    error, connector, waits = run(fake, send)
    assert isinstance(error, NotDelivered) and str(error) == str(status)
    assert len(fake.paths) == 1 and not waits and connector.failures == 1
    assert f"not delivered ({status})" in caplog.text
    for private in ("999", "secret", "thread.tacv2", TOKEN):
        assert private not in caplog.text


def test_a_connector_that_is_away_is_a_failure(fake: Microsoft) -> None:
    async def nowhere(connector: Connector, place: Place) -> Any:
        return await connector.send(Place("http://127.0.0.1:1/teams/", THREAD, BOT["id"]), WORDS)

    error, connector, _ = run(fake, nowhere)
    assert isinstance(error, NotDelivered) and connector.failures == 1


def test_a_slow_connector_is_not_waited_for(fake: Microsoft, monkeypatch: pytest.MonkeyPatch) -> None:
    assert connecting.ANSWERS_WITHIN == 10
    monkeypatch.setattr(connecting, "ANSWERS_WITHIN", 0.05)
    fake.seconds = 0.5
    error, connector, waits = run(fake, send)
    assert isinstance(error, NotDelivered) and connector.failures == 1 and not waits


def test_without_a_token_nothing_is_sent(fake: Microsoft) -> None:
    class NoTokens(FakeTokens):
        async def token(self) -> str:
            raise NoToken("invalid_client")

    error, connector, _ = run(fake, send, NoTokens())
    assert str(error) == "no token: invalid_client" and connector.failures == 1 and not fake.paths


def test_each_message_has_the_token_of_its_time(fake: Microsoft) -> None:
    async def twice(connector: Connector, place: Place) -> None:
        await connector.send(place, WORDS)
        await connector.send(place, WORDS)

    tokens = FakeTokens(TOKEN, "a newer token")
    run(fake, twice, tokens)
    assert tokens.asked == 2
    assert fake.wrong == ["authorization"]
    fake.wrong.clear()


def test_one_session_serves_all_messages_of_an_address(fake: Microsoft) -> None:
    async def several(connector: Connector, place: Place) -> int:
        for address in (place.service_url, place.service_url.rstrip("/"), place.service_url):
            await connector.send(Place(address, THREAD, BOT["id"]), WORDS)
        return len(connector._sessions)

    sessions, _, _ = run(fake, several)
    assert sessions == 1 and len(fake.sent) == 3
