"""The action server's process: started, watched, started again if it dies or hangs, and ended with this one."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import structlog

from bot import settings

logger = structlog.get_logger()
_WATCH_EVERY = 0.5  # seconds
_ASK_EVERY = 4.0
_ANSWERS_WITHIN = 2.0
_MISSES = 2  # questions in a row without an answer, after which it hangs
_STARTS_WITHIN = 60.0
_LONGEST_PAUSE = 5.0  # between two starts of one that dies at once


class ActionServer:
    """`python -m actions.server` on a loopback port. It ends by itself when this process does."""

    def __init__(self, port: int, pack: Path):
        """`pack` is the folder of the pack that it reads, each time that it starts."""
        self.url = f"http://127.0.0.1:{port}"
        self._port, self._pack = port, pack
        self._process: subprocess.Popen | None = None
        self._started = 0.0

    def start(self) -> None:
        env = {
            **os.environ,
            "SIGNPOST_ACTIONS_PORT": str(self._port),
            "SIGNPOST_PACK": str(self._pack),
            "PYTHONPATH": str(settings.ROOT),
            "PYTHONWARNINGS": "ignore",
        }
        self._process = subprocess.Popen([sys.executable, "-m", "actions.server"], stdin=subprocess.PIPE, env=env)
        self._started = time.monotonic()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self) -> None:
        if self.alive:
            self._process.stdin.close()  # what it ends by when this process dies, too
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    async def watch(self) -> None:
        """Start it again whenever it is gone, or is there and does not answer."""
        pause, healthy, misses, asked = 0.0, False, 0, time.monotonic()
        while True:
            await asyncio.sleep(_WATCH_EVERY)
            now = time.monotonic()
            if not self.alive:
                await asyncio.sleep(pause)
                logger.warning("actions.restarted")
                pause = 0.0 if healthy else min(_LONGEST_PAUSE, 2 * pause + 1)
                self.start()
                healthy, misses = False, 0
            elif now - asked >= (_ASK_EVERY if healthy else 2 * _WATCH_EVERY):
                asked = now
                if await self._answers():
                    healthy, misses, pause = True, 0, 0.0
                elif healthy or now - self._started > _STARTS_WITHIN:
                    misses += 1
                if misses >= _MISSES:
                    logger.warning("actions.hung")
                    self._process.kill()

    async def _answers(self) -> bool:
        try:
            timeout = aiohttp.ClientTimeout(total=_ANSWERS_WITHIN)
            async with aiohttp.ClientSession(timeout=timeout) as web, web.get(f"{self.url}/health") as told:
                return told.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False
