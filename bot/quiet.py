"""Errors as one plain sentence, and libraries that keep their chatter to themselves."""

import contextlib
import hashlib
import json
import logging
import os
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot import settings

T = TypeVar("T")
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
    "microsoft_agents",
    "msal",
)
OURS = ("bot", "actions", "knowledge")
_QUOTED = re.compile(r"(['\"`<]).*(['\"`>])")  # from the first to the last: quotes stand within quotes
_conversation: ContextVar[str | None] = ContextVar("the conversation whose turn it is", default=None)


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


class Plain(logging.Formatter):
    """A line in words: level, where it was written, what happened, and a name for the conversation."""

    def format(self, record: logging.LogRecord) -> str:
        told = {**_told(record)}
        line = f"{told.pop('level')} {told.pop('logger')}: {told.pop('event')}"
        told.pop("time")
        return " ".join((line, *(f"{name}={value}" for name, value in told.items())))


class AsJson(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return as_json({name: value if _is_plain(value) else str(value) for name, value in _told(record).items()})


def _told(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record. Of an exception, its kind and where it came from: its words may quote what somebody typed."""
    ours = record.name.partition(".")[0] in OURS
    told = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": record.getMessage() if ours else _without_values(record),
    }
    told |= getattr(record, "said", {}) if ours else {}
    if conversation := _conversation.get():
        told["conversation"] = conversation
    if record.exc_info and record.exc_info[0] is not None:
        told["error"] = record.exc_info[0].__name__
        told["at"] = _where(record.exc_info[2])
    return told


def _without_values(record: logging.LogRecord) -> str:
    """What a library says, as it stands in its code: what it fills in may be somebody's words, and so may what it quotes, and what
    follows its first line."""
    said = str(record.msg).partition("\n")[0]
    return said if record.args else _QUOTED.sub("'…'", said)


def _where(trace: Any) -> str:
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(trace)[-6:]))


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


@contextlib.contextmanager
def about(conversation: str) -> Iterator[None]:
    """Lines that are written meanwhile name the conversation: by a hash, so that they belong together on every instance and
    tell nobody its id."""
    before = _conversation.set(hashlib.sha256(f"signpost log {conversation}".encode(errors="replace")).hexdigest()[:12])
    try:
        yield
    finally:
        _conversation.reset(before)


class InContext(ThreadPoolExecutor):
    """Threads whose lines name the conversation that they work for."""

    def submit(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return super().submit(copy_context().run, function, *args, **kwargs)


@contextlib.contextmanager
def third_parties() -> Iterator[None]:
    """Keeps libraries' progress bars, warnings and log lines off the screen."""
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    for name in LOUD:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.ERROR))  # one that is to say nothing at all stays so
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def logs() -> None:
    """Warnings and worse only, on standard error. Rasa's debug lines hold what users typed, so they never run."""
    import structlog

    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.writes_json() else Plain())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[_as_record],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _as_record(_: Any, __: str, said: Any) -> dict[str, Any]:
    """A line of structlog's as one of the standard library's, so that both are written in the same way."""
    exception = said.pop("exc_info", None)
    return {"msg": said.pop("event", ""), "exc_info": exception, "extra": {"said": dict(said)}}
