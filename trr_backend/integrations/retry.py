"""How long to wait before the next try, and when to give up.

Failures (5xx, lost connections, broken bodies) get four tries in all. "Too many
requests" is no failure of the request: it is repeated until two minutes were waited.
Waits double, are jittered so that many requests do not come back together, and are
never shorter than what the upstream asked for, up to a cap.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from trr_backend.errors import RateLimited, Unavailable

MAX_TRIES = 4
MAX_THROTTLED_SECONDS = 120.0
MAX_RETRY_AFTER_SECONDS = 60.0
_HEALING = frozenset({None, 200, 500, 502, 503, 504})
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 10.0


@dataclass(slots=True)
class Patience:
    """What one request has left: its tries so far and the time it was held off."""

    failures: int = 0
    throttled: int = 0
    throttled_seconds: float = 0.0

    def next_wait(self, error: Unavailable) -> float | None:
        """Return the seconds to wait before the next try, None to give up."""
        if isinstance(error, RateLimited):
            return self._after_throttle(error.retry_after_seconds)
        return self._after_failure(error.retry_after_seconds) if heals(error) else None

    def _after_failure(self, asked_seconds: float | None) -> float | None:
        self.failures += 1
        if self.failures >= MAX_TRIES:
            return None
        return _wait(self.failures, asked_seconds)

    def _after_throttle(self, asked_seconds: float | None) -> float | None:
        self.throttled += 1
        seconds = _wait(self.throttled + 1, asked_seconds)
        self.throttled_seconds += seconds
        return seconds if self.throttled_seconds <= MAX_THROTTLED_SECONDS else None


def heals(error: Unavailable) -> bool:
    """Tell whether another try makes sense: no status, a broken 200, some 5xx."""
    return error.status in _HEALING


def _wait(attempt: int, asked_seconds: float | None) -> float:
    doubled = _FIRST_WAIT_SECONDS * float(2 ** min(attempt - 1, 10))
    least = max(min(doubled, _LONGEST_WAIT_SECONDS), asked_seconds or 0.0)
    return least * (1 + random.random() / 4)  # noqa: S311 - jitter, no secret


def retry_after_seconds(
    headers: Mapping[str, str], *, most: float = MAX_RETRY_AFTER_SECONDS
) -> float | None:
    """Return what Retry-After asks for (seconds or a date), capped; None without it.

    A date is measured against the answer's own Date, so a wrong clock here is no harm.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(float(text), most)
    moment = _date(text)
    if moment is None:
        return None
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return min(max((moment - now).total_seconds(), 0.0), most)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
