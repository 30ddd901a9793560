"""The Teams channel: POST `/webhooks/teams/api/messages` takes what Microsoft's bot service sends.

Checked, it is answered at once, and the turn goes on as tracked work whose reply is sent to the conversation: Teams waits
fifteen seconds and then sends again. docs/teams.md has a table of what each kind of activity gets.
"""

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels import opinions
from bot.channels.base import OnNewMessage
from bot.channels.conversation import DELETED, Conversations, Declined
from bot.channels.delivery import Background, Deliveries
from bot.channels.gate import Gate
from bot.channels.message import DANGER_LINE, FAILURE, Message
from bot.channels.secret import account, pseudonym, signing_key
from bot.channels.teams import cards
from bot.channels.teams.cards import Offer
from bot.channels.teams.connector import Connector, NotDelivered, Place
from bot.channels.teams.identity import Door, Refused
from bot.channels.teams.incoming import Incoming, Malformed, read
from bot.channels.teams.registration import Registration
from bot.channels.teams.tokens import EntraTokens
from bot.database import Database

BODY = 512 * 1024  # bytes of one activity: a long message comes as text and as HTML
_CARDS = 2_000  # messages with buttons that are remembered, so that what was chosen can be shown
_TYPING_WITHIN = 2.0  # seconds; a reply does not wait longer for its own announcement
_log = logging.getLogger(__name__)

CANNOT_LISTEN = Message(f"I can't listen to or watch messages. Please type what you need to know. {DANGER_LINE}")
CANNOT_OPEN = Message(
    f"I can't open files or pictures, and nothing of it is kept here. Please type what you need to know. {DANGER_LINE}"
)
WORDS_ALONE = Message("I can't open or listen to what came with your words, so I have answered the words alone.")
INTRODUCTION = Message(
    "I am Signpost, an automated assistant for practitioners who meet children and families affected by domestic abuse. "
    f"{DANGER_LINE}\n\nMention me with a question, and I answer from the partnership's handbook, with section and page. Everybody in "
    "this conversation can read what you write and what I answer: take a case to a chat with me alone. You need not name anyone."
)


