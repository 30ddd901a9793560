"""Whether an answer helped: Slack's two small buttons under it, and the fixed reasons that are asked for if it did not."""

from typing import Any

from bot import feedback
from bot.channels import opinions
from bot.channels.slack.limits import Block
from bot.channels.slack.render import FEEDBACK, REASON, as_text, button, section
from bot.database import Database
from knowledge.pack import Pack

_WHY = "I am sorry that it did not help. What was it? Only the answer's section and what you press are counted, and not who said so."

about = opinions.about


def asked(about: str) -> Block:
    """The two buttons."""
    told = {"positive": ("Helpful", "This answer helped", "yes"), "negative": ("Not helpful", "It did not help", "no")}
    both = {
        f"{which}_button": {
            "text": {"type": "plain_text", "text": text},
            "accessibility_label": label,
            "value": f"{value}:{about}",
        }
        for which, (text, label, value) in told.items()
    }
    return {
        "type": "context_actions",
        "elements": [{"type": "feedback_buttons", "action_id": FEEDBACK, **both}],
    }


def reasons(about: str) -> dict[str, Any]:
    """The message that asks why."""
    buttons = [
        button(f"{REASON}-{name}", told.capitalize(), f"{name}:{about}") for name, told in feedback.REASONS.items()
    ]
    blocks = [section(_WHY), {"type": "actions", "block_id": "reasons", "elements": buttons}]
    return {"text": as_text(blocks), "blocks": blocks}


def count(database: Database, pack: Pack, action: str, value: str) -> dict[str, Any] | None:
    """Count what was pressed; gives the message that asks why, if that is to be asked. What can't be counted is not."""
    said, _, section_id = value.partition(":")
    if (said in feedback.REASONS) != action.startswith(REASON):
        return None
    return reasons(section_id) if opinions.count(database, pack, "slack", value) == "why" else None
