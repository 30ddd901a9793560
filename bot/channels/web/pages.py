"""The pages: the chat, a section of the handbook, what Signpost is, and an example of the widget; and every asset."""

import logging
from datetime import date
from functools import lru_cache
from pathlib import Path

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot import retention, settings
from bot.channels.web import handbook, templates
from bot.channels.web.assets import KINDS, Asset, read
from bot.channels.web.headers import frameable, secure
from bot.channels.web.refusal import Refusal
from knowledge import review
from knowledge.schema import Language

PAGE = Path(__file__).resolve().parent / "page"
_FOR_OTHER_SITES = {"widget.js"}  # a school's page loads this; everything else is ours alone
_log = logging.getLogger(__name__)


def web_pages(app: Sanic) -> None:
    """Give `app` the page at `/`, the widget at `/widget.js`, `/assets/*`, `/handbook/*`, `/about` and `/example`, and
    every answer of the whole server its security headers. Rasa's own greeting at `/`, if it is there, makes room."""
    assets = read(PAGE)
    app.router.static_routes.pop(("",), None)

    async def chat(request: Request) -> HTTPResponse:
        embed = request.args.get("embed") == "1"
        start = request.args.get("start", "")
        told = _chat(embed, start if start in settings.pack().page.start else "", _code(request)).answer(request)
        secure(told, frameable() if embed else "")
        return told

    async def asset(request: Request, name: str) -> HTTPResponse:
        if name not in assets:
            raise NotFound(f"No asset {name}")
        told = assets[name].answer(request)
        if name in _FOR_OTHER_SITES:
            told.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            told.headers["Access-Control-Allow-Origin"] = "*"  # a script of type=module asks for it
        return told

    async def widget(request: Request) -> HTTPResponse:
        return await asset(request, "widget.js")

    async def section(request: Request, section_id: str) -> HTTPResponse:
        number = request.args.get("passage", "")
        return _section(section_id, int(number) if number.isdecimal() and len(number) < 5 else None).answer(request)

    async def about(request: Request) -> HTTPResponse:
        return _page("about.html", review.overdue(settings.pack().info, date.today())).answer(request)

    async def example(request: Request) -> HTTPResponse:
        return _page("example.html", None).answer(request)

    async def logo(request: Request) -> HTTPResponse:
        return _logo().answer(request)

    for handler, path in (
        (chat, "/"),
        (widget, "/widget.js"),
        (asset, "/assets/<name:str>"),
        (section, "/handbook/<section_id:str>"),
        (about, "/about"),
        (example, "/example"),
        (logo, "/logo"),
    ):
        app.add_route(handler, path, methods=["GET", "HEAD"], name=f"signpost_{handler.__name__}")
    app.register_middleware(_secured, "response")
    app.error_handler.add(Exception, _refused)


def forget() -> None:
    """Another edition is served from now on: the pages are made anew."""
    for made in (_chat, _section, _page, _logo):
        made.cache_clear()
    handbook.forget()


@lru_cache(maxsize=200)
def _chat(embed: bool, start: str, code: str) -> Asset:
    """The chat page; `start` is a guide's id, `code` a language's, each of the pack's or nothing."""
    words = settings.pack().page.start.get(start)
    html = templates.fill("chat.html", "./", embed=embed, start=words, language=_language(code), **templates.for_chat())
    return Asset.of(html.encode())


def _code(request: Request) -> str:
    """The language that was asked for, if the pack has words in it."""
    code = request.args.get("lang", "").lower()
    return code if _language(code) else ""


def _language(code: str) -> Language | None:
    languages = settings.pack().languages
    return next((one for one in languages.languages if one.id == code), None) if languages else None


@lru_cache(maxsize=500)
def _section(section_id: str, passage: int | None) -> Asset:
    """The page of a section. Raises NotFound."""
    one = handbook.section(section_id)
    if one is None:
        raise NotFound(f"No section {section_id}")
    blocks = handbook.blocks(one, frozenset(() if passage is None else (passage,)))
    cited = settings.pack().cite(section_id)
    return Asset.of(templates.fill("handbook.html", "../", section=one, blocks=blocks, cited=cited).encode())


@lru_cache
def _page(name: str, overdue: str | None) -> Asset:
    """A page of words alone; `overdue` is what people are told once the review date has gone by."""
    return Asset.of(templates.fill(name, "./", days=retention.days(), overdue=overdue).encode())


@lru_cache
def _logo() -> Asset:
    """The partnership's logo. Raises NotFound if the pack has none."""
    pack = settings.pack()
    file = pack.folder / (pack.page.logo or "")
    if not pack.page.logo or not file.is_file() or file.suffix not in KINDS:
        raise NotFound("No logo")
    return Asset.of(file.read_bytes(), file.suffix)


async def _secured(request: Request, told: BaseHTTPResponse) -> None:
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
