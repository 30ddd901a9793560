"""Log lines: one form for all, the conversation by a hash, and nobody's words."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import quiet

CANARY = "Quillfeather"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written, as plain words, a line each."""
    written: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler, root = Keeps(), logging.getLogger()
    handler.setFormatter(quiet.Plain())
    root.addHandler(handler)
    before = structlog.get_config()
    quiet.logs()
    yield written
    structlog.configure(**before)
    root.removeHandler(handler)


def as_json(record: logging.LogRecord) -> dict[str, object]:
    told = json.loads(quiet.AsJson().format(record))
    assert isinstance(told, dict)
    return told


def record(name: str, message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "f.py", 1, message, args, None)


def test_a_line_says_what_happened_and_where(lines: list[str]) -> None:
    logging.getLogger("bot.serve").error("A chore failed: %s", "OSError")
    structlog.get_logger("bot.nlu.lookup").warning("search.unavailable", error="run 'signpost train'")
    structlog.get_logger("bot.nlu.lookup").info("too quiet to be written")
    assert lines[0] == "ERROR bot.serve: A chore failed: OSError"
    assert lines[1].endswith(": search.unavailable error=run 'signpost train'") and len(lines) == 2


def test_the_conversation_has_a_name_that_tells_nothing_of_it(lines: list[str]) -> None:
    with quiet.about("web-the-conversation"):
        logging.getLogger("bot").error("one")
        told = as_json(record("bot", "two"))
        with quiet.about("web-another"):
            assert as_json(record("bot", "three"))["conversation"] != told["conversation"]
    logging.getLogger("bot").error("four")
    assert lines[0] == f"ERROR bot: one conversation={told['conversation']}" and lines[1] == "ERROR bot: four"
    assert "web-the" not in str(told) and set(told) == {"time", "level", "logger", "event", "conversation"}


def test_a_thread_names_the_conversation_that_it_works_for(lines: list[str]) -> None:
    with quiet.InContext(1) as threads, quiet.about("web-the-conversation"):
        threads.submit(logging.getLogger("bot.store").error, "The database takes no %s", "writing").result()
    with quiet.InContext(1) as threads:
        threads.submit(logging.getLogger("bot.store").error, "on its own").result()
    assert "writing conversation=" in lines[0] and "conversation" not in lines[1]


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("could not read %s", (CANARY,)),
        (f"could not read '{CANARY}' in \"{CANARY}'s house\"", ()),
        (f"Task was destroyed but it is pending!\ntask: <Task coro={CANARY}>", ()),
        (f"future: <Future finished result={CANARY}>", ()),
    ],
)
def test_what_a_library_fills_in_is_left_out(message: str, args: tuple[object, ...]) -> None:
    told = str(as_json(record("asyncio", message, *args)))
    assert CANARY not in told and message.partition(" ")[0] in told


def test_a_librarys_own_keys_and_an_exceptions_words_are_left_out(lines: list[str]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger("rasa.core.processor").error("processor.failed", text=CANARY, exc_info=True)
        logging.getLogger("rasa.core").exception("It failed with %s", CANARY)
        logging.getLogger("bot.turns").exception("It failed")
    assert len(lines) == 3 and CANARY not in "".join(lines)
    assert all("error=ValueError at=test_quiet.py:" in line for line in lines)


def test_a_librarys_logger_that_is_to_say_nothing_stays_so() -> None:
    silenced, loud = (logging.getLogger(name) for name in ("microsoft_agents", "rasa"))
    before = silenced.level, loud.level
    try:
        silenced.setLevel(logging.CRITICAL + 1)
        loud.setLevel(logging.DEBUG)
        with quiet.third_parties():
            assert (silenced.level, loud.level) == (logging.CRITICAL + 1, logging.ERROR)
    finally:
        silenced.setLevel(before[0])
        loud.setLevel(before[1])
