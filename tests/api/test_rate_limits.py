"""So many requests an address, key or user may send, and no more memory than that."""

import time

import pytest

from api.auth.identity import Identity, nobody
from api.rate_limits import RateLimits, Windows, network
from trr_backend.config import Settings

NOBODY = nobody("open")
USER = Identity("user:1", is_admin=False, may_read=True)


def limits(rate: str, key_rate: str = "none") -> RateLimits:
    """Return limits of these rates."""
    given = {"rate_limit": rate, "key_rate_limit": key_rate}
    return RateLimits(Settings(_env_file=None).model_copy(update=given))


def test_an_address_has_so_many() -> None:
    """Another one has its own, and so has a user behind the same."""
    counted = limits("3/hour", "5/hour")
    assert [counted.hit(NOBODY, "192.0.2.1") for _ in range(3)] == [None] * 3
    wait = counted.hit(NOBODY, "192.0.2.1")
    assert wait is not None
    assert 1 <= wait <= 7200
    assert counted.hit(NOBODY, "192.0.2.2") is None
    assert [counted.hit(USER, "192.0.2.1") for _ in range(5)] == [None] * 5
    assert counted.hit(USER, "192.0.2.9") is not None
    assert limits("none").hit(NOBODY, "192.0.2.1") is None


def test_who_waits_as_long_as_is_said_is_answered() -> None:
    """The wait is true, and never zero."""
    counted = limits("2/second")
    while (wait := counted.hit(NOBODY, "192.0.2.1")) is None:
        pass
    assert wait == 1
    time.sleep(wait)
    assert counted.hit(NOBODY, "192.0.2.1") is None


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(0, 60, 31), (60, 30, 1), (60, 59, 30), (30, 60, 31), (20, 58, 25), (0, 10, 31)],
)
def test_the_wait_is_when_the_windows_have_room(
    monkeypatch: pytest.MonkeyPatch, before: int, now: int, expected: int
) -> None:
    """Half a minute into a minute, at a limit of 60 with so many in either minute."""
    monkeypatch.setattr(time, "time", lambda: 90.0)
    windows = Windows()
    keys = windows.sliding_window_keys("k", 60, 90.0)
    for key, count in zip(keys, (before, now), strict=True):
        windows.incr(key, 60, count)
    assert windows.seconds_to_wait("k", 60, 60) == expected


def test_a_flood_of_addresses_takes_no_more_memory() -> None:
    """Those that come again are known as long as they do."""
    windows = Windows(most=1000)
    assert [windows.acquire_sliding_window_entry("kept", 500, 3600) for _ in range(9)]
    for number in range(20_000):
        windows.acquire_sliding_window_entry(f"192.0.2.{number}", 10, 3600)
        if number % 100 == 0:
            windows.acquire_sliding_window_entry("kept", 500, 3600)
    assert windows.count <= 1000
    _, _, count, _ = windows.get_sliding_window("kept", 3600)
    assert count >= 209


def test_a_network_of_ipv6_is_one_address() -> None:
    """Who has one address of it has all of them."""
    counted = limits("2/hour")
    assert [counted.hit(NOBODY, f"2001:db8::{n}") for n in range(2)] == [None] * 2
    assert counted.hit(NOBODY, "2001:db8::ffff:1") is not None
    assert counted.hit(NOBODY, "2001:db8:0:1::1") is None
    named = ("::ffff:192.0.2.7", "192.0.2.7", "fe80::1%eth0", "", "a, b")
    assert [network(one) for one in named] == [
        "192.0.2.7",
        "192.0.2.7",
        "fe80::",
        "",
        "a, b",
    ]
    assert counted.hit(NOBODY, None) is None
