"""The chat page and the widget, as Signpost's own server gives them out.

Everything is read once, from `page/`, and nothing else of it can be asked for.
"""

import hashlib
import logging
from pathlib import Path

from sanic import Sanic, response
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import origins
from bot.channels.web.headers import secure
from bot.channels.web.refusal import Refusal

PAGE = Path(__file__).resolve().parent / "page"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_log = logging.getLogger(__name__)
_FOR_OTHER_SITES = {"widget.js", "widget.css"}  # a school's page loads these two; everything else is ours alone


def web_pages(app: Sanic) -> None:
    """Give `app` the page at `/`, the widget at `/widget.js` and `/assets/*`, and every answer of the whole
    server its security headers. Rasa's own greeting at `/`, if it is there, makes room."""
    files = {file.name: file.read_bytes() for file in PAGE.iterdir() if file.suffix in _KINDS}
    page = (PAGE / "index.html").read_bytes()
    app.router.static_routes.pop(("",), None)

    async def chat(request: Request) -> HTTPResponse:
        told = _file(request, page, "text/html; charset=utf-8")
        secure(told, " ".join(origins.allowed()) if request.args.get("embed") == "1" else "")
        return told

    async def asset(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            raise NotFound(f"No asset {name}")
        told = _file(request, files[name], _KINDS[Path(name).suffix])
        told.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if name in _FOR_OTHER_SITES else "same-origin"
        return told

    async def widget(request: Request) -> HTTPResponse:
        return await asset(request, "widget.js")

    app.add_route(chat, "/", methods=["GET", "HEAD"], name="signpost_chat")
    app.add_route(widget, "/widget.js", methods=["GET", "HEAD"], name="signpost_widget")
    app.add_route(asset, "/assets/<name:str>", methods=["GET", "HEAD"], name="signpost_assets")
    app.register_middleware(_secured, "response")
    app.error_handler.add(Exception, _refused)


def _file(request: Request, body: bytes, kind: str) -> HTTPResponse:
    """`body`, or word that the browser's copy of it is still right."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return HTTPResponse(status=304, headers=headers)
    return response.raw(body, content_type=kind, headers=headers)


async def _secured(request: Request, told: HTTPResponse) -> None:
    secure(told)


_SENTENCES = {
    400: "That request could not be read.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    408: "That request took too long to arrive.",
    413: "That is too much to send at once.",
    503: "Signpost took too long to answer. Please try again in a moment.",
}


def _refused(request: Request, exception: Exception) -> HTTPResponse:
    """What is told when nothing else has answered: a sentence, never Sanic's own page or an exception's words."""
    unread = getattr(request, "route", None) is None  # what Sanic trips over before it knows the address is no HTTP
    status = getattr(exception, "status_code", None) or (400 if unread else 500)
    if status >= 500:
        _log.error("A request failed: %s", type(exception).__name__)
    return Refusal(_SENTENCES.get(status, "Signpost could not answer that request."), status).response()
