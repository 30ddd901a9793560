"""The security headers that every answer carries."""

from sanic.response import BaseHTTPResponse

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; frame-ancestors "
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(told: BaseHTTPResponse, frame_ancestors: str = "") -> None:
    """Add the headers that `told` has not got. `frame_ancestors` are the origins that may show it in a frame."""
    for name, value in {**_HEADERS, "Content-Security-Policy": _POLICY + (frame_ancestors or "'none'")}.items():
        if name not in told.headers:
            told.headers[name] = value
