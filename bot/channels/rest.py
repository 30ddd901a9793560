"""Rasa's REST channel behind the gate, for tests on loopback: open only with SIGNPOST_REST=1."""

import asyncio
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import quiet
from bot.channels import gate
from bot.channels.base import OnNewMessage, take_turn
from bot.channels.message import DANGER_LINE, FAILURE, Message, notice

_LOOPBACK = {"127.0.0.1", "::1"}


class RestChannel(InputChannel):
    """POST `/webhooks/rest/webhook` with `{"sender", "message"}` gives the JSON list of the turn's messages."""

    def __init__(self) -> None:
        self._reader = quiet.InContext(1, "gate")

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        webhook = Blueprint("rest_webhook", url_prefix="/webhooks/rest")

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if request.ip not in _LOOPBACK:
                return response.json({"error": "This channel is for tests on the machine itself."}, 403)
            given = _json(request)
            if given is None:
                return response.json(
                    {"error": f'Send JSON with "sender" and "message", both words. {DANGER_LINE}'}, 400
                )
            sender = given["sender"]
            admitted = await asyncio.get_running_loop().run_in_executor(
                self._reader, gate.shared().admit, given["message"]
            )
            messages = await _messages(on_new_message, admitted, sender)
            return response.json([_as_rest(sender, m) for m in notice(admitted.masked) + messages])

        return webhook


async def _messages(on_new_message: OnNewMessage, admitted: gate.Admitted, sender: str) -> list[Message]:
    if admitted.answer:
        return [Message(admitted.answer, urgency="urgent")]
    if not admitted.text:
        return []
    return await take_turn(on_new_message, admitted.text, admitted, sender, "rest") or [FAILURE]


def _json(request: Request) -> dict[str, str] | None:
    try:
        given = request.json
    except Exception:  # Sanic raises one of several kinds for a body that is not JSON
        return None
    fine = isinstance(given, dict) and all(isinstance(given.get(k), str) for k in ("sender", "message"))
    return given if fine and given["sender"] else None


def _as_rest(sender: str, message: Message) -> dict[str, Any]:
    told = message.as_dict()
    custom = {key: told[key] for key in ("sources", "record", "urgency")}
    sent = {"recipient_id": sender, "text": message.text, "custom": custom}
    return {**sent, "buttons": told["choices"]} if message.choices else sent
