"""spaCy without torch, which it would import wherever that is installed: seconds, and 200 MB, for nothing that is used here. To be
imported before anything that imports spaCy."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Whatever is imported meanwhile finds these packages missing, unless they were imported before."""
    spared = [package for package in packages if package not in sys.modules]
    for package in spared:
        sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for package in spared:
            del sys.modules[package]


with without("torch"):
    import spacy  # noqa: F401
