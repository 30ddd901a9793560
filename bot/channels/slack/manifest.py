"""The manifest that makes the app in Slack: what it may do, what it hears of, and where Slack finds Signpost."""

from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft7Validator

from bot.channels.slack.app import app
from knowledge.pack import Pack

SCOPES = {  # what the bot may do, and for which calls and events it has to
    "app_mentions:read": {"app_mention"},
    "assistant:write": {"assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"},
    "chat:write": {"chat.postMessage", "chat.update"},
    "im:history": {"message.im"},
}
WITHOUT_SCOPE = {"app_home_opened", "views.publish"}
EVENTS = ["app_home_opened", "app_mention", "message.im"]


def manifest(pack: Pack, url: str) -> dict[str, Any]:
    """The manifest of a Signpost at `url`. Raises ValueError for an address that Slack can't reach."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f"'{url}' is no address for Slack. It must be https and nothing after the host, such as https://signpost.example."
        )
    base, shown = f"https://{parts.netloc}", app(pack)
    made = {
        "display_information": {"name": shown.name, "description": shown.short, "background_color": "#1d3c34"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": shown.name, "always_online": True},
            "agent_view": {
                "agent_description": shown.about,
                "suggested_prompts": [prompt.model_dump() for prompt in shown.prompts],
            },
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": f"{base}/webhooks/slack/events", "bot_events": EVENTS},
            "interactivity": {"is_enabled": True, "request_url": f"{base}/webhooks/slack/actions"},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }
    if wrong := problems(made):
        raise ValueError(f"The manifest is not one that Slack takes: {' '.join(wrong)}")
    return made


def problems(given: Any) -> list[str]:
    """What is wrong with a manifest, by the rules known here: Slack's own schema can't be had offline."""
    return [
        f"[{'.'.join(map(str, error.path)) or 'manifest'}] {error.message[:200]}."
        for error in Draft7Validator(_SCHEMA).iter_errors(given)
    ]


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most}


def _object(**keys: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(keys), "properties": keys, "additionalProperties": False}


_FLAG = {"type": "boolean"}
_ADDRESS = {"type": "string", "pattern": r"^https://[^\s/]+/webhooks/slack/\w+$"}
_PROMPT = _object(title=_text(75), message=_text(300))
_SCHEMA = _object(
    display_information=_object(
        name=_text(35), description=_text(140), background_color={"type": "string", "pattern": "^#[0-9a-f]{6}$"}
    ),
    features=_object(
        app_home=_object(home_tab_enabled=_FLAG, messages_tab_enabled=_FLAG, messages_tab_read_only_enabled=_FLAG),
        bot_user=_object(display_name=_text(80), always_online=_FLAG),
        agent_view=_object(
            agent_description=_text(300), suggested_prompts={"type": "array", "maxItems": 4, "items": _PROMPT}
        ),
    ),
    oauth_config=_object(scopes=_object(bot={"type": "array", "uniqueItems": True, "items": {"enum": sorted(SCOPES)}})),
    settings=_object(
        event_subscriptions=_object(
            request_url=_ADDRESS, bot_events={"type": "array", "uniqueItems": True, "items": {"enum": EVENTS}}
        ),
        interactivity=_object(is_enabled=_FLAG, request_url=_ADDRESS),
        org_deploy_enabled=_FLAG,
        socket_mode_enabled=_FLAG,
        token_rotation_enabled=_FLAG,
    ),
)
