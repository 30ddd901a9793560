"""Limits that instances count together, in Redis: optional, by SIGNPOST_REDIS. Where Redis does not answer, each counts for itself.

An instance asks Redis about what its own count lets through. So nothing is refused because Redis is away, and nobody gets more through
one instance than without Redis, also when it was emptied.
"""

import logging
import math
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from bot import metrics, settings
from bot.channels.secret import pseudonym, signing_key
from bot.channels.web.limits import Limit

_WITHIN = 0.25  # seconds for an answer; a request must not wait for a count
_AGAIN_AFTER = 5.0  # seconds in which a Redis that did not answer is not asked
_TAKE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local full, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'left', 'time')
local left = full
if kept[1] then
  left = math.min(full, kept[1] + math.max(0, now - kept[2]) * rate)
end
local wait = 0
if left >= 1 then left = left - 1 else wait = (1 - left) / rate end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'time', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((full - left) / rate * 1000))
return math.ceil(wait * 1000)
"""  # one token of a bucket; by Redis' own clock, which is the same for all, and forgotten once it would be full again
_log = logging.getLogger(__name__)


class SharedLimits:
    """The Redis at `url`. What is counted is kept under names made with `key`, which tell nobody an address or a conversation."""

    def __init__(self, url: str, key: str, clock: Callable[[], float] = time.monotonic):
        import redis.asyncio as redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        how: dict[str, Any] = {"socket_timeout": _WITHIN, "socket_connect_timeout": _WITHIN}
        self._redis = redis.from_url(url, retry=Retry(NoBackoff(), 0), **how)
        self._failed: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self._key, self._clock = key, clock
        self._away_until: float | None = None

    @property
    def is_there(self) -> bool:
        """Did it answer when it was asked last?"""
        return self._away_until is None

    async def wait(self, limit: Limit, key: str) -> float:
        """Take one for `key`. Returns 0, or the seconds until there is one to take; 0 while Redis does not answer."""
        if self._away_until is not None and self._clock() < self._away_until:
            return 0.0
        try:
            wait = await self._redis.eval(_TAKE, 1, self._name(limit, key), limit.full, limit.rate)
        except self._failed as error:
            self._is_away(error)
            return 0.0
        if self._away_until is not None:
            _log.warning("Redis answers again: instances count messages together")
        self._away_until = None
        metrics.limits_together.set(1)
        return math.ceil(wait) / 1_000

    async def close(self) -> None:
        await self._redis.aclose()

    def _is_away(self, error: Exception) -> None:
        if self._away_until is None:
            _log.warning("Redis does not answer (%s): each instance counts messages for itself", type(error).__name__)
        self._away_until = self._clock() + _AGAIN_AFTER
        metrics.limits_together.set(0)
        metrics.failures.labels("redis", type(error).__name__).inc()

    def _name(self, limit: Limit, key: str) -> str:
        return f"signpost:{pseudonym(self._key, 'limit', limit.name, key)}"


@cache
def shared() -> SharedLimits | None:
    """The process's one; None where SIGNPOST_REDIS is not set. Raises OSError if the installation's secret can't be read."""
    url = settings.current().redis
    return SharedLimits(url.get_secret_value(), signing_key(settings.VAR)) if url else None
