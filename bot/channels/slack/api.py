"""What Signpost asks of Slack: a message posted, one changed, a page shown. A failure is logged without words and counted."""

import logging
from collections import Counter
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.channels.slack.events import Place
from bot.settings import SLACK_API

_TIMEOUT = 10  # seconds for one call
_TRIES_AFTER_429 = 2
_BLOCKS_REFUSED = {"msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"}
_log = logging.getLogger(__name__)


class _Patience(AsyncRateLimitErrorRetryHandler):
    """Sends again what Slack refused for its rate, and counts that."""

    async def prepare_for_next_attempt_async(self, **told: Any) -> None:
        metrics.sent.labels("slack", "tried again").inc()
        await super().prepare_for_next_attempt_async(**told)


class Slack:
    """Slack's Web API with one bot's token. `failures` counts what could not be done, by method and Slack's word for why."""

    def __init__(self, token: str, url: str = SLACK_API):
        # Only what Slack refused for its rate is sent again: what may have arrived would otherwise stand there twice.
        retry = [_Patience(max_retry_count=_TRIES_AFTER_429)]
        quiet = logging.getLogger("slack_sdk.quiet")
        quiet.setLevel(logging.CRITICAL)  # its debug lines hold what is sent
        self._web = AsyncWebClient(token, url, timeout=_TIMEOUT, retry_handlers=list(retry), logger=quiet)
        self.failures: Counter[str] = Counter()

    async def post(self, place: Place, message: dict[str, Any]) -> bool:
        """A message in its thread. If Slack refuses its blocks, its words go alone; if the thread is gone, it begins another."""
        sent = {
            "channel": place.channel,
            "thread_ts": place.root,
            "unfurl_links": False,
            "unfurl_media": False,
            **message,
        }
        error = await self._call("chat.postMessage", sent)
        if error in _BLOCKS_REFUSED:
            self._note("chat.postMessage", error, "without its form")
            sent.pop("blocks")
            error = await self._call("chat.postMessage", sent)
        if error == "thread_not_found":
            sent.pop("thread_ts")
            error = await self._call("chat.postMessage", sent)
        return self._note("chat.postMessage", error)

    async def update(self, channel: str, ts: str, message: dict[str, Any]) -> bool:
        return self._note("chat.update", await self._call("chat.update", {"channel": channel, "ts": ts, **message}))

    async def status(self, place: Place, status: str) -> None:
        """What Signpost is doing, until it answers. A thread in which Slack shows none is no failure."""
        sent = {"channel_id": place.channel, "thread_ts": place.root, "status": status}
        await self._call("assistant.threads.setStatus", sent)

    async def prompts(self, channel: str, title: str, prompts: list[dict[str, str]]) -> bool:
        method = "assistant.threads.setSuggestedPrompts"
        return self._note(method, await self._call(method, {"channel_id": channel, "title": title, "prompts": prompts}))

    async def home(self, user: str, blocks: list[dict[str, Any]]) -> bool:
        sent = {"user_id": user, "view": {"type": "home", "blocks": blocks}}
        return self._note("views.publish", await self._call("views.publish", sent))

    async def _call(self, method: str, sent: dict[str, Any]) -> str | None:
        """None, or Slack's word for why not."""
        try:
            await self._web.api_call(method, json=sent)
        except SlackApiError as refused:
            said = refused.response.data if hasattr(refused.response, "data") else None
            return str(said.get("error", "no reason given")) if isinstance(said, dict) else "no answer that can be read"
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return type(error).__name__
        return None

    def _note(self, method: str, error: str | None, kind: str = "not delivered") -> bool:
        """Counts what came of a call, of the `kind` where there is an `error`; gives whether there was none."""
        if error is None:
            metrics.sent.labels("slack", "delivered").inc()
            return True
        metrics.sent.labels("slack", kind).inc()
        self.failures[f"{method} {error}"] += 1
        metrics.failures.labels("slack", method).inc()
        _log.error("Slack did not take a call (%s: %s), %d so far", method, error, self.failures.total())
        return False
