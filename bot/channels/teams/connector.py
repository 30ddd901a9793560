"""What Signpost sends to Teams: through Microsoft's connector, each within a time limit, and again only where Teams says that it
did not take it."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from microsoft_agents.activity import Activity, ResourceResponse
from microsoft_agents.hosting.core import OutboundHostValidator
from microsoft_agents.hosting.core.connector.client import ConnectorClient
from microsoft_agents.hosting.core.connector.conversations_base import ConversationsBase

from bot import metrics
from bot.channels.teams import sdk
from bot.channels.teams.tokens import NoToken, Tokens

ANSWERS_WITHIN = 10.0  # seconds for one request
_TRIES = 4
_LONGEST_WAIT = 15.0  # seconds that Teams may ask to wait before the next try
_log = logging.getLogger(__name__)
Request = Callable[[ConversationsBase], Awaitable[ResourceResponse]]


class NotDelivered(Exception):
    """Teams did not take a message; the message is one word of why, without anybody's words."""


@dataclass(frozen=True)
class Place:
    """Where an answer goes: all of Teams' that is needed for one. In memory while the answer is made, and nowhere else."""

    service_url: str
    conversation: str
    bot: str


class Connector:
    """Sends to conversations, with one session for each of Microsoft's addresses. `failures` counts what did not arrive."""

    def __init__(
        self,
        tokens: Tokens,
        hosts: OutboundHostValidator | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ):
        self._tokens, self._hosts, self._sleep = tokens, hosts or sdk.hosts(), sleep
        self._sessions = dict[str, aiohttp.ClientSession]()
        self.failures = 0

    def answers_to(self, service_url: str) -> bool:
        """Whether an answer may go to this address."""
        return bool(self._hosts.is_allowed(service_url))

    async def send(self, place: Place, activity: Activity) -> str | None:
        """Send, and give the id of the message that it became. Raises NotDelivered."""
        told = _addressed(place, activity)
        return (await self._counted(place, lambda c: c.send_to_conversation(place.conversation, told), _TRIES)).id

    async def update(self, place: Place, message: str, activity: Activity) -> None:
        """Put `activity` in the place of a message that was sent. Raises NotDelivered."""
        told = _addressed(place, activity)
        await self._counted(place, lambda c: c.update_activity(place.conversation, message, told), _TRIES)

    async def show_typing(self, place: Place) -> None:
        """Show that Signpost is at it. It matters too little to be tried twice, or counted."""
        told = _addressed(place, Activity(type="typing"))
        with contextlib.suppress(NotDelivered):
            await self._do(place, lambda c: c.send_to_conversation(place.conversation, told), 1)

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _counted(self, place: Place, request: Request, tries: int) -> ResourceResponse:
        try:
            told = await self._do(place, request, tries)
            metrics.sent.labels("teams", "delivered").inc()
            return told
        except NotDelivered as why:
            self.failures += 1
            metrics.sent.labels("teams", "not delivered").inc()
            metrics.failures.labels("teams", "not delivered").inc()
            _log.error("A message to Teams was not delivered (%s); %d so far", why, self.failures)
            raise

    async def _do(self, place: Place, request: Request, tries: int) -> ResourceResponse:
        try:
            for tried in range(1, tries + 1):
                try:
                    return await request((await self._client(place.service_url)).conversations)
                except aiohttp.ClientResponseError as error:
                    # Anything but 429 may have arrived all the same, and would then stand there twice.
                    if error.status != 429 or tried == tries:
                        raise NotDelivered(str(error.status)) from None
                    metrics.sent.labels("teams", "tried again").inc()
                    await self._sleep(_wait(error, tried))
        except NotDelivered:
            raise
        except NoToken as error:
            raise NotDelivered(f"no token: {error}") from None
        except Exception as error:  # the SDK's own words may hold an answer's text
            raise NotDelivered(type(error).__name__) from None
        raise AssertionError("at least one try")

    async def _client(self, service_url: str) -> ConnectorClient:
        """The connector at an address, with a token that is good now."""
        address = f"{service_url.rstrip('/')}/"
        token = await self._tokens.token()
        if address not in self._sessions:
            self._sessions[address] = self._hosts.client(
                {
                    "base_url": address,
                    "timeout": aiohttp.ClientTimeout(total=ANSWERS_WITHIN),
                    "cookie_jar": aiohttp.DummyCookieJar(),
                }
            )
        return ConnectorClient(address, token, session=self._sessions[address])


def _addressed(place: Place, activity: Activity) -> Activity:
    """The activity with the place and the sender that Teams' own have."""
    address = {"channelId": "msteams", "from": {"id": place.bot}, "conversation": {"id": place.conversation}}
    return Activity.model_validate({**activity.model_dump(by_alias=True, exclude_unset=True, mode="json"), **address})


def _wait(error: aiohttp.ClientResponseError, tried: int) -> float:
    """Seconds before the next try: what Teams asks for, else longer each time, and never all at once."""
    try:
        asked = float(error.headers["Retry-After"] if error.headers else "")
    except (KeyError, ValueError):
        asked = float(2**tried)
    return (asked if 0 <= asked <= _LONGEST_WAIT else _LONGEST_WAIT) + random.uniform(0, 0.5)
