"""How long a task waits before it is tried again."""

import random

import pytest

from scripts._report import MOST_TRIES
from scripts._task_end import _wait_seconds


def test_an_upstream_may_be_down_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the waits are drawn, a task is set aside later than that."""
    monkeypatch.setattr(random, "uniform", min)

    waits = [_wait_seconds(attempts, 1.0) for attempts in range(1, MOST_TRIES)]

    assert waits[:3] == [7.5, 15, 30]
    assert max(waits) == 450
    assert sum(waits) > 3600
