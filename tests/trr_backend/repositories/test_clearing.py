"""What goes with a show or a person that is removed on purpose."""

from uuid import UUID

from tests.seed import Offer, Seeded, seed_show
from tests.seed_whole import (
    Island,
    seed_episode,
    seed_island,
    seed_order,
    seed_person,
    seed_season,
)
from tests.whole_shows import rows, working
from trr_backend.repositories import clearing
from trr_backend.repositories.db import Database, Transaction

PARTS = """
    select (select count(*) from core.seasons where show_id = %s),
      (select count(*) from core.episodes where show_id = %s),
      (select count(*) from core.credits where show_id = %s),
      (select count(*) from core.episode_order_items where show_id = %s)
"""
SETS = """
    select (select count(*) from core.show_genres where show_id = %s),
      (select count(*) from core.show_networks where show_id = %s),
      (select count(*) from core.show_watch_providers where show_id = %s)
"""


async def test_parts_go_with_what_was_decided_about_them(database: Database) -> None:
    """Their ids, orders and overrides, too; the show's own word and others' stay."""
    async with database.transaction() as tx:
        island, other = await seed_island(tx), await _other(tx)
        await seed_order(tx, island.show, "dvd", [[island.episodes[1]]])
        for entity, one in (("episode", island.episodes[0]), ("show", island.show)):
            await _decide(tx, entity, one)
        await clearing.clear_parts(tx, island.show)

    assert await rows(database, PARTS, *[island.show] * 4) == [(0, 0, 0, 0)]
    assert await rows(database, PARTS, *[other] * 4) == [(1, 1, 0, 0)]
    assert await rows(database, "select entity from core.overrides") == [("show",)]
    assert await rows(
        database,
        "select entity, id from core.external_ids"
        " where entity in ('season', 'episode') order by 1",
    ) == [("episode", "9001"), ("season", "9000")]


async def test_sets_go_and_their_members_stay(database: Database) -> None:
    """Another show may have the same network."""
    async with database.transaction() as tx:
        one = await seed_show(
            tx,
            Seeded(
                slug="one",
                name="One",
                genres=["Reality"],
                networks=["NBC"],
                offers=[Offer("US", "free", "Tubi")],
            ),
        )
        await clearing.clear_sets(tx, one)

    assert await rows(database, SETS, *[one] * 3) == [(0, 0, 0)]
    assert await rows(
        database,
        "select name from core.networks union all select name from core.genres"
        " union all select name from core.watch_providers order by 1",
    ) == [("NBC",), ("Reality",), ("Tubi",)]


async def test_people_without_a_credit_go_and_are_told(database: Database) -> None:
    """With their ids and decisions; who has a credit stays."""
    async with database.transaction() as tx:
        island: Island = await seed_island(tx)
        lone = await seed_person(tx, "Nobody", tmdb_id=1, imdb_id="nm0000001")
        await _decide(tx, "person", lone)
        await _decide(tx, "person", island.ann)

    async with working(database) as work:
        await clearing.remove_orphans(work)

    told = [(one.kind, one.id, one.label) for one in work.changes.all()]
    assert told == [("removed", lone, "Nobody")]
    assert await rows(database, "select count(*) from core.people") == [(5,)]
    assert await rows(database, "select entity_id from core.overrides") == [
        (island.ann,)
    ]
    where = "select count(*) from core.external_ids where entity_id = %s"
    assert await rows(database, where, lone) == [(0,)]


async def _other(tx: Transaction) -> UUID:
    show = await seed_show(tx, Seeded(slug="other", name="Other"))
    season = await seed_season(tx, show, 1, tmdb_id=9000)
    await seed_episode(tx, season, 1, tmdb_id=9001)
    return show


async def _decide(tx: Transaction, entity: str, one: UUID) -> None:
    await tx.execute(
        "insert into core.overrides (entity, entity_id, field, value, reason)"
        " values (%s, %s, 'name', '\"x\"', 'so it is')",
        [entity, one],
    )
