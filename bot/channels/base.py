"""What every channel shares: the messages of one turn, whole, as the actions made them."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.gate import Admitted
from bot.turns import TurnFailed

DANGER_LINE = "If anyone is in danger now, call 999."
FAILED = (
    f"Something went wrong on my side and I could not answer. {DANGER_LINE}\n\nPlease try again in a moment. If it "
    "cannot wait, speak to your designated safeguarding lead or named professional."
)
_log = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


def plain(text: str, urgency: str = "normal") -> dict[str, Any]:
    """A message that is words alone."""
    return {"text": text, "choices": [], "sources": [], "record": None, "urgency": urgency}


def notice(left_out: Sequence[str]) -> list[dict[str, Any]]:
    """The message that tells, kindly, what was left out of somebody's words; none if nothing was."""
    if not left_out:
        return []
    things = left_out[0] if len(left_out) == 1 else f"{', '.join(left_out[:-1])} and {left_out[-1]}"
    told = f"I have left out {things} before anything was kept: I don't need to know who they are to help. You can go on as you are."
    return [{**plain(told), "notice": True}]


async def take_turn(
    on_new_message: OnNewMessage, text: str, admitted: Admitted, sender: str, channel: str
) -> list[dict[str, Any]] | None:
    """One turn: the messages that answer `text`, or None if it failed. Nothing of a turn that failed is stored."""
    output = TurnOutput()
    try:
        await on_new_message(UserMessage(text, output, sender, input_channel=channel, metadata=admitted.metadata))
    except (Exception, TurnFailed) as error:
        _log.error("A turn failed: %s", f"{error}" if isinstance(error, TurnFailed) else type(error).__name__)
        return None
    return output.messages or None


def as_message(message: dict[str, Any]) -> dict[str, Any]:
    """What Rasa sends, or has stored, as a message of a turn."""
    custom = message.get("custom") or {}
    return {
        "text": message.get("text") or "",
        "choices": [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []],
        "sources": custom.get("sources", []),
        "record": custom.get("record"),
        "urgency": custom.get("urgency", "normal"),
    }


class TurnOutput(CollectingOutputChannel):
    """Gathers a turn's messages and never splits one, so that no warning parts from its source.

    Each of `messages` has `text`, `choices` (a list of `{"title", "payload"}`), `sources` (a list of
    citations), `record` (text to copy, or None) and `urgency` (`emergency`, `urgent` or `normal`).
    """

    @classmethod
    def name(cls) -> str:
        return "turn"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(as_message(message))

    def latest_output(self) -> dict[str, Any] | None:
        return self.messages[-1] if self.messages else None
