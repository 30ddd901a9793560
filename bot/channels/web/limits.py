"""How often somebody may ask: token buckets, in memory. Instances may count together besides (bot/channels/web/shared_limits.py)."""

import time
from collections import OrderedDict
from collections.abc import Callable


class Limit:
    """`per_minute` requests for each key, which may come all at once and then come back evenly.

    It remembers the `most` keys that asked last, so that no flood of keys fills the memory.
    """

    def __init__(
        self, per_minute: float, name: str = "", most: int = 20_000, clock: Callable[[], float] = time.monotonic
    ):
        self.name, self.full, self.rate = name, float(per_minute), per_minute / 60
        self._most, self._clock = most, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: tokens left, and when

    def wait(self, key: str) -> float:
        """Take one for `key`. Returns 0, or the seconds until there is one to take."""
        now = self._clock()
        left, then = self._buckets.pop(key, (self.full, now))
        left = min(self.full, left + max(0.0, now - then) * self.rate)
        enough = left >= 1
        self._buckets[key] = (left - 1 if enough else left, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - left) / self.rate
