"""The web channel: what the chat page, the widget and a partner's own page talk to.

POST `/webhooks/web/session` gives a token; `/message` takes `{"token", "text"}` or `{"token", "choice"}` and
gives the turn's messages; `/delete` takes `{"token"}`. Who speaks is in the token alone. A client that may send
a message again (a lost connection) names it with `"turn"`, any word of its own: the same turn again gets the same
answer and is not a second turn.
"""

import asyncio
import hashlib
import inspect
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels import gate as gates
from bot.channels.base import DANGER_LINE, FAILED, OnNewMessage, notice, plain, take_turn
from bot.channels.web.conversations import Conversation, Conversations
from bot.channels.web.guard import body, check_origin, headed, keep_to, preflight
from bot.channels.web.limits import Limit, address_key
from bot.channels.web.refusal import Refusal
from bot.channels.web.sessions import Sessions, signing_key
from bot.turns import TurnFailed

QUEUE = 3  # turns of one conversation that may wait for each other
TOO_LONG = (
    f"{DANGER_LINE}\n\nThat is more than I can read in one go ({gates.LONGEST:,} characters). Please send me the main "
    "points: the child's age, where they live, what has happened, and what you need to know."
)
EMPTY = f"I could not read any words in that. Please type your question. {DANGER_LINE}"
DELETED = "This conversation has been deleted."

