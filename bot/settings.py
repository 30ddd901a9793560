"""Where things are. Each can be set by an environment variable; the defaults need nothing."""

import os
from functools import cache
from pathlib import Path

from knowledge import pack as packs

ROOT = Path(__file__).resolve().parent.parent
MODELS = Path(os.environ.get("SIGNPOST_MODELS", ROOT / "models"))
INDEX = MODELS / "index"
MASKING = MODELS / "privacy"
TAUGHT = ROOT / "bot" / "taught"  # what travels with the project
MODEL = MODELS / "signpost.tar.gz"
VAR = Path(os.environ.get("SIGNPOST_VAR", ROOT / "var"))
PACK = Path(os.environ.get("SIGNPOST_PACK", packs.DEFAULT))


def classifier() -> Path:
    """The folder of the classifier's adapter: one taught on this machine, else the one that travels with the project."""
    return _taught("classifier", MODELS / "classifier")


def names() -> Path:
    """The same of the mask's network for names, addresses and dates of birth."""
    return _taught("names", MASKING)


def _taught(name: str, here: Path) -> Path:
    whole = all((here / part).exists() for part in ("adapter.safetensors", "manifest.json"))
    return here if whole else TAUGHT / name


@cache
def pack() -> packs.Pack:
    """The process's one pack. Raises PackError with every problem if it is unsound."""
    return packs.load(PACK)
