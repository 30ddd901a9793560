"""The web channel: what the chat page, the widget and a partner's own page talk to.

POST `/webhooks/web/session` gives a token; `/message` takes `{"token", "text"}` or `{"token", "choice"}` and
gives the turn's messages; `/delete` takes `{"token"}`. Who speaks is in the token alone. A client that may send
a message again (a lost connection) names it with `"turn"`, any word of its own: the same turn again gets the same
answer and is not a second turn. `/feedback` takes `{"section", "helpful", "reason"}` and counts it. `/plain` takes
a form and gives a page, for browsers without scripts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import date, datetime
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import exports, settings
from bot import feedback as opinions
from bot.channels import gate as gates
from bot.channels.base import OnNewMessage
from bot.channels.conversation import (
    Answer,
    Busy,
    Conversations,
    Declined,
    Ended,
    NotDeleted,
    NotOffered,
    NotRead,
    innermost,
)
from bot.channels.message import Message
from bot.channels.secret import signing_key
from bot.channels.web import handbook, plain, progress, shared_limits
from bot.channels.web.client import client
from bot.channels.web.guard import body, check_origin, form, headed, keep_to, preflight
from bot.channels.web.headers import frameable, secure
from bot.channels.web.limits import Limit
from bot.channels.web.refusal import Refusal
from bot.channels.web.sessions import Sessions
from bot.channels.web.wire import as_seen
from bot.database import Database
from bot.dialogue.learning import Learning

DELETED = Message("This conversation has been deleted.")
FRESH = "Your earlier conversation had ended, so this is a new one."

_STATUS: dict[type[Declined], int] = {Busy: 429, Ended: 401, NotOffered: 409, NotRead: 503, NotDeleted: 503}
_log = logging.getLogger(__name__)
Given = Mapping[str, Any]
Handler = Callable[[Request, Given], Awaitable[dict[str, Any]]]


class WebChannel(InputChannel):
    """The channel. `credentials.yml` may change its limits: `turn_seconds`; and, a minute, `session_rate` messages of a
    conversation, `opening_rate` new conversations and `address_rate` requests of one address."""

    def __init__(
        self,
        turn_seconds: float = 20,
        session_rate: float = 20,
        opening_rate: float = 60,
        address_rate: float = 600,
        gate: gates.Gate | None = None,
        sessions: Sessions | None = None,
    ):
        # A school is one address: an address may do what sixty busy people do, and a conversation what one does.
        self._session_limit, self._opening_limit = Limit(session_rate, "session"), Limit(opening_rate, "opening")
        self._address_limit, self._shared = Limit(address_rate, "address"), shared_limits.shared()
        self._sessions = sessions or Sessions(signing_key(settings.VAR))
        self._conversations = Conversations(self.name(), turn_seconds, gate)

    @classmethod
    def name(cls) -> str:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "WebChannel":
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        web = Blueprint("web_channel", url_prefix="/webhooks/web")

        async def session(request: Request, given: Given) -> dict[str, Any]:
            return {"token": await self._open(request)}

        async def message(request: Request, given: Given) -> dict[str, Any]:
            answer = await self._answer(request, self._sender(given), given)
            told: dict[str, Any] = {"messages": [as_seen(message) for message in answer.messages]}
            told |= {} if answer.said is None else {"said": answer.said}
            return {**told, "failed": True} if answer.failed else told

        async def delete(request: Request, given: Given) -> dict[str, Any]:
            await self._delete(request, given)
            return {"deleted": True, "messages": [DELETED.as_dict()]}

        async def feedback(request: Request, given: Given) -> dict[str, Any]:
            database = innermost(request.app.ctx.agent.tracker_store).database
            await asyncio.get_running_loop().run_in_executor(None, _count, database, given)
            return {"counted": True}

        async def without_scripts(request: Request) -> HTTPResponse:
            return await self._plain(request)

        async def how_far(request: Request) -> HTTPResponse:
            return await self._progress(request)

        for handler in (session, message, delete, feedback):
            web.add_route(
                self._guarded(handler), handler.__name__, methods=["POST"], name=handler.__name__, stream=True
            )
            web.add_route(preflight, handler.__name__, methods=["OPTIONS"], name=f"{handler.__name__}_preflight")
        web.add_route(without_scripts, "plain", methods=["POST"], name="plain", stream=True)
        web.add_route(how_far, "progress", methods=["POST"], name="progress", stream=True)
        web.middleware(headed, "response")
        return web

    def _guarded(self, handler: Handler) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
        """`handler` behind what every request must pass: origin, rate, size, and a body that is a JSON object."""

        async def guarded(request: Request) -> HTTPResponse:
            try:
                await self._admit(request)
                return response.json(await handler(request, await body(request)))
            except Exception as error:
                return _refusal(error).response()

        return guarded

    async def _plain(self, request: Request) -> HTTPResponse:
        """The page that answers a form. What could not be taken stands in its box again."""
        given: dict[str, str] = {}
        status = 200
        try:
            await self._admit(request)
            given = await form(request)
            token, exchange = await self._exchange(request, given)
            page = plain.page(exchange, token, embed=plain.embedded(request))
        except Exception as error:
            refusal = _refusal(error)
            status, token = refusal.status, given.get("token")
            unsent = "" if "choice" in given else given.get("text", "")
            page = plain.page(plain.Exchange(notes=(refusal.told,)), token, plain.embedded(request), unsent)
        told = response.html(page, status)
        secure(told, frameable() if plain.embedded(request) else "")
        return told

    async def _exchange(self, request: Request, given: Mapping[str, str]) -> tuple[str | None, plain.Exchange | None]:
        """What a form brings about, and the token to go on with. Raises Refusal and Declined."""
        token, notes = given.get("token"), tuple[str, ...]()
        if given.get("do") in ("again", "delete"):
            if token:
                await self._delete(request, given)
            return None, plain.Exchange(notes=(DELETED.text,)) if given["do"] == "delete" else None
        said = given.get("say") or given.get("text", "")
        given = {**given, "text": said}
        try:
            answer = await self._answer(request, self._sender(given), given)
        except Ended:
            notes = (FRESH,) if token else ()
            token = await self._open(request)
            answer = await self._answer(request, self._sender({"token": token}), given)
        shown = said if "choice" in given else answer.said or ""
        return token, plain.Exchange(shown, tuple(answer.messages), notes)

    async def _progress(self, request: Request) -> HTTPResponse:
        """The page that shows how far a learner is, or a file of it: for whoever has the conversation's token."""
        try:
            await self._admit(request)
            given = await form(request)
            sender = self._sender(given)
            await keep_to(self._session_limit, sender, self._shared)
            state = await self._conversations.state(request.app.ctx.agent, sender)
            learning = Learning.of(state.get("learning") or {})
            if given.get("as") in exports.available():
                told = _file(learning, given["as"], sender)
            else:
                told = response.html(progress.page(learning, given["token"], datetime.now()))
        except Exception as error:
            refusal = _refusal(error)
            told = response.html(progress.refused(refusal.told), refusal.status)
        secure(told)
        return told

    async def _admit(self, request: Request) -> None:
        """Raises Refusal for another site's page, and for an address that asks too often."""
        check_origin(request)
        await keep_to(self._address_limit, client(request), self._shared)

    async def _open(self, request: Request) -> str:
        """A new conversation's token. Raises Refusal for an address that opens too many."""
        await keep_to(self._opening_limit, client(request), self._shared)
        return self._sessions.issue()

    def _sender(self, given: Given) -> str:
        """The conversation that the token is for. Raises Ended for none."""
        sender = self._sessions.sender(given.get("token"))
        if sender is None:
            raise Ended
        return sender

    async def _answer(self, request: Request, sender: str, given: Given) -> Answer:
        """The answer to what `given` says. Raises Refusal and Declined."""
        await keep_to(self._session_limit, sender, self._shared)
        text, choice = _said(given)
        mark = self._sessions.mark(given.get("turn"), choice or text or "")
        return await self._conversations.answer(request.app.ctx.agent, sender, text, choice, mark)

    async def _delete(self, request: Request, given: Given) -> None:
        await self._conversations.delete(request.app.ctx.agent, self._sender(given), for_good=True)


