"""When a worker takes another one for dead."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from scripts._seat import Silences
from trr_backend.models.tasks import Seat

ONE, TWO = Seat("one", 1), Seat("two", 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Hours:
    """A monotonic clock that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """A clock at 100 s."""
    return Hours(monkeypatch)


def test_who_is_not_heard_for_long_is_silent(hours: Hours) -> None:
    """Whatever the server's clock says: that it changes is the sign of life."""
    silences = Silences()
    found = []
    for beat in range(7):
        jump = timedelta(hours=beat % 3 - 1)
        found.append(silences.longer_than(20, {ONE: NOON, TWO: NOON + jump}))
        hours.now += 5

    assert found == [[], [], [], [], [], [ONE], [ONE]]


def test_who_did_not_look_knows_of_nobody(hours: Hours) -> None:
    """It stood still itself; what it saw before says nothing."""
    silences = Silences()
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 300
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 15
    assert silences.longer_than(20, {ONE: NOON}) == []
    hours.now += 6
    assert silences.longer_than(20, {ONE: NOON}) == [ONE]
