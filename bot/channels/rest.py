"""Rasa's REST channel behind the gate, for tests on loopback: open only with SIGNPOST_REST=1."""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import gate
from bot.channels.base import DANGER_LINE, FAILED, TurnOutput

_LOOPBACK = {"127.0.0.1", "::1"}


class RestChannel(InputChannel):
    """POST `/webhooks/rest/webhook` with `{"sender", "message"}` gives the JSON list of the turn's messages."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
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
            admitted = gate.shared().admit(given["message"])
            output = TurnOutput()
            if admitted.text:
                await on_new_message(
                    UserMessage(
                        admitted.text, output, given["sender"], input_channel="rest", metadata=admitted.metadata
                    )
                )
            if admitted.text and not output.messages:
                output.messages.append(
                    {"text": FAILED, "choices": [], "sources": [], "record": None, "urgency": "urgent"}
                )
            notice = [{"recipient_id": given["sender"], "text": admitted.notice}] if admitted.notice else []
            return response.json(notice + [_as_rest(given["sender"], m) for m in output.messages])

        return webhook


def _json(request: Request) -> dict[str, str] | None:
    try:
        given = request.json
    except Exception:  # Sanic raises one of several kinds for a body that is not JSON
        return None
    fine = isinstance(given, dict) and all(isinstance(given.get(k), str) for k in ("sender", "message"))
    return given if fine and given["sender"] else None


def _as_rest(sender: str, message: dict[str, Any]) -> dict[str, Any]:
    custom = {k: message[k] for k in ("sources", "record", "urgency")}
    told = {"recipient_id": sender, "text": message["text"], "custom": custom}
    return {**told, "buttons": message["choices"]} if message["choices"] else told
