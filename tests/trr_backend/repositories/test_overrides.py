"""A person's word while others make rows of the words that stand."""

import asyncio
from datetime import UTC, datetime

from tests.seed import Seeded, seed_show
from trr_backend.models.overrides import Overrides
from trr_backend.repositories import overrides
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Database
from trr_backend.repositories.work import Work


async def test_a_word_waits_for_who_makes_rows_of_those_that_stand(
    database: Database,
) -> None:
    """It is given between two writers of the show, never while one is at it."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, Seeded("one", "One", tmdb_id=1))
    subject = Subject("show", show_id, "One")

    async def say() -> None:
        async with database.transaction() as tx:
            work = Work(tx, datetime.now(UTC))
            await overrides.set_value(work, subject, "name", "Mine", "r")

    async with database.transaction() as tx:
        assert await overrides.load_for_show(tx, show_id) == Overrides()
        saying = asyncio.create_task(say())
        done, _ = await asyncio.wait([saying], timeout=0.5)
        assert not done
    await saying
    async with database.transaction() as tx:
        assert await overrides.load_for_show(tx, show_id) == Overrides(
            {("show", "1"): {"name": "Mine"}}
        )
