"""`signpost serve`: everything on one port, and the action server beside it on loopback."""

import asyncio
import os
import socket
import subprocess
import sys
from functools import partial
from typing import Any

import structlog
from sanic import Sanic

from bot import settings

logger = structlog.get_logger()
RETENTION_DAYS = float(os.environ.get("SIGNPOST_RETENTION_DAYS", "30"))
_PURGE_EVERY = 3_600  # seconds
_WATCH_EVERY = 1.0


class PortInUse(RuntimeError):
    """Something else listens on the port."""


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises PortInUse before anything is started."""
    _need_free(host, port)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    actions_port = _free_port()
    os.environ.setdefault("SIGNPOST_DATABASE", f"sqlite:///{settings.VAR / 'conversations.db'}")
    os.environ["SIGNPOST_ACTIONS"] = f"http://127.0.0.1:{actions_port}/webhook"
    os.environ["TICKET_LOCK_LIFETIME"] = "360"  # longer than Rasa waits for an action, or a turn is taken twice
    actions = ActionServer(actions_port)
    actions.start()
    try:
        build_app(actions).run(host=host, port=port, access_log=False, motd=False, workers=1)
    finally:
        actions.stop()


class ActionServer:
    """The action server's process: started, watched, started again if it dies, and ended with this one."""

    def __init__(self, port: int):
        self._port = port
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        env = {
            **os.environ,
            "SIGNPOST_ACTIONS_PORT": str(self._port),
            "PYTHONPATH": str(settings.ROOT),
            "PYTHONWARNINGS": "ignore",
        }
        self._process = subprocess.Popen([sys.executable, "-m", "actions.server"], stdin=subprocess.PIPE, env=env)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self) -> None:
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()

    async def watch(self) -> None:
        """Start it again whenever it is gone."""
        while True:
            await asyncio.sleep(_WATCH_EVERY)
            if not self.alive:
                logger.warning("actions.restarted")
                self.start()


def build_app(actions: ActionServer) -> Sanic:
    """The web application: the channels of `credentials.yml`, the pages, and Rasa's agent behind them."""
    import rasa.core.run
    from rasa.core.channels import channel
    from rasa.core.utils import AvailableEndpoints

    from bot.channels import gate
    from bot.web import web_pages

    app = Sanic("signpost", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 65_536
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = 30
    app.config.FALLBACK_ERROR_FORMAT = "json"
    channel.register(_channels(), app, route="/webhooks/")
    web_pages(app)
    endpoints = AvailableEndpoints.read_endpoints(str(settings.ROOT / "endpoints.yml"))
    app.register_listener(
        partial(rasa.core.run.load_agent_on_start, str(settings.MODEL), endpoints, None), "before_server_start"
    )
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")

    async def need_a_model(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if not app.ctx.agent.is_ready():
            raise RuntimeError("The model could not be loaded. Run 'signpost train' and start again.")
        await app.ctx.agent.parse_message(gate.shared().admit("hello").text)  # the first practitioner must not wait

    app.register_listener(need_a_model, "before_server_start")

    async def chores(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.add_task(actions.watch())
        app.add_task(_forget_old(app))
        print(f"Signpost is at http://localhost:{app.state.port}", flush=True)

    app.register_listener(chores, "after_server_start")
    return app


def _channels() -> list[Any]:
    from rasa.core.run import create_http_input_channels

    channels = create_http_input_channels(None, str(settings.ROOT / "credentials.yml"))
    if os.environ.get("SIGNPOST_REST") == "1":
        from bot.channels.rest import RestChannel

        channels.append(RestChannel())
    return channels


async def _forget_old(app: Sanic) -> None:
    """Retention: conversations that nobody went on with for so many days are deleted."""
    while True:
        store = app.ctx.agent.tracker_store._tracker_store  # Rasa wraps the store that it is given
        await asyncio.get_running_loop().run_in_executor(None, store.purge, RETENTION_DAYS)
        await asyncio.sleep(_PURGE_EVERY)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
