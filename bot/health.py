"""Health: `/live`, `/ready` and `/metrics`, on a port of their own that no practitioner reaches.

`/live` says that the process answers at all: whoever restarts what does not should ask for it. `/ready` says whether requests
should be sent here; a proxy asks for it. They are apart from the pages because counts of alarms, small as they are, are nobody's but
the operators'.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot import metrics

ANSWERS_WITHIN = 1.0  # seconds for each of what is asked
Check = Callable[[], Awaitable[bool]]


class Health:
    """Answers for the server. `checks` are what it needs, by name; each gives False or raises where it is not there.

    Nothing is ready before `ready` is set, nor once `draining` is.
    """

    def __init__(self, checks: Mapping[str, Check]):
        self._checks = dict(checks)
        self.useful: dict[str, Callable[[], bool]] = {}  # is it there? Without it, requests are answered all the same
        self._asked: dict[str, asyncio.Task[bool]] = {}
        self._runner: web.AppRunner | None = None
        self.ready = self.draining = False

    async def start(self, host: str, port: int) -> None:
        """Raises OSError if the port can't be had."""
        app = web.Application()
        app.add_routes(
            [web.get("/live", self._live), web.get("/ready", self._ready), web.get("/metrics", self._metrics)]
        )
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, shutdown_timeout=1).start()

    async def stop(self) -> None:
        for asked in self._asked.values():
            asked.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    def drain(self) -> None:
        """From now on it is not ready."""
        self.draining = True
        metrics.draining.set(1)

    async def missing(self) -> list[str]:
        """Why nothing should be sent here: names of checks, `starting` or `draining`; none if it is ready."""
        if self.draining:
            return ["draining"]
        if not self.ready:
            return ["starting"]
        there = await asyncio.gather(*(self._passes(name) for name in self._checks))
        return [name for name, passes in zip(self._checks, there, strict=True) if not passes]

    async def _passes(self, name: str) -> bool:
        """The check's outcome, within its time. One that hangs is waited for again, not asked twice."""
        asked = self._asked.get(name)
        if asked is None or asked.done():
            asked = self._asked[name] = asyncio.ensure_future(_outcome(self._checks[name]))
        done, _ = await asyncio.wait([asked], timeout=ANSWERS_WITHIN)
        return bool(done) and asked.result()

    async def _live(self, _: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _ready(self, _: web.Request) -> web.Response:
        missing = await self.missing()
        without = [name for name, is_there in self.useful.items() if not is_there()]
        told = {"ready": not missing, "missing": missing, **({"without": without} if without else {})}
        return web.json_response(told, status=503 if missing else 200)

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=metrics.written_out(), headers={"Content-Type": metrics.CONTENT_TYPE})


async def _outcome(check: Check) -> bool:
    try:
        return await check()
    except Exception:
        return False
