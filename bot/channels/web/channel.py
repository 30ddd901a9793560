"""The web channel: what the chat page, the widget and a partner's own page talk to.

POST `/webhooks/web/session` gives a token; `/message` takes `{"token", "text"}` or `{"token", "choice"}` and
gives the turn's messages; `/delete` takes `{"token"}`. Who speaks is in the token alone. A client that may send
a message again (a lost connection) names it with `"turn"`, any word of its own: the same turn again gets the same
answer and is not a second turn.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels import gate as gates
from bot.channels.base import OnNewMessage
from bot.channels.conversation import Busy, Conversations, Declined, Ended, NotDeleted, NotOffered
from bot.channels.message import Message
from bot.channels.secret import signing_key
from bot.channels.web.guard import body, check_origin, headed, keep_to, preflight
from bot.channels.web.limits import Limit, address_key
from bot.channels.web.refusal import Refusal
from bot.channels.web.sessions import Sessions

DELETED = Message("This conversation has been deleted.")

_STATUS: dict[type[Declined], int] = {Busy: 429, Ended: 401, NotOffered: 409, NotDeleted: 503}
_log = logging.getLogger(__name__)
Handler = Callable[[Request, dict[str, Any]], Awaitable[dict[str, Any]]]


class WebChannel(InputChannel):
    """The channel. `credentials.yml` may change its limits: `turn_seconds`, `session_rate` and `address_rate`."""

    def __init__(
        self,
        turn_seconds: float = 20,
        session_rate: float = 20,
        address_rate: float = 120,
        gate: gates.Gate | None = None,
        sessions: Sessions | None = None,
    ):
        self._session_limit, self._address_limit = Limit(session_rate), Limit(address_rate)
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

        async def session(request: Request, given: dict[str, Any]) -> dict[str, Any]:
            return {"token": self._sessions.issue()}

        async def message(request: Request, given: dict[str, Any]) -> dict[str, Any]:
            sender = self._sender(given)
            keep_to(self._session_limit, sender)
            text, choice = _said(given)
            mark = _mark(given.get("turn"))
            answer = await self._conversations.answer(request.app.ctx.agent, sender, text, choice, mark)
            told = {"messages": [message.as_dict() for message in answer.messages]}
            return {**told, "failed": True} if answer.failed else told

        async def delete(request: Request, given: dict[str, Any]) -> dict[str, Any]:
            await self._conversations.delete(request.app.ctx.agent, self._sender(given), for_good=True)
            return {"deleted": True, "messages": [DELETED.as_dict()]}

        for handler in (session, message, delete):
            web.add_route(
                self._guarded(handler), handler.__name__, methods=["POST"], name=handler.__name__, stream=True
            )
            web.add_route(preflight, handler.__name__, methods=["OPTIONS"], name=f"{handler.__name__}_preflight")
        web.middleware(headed, "response")
        return web

    def _guarded(self, handler: Handler) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
        """`handler` behind what every request must pass: origin, rate, size, and a body that is a JSON object."""

        async def guarded(request: Request) -> HTTPResponse:
            try:
                check_origin(request)
                keep_to(self._address_limit, address_key(request.remote_addr or request.ip))
                return response.json(await handler(request, await body(request)))
            except Refusal as refusal:
                return refusal.response()
            except Declined as declined:
                return Refusal(
                    str(declined), _STATUS[type(declined)], 5 if isinstance(declined, Busy) else None
                ).response()
            except Exception as error:
                _log.error("A request to the web channel failed: %s", type(error).__name__)
                return Refusal("Something went wrong on Signpost's side. Please try again in a moment.", 500).response()

        return guarded

    def _sender(self, given: dict[str, Any]) -> str:
        """The conversation that the token is for. Raises Ended for none."""
        sender = self._sessions.sender(given.get("token"))
        if sender is None or self._conversations.of(sender).ended:
            raise Ended
        return sender


def _said(given: dict[str, Any]) -> tuple[str | None, str | None]:
    """The typed text and the choice, where they are words. Raises Refusal for neither."""
    text, choice = (given[key] if isinstance(given.get(key), str) else None for key in ("text", "choice"))
    if text is None and choice is None:
        raise Refusal('Send "text" or "choice" with the token.', 400)
    return text, choice


def _mark(turn: object) -> str | None:
    """What is kept of a client's name for a turn: it may hold anything, so not the name itself."""
    if not isinstance(turn, str) or not turn:
        return None
    return hashlib.sha256(turn.encode("utf-8", "surrogatepass")).hexdigest()[:16]
