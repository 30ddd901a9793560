"""`signpost serve`: everything on one port, in one process; the actions elsewhere, where `SIGNPOST_ACTIONS` says so."""

import asyncio
import gzip
import logging
import os
import socket
import zlib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from sanic import Sanic

from bot import settings

IN_PROCESS = "in-process"  # where the actions are, if nothing else is said
_WRITE_AGAIN_EVERY = 5  # seconds
_log = logging.getLogger(__name__)


class CannotServe(RuntimeError):
    """Something that the server needs is not as it must be; the message says what to mend."""


class PortInUse(CannotServe):
    """Something else listens on the port."""


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises CannotServe or PackError before anything is started."""
    from bot import retention
    from bot.channels.web import client

    _need_free(host, port)
    _need_model(settings.MODEL)
    retention.days()
    client.proxies()
    settings.pack()
    os.environ.setdefault("SIGNPOST_DATABASE", f"sqlite:///{settings.VAR / 'conversations.db'}")
    os.environ.setdefault("SIGNPOST_ACTIONS", IN_PROCESS)
    os.environ["TICKET_LOCK_LIFETIME"] = "360"  # longer than any turn lasts, or one is taken twice
    settings.VAR.mkdir(parents=True, exist_ok=True)
    _need_database(os.environ["SIGNPOST_DATABASE"])
    build_app().run(host=host, port=port, access_log=False, motd=False, workers=1)


def build_app() -> Sanic:
    """The web application: the channels of `credentials.yml`, the pages, and Rasa's agent behind them."""
    import rasa.core.run
    from rasa.core.channels import channel
    from rasa.core.utils import AvailableEndpoints

    from bot import editions
    from bot.channels import gate
    from bot.channels.web.pages import web_pages
    from bot.turns import ActionEndpoint, InProcess, check_answers_once

    app = Sanic("signpost", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 65_536
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = 30
    app.config.FALLBACK_ERROR_FORMAT = "json"
    channel.register(_channels(), app, route="/webhooks/")
    web_pages(app)
    editions.listen(app)
    endpoints = AvailableEndpoints.read_endpoints(str(settings.ROOT / "endpoints.yml"))
    endpoint = InProcess if endpoints.action.url == IN_PROCESS else ActionEndpoint
    endpoints.action = endpoint(endpoints.action.url)
    check_answers_once()
    app.register_listener(
        partial(rasa.core.run.load_agent_on_start, str(settings.MODEL), endpoints, None), "before_server_start"
    )
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")

    async def warm_up(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if not app.ctx.agent.is_ready():
            raise CannotServe("The model could not be loaded. Run 'signpost train' and start again.")
        await app.ctx.agent.parse_message(gate.shared().admit("hello").text)  # the first practitioner must not wait

    app.register_listener(warm_up, "before_server_start")

    async def begin_chores(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.chores = [loop.create_task(chore) for chore in _of_the_store(app)]
        host = "localhost" if app.state.host in ("127.0.0.1", "0.0.0.0", "::") else app.state.host
        print(f"Signpost is at http://{host}:{app.state.port}", flush=True)

    async def end_chores(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for chore in app.ctx.chores:
            chore.cancel()
        await asyncio.gather(*app.ctx.chores, return_exceptions=True)

    app.register_listener(begin_chores, "after_server_start")
    app.register_listener(end_chores, "before_server_stop")
    return app


def _channels() -> list[Any]:
    from rasa.core.run import create_http_input_channels

    channels = create_http_input_channels(None, str(settings.ROOT / "credentials.yml"))
    if os.environ.get("SIGNPOST_REST") == "1":
        from bot.channels.rest import RestChannel

        channels.append(RestChannel())
    if slack := _slack():
        channels.append(slack)
    if os.environ.get("SIGNPOST_TEAMS_APP_ID"):
        from bot.channels.teams.channel import TeamsChannel

        channels.append(TeamsChannel.from_settings())
    return channels


def _slack() -> Any:
    """The Slack channel, where it is configured; None, and nothing of it imported, where it is not."""
    token, secret = (os.environ.get(name, "").strip() for name in ("SIGNPOST_SLACK_TOKEN", "SIGNPOST_SLACK_SECRET"))
    if not token and not secret:
        return None
    if not token or not secret:
        raise CannotServe(
            "Slack needs both SIGNPOST_SLACK_TOKEN (the bot's token) and SIGNPOST_SLACK_SECRET (the signing secret). "
            "Set both, or neither to serve without Slack. docs/slack.md says where they are."
        )
    if not token.startswith("xoxb-"):
        raise CannotServe("SIGNPOST_SLACK_TOKEN must be the bot's own token: it begins with xoxb-.")
    from bot.channels.slack.api import API
    from bot.channels.slack.channel import SlackChannel

    return SlackChannel(token, secret, os.environ.get("SIGNPOST_SLACK_API", API))


def _of_the_store(app: Sanic) -> list[Awaitable[None]]:
    from bot.retention import PURGE_EVERY, Retention

    store = app.ctx.agent.tracker_store._tracker_store  # Rasa wraps the store that it is given
    return [_every(PURGE_EVERY, Retention(store).round), _every(_WRITE_AGAIN_EVERY, store.write_again)]


async def _every(seconds: float, chore: Callable[[], Any]) -> None:
    """`chore` in a thread, now and then again; one that fails is tried again in its turn."""
    while True:
        try:
            await asyncio.get_running_loop().run_in_executor(None, chore)
        except Exception as error:
            _log.error("A chore failed: %s", type(error).__name__)
        await asyncio.sleep(seconds)


def _need_model(model: Path) -> None:
    """Reads the whole archive: one that was cut short while it was copied would fail later, and less plainly."""
    try:
        with gzip.open(model) as archive:
            if not archive.read(1):
                raise EOFError
            while archive.read(1 << 20):
                pass
    except FileNotFoundError:
        raise CannotServe("There is no trained model yet. Run 'signpost train', then start again.") from None
    except (OSError, EOFError, zlib.error):
        raise CannotServe(
            f"The model in {model} can't be read; it may be cut short. Run 'signpost train', then start again."
        ) from None


def _need_database(url: str) -> None:
    import sqlalchemy as sa

    from bot.database import Database, reason

    try:
        Database(url)
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        where = url.removeprefix("sqlite:///") if url.startswith("sqlite") else "in SIGNPOST_DATABASE"
        raise CannotServe(
            f"The database {where} can't be used: {reason(error)}. Mend it or move it away, then start again."
        ) from None


def _need_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"Port {port} on {host} can't be used ({error.strerror.lower()}). End what listens there, or choose another: "
                f"signpost serve --port {port + 1}"
            ) from error
