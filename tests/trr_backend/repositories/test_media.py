"""Places for pictures: claimed once, confirmed, linked."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from tests.seed import BIG_BROTHER, HOUSEWIVES, Seeded, seed_show
from trr_backend.models.changes import Change
from trr_backend.models.media import Asset, Inspected, KeptLogo, LogoOf, LogoOwner
from trr_backend.repositories import media
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.work import Work

SHA = "a" * 64
PICTURE = Inspected(
    sha256=SHA,
    content_type="image/png",
    extension="png",
    bytes=9,
    width=3,
    height=2,
    colour="#102030",
    thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI",
    phash="c3c3a5a5f00f1e1e",
    frames=1,
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


async def test_a_link_is_an_event_once(database: Database) -> None:
    """The former logo stays linked beside the new one."""
    network = LogoOf("network", uuid4(), "HBO")
    kept = KeptLogo("https://x/a.png", SHA)
    async with database.transaction() as tx:
        await media.claim(tx, PICTURE, "key")
        work = Work(tx, datetime.now(UTC))
        for path in ("/old.png", "/new.png", "/new.png"):
            await media.link_logo(work, path, network, kept)

        cursor = await tx.execute(
            "select source_path from core.media_links order by source_path"
        )
        assert await cursor.fetchall() == [("/new.png",), ("/old.png",)]
    assert work.changes.all() == [
        Change("network", network.id, "updated", "HBO", {"logo": (None, SHA)})
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
        assert [(one.owners[0].owner, one.source_path) for one in found.wanted] == [
            ("watch_provider", "/Apple TV.png"),
            ("watch_provider", "/Bravo TV.png"),
            ("network", "/Bravo.png"),
            ("watch_provider", "/Novelty.png"),
            ("watch_provider", "/Peacock.png"),
            ("production_company", "/Truly Original.png"),
        ]
        assert found.linked == 0
        bravo = found.wanted[2]
        await media.claim(tx, PICTURE, "key")
        kept = KeptLogo("https://x", SHA)
        work = Work(tx, datetime.now(UTC))
        await media.link_logo(work, bravo.source_path, bravo.owners[0], kept)

        assert await media.load_logos(tx, [housewives], ["network"]) == media.Logos(
            wanted=(), linked=1
        )
        await tx.execute("update core.show_networks set missing_since = now()")
        assert await media.load_logos(tx, [housewives], ["network"]) == media.Logos(
            wanted=(), linked=0
        )


async def test_one_picture_of_two_owners_is_wanted_once(database: Database) -> None:
    """And where it is in the store for one of them, it is known for the other."""
    async with database.transaction() as tx:
        housewives = await seed_show(tx, HOUSEWIVES)
        for table in ("networks", "production_companies"):
            await tx.execute(f"update core.{table} set logo_path = '/a.png'".encode())
        owners: tuple[LogoOwner, ...] = ("network", "production_company")

        (wanted,) = (await media.load_logos(tx, [housewives], owners)).wanted
        assert [one.name for one in wanted.owners] == ["Bravo", "Truly Original"]
        assert wanted.kept is None

        await media.claim(tx, PICTURE, "key")
        await media.confirm(tx, SHA)
        kept = KeptLogo("https://x", SHA)
        work = Work(tx, datetime.now(UTC))
        await media.link_logo(work, "/a.png", wanted.owners[0], kept)

        assert await media.load_logos(tx, [housewives], owners) == media.Logos(
            wanted=(replace(wanted, owners=wanted.owners[1:], kept=kept),), linked=1
        )


async def _assets(database: Database) -> list[tuple[object, ...]]:
    async with database.transaction() as tx:
        return await _rows(tx)


async def _rows(tx: Transaction) -> list[tuple[object, ...]]:
    cursor = await tx.execute("select sha256, key, xmin::text from core.media_assets")
    return await cursor.fetchall()
