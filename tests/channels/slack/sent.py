"""Requests as Slack sends them, signed."""

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

SECRET = "a signing secret for these tests alone"
_NUMBERS = itertools.count(1)


def number() -> str:
    """A time stamp that no other message of the tests has."""
    return f"1800000000.{next(_NUMBERS):06d}"


def headers(body: str | bytes, at: str | None = None, secret: str = SECRET) -> dict[str, str]:
    at = str(int(time.time())) if at is None else at
    raw = body if isinstance(body, bytes) else body.encode()
    made = hmac.new(secret.encode(), f"v0:{at}:".encode() + raw, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={made}",
        "Content-Type": "application/json",
    }


def envelope(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "token": "x",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": f"Ev{next(_NUMBERS)}",
        "event_time": 1,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": event,
    }


def message(text: str, **more: Any) -> dict[str, Any]:
    """Somebody's direct message."""
    ts = more.pop("ts", None) or number()
    return envelope(
        {
            "type": "message",
            "channel": "D1",
            "channel_type": "im",
            "user": "U1",
            "text": text,
            "ts": ts,
            "event_ts": ts,
            **more,
        }
    )


def mention(text: str, **more: Any) -> dict[str, Any]:
    ts = number()
    return envelope(
        {"type": "app_mention", "channel": "C1", "user": "U1", "text": text, "ts": ts, "event_ts": ts, **more}
    )


def opened(tab: str) -> dict[str, Any]:
    return envelope({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": tab, "event_ts": number()})


def press(shown: dict[str, Any], title: str, **more: Any) -> dict[str, Any]:
    """Somebody presses the button `title` of a message that was posted, as `shown`."""
    buttons = [e for block in shown["blocks"] if block["type"] == "actions" for e in block["elements"]]
    pressed = next(button for button in buttons if button["text"]["text"] == title)
    return action(shown, {**pressed, **more})


def action(shown: dict[str, Any], pressed: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "api_app_id": "A1",
        "channel": {"id": shown["channel"]},
        "message": {"ts": shown.get("ts", "9.1"), "thread_ts": shown["thread_ts"], "blocks": shown["blocks"]},
        "response_url": "https://hooks.example/x",
        "trigger_id": "1",
        "actions": [{**pressed, "action_ts": number()}],
    }


def as_json(given: dict[str, Any]) -> str:
    return json.dumps(given)


def as_form(given: dict[str, Any]) -> str:
    return urlencode({"payload": json.dumps(given)})