def _file(learning: Learning, form: str, sender: str) -> HTTPResponse:
    """The learner's record, to be saved: its name says what it is, and nothing of anybody."""
    made = exports.written(form, learning.progress, learning.role, learning.key or sender)
    name = f"signpost-learning-{date.today():%Y-%m-%d}.{'csv' if form == 'csv' else 'json'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return response.raw(made.encode(), content_type=exports.FORMS[form], headers=headers)


def _refusal(error: Exception) -> Refusal:
    """What is told when `error` ended a request."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Declined):
        return Refusal(str(error), _STATUS[type(error)], 5 if isinstance(error, Busy) else None)
    _log.error("A request to the web channel failed: %s", type(error).__name__)
    return Refusal("Something went wrong on Signpost's side. Please try again in a moment.", 500)


def _said(given: Given) -> tuple[str | None, str | None]:
    """The typed text and the choice, where they are words. Raises Refusal for neither."""
    text, choice = (given[key] if isinstance(given.get(key), str) else None for key in ("text", "choice"))
    if text is None and choice is None:
        raise Refusal('Send "text" or "choice" with the token.', 400)
    return text, choice


def _count(database: Database, given: Given) -> None:
    """Counts an opinion. Raises Refusal for one that is not of the few that can be given."""
    section, helpful, reason = (given.get(key) for key in ("section", "helpful", "reason"))
    known = isinstance(section, str) and handbook.section(section) is not None
    if not (known and isinstance(helpful, bool) and (reason is None or (not helpful and reason in opinions.REASONS))):
        raise Refusal('Send a "section", whether it was "helpful", and for what was not one of the reasons.', 400)
    opinions.note(database, str(section), helpful, reason, "web")
