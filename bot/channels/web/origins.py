"""Which other sites may talk to Signpost: those in SIGNPOST_ORIGINS (commas between), none by default."""

from urllib.parse import urlsplit

from sanic.request import Request

from bot import settings


def allowed() -> tuple[str, ...]:
    """The origins of SIGNPOST_ORIGINS."""
    return settings.current().origins


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
