"""`signpost serve`: everything on one port, in one process; the actions elsewhere, where `SIGNPOST_ACTIONS` says so."""

import asyncio
import gzip
import logging
import os
import socket
import zlib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from sanic import Sanic

from bot import lean, metrics, quiet, settings, traces
from bot.health import Check, Health

_WRITE_AGAIN_EVERY = 5  # seconds
_log = logging.getLogger(__name__)


class CannotServe(RuntimeError):
    """Something that the server needs is not as it must be; the message says what to mend."""


class PortInUse(CannotServe):
    """Something else listens on the port."""


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises CannotServe, BadSettings, NoExporter or PackError before anything is started."""
    said = settings.current()
    need_free(host, port, f"choose another: signpost serve --port {port + 1}")
    if said.health_port:
        need_free(said.health_host, said.health_port, "set SIGNPOST_HEALTH_PORT to another")
    need_model(settings.MODEL)
    settings.pack()
    # endpoints.yml takes these two from the environment
    os.environ["SIGNPOST_DATABASE"], os.environ["SIGNPOST_ACTIONS"] = settings.database(), said.actions
    settings.VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    _need_database(settings.database())
    if said.traces:
        traces.begin(said.traces)
    lean.without_tensorflow()
    build_app().run(host=host, port=port, access_log=False, motd=False, workers=1)


def build_app() -> Sanic:
    """The web application: the channels of `credentials.yml`, the pages, and Rasa's agent behind them."""
    from bot import lean  # noqa: F401, I001 - first: Rasa imports spaCy
    import rasa.core.run
    from rasa.core.channels import channel
    from rasa.core.utils import AvailableEndpoints

    from bot import editions
    from bot.channels import gate
    from bot.channels.web.pages import web_pages
    from bot.dialogue import alarm
    from bot.turns import ActionEndpoint, InProcess, spare_rasa

    app = Sanic("signpost", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 65_536
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = 30
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 25  # longer than a turn
    app.config.FALLBACK_ERROR_FORMAT = "json"
    channel.register(_channels(), app, route="/webhooks/")
    web_pages(app)
    editions.listen(app)
    endpoints = AvailableEndpoints.read_endpoints(str(settings.ROOT / "endpoints.yml"))
    endpoint = InProcess if endpoints.action.url == settings.IN_PROCESS else ActionEndpoint
    endpoints.action = endpoint(endpoints.action.url)
    spare_rasa()
    app.register_listener(
        partial(rasa.core.run.load_agent_on_start, str(settings.MODEL), endpoints, None), "before_server_start"
    )
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")

    async def warm_up(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if not app.ctx.agent.is_ready():
            raise CannotServe("The model could not be loaded. Run 'signpost train' and start again.")
        await app.ctx.agent.parse_message(gate.shared().admit("hello").text)  # the first practitioner must not wait
        alarm.ready(settings.pack())
        if isinstance(endpoints.action, InProcess):
            endpoints.action.ready()

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
    _look_after(app)
    return app


def _look_after(app: Sanic) -> None:
    """Health while it runs, and an end that loses nothing. What is to be done before the server stops is done in the reverse of this
    order: it is no longer ready, what was acknowledged is answered, and then what is in flight; only then does the rest end."""
    from bot.channels.web import shared_limits

    said = settings.current()

    async def open_health(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_default_executor(quiet.InContext())
        store = _store(app)
        metrics.watch_unwritten(lambda: len(store._unwritten))
        app.ctx.health = Health(_checks(app))
        if counted := shared_limits.shared():
            app.ctx.health.useful["redis"] = lambda: counted.is_there
        if said.health_port:
            await app.ctx.health.start(said.health_host, said.health_port)

    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.health.ready = True

    async def drain(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.health.drain()
        await asyncio.sleep(said.drain_seconds)

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await loop.run_in_executor(None, _store(app).write_again)  # the database may be back
        await app.ctx.health.stop()
        await loop.run_in_executor(None, traces.end)
        if counted := shared_limits.shared():
            await counted.close()

    app.register_listener(open_health, "before_server_start")
    app.register_listener(begin, "after_server_start")
    app.register_listener(drain, "before_server_stop")
    app.register_listener(end, "after_server_stop")


def _checks(app: Sanic) -> dict[str, Check]:
    """What must be there for a turn to be taken."""
    import aiohttp
    import sqlalchemy as sa

    from bot.database import conversations

    asks_database = ThreadPoolExecutor(1, "health")
    first = sa.select(conversations.c.sender_id).limit(1)

    async def model() -> bool:
        return bool(app.ctx.agent.is_ready())

    async def database() -> bool:
        ask = partial(_store(app).database.run, lambda db: db.execute(first).all())
        await asyncio.get_running_loop().run_in_executor(asks_database, ask)
        return True

    async def actions() -> bool:
        url = urljoin(settings.current().actions, "/health")
        async with aiohttp.ClientSession() as session, session.get(url) as told:
            return told.status == 200

    elsewhere = {"actions": actions} if settings.current().actions != settings.IN_PROCESS else {}
    return {"model": model, "database": database, **elsewhere}


def _channels() -> list[Any]:
    from rasa.core.run import create_http_input_channels

    channels: list[Any] = create_http_input_channels(None, str(settings.ROOT / "credentials.yml"))
    said = settings.current()
    if said.rest:
        from bot.channels.rest import RestChannel

        channels.append(RestChannel())
    if said.slack_token and said.slack_secret:
        from bot.channels.slack.channel import SlackChannel

        token, secret = said.slack_token.get_secret_value().strip(), said.slack_secret.get_secret_value().strip()
        channels.append(SlackChannel(token, secret, said.slack_api))
    if said.teams_app_id:
        from bot.channels.teams.channel import TeamsChannel

        channels.append(TeamsChannel.from_settings())
    return channels


def _of_the_store(app: Sanic) -> list[Coroutine[Any, Any, None]]:
    from bot.retention import PURGE_EVERY, Retention

    store, said = _store(app), settings.current()
    chores = [_every(PURGE_EVERY, Retention(store).round), _every(_WRITE_AGAIN_EVERY, store.write_again)]
    if said.events:
        from bot import publisher

        partners = publisher.Publisher(store.database, said.events.get_secret_value(), said.events_at_once)
        app.ctx.health.useful["rabbitmq"] = lambda: partners.is_there
        chores.append(_every(publisher.EVERY, partners.round))
    return chores


def _store(app: Sanic) -> Any:
    return app.ctx.agent.tracker_store._tracker_store  # Rasa wraps the store that it is given


async def _every(seconds: float, chore: Callable[[], Any]) -> None:
    """`chore` in a thread, now and then again; one that fails is tried again in its turn."""
    while True:
        try:
            await asyncio.get_running_loop().run_in_executor(None, chore)
        except Exception as error:
            _log.error("A chore failed: %s", type(error).__name__)
            metrics.failures.labels("chore", type(error).__name__).inc()
        await asyncio.sleep(seconds)


def need_model(model: Path) -> None:
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

    from bot.database import Database, is_postgresql, reason

    try:
        if is_postgresql(url) and not settings.current().secret:
            raise CannotServe(
                "With a PostgreSQL server, SIGNPOST_SECRET must be set, to the same on every instance: or one would not know "
                "the conversations of another. 'openssl rand -hex 32' prints one."
            )
        Database(url)
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        where = url.removeprefix("sqlite:///") if url.startswith("sqlite") else "in SIGNPOST_DATABASE"
        raise CannotServe(
            f"The database {where} can't be used: {reason(error)}. Mend it or move it away, then start again."
        ) from None


def need_free(host: str, port: int, otherwise: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"Port {port} on {host} can't be used ({(error.strerror or 'no reason given').lower()}). End what listens there, or {otherwise}"
            ) from error
