"""What came together, counted."""

from datetime import UTC, datetime

from tests.kept_pictures import seed_picture, seed_variant
from tests.seed import Offer, Seeded, seed_show
from tests.seed_whole import Scope, seed_credit, seed_island
from tests.seed_wikis import seed_island_wikis
from trr_backend.repositories.db import Database
from trr_backend.repositories.overview import (
    Example,
    ShowLine,
    Totals,
    load_example,
    load_lines,
    load_totals,
)

_GONE = datetime(2026, 1, 2, tzinfo=UTC)


async def test_an_empty_database_has_nothing_to_show(database: Database) -> None:
    """No lines, zeros, and nothing to try."""
    async with database.transaction() as tx:
        assert await load_lines(tx) == []
        assert await load_totals(tx) == Totals(*[0] * 11)
        assert await load_example(tx) is None


async def test_a_line_counts_what_a_show_has(database: Database) -> None:
    """Specials and what is gone do not count; a show may have nothing yet."""
    async with database.transaction() as tx:
        island = await seed_island(tx)
        await seed_show(
            tx,
            Seeded(
                slug="a-show",
                name="A Show",
                networks=["NBC", "Fox"],
                offers=[Offer("US", "free", "Tubi"), Offer("GB", "buy", "Sky")],
            ),
        )
        await tx.execute(
            "update core.episodes set missing_since = %s where id = %s",
            [_GONE, island.episodes[1]],
        )
        await tx.execute(
            "update core.credits set missing_since = %s where person_id = %s",
            [_GONE, island.dora],
        )

        picture = await seed_picture(tx, "show", island.show, "a", kind="poster")
        await seed_variant(tx, picture, "smaller")
        lines = await load_lines(tx)
        totals = await load_totals(tx)

    assert lines == [
        ShowLine("A Show", None, "", "NBC, Fox", 0, 0, 0, 2, "a-show"),
        ShowLine("The Island", 2020, "", "", 2, 4, 4, 0, "the-island"),
    ]
    counts = (totals.shows, totals.seasons, totals.episodes, totals.people)
    assert (counts, totals.pictures) == ((2, 3, 5, 5), 1)


async def test_the_example_is_a_season_with_somebody_in_it(database: Database) -> None:
    """Neither crew nor specials make it one; who is known to wikis goes first."""
    async with database.transaction() as tx:
        other = await seed_show(tx, Seeded(slug="a-show", name="A Show"))
        island = await seed_island(tx)
        await seed_credit(tx, island.cleo, Scope(other), "crew", "Producer")
        await seed_credit(tx, island.ann, Scope(island.show, island.seasons[0]))

        assert await load_example(tx) == Example("the-island", 1, str(island.olga))
        await seed_island_wikis(tx, island)
        assert await load_example(tx) == Example("the-island", 1, str(island.ann))
