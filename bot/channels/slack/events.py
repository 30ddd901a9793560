"""What Slack sends, and what it is to Signpost: pure, from an envelope that is known to be Slack's to one of a few kinds of thing.

What is none of them (another app's message, our own, a deletion, somebody who joins) is nothing, and stays without an answer.
"""

from dataclasses import dataclass
from typing import Any

from bot.channels.message import DANGER_LINE, Message
from bot.channels.slack.mrkdwn import typed
from bot.channels.slack.render import CHOICE, FEEDBACK, REASON

FILES = Message(
    f"I can't read files, pictures or voice messages, and have not opened it. Please type what you need to know. {DANGER_LINE}"
)
EDITED = Message(
    "I have not read the change: I answer a message as it was first sent. Please send what is different as a new message in this "
    f"thread. {DANGER_LINE}"
)
_READ = {None, "file_share", "thread_broadcast", "me_message"}  # subtypes of a message that hold somebody's words

Delivery = tuple[str, ...]  # what names it for Deliveries


@dataclass(frozen=True)
class Place:
    """A thread. A conversation is one thread: its channel and its root."""

    channel: str
    root: str

    @property
    def alone(self) -> bool:
        """Is it with one person alone? Slack's ids of those channels, and of no others, begin so."""
        return self.channel.startswith("D")


@dataclass(frozen=True)
class Said:
    """Somebody's words; `files`: they came with files, which nobody reads."""

    place: Place
    user: str
    text: str
    files: bool
    delivery: Delivery


@dataclass(frozen=True)
class Unread:
    """Something that can't be read, and what is answered to it."""

    place: Place
    answer: Message
    delivery: Delivery


@dataclass(frozen=True)
class Opened:
    """Somebody opened Signpost's own page, or their messages with it."""

    user: str
    channel: str
    tab: str
    delivery: Delivery


@dataclass(frozen=True)
class Pressed:
    """A button of a message of ours: `ts` names that message and `blocks` are its own; `value` is what the button sends."""

    place: Place
    user: str
    ts: str
    action: str
    title: str
    value: str
    blocks: list[dict[str, Any]]

    @property
    def delivery(self) -> Delivery:
        """A choice is made once, whoever makes it: twice in haste is once. An opinion is had once by each."""
        press = ("press", self.place.channel, self.ts, self.action)
        return press if self.action.startswith(CHOICE) else (*press, self.user)


Incoming = Said | Unread | Opened | Pressed


def of_event(envelope: dict[str, Any]) -> Incoming | None:
    """What an event is. Raises LookupError, TypeError or AttributeError for what is not of Slack's shape."""
    event = envelope["event"]
    match event["type"]:
        case "app_home_opened":
            return Opened(event["user"], event["channel"], event.get("tab", ""), ("event", envelope["event_id"]))
        case "app_mention":
            return _message(envelope, event)
        case "message" if event.get("channel_type") == "im":
            return _edit(event) if event.get("subtype") == "message_changed" else _message(envelope, event)
        case _:
            return None


def of_action(payload: dict[str, Any]) -> Pressed | None:
    """What a pressed button is; None for every other kind of interaction. Raises as `of_event` does."""
    if payload.get("type") != "block_actions" or not payload.get("message"):
        return None
    action, message, channel = payload["actions"][0], payload["message"], payload["channel"]["id"]
    if action["action_id"].partition("-")[0] not in (CHOICE, FEEDBACK, REASON):
        return None
    place = Place(channel, message.get("thread_ts") or message["ts"])
    title = ((action.get("text") or {}).get("text")) or ""
    value, blocks = action.get("value") or "", list(message.get("blocks") or [])
    return Pressed(place, payload["user"]["id"], message["ts"], action["action_id"], title, value, blocks)


def _message(envelope: dict[str, Any], event: dict[str, Any]) -> Said | Unread | None:
    if event.get("subtype") not in _READ or event.get("bot_id") or not event.get("user"):
        return None
    ours = {one.get("user_id") for one in envelope.get("authorizations") or [] if one.get("is_bot")}
    if event["user"] in ours:
        return None
    # A message is named by where and when it stands, so that a mention that comes as two events is one.
    place, delivery = _place(event), ("message", event["channel"], event["ts"])
    text, files = typed(event.get("text") or ""), bool(event.get("files"))
    if files and not text:
        return Unread(place, FILES, delivery)
    return Said(place, event["user"], text, files, delivery)


def _edit(event: dict[str, Any]) -> Unread | None:
    """Somebody changed their words. (Slack also calls it a change when a link got its preview, or we marked a choice.)"""
    new, old = event["message"], event.get("previous_message") or {}
    if new.get("bot_id") or not new.get("edited") or new.get("text") == old.get("text"):
        return None
    place = Place(event["channel"], new.get("thread_ts") or new["ts"])
    return Unread(place, EDITED, ("edit", event["channel"], new["ts"], new["edited"]["ts"]))


def _place(event: dict[str, Any]) -> Place:
    # One installation serves one workspace, so the team adds nothing; in a shared channel two events may even name two teams.
    return Place(event["channel"], event.get("thread_ts") or event["ts"])
