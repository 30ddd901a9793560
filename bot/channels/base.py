"""What every channel shares: the messages of one turn, whole, as the actions made them."""

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

DANGER_LINE = "If anyone is in danger now, call 999."
FAILED = (
    f"Something went wrong on my side and I could not answer. {DANGER_LINE}\n\nPlease try again in a moment. If it "
    "cannot wait, speak to your designated safeguarding lead or named professional."
)


class TurnOutput(CollectingOutputChannel):
    """Gathers a turn's messages and never splits one, so that no warning parts from its source.

    Each of `messages` has `text`, `choices` (a list of `{"title", "payload"}`), `sources` (a list of
    citations), `record` (text to copy, or None) and `urgency` (`emergency`, `urgent` or `normal`).
    """

    @classmethod
    def name(cls) -> str:
        return "turn"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        choices = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []]
        self.messages.append(
            {
                "text": message.get("text") or "",
                "choices": choices,
                "sources": custom.get("sources", []),
                "record": custom.get("record"),
                "urgency": custom.get("urgency", "normal"),
            }
        )

    def latest_output(self) -> dict[str, Any] | None:
        return self.messages[-1] if self.messages else None
