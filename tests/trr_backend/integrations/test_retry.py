"""What is tried again, when, and how long."""

import pytest

from trr_backend.errors import RateLimited, Unavailable
from trr_backend.integrations.retry import (
    MAX_RETRY_AFTER_SECONDS,
    MAX_THROTTLED_SECONDS,
    Patience,
    retry_after_seconds,
)

DATE = "Tue, 18 Nov 2025 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "86400"}, MAX_RETRY_AFTER_SECONDS),
        ({"retry-after": "Tue, 18 Nov 2025 10:00:09 GMT", "date": DATE}, 9.0),
        ({"retry-after": "Tue, 18 Nov 2025 09:00:00 GMT", "date": DATE}, 0.0),
        (
            {"retry-after": "Wed, 19 Nov 2025 10:00:00 GMT", "date": DATE},
            MAX_RETRY_AFTER_SECONDS,
        ),
        ({"retry-after": "Tue, 18 Nov 2025 10:00:00 GMT"}, 0.0),
    ],
)
def test_retry_after_is_read_in_both_forms_and_capped(
    headers: dict[str, str], seconds: float | None
) -> None:
    """Seconds and dates count; nonsense does not, and nobody asks for an hour."""
    assert retry_after_seconds(headers) == seconds


@pytest.mark.parametrize("status", [None, 200, 500, 502, 503, 504])
def test_a_failure_that_may_heal_gets_four_tries(status: int | None) -> None:
    """Three waits that about double, then no more."""
    patience = Patience()
    waits = [
        patience.next_wait(Unavailable(source="example", status=status))
        for _ in range(4)
    ]
    assert waits[3] is None
    assert [round(wait or 0, 0) for wait in waits[:3]] in (
        [0, 1, 2],
        [1, 1, 2],
    ), waits


@pytest.mark.parametrize("status", [501, 505, 507])
def test_a_failure_that_stays_is_not_repeated(status: int) -> None:
    """The server said that it cannot, not that it is busy."""
    error = Unavailable(source="example", status=status)
    assert Patience().next_wait(error) is None


def test_a_wait_is_never_shorter_than_what_was_asked_for() -> None:
    """Retry-After is a lower bound, also for a 503."""
    error = Unavailable(source="example", status=503, retry_after_seconds=20)
    wait = Patience().next_wait(error)
    assert wait is not None
    assert 20 <= wait <= 25


@pytest.mark.parametrize("asked", [None, 0.0, 1.0, 30.0, 60.0])
def test_a_minute_of_too_many_requests_is_survived(asked: float | None) -> None:
    """The waits go on beyond a minute and end after two."""
    patience, waits = Patience(), list[float]()
    error = RateLimited(source="example", status=429, retry_after_seconds=asked)
    while (wait := patience.next_wait(error)) is not None:
        waits.append(wait)
    assert 60 <= sum(waits) <= MAX_THROTTLED_SECONDS
    assert len(waits) < 20
