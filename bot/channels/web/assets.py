"""The files that a browser asks for: read once, compressed once, and named by their content."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".html": "text/html; charset=utf-8",
}
KINDS = frozenset(_KINDS)


@dataclass(frozen=True)
class Asset:
    """What is sent for one address, plain and compressed."""

    plain: bytes
    packed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, body: bytes, suffix: str = ".html") -> "Asset":
        """`suffix` is the file's, as in `.css`."""
        digest = hashlib.sha256(body).hexdigest()[:32]
        return cls(body, gzip.compress(body, 9, mtime=0), _KINDS[suffix], digest)

    def answer(self, request: Request) -> HTTPResponse:
        """It, compressed where the browser takes that, or word that the browser's copy is still right."""
        pack = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.tag}{"-gz" if pack else ""}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == tag:
            return HTTPResponse(status=304, headers=headers)
        if pack:
            headers["Content-Encoding"] = "gzip"
        return response.raw(self.packed if pack else self.plain, content_type=self.kind, headers=headers)


def read(folder: Path) -> dict[str, Asset]:
    """The files of `folder` that a browser may ask for, by name."""
    return {file.name: Asset.of(file.read_bytes(), file.suffix) for file in folder.iterdir() if file.suffix in KINDS}
