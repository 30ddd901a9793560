"""How often somebody may ask: token buckets, in memory."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable


class Limit:
    """`per_minute` requests for each key, which may come all at once and then come back evenly.

    It remembers the `most` keys that asked last, so that no flood of keys fills the memory.
    """

    def __init__(self, per_minute: float, most: int = 20_000, clock: Callable[[], float] = time.monotonic):
        self._full, self._rate, self._most, self._clock = float(per_minute), per_minute / 60, most, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: tokens left, and when

    def wait(self, key: str) -> float:
        """Take one for `key`. Returns 0, or the seconds until there is one to take."""
        now = self._clock()
        left, then = self._buckets.pop(key, (self._full, now))
        left = min(self._full, left + max(0.0, now - then) * self._rate)
        enough = left >= 1
        self._buckets[key] = (left - 1 if enough else left, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - left) / self._rate


def address_key(address: str) -> str:
    """Whom an address stands for: itself, or its /64 where one subscriber has so many (IPv6)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
