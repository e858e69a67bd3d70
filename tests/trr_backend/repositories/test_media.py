"""Places for pictures: claimed once, confirmed, linked."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from tests.seed import BIG_BROTHER, HOUSEWIVES, Seeded, seed_show
from trr_backend.models.changes import Change
from trr_backend.models.media import Asset, Inspected, LogoOwner, LogoWanted
from trr_backend.repositories import media
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.work import Work

SHA = "a" * 64
PICTURE = Inspected(
    sha256=SHA, content_type="image/png", extension="png", bytes=9, width=3, height=2
)
OWNERS: tuple[LogoOwner, ...] = ("network", "production_company", "watch_provider")


async def test_two_that_claim_at_once_get_one_place(database: Database) -> None:
    """The second one waits and is given the key of the first."""

    async def claim(key: str, seconds: float) -> Asset:
        async with database.transaction() as tx:
            asset = await media.claim(tx, PICTURE, key)
            await asyncio.sleep(seconds)
        return asset

    first = asyncio.create_task(claim("first", 0.2))
    await asyncio.sleep(0.1)
    second = await claim("second", 0)

    assert await first == second == Asset(sha256=SHA, key="first", confirmed=False)


async def test_a_claim_that_is_given_up_leaves_the_place_free(
    database: Database,
) -> None:
    """Whoever waited for it gets the place then."""
    async with database.transaction() as tx, tx.transaction(force_rollback=True):
        await media.claim(tx, PICTURE, "first")
    async with database.transaction() as tx:
        assert (await media.claim(tx, PICTURE, "second")).key == "second"


async def test_a_confirmed_place_stays_as_it_was(database: Database) -> None:
    """Who comes later learns that the object is there and need not write it."""
    async with database.transaction() as tx:
        await media.claim(tx, PICTURE, "first")
        await media.confirm(tx, SHA)
        assert await media.claim(tx, replace(PICTURE, width=9), "second") == Asset(
            sha256=SHA, key="first", confirmed=True
        )
    before = await _assets(database)
    async with database.transaction() as tx:
        await media.confirm(tx, SHA)
    assert await _assets(database) == before


async def test_the_latest_logo_is_the_primary_one(database: Database) -> None:
    """A link is an event once; the former logo stays linked behind the new one."""
    network = uuid4()
    old = LogoWanted("network", network, "HBO", "/old.png")
    new = replace(old, source_path="/new.png")
    async with database.transaction() as tx:
        await media.claim(tx, PICTURE, "key")
        work = Work(tx, datetime.now(UTC))
        for logo in (old, new, new):
            await media.link_logo(work, logo, f"https://x{logo.source_path}", SHA)

        cursor = await tx.execute(
            "select source_path, is_primary from core.media_links order by linked_at,"
            " source_path desc"
        )
        assert await cursor.fetchall() == [("/old.png", False), ("/new.png", True)]
    assert work.changes.all() == [
        Change("network", network, "updated", "HBO", {"logo": (None, SHA)})
    ]


async def test_logos_are_wanted_of_what_the_selected_shows_have(
    database: Database,
) -> None:
    """Organisations of other shows, former ones and those without a logo are not."""
    async with database.transaction() as tx:
        housewives = await seed_show(tx, HOUSEWIVES)
        await seed_show(tx, BIG_BROTHER)
        await seed_show(tx, Seeded("x", "X", networks=("Gone",)))
        for table in ("networks", "production_companies", "watch_providers"):
            await tx.execute(
                f"update core.{table} set logo_path = '/' || name || '.png'"
                " where name <> 'Hayu'".encode()
            )
        found = await media.load_logos(tx, [housewives], OWNERS)
        assert [(one.wanted.owner, one.wanted.source_path) for one in found] == [
            ("network", "/Bravo.png"),
            ("production_company", "/Truly Original.png"),
            ("watch_provider", "/Apple TV.png"),
            ("watch_provider", "/Bravo TV.png"),
            ("watch_provider", "/Novelty.png"),
            ("watch_provider", "/Peacock.png"),
        ]
        assert not any(one.linked for one in found)
        bravo = found[0].wanted
        await media.claim(tx, PICTURE, "key")
        await media.link_logo(Work(tx, datetime.now(UTC)), bravo, "https://x", SHA)

        assert await media.load_logos(tx, [housewives], ["network"]) == [
            media.LogoDue(wanted=bravo, linked=True)
        ]
        await tx.execute("update core.show_networks set missing_since = now()")
        assert await media.load_logos(tx, [housewives], ["network"]) == []


async def _assets(database: Database) -> list[tuple[object, ...]]:
    async with database.transaction() as tx:
        return await _rows(tx)


async def _rows(tx: Transaction) -> list[tuple[object, ...]]:
    cursor = await tx.execute("select sha256, key, xmin::text from core.media_assets")
    return await cursor.fetchall()
