"""Which pictures show nothing for long, and objects that nobody may use meanwhile."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from trr_backend.models.media import Asset, Inspected
from trr_backend.repositories import media_unused, picture_claims, retention_pictures
from trr_backend.repositories.db import Database
from trr_backend.repositories.media_unused import Unused, nobody

SHA = "a" * 64
KEY, OTHER_KEY = f"images/one/{SHA}.png", f"images/other/{SHA}.png"
PICTURE = Inspected(SHA, "image/png", "png", 9, 3, 2, "#102030", "", "0" * 16, 1)
ASSETS = (
    "insert into core.media_assets (sha256, key, content_type, bytes, width, height,"
    " claimed_at, confirmed_at) select h, 'images/' || h, 'image/png', 4, 1, 1,"
    " 'epoch', 'epoch' from generate_series(1, %s) n,"
    " encode(sha256(n::text::bytea), 'hex') h"
)


async def test_all_that_is_unused_is_found_page_by_page(database: Database) -> None:
    """However many there are, each once; with their copies they are counted."""
    before = datetime.now(UTC) - timedelta(days=30)
    async with database.transaction() as tx:
        await tx.execute(ASSETS, [2500])
        await tx.execute(
            "insert into core.media_variants select min(sha256), 'webp', 185,"
            " max(sha256) from core.media_assets"
        )
        assert await media_unused.count_unused(tx, before) == Unused(2499, 1, 10_000)
        found, after = [], ""
        while page := await media_unused.load_unused(
            tx, before, after=after, limit=1000
        ):
            assert len(page) <= 1000
            found += page
            after = page[-1].sha256
        assert len({one.sha256 for one in found}) == len(found) == 2499
        assert await media_unused.count_unused(
            tx, datetime(1969, 1, 1, tzinfo=UTC)
        ) == (Unused())


async def test_who_claims_while_an_object_goes_waits_and_gets_a_free_place(
    database: Database,
) -> None:
    """The claim comes after the deletion, and finds that nothing is there."""
    gone = asyncio.Event()

    async def claim() -> bool:
        async with database.transaction() as tx:
            places = await picture_claims.claim_places(tx, {KEY: PICTURE})
            assert gone.is_set()
            return places[SHA].confirmed

    async with database.transaction() as tx, nobody(tx, SHA, KEY) as is_free:
        assert is_free
        claiming = asyncio.create_task(claim())
        await asyncio.sleep(0.2)
        gone.set()
    assert await claiming is False


async def test_an_object_that_is_claimed_first_is_left_alone(
    database: Database,
) -> None:
    """The deletion waits for the claim, and sees it; the other key is of nobody."""

    async def try_to_delete(key: str) -> bool:
        async with database.transaction() as tx, nobody(tx, SHA, key) as is_free:
            return is_free

    async with database.transaction() as tx:
        await picture_claims.claim_places(tx, {KEY: PICTURE})
        deleting = asyncio.create_task(try_to_delete(KEY))
        await asyncio.sleep(0.2)
        assert not deleting.done()
    assert await deleting is False
    assert await try_to_delete(OTHER_KEY) is True
    async with database.transaction() as tx:
        assert await media_unused.load_named(tx, [KEY, OTHER_KEY]) == {KEY}


async def test_a_place_that_was_taken_for_a_deletion_leaves_no_row(
    database: Database,
) -> None:
    """Neither after it nor where it failed."""
    async with database.transaction() as tx:
        with suppress(PermissionError):
            async with tx.transaction(), nobody(tx, SHA, KEY) as is_free:
                assert is_free
                raise PermissionError
        assert await media_unused.load_named(tx, [KEY]) == set()
        async with nobody(tx, SHA, KEY) as is_free:
            assert is_free
        assert await media_unused.load_named(tx, [KEY]) == set()


async def test_a_picture_that_is_linked_while_it_goes_stays(database: Database) -> None:
    """Its link waits for nothing: it is there before the deletion looks."""
    before = datetime.now(UTC) - timedelta(days=30)
    async with database.transaction() as tx:
        await tx.execute(ASSETS, [1])
        (found,) = await media_unused.load_unused(tx, before, after="", limit=9)

    async def forget() -> bool:
        async with database.transaction() as tx:
            return await retention_pictures.forget(tx, found)

    async with database.transaction() as tx:
        await tx.execute(
            "insert into core.media_links (entity, entity_id, kind, source,"
            " source_path, source_url, sha256) values ('network', gen_random_uuid(),"
            " 'logo', 'tmdb', '/a.png', '', %s)",
            [found.sha256],
        )
        forgetting = asyncio.create_task(forget())
        await asyncio.sleep(0.2)
        assert not forgetting.done()
    assert await forgetting is False


async def test_who_claims_a_picture_while_it_goes_gets_a_place_of_its_own(
    database: Database,
) -> None:
    """The row that was there is gone when the claim has waited for it."""
    async with database.transaction() as tx:
        await picture_claims.claim_places(tx, {KEY: PICTURE})
        await tx.execute("update core.media_assets set confirmed_at = now()")

    async def claim() -> Asset:
        async with database.transaction() as tx:
            return (await picture_claims.claim_places(tx, {OTHER_KEY: PICTURE}))[SHA]

    async with database.transaction() as tx:
        await tx.execute("select from core.media_assets for update")
        claiming = asyncio.create_task(claim())
        await asyncio.sleep(0.2)
        assert not claiming.done()
        await tx.execute("delete from core.media_assets")
    assert await claiming == Asset(SHA, OTHER_KEY, confirmed=False)
