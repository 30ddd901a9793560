"""A Slack of our own in another process, on loopback: it takes calls as Slack does, refuses what Slack refuses, and remembers.

`/plan` says what the next calls of a method get instead; `/calls` is what came, each with what was wrong with it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from aiohttp import web

from bot.channels.slack import limits
from tests.conftest import ROOT

TOKEN = "xoxb-for-these-tests-alone"
NEEDS = {  # what each method cannot do without
    "chat.postMessage": {"channel", "text"},
    "chat.update": {"channel", "ts", "text"},
    "assistant.threads.setStatus": {"channel_id", "thread_ts", "status"},
    "assistant.threads.setSuggestedPrompts": {"channel_id", "prompts"},
    "views.publish": {"user_id", "view"},
}


def application() -> web.Application:
    calls, plan, posted = list[dict[str, Any]](), dict[str, list[Any]](), 0

    async def api(request: web.Request) -> web.Response:
        nonlocal posted
        method, given = request.match_info["method"], json.loads(await request.text())
        wrong = [] if request.headers.get("authorization") == f"Bearer {TOKEN}" else ["the token is not there"]
        wrong += [] if request.content_type == "application/json" else [f"sent as {request.content_type}"]
        wrong += [f"{method} needs {needed}" for needed in NEEDS.get(method, {"another fake"}) - set(given)]
        if method.startswith("chat."):
            wrong += limits.problems(given)
        if method == "views.publish":
            wrong += limits.problems({"text": "-", "blocks": given["view"]["blocks"]})
        calls.append({"method": method, "given": given, "wrong": wrong})
        planned = plan.get(method) or [None]
        error = planned.pop(0)
        if error == "ratelimited":
            return web.json_response({"ok": False, "error": error}, status=429, headers={"Retry-After": "1"})
        if error == "not json":
            return web.Response(text="<html>Bad gateway</html>", status=502, content_type="text/html")
        if error or wrong:
            return web.json_response({"ok": False, "error": error or "invalid_blocks"})
        posted += 1
        return web.json_response({"ok": True, "ts": f"{posted}.000001", "channel": given.get("channel")})

    async def asked(request: web.Request) -> web.Response:
        return web.json_response(calls)

    async def planned(request: web.Request) -> web.Response:
        calls.clear()
        plan.clear()
        plan.update(json.loads(await request.text()))
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/api/{method}", api)
    app.router.add_get("/calls", asked)
    app.router.add_post("/plan", planned)
    return app


class FakeSlack:
    """Talks to the process."""

    def __init__(self, base: str):
        self.base, self.api = base, f"{base}/api/"

    def plan(self, **errors: list[str | None]) -> None:
        """Begin anew; `chat_postMessage=["ratelimited"]` is what the next call of that method gets."""
        httpx.post(f"{self.base}/plan", json={name.replace("_", "."): list(given) for name, given in errors.items()})

    @property
    def calls(self) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self.base}/calls").json())

    def of(self, method: str) -> list[dict[str, Any]]:
        return [call["given"] for call in self.calls if call["method"] == method]


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.channels.slack.fake"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield FakeSlack(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


if __name__ == "__main__":
    import asyncio

    async def main() -> None:
        runner = web.AppRunner(application())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(main())
