"""The actions as a server of their own, for `SIGNPOST_ACTIONS`: `python -m actions.server`, on loopback unless told otherwise."""

import sys
from contextlib import ExitStack
from typing import Any

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse


def main() -> None:
    """Serve the actions on `SIGNPOST_ACTIONS_HOST` and `SIGNPOST_ACTIONS_PORT`."""
    from bot import editions, quiet, settings, traces

    quiet.logs()
    said = settings.current()
    settings.pack()  # a broken pack is said now, not at the first message
    app = create_app("actions.rasa_actions", cors_origins=[])
    app.error_handler.add(
        Exception, _without_words
    )  # the SDK's own would quote the conversation in its answer and its log
    editions.listen(app, editions.prepare_actions)
    if said.traces:
        traces.begin(said.traces)
        _trace(app)
    app.run(host=said.actions_host, port=said.actions_port, access_log=False, motd=False, workers=1)


def _trace(app: Sanic) -> None:
    """Has what is asked here belong to the turn that asks."""
    from bot import traces

    async def begin(request: Request) -> None:
        request.ctx.spans = spans = ExitStack()
        spans.enter_context(traces.continued(request.headers))
        spans.enter_context(traces.span("action server"))

    async def end(request: Request, _: BaseHTTPResponse) -> None:
        request.ctx.spans.close()

    async def send(*_: Any) -> None:
        traces.end()

    app.register_middleware(begin, "request")
    app.register_middleware(end, "response")
    app.register_listener(send, "after_server_stop")


def _without_words(request: Request, error: Exception) -> HTTPResponse:
    print(f"ERROR actions: {type(error).__name__}", file=sys.stderr, flush=True)
    return response.json({"error": type(error).__name__}, status=500)


if __name__ == "__main__":
    main()
