"""Errors as one plain sentence, and libraries that keep their chatter to themselves."""

import contextlib
import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOUD = (
    "rasa",
    "sentence_transformers",
    "transformers",
    "presidio-analyzer",
    "tensorflow",
    "matplotlib",
    "faiss",
    "sanic",
    "asyncio",
    "slack_sdk",
    "aiohttp",
)


def sentence(error: Exception) -> str:
    """What went wrong, as far as possible in the error's own plain words."""
    words = str(error).strip()
    if (
        isinstance(error, PermissionError | FileNotFoundError | IsADirectoryError | NotADirectoryError)
        and error.filename
    ):
        return f"'{error.filename}' can't be used: {(error.strerror or 'no reason is given').lower()}."
    return words or f"Something went wrong ({type(error).__name__}). Run it again with SIGNPOST_DEBUG=1 to see where."


def one_line(function: Callable[[dict[str, Any]], dict[str, Any]], line: str | bytes) -> dict[str, Any]:
    """A verb's answer to one line of JSON, or `{"error": ...}` in its place."""
    try:
        given = json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):  # ValueError: no JSON, no UTF-8, or a number of thousands of digits
        return {"error": "This line is not JSON."}
    if not isinstance(given, dict):
        return {"error": "A line must be one JSON object."}
    try:
        return function(given)
    except Exception as error:  # one wrong line must not end the rest
        return {"error": sentence(error)}


def as_json(answer: Any, indent: int | None = None) -> str:
    """`answer` as JSON that any output takes: half a character (a lone surrogate) is written as its escape."""
    told = json.dumps(answer, ensure_ascii=False, indent=indent)
    return told if printable(told) == told else json.dumps(answer, indent=indent)


def printable(text: str) -> str:
    """`text` with a question mark for each character that UTF-8 does not have."""
    return text.encode("utf-8", "replace").decode("utf-8")


class WithoutValues(logging.Formatter):
    """Writes of an exception its kind and where it came from: its words may quote what somebody typed."""

    def formatException(self, ei: Any) -> str:
        frames = traceback.extract_tb(ei[2])[-6:]
        return f"{ei[0].__name__} at " + " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))


@contextlib.contextmanager
def third_parties() -> Iterator[None]:
    """Keeps libraries' progress bars, warnings and log lines off the screen."""
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def logs() -> None:
    """Warnings and worse only, on standard error. Rasa's debug lines hold what users typed, so they never run."""
    import structlog

    handler = logging.StreamHandler()
    handler.setFormatter(WithoutValues("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
