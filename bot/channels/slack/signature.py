"""Is a request Slack's? What is not is refused before anything reads it."""

import json
from typing import Any
from urllib.parse import parse_qs

from sanic.request import Request
from slack_sdk.signature import SignatureVerifier

LONGEST = 512 * 1024  # bytes of one request; Slack sends a message of ours along with the button that was pressed


class Refused(Exception):
    """A request that is not taken: why in one sentence, and HTTP's number for it."""

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status


async def signed(request: Request, verifier: SignatureVerifier) -> str:
    """The body of a request that Slack signed in the last five minutes. Raises Refused."""
    read, size = bytearray(), 0
    async for part in request.stream:  # type: ignore[union-attr] # a streamed request has one
        size += len(part)
        if size > LONGEST:
            raise Refused("That is too much to send at once.", 413)
        read += part
    try:
        body = read.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("The request is not UTF-8.", 400) from None
    try:
        fine = verifier.is_valid_request(body, dict(request.headers))
    except (ValueError, TypeError):  # a time that is no number, a signature that is no ASCII
        fine = False
    if not fine:
        raise Refused("The request is not signed by Slack, or is too old.", 401)
    return body


def event(body: str) -> dict[str, Any]:
    """An event's JSON object. Raises Refused."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Refused("The request has to be a JSON object.", 400)
    return given


def interaction(body: str) -> dict[str, Any]:
    """The JSON object in the form that tells of a pressed button. Raises Refused."""
    try:
        payload = parse_qs(body, strict_parsing=True, max_num_fields=10)["payload"][0]
    except (ValueError, KeyError):
        raise Refused("The request has to be a form with a payload.", 400) from None
    return event(payload)
