"""What every request of the web channel passes: origin, rate, size, and a body that is a JSON object."""

import json
from typing import Any
from urllib.parse import parse_qsl

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import origins
from bot.channels.web.headers import secure
from bot.channels.web.limits import Limit
from bot.channels.web.refusal import Refusal
from bot.channels.web.shared_limits import SharedLimits

BODY = 64 * 1024  # bytes of one request


async def body(request: Request) -> dict[str, Any]:
    """The request's JSON object; nothing at all counts as an empty one."""
    try:
        given = json.loads(await _read(request) or b"{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Refusal("The request has to be a JSON object.", 400)
    return given


async def form(request: Request) -> dict[str, str]:
    """The fields of a form that was sent, each once."""
    try:
        fields = parse_qsl((await _read(request)).decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise Refusal("That form could not be read.", 400) from None
    return dict(fields)


async def _read(request: Request) -> bytes:
    """The request's body. Keeps no more than BODY."""
    read, size = bytearray(), 0
    assert request.stream is not None  # every request that is read here comes over HTTP
    async for part in request.stream:
        size += len(part)
        if size <= BODY:
            read += part
        elif size > 16 * BODY:  # up to here it is read and dropped: a client that still sends does not hear its refusal
            break
    if size > BODY:
        raise Refusal("That is too much to send at once. Please send the main points.", 413)
    return bytes(read)


def check_origin(request: Request) -> None:
    """Raises Refusal for the page of a site that is not allowed."""
    other = origins.other(request)
    if other is not None and other not in origins.allowed():
        raise Refusal("This site is not allowed to talk to Signpost.", 403)


async def keep_to(limit: Limit, key: str, shared: SharedLimits | None = None) -> None:
    """Raises Refusal for who has used up the limit, here or by what all instances count, `shared`."""
    if wait := limit.wait(key) or (await shared.wait(limit, key) if shared else 0.0):
        raise Refusal("That is a lot of messages in a short time. Please wait a moment and try again.", 429, wait)


async def preflight(request: Request) -> HTTPResponse:
    """What a browser asks before it sends another site's request."""
    try:
        check_origin(request)
    except Refusal as refusal:
        return refusal.response()
    return response.empty()


async def headed(request: Request, told: HTTPResponse) -> None:
    """The headers of every answer about a conversation."""
    secure(told)
    told.headers["Cache-Control"] = "no-store"
    told.headers["Vary"] = "Origin"
    other = origins.other(request)
    if other and other in origins.allowed():
        told.headers["Access-Control-Allow-Origin"] = other
        told.headers["Access-Control-Allow-Methods"] = "POST"
        told.headers["Access-Control-Allow-Headers"] = "Content-Type"
        told.headers["Access-Control-Max-Age"] = "600"
