"""The handbook's search for a process that runs for long: missing or damaged, it says so and is looked for again."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import structlog

from bot import metrics
from knowledge.encoder import Encoder
from knowledge.index import IndexMissing, IndexStale
from knowledge.pack import Pack
from knowledge.search import Answer, Search

logger = structlog.get_logger()
_LOOK_EVERY = 10.0  # seconds
DAMAGED = "The index can't be read and may be damaged: run 'signpost train'."


def open_search(pack: Pack, folder: Path, encoder: Encoder) -> Search:
    """The index in `folder`. Raises IndexMissing or IndexStale, also where a file of it can't be read."""
    try:
        return Search.load(pack, folder, encoder)
    except (IndexMissing, IndexStale):
        raise
    except Exception as error:  # each of its file formats has errors of its own
        raise IndexMissing(DAMAGED) from error


class Lookup:
    """Asks the index, and answers None as long as there is none that can be asked."""

    def __init__(self, load: Callable[[], Search], clock: Callable[[], float] = time.monotonic):
        self._load, self._clock = load, clock
        self._search: Search | None = None
        self._look_from = 0.0
        self._said = ""
        self._look()

    @metrics.part("search")
    def ask(self, question: str, embedding: np.ndarray | None = None) -> Answer | None:
        """The search's answer, or None."""
        if self._search is None and self._clock() >= self._look_from:
            self._look()
        if self._search is None:
            return None
        try:
            return self._search.ask(question, embedding)
        except Exception as error:  # the question must not be lost with it, nor quoted in the log
            logger.error("search.failed", kind=type(error).__name__)
            metrics.failures.labels("search", type(error).__name__).inc()
            return None

    def _look(self) -> None:
        try:
            self._search = self._load()
        except (IndexMissing, IndexStale) as error:
            if str(error) != self._said:
                logger.warning("search.unavailable", error=str(error))
            self._said = str(error)
            self._look_from = self._clock() + _LOOK_EVERY
