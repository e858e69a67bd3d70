"""Seats of clients: those of an address, those of the process."""

import pytest

from api.realtime.seats import Full, Seats


def test_seats() -> None:
    """One too many of an address is a 429, of all a 503; a seat left is free again."""
    seats = Seats(3, 2)
    with seats.taken("::1"), seats.taken("::2"):
        with pytest.raises(Full) as caught, seats.taken("::3"):
            pass
        assert (caught.value.status, caught.value.retry_seconds) == (429, 5)
        with seats.taken(None):
            assert seats.count == 3
            with pytest.raises(Full) as caught, seats.taken("1::"):
                pass
            assert caught.value.status == 503
    assert seats.count == 0
    with seats.taken("::1"):
        assert seats.count == 1
