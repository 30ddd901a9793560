"""The Slack channel: a request is checked and acknowledged at once, and its turn is taken after that.

POST `/webhooks/slack/events` takes events, `/webhooks/slack/actions` pressed buttons. Slack sends again what it was not answered
in three seconds, perhaps to another instance: a delivery is worked on once (bot/channels/delivery.py). A conversation is a thread.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

from bot import settings
from bot.channels import gate as gates
from bot.channels.base import OnNewMessage
from bot.channels.conversation import Conversations, Declined, innermost
from bot.channels.delivery import Background, Deliveries
from bot.channels.message import FAILURE, Message
from bot.channels.secret import account, pseudonym, signing_key
from bot.channels.slack import events, opinions, signature
from bot.channels.slack.api import Slack
from bot.channels.slack.app import app
from bot.channels.slack.events import Incoming, Opened, Place, Pressed, Said, Unread
from bot.channels.slack.mrkdwn import escape
from bot.channels.slack.render import CHOICE, REASON, as_text, render, section, with_chosen
from bot.channels.slack.signature import Refused

STATUS_AFTER = 1.0  # seconds of a turn after which its thread shows that it is being worked on
_STATUS = "is reading…"
_log = logging.getLogger(__name__)


class SlackChannel(InputChannel):
    """Signpost in one workspace. `token` is its bot's, `secret` what Slack signs with, `url` where Slack's API is."""

    def __init__(
        self,
        token: str,
        secret: str,
        url: str = settings.SLACK_API,
        gate: gates.Gate | None = None,
        key: str | None = None,
    ):
        self._verifier, self._slack = SignatureVerifier(secret), Slack(token, url)
        self._key = key or signing_key(settings.VAR)
        self._conversations, self._background = Conversations(self.name(), gate=gate), Background()
        self._deliveries: Deliveries | None = None  # once there is a database

    @classmethod
    def name(cls) -> str:
        return "slack"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        slack = Blueprint("slack_channel", url_prefix="/webhooks/slack")

        async def happened(request: Request) -> HTTPResponse:
            envelope = signature.event(await signature.signed(request, self._verifier))
            if envelope.get("type") == "url_verification":
                return response.json({"challenge": str(envelope.get("challenge", ""))})
            return self._acknowledged(request, events.of_event, envelope)

        async def pressed(request: Request) -> HTTPResponse:
            payload = signature.interaction(await signature.signed(request, self._verifier))
            return self._acknowledged(request, events.of_action, payload)

        for path, handler in (("/events", happened), ("/actions", pressed)):
            slack.add_route(_refusing(handler), path, methods=["POST"], name=handler.__name__, stream=True)
        self._background.ends_with(slack)
        return slack

    def _acknowledged(
        self, request: Request, read: Callable[[dict[str, Any]], Incoming | None], given: dict[str, Any]
    ) -> HTTPResponse:
        """Slack is answered; what there is to do is begun."""
        if self._background.ending:
            raise Refused("This server is about to end. Please send it again.", 503)
        try:
            incoming = read(given)
        except (LookupError, TypeError, AttributeError):
            raise Refused("The request does not have the shape of Slack's.", 400) from None
        if incoming is not None:
            self._background.start(self._once(request.app.ctx.agent, incoming))
        return response.empty(200)

    async def _once(self, agent: Any, incoming: Incoming) -> None:
        """What there is to do, unless it is done or somebody is at it."""
        deliveries = self._deliveries = self._deliveries or Deliveries(
            innermost(agent.tracker_store).database, self.name(), self._key
        )
        if not await deliveries.claim(*incoming.delivery):
            return
        try:
            done = await self._done(agent, incoming)
        except Exception as error:  # whatever it was, whoever wrote must not wait for an answer that does not come
            _log.error("A delivery of Slack's could not be worked on: %s", type(error).__name__)
            done = True
            if not isinstance(incoming, Opened):
                await self._slack.post(incoming.place, render(FAILURE)[0])
        if done:
            await deliveries.finish(*incoming.delivery)
        else:
            await deliveries.release(*incoming.delivery)

    async def _done(self, agent: Any, incoming: Incoming) -> bool:
        """Do it. False if a button's turn failed: it may be pressed again."""
        match incoming:
            case Said():
                await self._said(agent, incoming)
            case Unread(place, answer):
                await self._tell(place, [answer])
            case Pressed():
                return await self._pressed(agent, incoming)
            case Opened():
                await self._opened(incoming)
        return True

    async def _said(self, agent: Any, said: Said) -> None:
        async with self._status(said.place):
            sender, who = self._sender(said.place), self._account(said)
            messages = await self._conversations.say(agent, sender, said.text, account=who)
        if said.files:
            messages = [*messages, events.FILES]  # after the answer: that may be about a danger
        await self._tell(said.place, messages)

    async def _pressed(self, agent: Any, pressed: Pressed) -> bool:
        if not pressed.action.startswith(CHOICE):
            await self._opinion(agent, pressed)
            return True
        try:
            async with self._status(pressed.place):
                sender, who = self._sender(pressed.place), self._account(pressed)
                answer = await self._conversations.answer(agent, sender, choice=pressed.value, account=who)
        except Declined as declined:
            await self._tell(pressed.place, [declined.told])
            return False
        if not answer.failed:
            await self._mark_chosen(pressed)
        await self._tell(pressed.place, answer.messages)
        return not answer.failed

    async def _opinion(self, agent: Any, pressed: Pressed) -> None:
        database = innermost(agent.tracker_store).database
        counted = partial(opinions.count, database, settings.pack(), pressed.action, pressed.value)
        why = await asyncio.get_running_loop().run_in_executor(None, counted)
        if pressed.action.startswith(REASON):
            await self._mark_chosen(pressed)
        elif why:
            await self._slack.post(pressed.place, why)

    async def _mark_chosen(self, pressed: Pressed) -> None:
        blocks = with_chosen(pressed.blocks, pressed.action, pressed.title)
        await self._slack.update(pressed.place.channel, pressed.ts, {"text": as_text(blocks), "blocks": blocks})

    async def _opened(self, opened: Opened) -> None:
        shown = app(settings.pack())
        if opened.tab == "home":
            await self._slack.home(opened.user, [section(escape(text)) for text in shown.home])
        elif opened.tab == "messages":
            prompts = [prompt.model_dump() for prompt in shown.prompts]
            await self._slack.prompts(opened.channel, shown.prompts_title, prompts)

    async def _tell(self, place: Place, messages: list[Message]) -> None:
        for message in messages:
            about = opinions.about(message, settings.pack())
            for one in render(message, below=opinions.asked(about) if about else None):
                await self._slack.post(place, one)

    @asynccontextmanager
    async def _status(self, place: Place) -> AsyncIterator[None]:
        """Say that it is being worked on, if that takes long enough for anybody to wonder."""

        async def say() -> None:
            await asyncio.sleep(STATUS_AFTER)
            await self._slack.status(place, _STATUS)

        saying = asyncio.create_task(say())
        try:
            yield
        finally:
            saying.cancel()
            await asyncio.gather(saying, return_exceptions=True)

    def _account(self, incoming: Said | Pressed) -> str | None:
        """Whose progress in learning it is, if it may be known: in messages of theirs alone."""
        return account(self.name(), incoming.user) if incoming.place.alone else None

    def _sender(self, place: Place) -> str:
        return pseudonym(self._key, self.name(), "conversation", place.channel, place.root)


Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


def _refusing(handler: Handler) -> Handler:
    async def guarded(request: Request) -> HTTPResponse:
        try:
            return await handler(request)
        except Refused as refused:
            return response.json({"error": str(refused)}, refused.status)

    return guarded