class TeamsChannel(InputChannel):
    """The channel for one registration. All that it keeps of Teams' own is in memory, for as long as an answer takes; but for
    the ids of messages whose buttons may still be pressed."""

    def __init__(
        self,
        registration: Registration,
        key: str,
        database: Database,
        door: Door | None = None,
        connector: Connector | None = None,
        gate: Gate | None = None,
        cited: str | None = None,
    ):
        self._registration, self._key, self._database = registration, key, database
        self._door = door or Door(registration.app_id, registration.tenant)
        self._connector = connector or Connector(EntraTokens(registration))
        self._deliveries = Deliveries(database, self.name(), key)
        self._conversations = Conversations(self.name(), gate=gate)
        self._background = Background()
        self._orders = WeakValueDictionary[str, asyncio.Lock]()
        self._cards = OrderedDict[tuple[str, str], Offer]()  # by conversation and message
        self._chosen = OrderedDict[tuple[str, str], str]()
        self._cited = cited  # what sources are called, if not by the handbook's name

    @classmethod
    def name(cls) -> str:
        return "teams"

    @classmethod
    def from_settings(cls) -> "TeamsChannel":
        """The channel that the SIGNPOST_TEAMS_ settings describe. Raises BadSettings for such as can't be used."""
        return cls(Registration.from_settings(), signing_key(settings.VAR), Database(settings.database()))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        teams = Blueprint("teams_channel", url_prefix="/webhooks/teams")

        async def messages(request: Request) -> HTTPResponse:
            try:
                return await self._take(request)
            except Refused as refused:
                return response.json({"error": str(refused)}, refused.status)
            except Malformed:
                return response.json({"error": "This is not an activity of Teams."}, 400)

        async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            await self._connector.close()

        teams.add_route(messages, "/api/messages", methods=["POST"], name="messages", stream=True)
        self._background.ends_with(teams)
        teams.listener("after_server_stop")(end)
        return teams

    async def _take(self, request: Request) -> HTTPResponse:
        """Check a request and begin what it asks for. Raises Refused or Malformed."""
        if self._background.ending:
            raise Refused(503)
        claims = await self._door.claims(request.headers.get("authorization"))
        incoming = read(await _json(request))
        self._check(incoming, str(claims["serviceurl"]))
        if incoming.what == "nothing":
            return response.empty(200)
        if incoming.what == "invoked":
            return response.json({}, 501)  # nothing that Signpost sends asks for one
        delivery = (incoming.conversation, incoming.what, incoming.id, incoming.again)
        if await self._deliveries.claim(*delivery):
            self._background.start(self._answer(request.app.ctx.agent, incoming, delivery))
        return response.empty(202)

    def _check(self, incoming: Incoming, service_url: str) -> None:
        """Raises Refused for what would be answered elsewhere than was signed, and for another organisation's."""
        signed = incoming.service_url.rstrip("/") == service_url.rstrip("/")
        if not (signed and self._connector.answers_to(incoming.service_url)):
            _log.warning("A message was refused: it asked to be answered at an address that is not Microsoft's")
            raise Refused(403)
        if incoming.tenants != {self._registration.tenant}:
            _log.warning("A message was refused: it came from another organisation than SIGNPOST_TEAMS_TENANT")
            raise Refused(403)

    async def _answer(self, agent: Any, incoming: Incoming, delivery: tuple[str, ...]) -> None:
        """Answer, after all that the same person said before in the same conversation."""
        place = Place(incoming.service_url, incoming.conversation, incoming.bot)
        sender = pseudonym(self._key, self.name(), incoming.conversation, incoming.person)
        order = self._orders.setdefault(sender, asyncio.Lock())
        async with order:
            try:
                messages = await self._messages(agent, incoming, sender, place)
            except Exception as error:
                _log.error("A message from Teams could not be answered: %s", type(error).__name__)
                messages = [FAILURE]
            for message in messages:
                with contextlib.suppress(NotDelivered):  # it was logged and counted; the next may arrive
                    await self._send(place, message)
        await self._deliveries.finish(*delivery)

    async def _messages(self, agent: Any, incoming: Incoming, sender: str, place: Place) -> list[Message]:
        match incoming.what:
            case "added":
                # In a chat with one person Teams shows the prompts of the app's package instead.
                return [INTRODUCTION] if incoming.scope != "personal" else []
            case "attached":
                return [CANNOT_LISTEN if incoming.voice else CANNOT_OPEN]
            case "judged":
                await self._judge(incoming, place)
                return []
            case "pressed":
                return await self._while_typing(incoming, place, self._press(agent, incoming, sender, place))
            case _:
                said = self._conversations.say(agent, sender, incoming.words, account=self._account(incoming))
                messages = await self._while_typing(incoming, place, said)
                if DELETED in messages:
                    self._cards = OrderedDict(
                        kept for kept in self._cards.items() if kept[0][0] != incoming.conversation
                    )
                return [*messages, WORDS_ALONE] if incoming.files else messages

    async def _while_typing(
        self, incoming: Incoming, place: Place, work: Coroutine[Any, Any, list[Message]]
    ) -> list[Message]:
        """What `work` gives, with a sign meanwhile that Signpost is at it; a channel shows none."""
        if incoming.scope == "channel":
            return await work
        shown = asyncio.ensure_future(self._connector.show_typing(place))
        try:
            return await work
        finally:
            await asyncio.wait([shown], timeout=_TYPING_WITHIN)  # or it would still show beside the reply
            shown.cancel()

    async def _press(self, agent: Any, incoming: Incoming, sender: str, place: Place) -> list[Message]:
        """The answer to a pressed button, whose card then shows what was chosen. Pressed twice, it counts once."""
        card = (incoming.conversation, incoming.card or "")
        if self._chosen.get(card) == incoming.choice:
            return []
        try:
            answer = await self._conversations.answer(
                agent, sender, choice=incoming.choice, account=self._account(incoming)
            )
            messages = answer.messages
        except Declined as declined:
            return [declined.told]
        if FAILURE not in messages and (shown := self._cards.get(card)) and shown.choices:
            _remember(self._chosen, card, incoming.choice)
            title = next((choice.title for choice in shown.choices if choice.payload == incoming.choice), "")
            now = replace(shown, choices=(), chosen=title)
            self._background.start(self._show(place, card, now))  # the answer does not wait for it
        return messages

    async def _judge(self, incoming: Incoming, place: Place) -> None:
        """Count what somebody says of an answer; its card then asks why it did not help, or thanks. Said twice, it counts once."""
        card = (incoming.conversation, incoming.card or "")
        shown, reason = self._cards.get(card), incoming.opinion.partition(":")[0] not in ("yes", "no")
        if shown and shown.helped != ("why" if reason else "asked"):
            return
        counted = partial(opinions.count, self._database, settings.pack(), self.name(), incoming.opinion)
        outcome = await asyncio.get_running_loop().run_in_executor(None, counted)
        if outcome is None:
            return
        helped: Literal["why", "said"] = "why" if outcome == "why" else "said"
        if shown:
            await self._show(place, card, replace(shown, helped=helped))
        else:  # sent by another instance, or long ago: its choices are not known any more, and must not go
            await self._offer(place, Offer(about=incoming.opinion.partition(":")[2], helped=helped))

    def _account(self, incoming: Incoming) -> str | None:
        """Whose progress in learning it is, if it may be known: in a chat of theirs alone."""
        return account(self.name(), incoming.person) if incoming.scope == "personal" else None

    async def _show(self, place: Place, card: tuple[str, str], offer: Offer) -> None:
        """Put what is offered now in a card's place."""
        _remember(self._cards, card, offer)
        with contextlib.suppress(NotDelivered):
            await self._connector.update(place, card[1], cards.offered(offer))

    async def _offer(self, place: Place, offer: Offer) -> None:
        with contextlib.suppress(NotDelivered):
            if sent := await self._connector.send(place, cards.offered(offer)):
                _remember(self._cards, (place.conversation, sent), offer)

    async def _send(self, place: Place, message: Message) -> None:
        sent, about = None, opinions.about(message, settings.pack())
        for activity in cards.activities(message, self._cited or settings.pack().info.handbook, about):
            sent = await self._connector.send(place, activity)
        if sent and (message.choices or about):
            _remember(self._cards, (place.conversation, sent), Offer(message.choices, about))


def _remember(kept: "OrderedDict[tuple[str, str], Any]", card: tuple[str, str], what: Any) -> None:
    kept[card] = what
    while len(kept) > _CARDS:
        kept.popitem(last=False)


async def _json(request: Request) -> object:
    """The JSON of a request's body. Raises Malformed for none, and for more than BODY."""
    given = bytearray()
    assert request.stream is not None
    async for part in request.stream:
        given += part
        if len(given) > BODY:
            raise Malformed("too long")
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
