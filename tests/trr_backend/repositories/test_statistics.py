"""The server is told when its tables have changed, and only then."""

from trr_backend.repositories import statistics
from trr_backend.repositories.db import Database

_KNOWN = """
select relname, reltuples::integer from pg_class
where relname in ('genres', 'keywords') and relnamespace = 'core'::regnamespace
order by 1
"""


async def test_what_has_grown_is_looked_at(database: Database) -> None:
    """A table of 600 new rows is, one of a few is not."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.keywords (id, name, as_of)"
            " select gen_random_uuid(), 'k' || n, now() from generate_series(1, 600) n"
        )
        await tx.execute(
            "insert into core.genres (id, name, as_of)"
            " select gen_random_uuid(), 'g' || n, now() from generate_series(1, 6) n"
        )
        await tx.execute("select pg_stat_force_next_flush()")
    async with database.transaction() as tx:
        before = await (await tx.execute(_KNOWN)).fetchall()
        await statistics.renew(tx)
        after = await (await tx.execute(_KNOWN)).fetchall()

    assert before == [("genres", -1), ("keywords", -1)]
    assert after == [("genres", -1), ("keywords", 600)]
