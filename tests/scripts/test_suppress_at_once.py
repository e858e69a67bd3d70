"""`trr suppress` while runs store what they fetched before it."""

import asyncio
import json
from datetime import UTC, datetime

from scripts._keep import keep
from tests.pipeline import Pipeline
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.shows import tv_key
from trr_backend.models.documents import Document
from trr_backend.models.people import CreditedPerson
from trr_backend.repositories import stubs
from trr_backend.repositories.db import open_database
from trr_backend.repositories.work import Work

WAITING = (
    "select count(*)::int from pg_locks where not granted and relation is not null"
)
SAID = {"id": 1, "name": "One", "created_by": [{"id": 7, "name": "Bo Judge"}]}


async def test_what_runs_store_meanwhile_is_cut_like_the_rest(
    pipeline: Pipeline,
) -> None:
    """Two of them hold nobody up; it waits for both, then sees what they stored.

    Also a person whom only one of them brought.
    """
    suppress = ("suppress", "--person", "tmdb:7", "--reason", "asked", "--yes")
    async with open_database(pipeline.settings) as database:
        async with database.transaction() as first, database.transaction() as second:
            await keep(Work(first, datetime.now(UTC)), _show(1))
            credited = Work(second, datetime.now(UTC))
            await keep(credited, _show(2))
            await stubs.write(credited, [CreditedPerson(7, "Bo Judge")])
            done = asyncio.create_task(pipeline.trr(*suppress))
            while pipeline.rows(WAITING) == [(0,)]:
                assert not done.done(), (await done).output
                await asyncio.sleep(0.02)

        told = await asyncio.wait_for(done, 10)

    assert told.exit_code == 0, told.output
    assert "a person goes, with 0 credits; 2 documents named them" in " ".join(
        told.output.split()
    )
    assert pipeline.rows("select name from core.people") == []
    assert pipeline.rows("select body from source.documents order by key") == [
        ({**SAID, "id": 1, "created_by": []},),
        ({**SAID, "id": 2, "created_by": []},),
    ]


async def test_a_dry_run_holds_no_takedown_up(pipeline: Pipeline) -> None:
    """Nothing of it stays."""
    suppress = ("suppress", "--person", "tmdb:7", "--reason", "asked", "--yes")
    async with (
        open_database(pipeline.settings) as database,
        database.transaction() as tx,
    ):
        await keep(Work(tx, datetime.now(UTC), rehearsal=True), _show(2))
        done = await asyncio.wait_for(pipeline.trr(*suppress), 10)
    assert done.exit_code == 0, done.output


def _show(tmdb_id: int) -> Document:
    return Document(
        key=tv_key(tmdb_id),
        url=f"https://api.themoviedb.org/3/tv/{tmdb_id}",
        body=json.dumps({**SAID, "id": tmdb_id}).encode(),
        fetched_at=datetime.now(UTC),
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
