"""Whatever a test of the channels provokes: no line of the log as it is written, and nothing that is counted, holds what was said."""

import logging
from collections.abc import Iterator

import pytest

from bot import metrics, quiet

# What the tests of this folder say, and what breaks in them quotes.
SAID = ("secret words", "unmistakable", "Xylophonia", "Quillibrand", "Ann is hurt", "zebra hello")


class Written(logging.Handler):
    """Keeps each line in both of the forms in which it may be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [form.format(record) for form in (quiet.Plain(), quiet.AsJson())]


@pytest.fixture(autouse=True)
def written() -> Iterator[list[str]]:
    """The lines that are written while a test runs."""
    handler = Written()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)
    everything = "\n".join((*handler.lines, metrics.written_out().decode())).lower()
    assert not [word for word in SAID if word.lower() in everything]
