"""A show that is hidden or shown by hand, in SQL, is told of like any other change."""

from tests.seed_whole import seed_island
from trr_backend.repositories import feed
from trr_backend.repositories.db import Database


async def test_who_is_in_a_show_that_is_hidden_or_shown_is_told_of(
    database: Database,
) -> None:
    """The show and everybody credited in it; nobody where nothing changed."""
    async with database.transaction() as tx:
        island = await seed_island(tx)
        cursor = await tx.execute("select distinct person_id from core.credits")
        people = {("person", one, ("credits",)) for (one,) in await cursor.fetchall()}
    told = {("show", island.show, ("published",)), *people}
    assert len(told) > 3

    since = 0
    for published, expected in ((True, set()), (False, told), (True, told)):
        async with database.transaction() as tx:
            await tx.execute(
                "update core.shows set published = %s where id = %s",
                [published, island.show],
            )
        async with database.reading() as tx:
            events = await feed.load_events(tx, since=since)
        assert {(one.entity, one.id, one.fields) for one in events} == expected
        assert {one.show_id for one in events if one.entity == "show"} <= {island.show}
        since = events[-1].cursor if events else since
