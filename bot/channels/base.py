"""One turn through Rasa: its messages, whole, as the actions made them."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot import metrics
from bot.channels.gate import Admitted
from bot.channels.message import Message
from bot.turns import TurnFailed

_log = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


async def take_turn(
    on_new_message: OnNewMessage, text: str, admitted: Admitted, sender: str, channel: str
) -> list[Message] | None:
    """One turn: the messages that answer `text`, or None if it failed. Nothing of a turn that failed is stored."""
    output = TurnOutput()
    try:
        await on_new_message(UserMessage(text, output, sender, input_channel=channel, metadata=admitted.metadata))
    except (Exception, TurnFailed) as error:
        _log.error("A turn failed: %s", f"{error}" if isinstance(error, TurnFailed) else type(error).__name__)
        return None
    return output.messages or None


class TurnOutput(CollectingOutputChannel):
    """Gathers a turn's messages and never splits one, so that no warning parts from its source."""

    messages: list[Message]

    @classmethod
    def name(cls) -> str:
        return "turn"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if gap := (message.get("custom") or {}).get("gap"):
            metrics.unanswered.labels(gap["kind"]).inc()
        self.messages.append(Message.of_rasa(message))

    def latest_output(self) -> Message | None:
        return self.messages[-1] if self.messages else None
