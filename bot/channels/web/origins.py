"""Which other sites may talk to Signpost: those in SIGNPOST_ORIGINS (commas between), none by default."""

import os
import re
from urllib.parse import urlsplit

from sanic.request import Request

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


def allowed() -> list[str]:
    """The origins of SIGNPOST_ORIGINS. What is not an origin (a path, a `*`) is left out: it would open too much."""
    listed = (origin.strip().rstrip("/").lower() for origin in os.environ.get("SIGNPOST_ORIGINS", "").split(","))
    return [origin for origin in listed if _ORIGIN.fullmatch(origin)]


def other(request: Request) -> str | None:
    """The origin of a request that a browser sent for another site's page, or None."""
    origin = request.headers.get("origin")
    # A browser's own word, which no page can set, holds behind a proxy that changes the host's name too.
    if origin is None or request.headers.get("sec-fetch-site") == "same-origin":
        return None
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return origin
    return None if host and host == request.headers.get("host", "").lower() else origin.lower()
