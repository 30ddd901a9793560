"""Times the parts of guided and handbook turns in this process, and draws them: `python -m tests.bench.parts`.

The parts are those that a server's metrics and spans have (bot/metrics.py), and some more within them. A part's time is its own:
what is asked of another within it is counted there alone.
"""

import asyncio
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from itertools import islice
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from rich.progress import track

from bot import traces
from tests.bench import figures, page, said
from tests.bench.inside import Inside, inside
from tests.bench.said import Conversation

_WARM_UP, _CONVERSATIONS = 3, 20
NAMES = {
    "mask": "mask: names and addresses",
    "facts": "facts: ages, places, risk",
    "heads": "one reading by all heads",
    "embedding": "embedding",
    "votes": "the examples' votes",
    "understanding": "rest of the understanding",
    "search": "search of handbook and guides",
    "dialogue": "what the message does",
    "actions": "the reply",
    "reading": "the conversation read",
    "writing": "the conversation written",
    "turn": "Rasa, and the rest",
}


class OwnTime(SpanProcessor):
    """Adds up how long the spans of each name took, without those within them."""

    def __init__(self) -> None:
        self._within: dict[int, int] = defaultdict(int)
        self.nanoseconds: dict[str, int] = defaultdict(int)

    def on_end(self, span: ReadableSpan) -> None:
        took = (span.end_time or 0) - (span.start_time or 0)
        if span.parent:
            self._within[span.parent.span_id] += took
        self.nanoseconds[span.name] += took - self._within.pop(span.context.span_id, 0)


def _also_timed() -> None:
    """Gives a span to what has none in a server."""
    from bot.nlu.classifier import MessageClassifier
    from bot.nlu.entities import FactFinder
    from bot.nlu.votes import FlowVotes
    from bot.store import ForgetfulTrackerStore
    from knowledge.encoder import Encoder

    for kind, method, name in (
        (FactFinder, "find", "facts"),
        (FactFinder, "topics", "facts"),
        (MessageClassifier, "classify", "heads"),
        (Encoder, "encode", "embedding"),
        (FlowVotes, "shares", "votes"),
        (ForgetfulTrackerStore, "retrieve", "reading"),
        (ForgetfulTrackerStore, "save", "writing"),
    ):
        setattr(kind, method, _spanned(getattr(kind, method), name))


def _spanned(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(method)
    async def awaited(*args: Any, **kwargs: Any) -> Any:
        with traces.span(name):
            return await method(*args, **kwargs)

    @wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        with traces.span(name):
            return method(*args, **kwargs)

    return awaited if inspect.iscoroutinefunction(method) else called


async def _timed(bot: Inside, kind: str, conversations: Iterator[Conversation]) -> dict[str, float]:
    """Milliseconds of each part of a turn, the mean of many."""
    for i, conversation in enumerate(islice(conversations, _WARM_UP)):
        for words in conversation:
            await bot.say(f"{kind} warm-up {i}", words)
    own, turns = OwnTime(), 0
    traces.export(own)
    for i, conversation in enumerate(track(list(islice(conversations, _CONVERSATIONS)), f"A {kind} turn")):
        for words in conversation:
            with traces.span("turn"):
                await bot.say(f"{kind} {i}", words)
            turns += 1
    traces.end()
    return {name: round(own.nanoseconds[part] / 1e6 / turns, 2) for part, name in NAMES.items()}


async def _measure() -> figures.Parts:
    _also_timed()
    async with inside() as bot:
        kinds = {"guided": said.guided(), "handbook": said.handbook()}
        return figures.Parts(
            f"{date.today():%-d %B %Y}", {kind: await _timed(bot, kind, words) for kind, words in kinds.items()}
        )


def main() -> None:
    """Measures, notes and draws."""
    figures.note(asyncio.run(_measure()))
    page.main()


if __name__ == "__main__":
    main()
