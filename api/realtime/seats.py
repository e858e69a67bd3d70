"""How many clients there may be at once: in the process, and of one address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.rate_limits import network

# An address that has all its seats will hardly have one again in a moment.
_RETRY_SECONDS = 5
_TOO_MANY = 429
_FULL = 503


@dataclass(frozen=True, slots=True)
class Full(Exception):
    """There is no seat: the status and the words of the answer."""

    status: int
    said: str
    retry_seconds: int = _RETRY_SECONDS


class Seats:
    """Counts sockets and streams; one object for all of a process."""

    def __init__(self, most: int, most_of_address: int) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._taken: Counter[str] = Counter()
        self.count = 0

    @contextmanager
    def taken(self, address: str | None) -> Iterator[None]:
        """Keep a seat while the block lasts. Raises Full.

        Of IPv6 a network of 64 bits is one address, as for the rate of requests.
        """
        key = network(address or "")
        if self.count >= self._most:
            raise Full(_FULL, "Too many clients follow the feed here; try again soon.")
        if self._taken[key] >= self._most_of_address:
            raise Full(
                _TOO_MANY,
                f"An address may have {self._most_of_address} clients at once; close "
                "one first.",
            )
        self.count += 1
        self._taken[key] += 1
        try:
            yield
        finally:
            self.count -= 1
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]
