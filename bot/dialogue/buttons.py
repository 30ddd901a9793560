"""What a button sends: the one command of Rasa's that a channel lets through."""

import re
from collections.abc import Mapping
from typing import Any

_PAYLOAD = re.compile(r'/pick\{"choice": ?"([\w:.,=+-]{1,80})"\}')


def payload(choice: str) -> str:
    """What a button sends for `choice`."""
    return f'/pick{{"choice": "{choice}"}}'


def is_payload(text: str) -> bool:
    """Is `text` what a button sends, and nothing else?"""
    return _PAYLOAD.fullmatch(text) is not None


def choice_in(message: Mapping[str, Any]) -> str | None:
    """The choice of the pressed button, in a message as Rasa parsed it; None where something was typed."""
    return next((e.get("value") for e in message.get("entities") or [] if e.get("entity") == "choice"), None)
