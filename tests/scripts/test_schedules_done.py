"""What a schedule asks for is done by a worker, and the engine's own records go."""

from pathlib import Path
from typing import Any

from tests.processes import started
from tests.schedule_rows import execute, forget_ticks, only, rows, until
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

_ENDED = "select outcome, summary from ops.runs where outcome is not null"


async def test_a_worker_does_what_it_asks_itself_for(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """It makes the schedules, and ticks; what was handed over days ago is forgotten."""
    with started(settings, tmp_path, "scripts.worker", "--name", "one"):
        await until(database, "select from ops.schedules having count(*) = 7")
        await only(database, "clean-up")
        await until(database, f"{_ENDED} limit 1")
        await execute(
            database,
            "update jobs.workflow_status set created_at = created_at - 172800000",
        )
        await forget_ticks(database)
        await until(database, f"{_ENDED} offset 1")
    ended: Any = await rows(database, f"{_ENDED} order by finished_at")
    left: Any = await rows(
        database,
        "select count(*) from jobs.workflow_status"
        " where created_at < extract(epoch from now() - interval '1 day') * 1000",
    )

    assert [outcome for outcome, _ in ended] == ["done", "done"]
    assert [summary["stages"][-1]["done"] for _, summary in ended] == [0, 1]
    assert left == [(0,)]
