"""The action server, on loopback only, ending with the process that started it."""

import os
import sys
import threading

from rasa_sdk.endpoint import create_app
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse


def main() -> None:
    """Serve the actions on `SIGNPOST_ACTIONS_PORT` until standard input closes."""
    from bot import quiet, settings

    quiet.logs()
    settings.pack()  # a broken pack is said now, not at the first message
    app = create_app("actions", cors_origins=[])
    app.error_handler.add(
        Exception, _without_words
    )  # the SDK's own would quote the conversation in its answer and its log
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app.run(host="127.0.0.1", port=int(os.environ["SIGNPOST_ACTIONS_PORT"]), access_log=False, motd=False, workers=1)


def _without_words(request: Request, error: Exception) -> HTTPResponse:
    print(f"ERROR actions: {type(error).__name__}", file=sys.stderr, flush=True)
    return response.json({"error": type(error).__name__}, status=500)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
