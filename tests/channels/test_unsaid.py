"""A word that nobody else says goes through every failure that a turn can have: neither the answer, nor the log in either form,
nor what is counted has it."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from bot import metrics, quiet
from bot.channels.conversation import Conversations
from bot.turns import TurnFailed
from tests.channels.fakes import FakeAgent, FakeGate

CANARY = "unmistakable"
SENDER = f"slack-{CANARY}"  # an id must not be in the log either


class Breaks(FakeGate):
    def admit(self, raw: str) -> Any:
        raise ValueError(raw)


def nothing(agent: FakeAgent, conversations: Conversations) -> None:
    """All is as it should be, but for the words."""


def gate(agent: FakeAgent, conversations: Conversations) -> None:
    conversations._gate = Breaks()  # type: ignore[assignment]


def unreadable(agent: FakeAgent, conversations: Conversations) -> None:
    async def retrieve(sender: str) -> None:
        raise sa.exc.OperationalError(f"select {CANARY}", {"text": CANARY}, Exception(CANARY))

    agent.tracker_store.retrieve = retrieve  # type: ignore[method-assign]


def undeletable(agent: FakeAgent, conversations: Conversations) -> None:
    def delete(*_: Any) -> None:
        raise OSError(CANARY)

    agent.tracker_store.delete = delete  # type: ignore[assignment,method-assign]


def misshapen(agent: FakeAgent, conversations: Conversations) -> None:
    async def handle(message: Any) -> None:
        await message.output_channel.send_response(SENDER, {"text": message.text, "buttons": [{CANARY: 1}]})

    agent.handle_message = handle  # type: ignore[method-assign]


def half_done(agent: FakeAgent, conversations: Conversations) -> None:
    async def handle(message: Any) -> None:
        raise TurnFailed("the action took too long") from ValueError(message.text)

    agent.handle_message = handle  # type: ignore[method-assign]


def by_a_library(agent: FakeAgent, conversations: Conversations) -> None:
    """Rasa and others log what they were at, in each of their ways."""

    async def handle(message: Any) -> None:
        logging.getLogger("rasa.core.processor").error("could not handle %s", message.text)
        logging.getLogger("rasa.core.channels").warning(f"no answer to '{message.text}'")
        structlog.get_logger("rasa.core.agent").error("agent.failed", text=message.text)
        try:
            raise KeyError(message.text)
        except KeyError:
            logging.getLogger("sanic.error").exception("Exception occurred while handling uri: %r", message.text)
        raise RuntimeError(message.text)

    agent.handle_message = handle  # type: ignore[method-assign]


FAILURES: list[tuple[Callable[[FakeAgent, Conversations], None], str]] = [
    (nothing, f"break {CANARY}"),
    (nothing, f"silence {CANARY}"),
    (nothing, f"slow {CANARY}"),
    (gate, CANARY),
    (unreadable, CANARY),
    (undeletable, "delete my conversation"),
    (misshapen, CANARY),
    (half_done, CANARY),
    (by_a_library, CANARY),
]


@pytest.mark.parametrize(("breaks", "said"), FAILURES, ids=[f"{b.__name__} {s.split()[0]}" for b, s in FAILURES])
@pytest.mark.parametrize("channel", ["web", "slack", "teams"])
def test_nothing_of_it_is_anywhere(
    channel: str, breaks: Callable[[FakeAgent, Conversations], None], said: str, written: list[str]
) -> None:
    before = structlog.get_config()
    quiet.logs()
    try:
        agent, conversations = FakeAgent(), Conversations(channel, turn_seconds=0.3, gate=FakeGate())  # type: ignore[arg-type]
        breaks(agent, conversations)
        messages = asyncio.run(conversations.say(agent, SENDER, said))
    finally:
        structlog.configure(**before)
    told = "\n".join(message.text for message in messages)
    assert "999" in told and CANARY not in told
    assert CANARY not in "\n".join(written) and CANARY not in metrics.written_out().decode()
    lines = [json.loads(line) for line in written if line.startswith("{")]
    named = {line.get("conversation") for line in lines}
    assert len(named) == 1 or said.startswith("silence") or breaks is unreadable  # which the store logs
    assert None not in named or breaks is undeletable
