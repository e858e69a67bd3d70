"""Doing again what the database kept from being done."""

import pytest

from scripts._patience import patiently
from trr_backend.errors import DatabaseUnavailable


async def test_what_was_waited_for_in_vain_is_not_waited_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Patience within patience ends with the inner one's time."""
    monkeypatch.setattr("scripts._patience._LEAST_AWAY_SECONDS", 0.02)
    outer = inner = 0

    async def ask() -> None:
        nonlocal inner
        inner += 1
        raise DatabaseUnavailable

    async def work() -> None:
        nonlocal outer
        outer += 1
        await patiently(ask, scale=0.0001)

    with pytest.raises(DatabaseUnavailable):
        await patiently(work, scale=0.0001)

    assert inner > 1
    assert outer == 1
