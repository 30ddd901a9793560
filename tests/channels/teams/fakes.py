"""Microsoft as far as Teams needs it, on loopback: a key server, and a connector that takes only what the real one takes."""

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa
from microsoft_agents.hosting.core import OutboundHostValidator

APP = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
ELSEWHERE = "99999999-9999-9999-9999-999999999999"
TOKEN = "a token for the connector"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
BOT = {"id": f"28:{APP}", "name": "Signpost"}
PERSON = {"id": "29:1-person", "name": "Jo Bloggs", "aadObjectId": "33333333-3333-3333-3333-333333333333"}


class Microsoft:
    """Answers as it is told to, and keeps what reached it. `wrong` is what the real connector would have refused."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.updated: list[tuple[str, dict[str, Any]]] = []
        self.wrong: list[str] = []
        self.paths: list[str] = []
        self.answers: list[tuple[int, dict[str, str]]] = []  # status and headers of the next answers; then 201
        self.seconds = 0.0  # before each answer
        self.cards: list[tuple[str, dict[str, Any]]] = []  # the id of each, and what it holds
        self._ids = itertools.count(1)
        self.keys_asked = 0
        self.keys_down = False
        self.url = ""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was sent to be read; a card with its buttons comes after it."""
        return [activity for activity in self.sent if "text" in activity]

    async def keys(self, request: web.Request) -> web.Response:
        self.keys_asked += 1
        if self.keys_down:
            raise web.HTTPServiceUnavailable
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return web.json_response({"keys": [{**key, "kid": "k1", "use": "sig"}]})

    async def take(self, request: web.Request) -> web.Response:
        activity = await self._checked(request)
        await asyncio.sleep(self.seconds)
        status, headers = self.answers.pop(0) if self.answers else (201, {})
        if status >= 300:
            return web.json_response(
                {"error": {"code": "Nothing", "message": "secret"}}, status=status, headers=headers
            )
        self.sent.append(activity)
        number = f"sent-{next(self._ids)}"
        self.cards += [(number, attached["content"]) for attached in activity.get("attachments", ())]
        return web.json_response({"id": number}, status=status)

    async def change(self, request: web.Request) -> web.Response:
        self.updated.append((request.match_info["message"], await self._checked(request)))
        return web.json_response({"id": request.match_info["message"]})

    async def _checked(self, request: web.Request) -> dict[str, Any]:
        body = await request.read()
        activity: dict[str, Any] = json.loads(body)
        self.paths.append(request.path)
        self.wrong += [
            word
            for word, fine in (
                ("authorization", request.headers.get("authorization") == f"Bearer {TOKEN}"),
                ("content type", request.content_type == "application/json"),
                ("type", activity.get("type") in ("message", "typing")),
                ("size", len(body.decode().encode("utf-16")) < 80_000),
                ("cookies", not request.cookies),
                ("one thing", activity.get("type") != "message" or ("text" in activity) != ("attachments" in activity)),
            )
            if not fine
        ]
        return activity

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/keys", self.keys)
        app.router.add_post("/teams/v3/conversations/{conversation}/activities", self.take)
        app.router.add_put("/teams/v3/conversations/{conversation}/activities/{message}", self.change)
        return app


@contextmanager
def microsoft() -> Iterator[Microsoft]:
    """Microsoft on a free loopback port, in a thread of its own."""
    fake, loop, ready = Microsoft(), asyncio.new_event_loop(), threading.Event()

    async def begin() -> web.AppRunner:
        runner = web.AppRunner(fake.app())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(begin())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield fake
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


class Loopback(OutboundHostValidator):
    """The real list, and the fake on loopback with it: its client does without the check of addresses in private networks."""

    def __init__(self, url: str):
        super().__init__(["smba.trafficmanager.net"], enabled=True, include_default_microsoft_hosts=False)
        self._loopback = url

    def is_allowed(self, url: Any) -> bool:
        return str(url).startswith(self._loopback) or super().is_allowed(url)

    def client(self, client_session_kwargs: dict[str, Any] | None = None) -> ClientSession:
        return ClientSession(**(client_session_kwargs or {}))


class FakeTokens:
    """A token each time it is asked, and the number of times."""

    def __init__(self, *tokens: str):
        self.asked, self._tokens = 0, tokens or (TOKEN,)

    async def token(self) -> str:
        self.asked += 1
        return self._tokens[min(self.asked, len(self._tokens)) - 1]


def token(
    service_url: str,
    key: Any = KEY,
    kid: str | None = "k1",
    algorithm: str = "RS256",
    without: tuple[str, ...] = (),
    **claims: Any,
) -> str:
    """A token as the bot service signs it, or one that is wrong in what is given."""
    now = int(time.time())
    said = {
        "iss": "https://api.botframework.com",
        "aud": APP,
        "exp": now + 600,
        "nbf": now - 10,
        "serviceurl": service_url,
        **claims,
    }
    said = {claim: value for claim, value in said.items() if claim not in without}
    return jwt.PyJWS().encode(json.dumps(said).encode(), key, algorithm, headers={"kid": kid} if kid else {})


def activity(service_url: str, text: str | None = "hello", **more: Any) -> dict[str, Any]:
    """An activity as Teams sends it."""
    told: dict[str, Any] = {
        "type": "message",
        "id": "1700000000001",
        "timestamp": "2026-11-29T18:00:00.000Z",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": PERSON,
        "recipient": BOT,
        "conversation": {"id": "a:1-chat", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "textFormat": "plain",
        "text": text,
        **more,
    }
    return {key: value for key, value in told.items() if value is not None}
