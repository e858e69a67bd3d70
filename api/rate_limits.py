"""How many requests one address, key or user may send, in each process.

A sliding window as `limits` counts it: so many in the window before, by how much of it
still counts, and so many in this one.
"""

import math
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage

from api.auth.identity import Identity
from trr_backend.config import Settings

# Two windows of an address are two of these; 100 bytes each.
_MOST_COUNTERS: Final = 100_000
# Who has one address of IPv6 has all of its network.
_NETWORK_BITS: Final = 64


class RateLimits:
    """Counts requests; made once an app."""

    def __init__(self, settings: Settings) -> None:
        self._of_address = _rate(settings.rate_limit)
        self._of_name = _rate(settings.key_rate_limit)
        self._windows = Windows()

    def hit(self, who: Identity, address: str | None) -> int | None:
        """Count a request. Return None, or in how many seconds the next may come.

        One that is too many is not counted.
        """
        if who.name is None:
            rate, key = self._of_address, network(address or "")
        else:
            rate, key = self._of_name, who.name
        if rate is None:
            return None
        if self._windows.acquire_sliding_window_entry(key, *rate):
            return None
        return self._windows.seconds_to_wait(key, *rate)

    @property
    def counters(self) -> int:
        """How many counters are held."""
        return self._windows.count


class Windows(MemoryStorage):
    """Counters in memory, of which the longest unused are forgotten.

    The library's own storage starts a thread for each moment with a request, which goes
    through all counters, and holds as many as there are addresses. Here a counter's key
    has the number of its window in it, so that none has to be ended.
    """

    STORAGE_SCHEME = ["trr-windows"]  # noqa: RUF012 -- as the library declares it

    def __init__(self, most: int = _MOST_COUNTERS) -> None:
        super().__init__()
        self._half = max(2, most // 2)
        self._young: dict[str, int] = {}
        self._old: dict[str, int] = {}

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:  # noqa: ARG002 -- the library's signature
        """Add to a counter, and return what it is then."""
        count = self._young[key] = self._counted(key) + amount
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        return count

    def decr(self, key: str, amount: int = 1) -> int:
        """Take from a counter, and return what it is then."""
        return self.incr(key, 0, -amount)

    def get(self, key: str) -> int:
        """Return a counter; what was never counted is 0."""
        return self._counted(key)

    def _counted(self, key: str) -> int:
        # The library wraps what has a name of its own, each time anew.
        return self._young.get(key) or self._old.get(key, 0)

    @property
    def count(self) -> int:
        """How many counters there are."""
        return len(self._young) + len(self._old)

    def seconds_to_wait(self, key: str, limit: int, window: int) -> int:
        """Return in how many whole seconds one more is taken, if none comes before."""
        before, _, now, ends = self.get_sliding_window(key, window)
        left = ends - window
        # What the window before still weighs falls until it leaves room for one.
        room = limit - now
        wait = left - room * window / before if room > 0 and before else left
        return max(1, math.floor(wait) + 1)


@lru_cache(maxsize=16_384)
def network(address: str) -> str:
    """Return what an address is counted as: of IPv6 its network of 64 bits.

    >>> network("2001:db8:1:2:3::4"), network("::ffff:192.0.2.7"), network("unix:")
    ('2001:db8:1:2::', '192.0.2.7', 'unix:')
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    host_bits = known.max_prefixlen - _NETWORK_BITS
    return str(IPv6Address(int(known) >> host_bits << host_bits))


def _rate(text: str) -> tuple[int, int] | None:
    """Return how many in how many seconds, or None for any number."""
    if text == "none":
        return None
    item: RateLimitItem = parse(text)
    return item.amount, item.get_expiry()