_COMMAND = "/ \t\r\n"  # what a command of Rasa's begins with, and what may stand before it
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
        self._turn_seconds = turn_seconds
        self._session_limit, self._address_limit = Limit(session_rate), Limit(address_rate)
        self._gate = gate
        self._sessions = sessions or Sessions(signing_key(settings.VAR))
        self._conversations = Conversations()
        self._reader = ThreadPoolExecutor(1, "gate")  # the gate's work is kept off the server's loop

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
            sender, conversation = self._conversation(given)
            keep_to(self._session_limit, sender)
            return await self._in_turn(conversation, self._turn(request, on_new_message, sender, conversation, given))

        async def delete(request: Request, given: dict[str, Any]) -> dict[str, Any]:
            sender, conversation = self._conversation(given)
            return await self._in_turn(conversation, _delete(request, sender, conversation))

        for handler in (session, message, delete):
            web.add_route(
                self._guarded(handler), handler.__name__, methods=["POST"], name=handler.__name__, stream=True
            )
            web.add_route(preflight, handler.__name__, methods=["OPTIONS"], name=f"{handler.__name__}_preflight")
        web.middleware(headed, "response")
        return web

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[HTTPResponse]]:
        """`handler` behind what every request must pass: origin, rate, size, and a body that is a JSON object."""

        async def guarded(request: Request) -> HTTPResponse:
            try:
                check_origin(request)
                keep_to(self._address_limit, address_key(request.remote_addr or request.ip))
                return response.json(await handler(request, await body(request)))
            except Refusal as refusal:
                return refusal.response()
            except Exception as error:
                _log.error("A request to the web channel failed: %s", type(error).__name__)
                return Refusal("Something went wrong on Signpost's side. Please try again in a moment.", 500).response()

        return guarded

    def _conversation(self, given: dict[str, Any]) -> tuple[str, Conversation]:
        sender = self._sessions.sender(given.get("token"))
        conversation = self._conversations.of(sender) if sender else None
        if conversation is None or conversation.deleted:
            raise Refusal("This conversation has ended. Please start a new one.", 401)
        return sender, conversation

    async def _in_turn(self, conversation: Conversation, work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
        """Do `work` when the conversation's earlier turns are done."""
        if conversation.waiting >= QUEUE:
            work.close()
            raise Refusal("Your earlier messages are still being answered. Please wait for those.", 429, 5)
        conversation.waiting += 1
        try:
            async with conversation.lock:
                return await work
        finally:
            conversation.waiting -= 1
            work.close()  # it may not have begun

    async def _turn(
        self,
        request: Request,
        on_new_message: OnNewMessage,
        sender: str,
        conversation: Conversation,
        given: dict[str, Any],
    ) -> dict[str, Any]:
        if conversation.deleted:
            raise Refusal("This conversation has ended. Please start a new one.", 401)
        turn = _mark(given.get("turn"))
        try:
            if not conversation.recalled:  # this process has not heard it yet: what was offered before it began counts
                conversation.recall(await request.app.ctx.agent.tracker_store.retrieve(sender))
        except (Exception, TurnFailed):
            return {"messages": [plain(FAILED, "urgent")], "failed": True}
        if turn and conversation.last and conversation.last[0] == turn:
            return conversation.last[1]
        words = _words(given, conversation)
        if len(words) > gates.LONGEST:
            return {"messages": [plain(TOO_LONG)]}
        try:
            # Cancelled before its end, a turn is not stored: so what is told to try again is not done twice.
            answer = await asyncio.wait_for(
                self._answer(on_new_message, sender, conversation, words, turn), self._turn_seconds
            )
        except Exception as error:
            _log.error("A turn failed: %s", type(error).__name__)
            answer = None
        return answer or {"messages": [plain(FAILED, "urgent")], "failed": True}

    async def _answer(
        self, on_new_message: OnNewMessage, sender: str, conversation: Conversation, words: str, turn: str | None
    ) -> dict[str, Any] | None:
        """The turn's answer, or None if it failed."""
        loop = asyncio.get_running_loop()
        admitted = await loop.run_in_executor(self._reader, lambda: (self._gate or gates.shared()).admit(words))
        if admitted.answer:
            return {"messages": [plain(admitted.answer, "urgent")]}
        if not admitted.text.strip(_COMMAND):
            return {"messages": [plain(EMPTY)]}
        # Typed words are never a command, not even one that only shows once the gate has tidied them.
        text = admitted.text if words in conversation.offered else admitted.text.lstrip(_COMMAND)
        new = tuple(kind for kind in admitted.masked if kind not in conversation.left_out)  # each kind is told of once
        kept = {key: value for key, value in (("turn", turn), ("left_out", list(new))) if value}
        admitted = replace(admitted, metadata={**admitted.metadata, **kept})
        messages = await take_turn(on_new_message, text, admitted, sender, self.name())
        if messages is None:
            return None
        answer = {"messages": notice(new) + messages}
        conversation.answered(turn, answer, new)
        return answer


def _words(given: dict[str, Any], conversation: Conversation) -> str:
    """The words of a turn: a payload that this conversation was offered, or what somebody typed, which is never
    a command. Raises Refusal for neither."""
    choice, text = given.get("choice"), given.get("text")
    if isinstance(choice, str) and choice in conversation.offered:
        return choice
    if isinstance(text, str):
        return text.lstrip(_COMMAND)
    if isinstance(choice, str):
        raise Refusal("That choice is no longer open. Please type your answer instead.", 409)
    raise Refusal('Send "text" or "choice" with the token.', 400)


def _mark(turn: object) -> str | None:
    """What is kept of a client's name for a turn: it may hold anything, so not the name itself."""
    if not isinstance(turn, str) or not turn:
        return None
    return hashlib.sha256(turn.encode("utf-8", "surrogatepass")).hexdigest()[:16]


async def _delete(request: Request, sender: str, conversation: Conversation) -> dict[str, Any]:
    try:
        store = request.app.ctx.agent.tracker_store
        while not hasattr(store, "delete"):
            store = store._tracker_store  # Rasa wraps the store that it is given
        done = await asyncio.get_running_loop().run_in_executor(None, lambda: store.delete(sender))
        if inspect.isawaitable(done):
            await done
    except Exception as error:
        _log.error("A conversation could not be deleted: %s", type(error).__name__)
        raise Refusal("The conversation could not be deleted just now. Please try again in a moment.", 503) from None
    conversation.deleted, conversation.last = True, None
    conversation.offered.clear()
    return {"deleted": True, "messages": [plain(DELETED)]}
