"""Looks how far runs are, for those who are not told: behind a pooler."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from trr_backend.models.feed import RunProgress
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.run_history import load_progress

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class RunLooks:
    """What was seen of the runs that go on or wait."""

    def __init__(self) -> None:
        self._known: dict[UUID, RunProgress] = {}

    async def look(self, tx: Transaction) -> list[RunProgress]:
        """Return the runs of which something was not seen before, ended ones last."""
        found = await load_progress(tx)
        gone = self._known.keys() - {one.run_id for one in found}
        ended = await load_progress(tx, gone) if gone else []
        new = [one for one in found if self._known.get(one.run_id) != _counts(one)]
        self._known = {one.run_id: _counts(one) for one in found}
        return [*new, *ended]


def _counts(progress: RunProgress) -> RunProgress:
    """Return it without what changes by itself as time goes by."""
    return replace(
        progress,
        at=_NO_TIME,
        stage_ends_at=None,
        expected_end_at=None,
        stages=tuple(replace(stage, rate=None) for stage in progress.stages),
    )
