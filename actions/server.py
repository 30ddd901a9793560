"""The actions as a server of their own, for `SIGNPOST_ACTIONS`: `python -m actions.server`, on loopback unless told otherwise."""

import os
import sys

from rasa_sdk.endpoint import create_app
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse


def main() -> None:
    """Serve the actions on `SIGNPOST_ACTIONS_HOST` and `SIGNPOST_ACTIONS_PORT`."""
    from bot import editions, quiet, settings

    quiet.logs()
    settings.pack()  # a broken pack is said now, not at the first message
    app = create_app("actions.rasa_actions", cors_origins=[])
    app.error_handler.add(
        Exception, _without_words
    )  # the SDK's own would quote the conversation in its answer and its log
    editions.listen(app, editions.prepare_actions)
    host, port = (
        os.environ.get("SIGNPOST_ACTIONS_HOST", "127.0.0.1"),
        int(os.environ.get("SIGNPOST_ACTIONS_PORT", "5055")),
    )
    app.run(host=host, port=port, access_log=False, motd=False, workers=1)


def _without_words(request: Request, error: Exception) -> HTTPResponse:
    print(f"ERROR actions: {type(error).__name__}", file=sys.stderr, flush=True)
    return response.json({"error": type(error).__name__}, status=500)


if __name__ == "__main__":
    main()
