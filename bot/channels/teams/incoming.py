"""What Teams sends: an activity, read into the few things that an answer needs.

Read with patience: whatever else an activity holds, or holds in an odd shape, must not lose what somebody wrote.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.teams.words import typed

Scope = Literal["personal", "groupChat", "channel"]
What = Literal["said", "pressed", "judged", "attached", "added", "invoked", "nothing"]


class Malformed(ValueError):
    """An activity without what every activity has."""


@dataclass(frozen=True)
class Incoming:
    """One activity. The ids are Teams' own and are not kept."""

    what: What
    id: str
    service_url: str
    conversation: str  # in a channel: the thread's
    scope: Scope
    tenants: frozenset[str]
    person: str
    bot: str
    words: str = ""
    choice: str = ""  # the payload of a pressed button, as the client says
    opinion: str = ""  # what a button under an answer says of it, as the client says
    card: str | None = None  # the message whose button was pressed
    voice: bool = False  # what is attached is to be listened to or watched
    files: bool = False
    again: str = ""  # tells an edit from what was edited, which has the same id


def read(given: object) -> Incoming:
    """`given` as an activity. Raises Malformed, which says nothing of what it held."""
    activity = _dict(given)
    conversation, channel_data = _dict(activity.get("conversation")), _dict(activity.get("channelData"))
    kind, service_url, told_to = (_text(activity.get(key)) for key in ("type", "serviceUrl", "channelId"))
    if not (kind and service_url and told_to == "msteams" and _text(conversation.get("id"))):
        raise Malformed("not an activity of Teams")
    person, number = _text(_dict(activity.get("from")).get("id")), _text(activity.get("id"))
    if kind in ("message", "messageUpdate"):
        if not (person and number):
            raise Malformed("a message of nobody")
        if not isinstance(activity.get("text") or "", str):
            raise Malformed("a message whose text is none")
    bot = _dict(activity.get("recipient"))
    tenants = (_text(conversation.get("tenantId")), _text(_dict(channel_data.get("tenant")).get("id")))
    attachments = [_dict(attachment) for attachment in _list(activity.get("attachments"))]
    kinds = [_text(attachment.get("contentType")).lower() for attachment in attachments]
    formatted = next((_text(a.get("content")) for a, k in zip(attachments, kinds, strict=True) if k == "text/html"), "")
    words = typed(_text(activity.get("text")), _names(activity, bot), formatted)
    choice, opinion = _sent(activity.get("value"), "choice"), _sent(activity.get("value"), "opinion")
    voice = any(k.startswith(("audio/", "video/")) for k in kinds)
    files = any(not k.startswith(_NOT_A_FILE) for k in kinds if k)
    edit = _text(channel_data.get("eventType"))
    return Incoming(
        what="judged" if kind == "message" and opinion else _what(kind, edit, words, choice, files, activity, bot),
        id=number,
        service_url=service_url,
        conversation=_text(conversation.get("id")),
        scope=_scope(conversation),
        tenants=frozenset(tenant.lower() for tenant in tenants if tenant),
        person=person,
        bot=_text(bot.get("id")),
        words=words,
        choice=choice,
        opinion=opinion,
        card=_text(activity.get("replyToId")) or None,
        voice=voice,
        files=files,
        again=_text(activity.get("timestamp")) if kind == "messageUpdate" else "",
    )


# What comes with words as a matter of course: the words again as HTML, a quoted message, a link's preview, another bot's card.
_NOT_A_FILE = (
    "text/html",
    "messagereference",
    "application/vnd.microsoft.card.",
    "application/vnd.microsoft.teams.card.",
)


def _what(
    kind: str, edit: str, words: str, choice: str, files: bool, activity: dict[str, Any], bot: dict[str, Any]
) -> What:
    """What an activity does, as docs/teams.md has it in a table."""
    match kind:
        case "message" if choice:
            return "pressed"
        case "message" if files and not words:
            return "attached"
        case "message":
            return "said"
        case "messageUpdate" if edit == "editMessage":
            return "said"
        case "conversationUpdate" if _joined(activity, bot):
            return "added"
        case "invoke":
            return "invoked"
        case _:
            return "nothing"


def _joined(activity: dict[str, Any], bot: dict[str, Any]) -> bool:
    """Whether the bot itself is among those who were added."""
    added = [_text(_dict(member).get("id")) for member in _list(activity.get("membersAdded"))]
    return bool(bot.get("id")) and bot["id"] in added


def _scope(conversation: dict[str, Any]) -> Scope:
    match conversation.get("conversationType"):
        case "channel":
            return "channel"
        case "groupChat":
            return "groupChat"
        case _:
            return "groupChat" if conversation.get("isGroup") is True else "personal"


def _names(activity: dict[str, Any], bot: dict[str, Any]) -> list[str]:
    """How the message writes the bot's name, each piece of a mention that Teams split."""
    names = [_text(bot.get("name"))]
    for entity in map(_dict, _list(activity.get("entities"))):
        if entity.get("type") == "mention" and _dict(entity.get("mentioned")).get("id") == bot.get("id"):
            names += [_text(entity.get("text")), _text(_dict(entity.get("mentioned")).get("name"))]
    return [name for name in names if name]


def _sent(value: object, name: str) -> str:
    """What a button of ours sends back under a name: in an object, or in one that was written as text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ""
    return _text(_dict(value).get(name))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
