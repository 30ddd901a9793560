"""Where things are. Each can be set by an environment variable; the defaults need nothing."""

import os
from functools import cache
from pathlib import Path

from knowledge import pack as packs

ROOT = Path(__file__).resolve().parent.parent
MODELS = Path(os.environ.get("SIGNPOST_MODELS", ROOT / "models"))
INDEX = MODELS / "index"
MASKING = MODELS / "names"
TAUGHT = ROOT / "bot" / "taught"  # what travels with the project
MODEL = MODELS / "signpost.tar.gz"
VAR = Path(os.environ.get("SIGNPOST_VAR", ROOT / "var"))
PACK = Path(os.environ.get("SIGNPOST_PACK", packs.DEFAULT))


def taught(name: str) -> Path:
    """The folder of what was taught under this name (names, classifier, votes): taught on this machine, where that is
    newer, else what travels with the project."""
    here = MODELS / name
    return here if (here / "manifest.json").exists() else TAUGHT / name


@cache
def _served() -> list[packs.Pack]:
    return [packs.load(PACK)]


def pack() -> packs.Pack:
    """The process's one pack. Raises PackError with every problem if it is unsound."""
    return _served()[0]


def serve_edition(edition: packs.Pack) -> None:
    """Puts another edition in the pack's place, for all that asks for it from now on."""
    _served()[0] = edition


def forget_pack() -> None:
    """Has the pack read again when it is next asked for."""
    _served.cache_clear()
