"""Pictures that are taken down: what goes with them, and what runs do meanwhile."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from tests.kept_pictures import seed_asset, seed_link, seed_picture, seed_variant
from tests.seed import Seeded, seed_show
from tests.seed_whole import seed_person
from tests.whole_shows import rows, working
from trr_backend.models.changes import Change
from trr_backend.models.media import ImageOf, Inspected, PictureWanted
from trr_backend.repositories import (
    picture_claims,
    suppressions,
    takedown_pictures,
)
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.picture_claims import Claim, Linked
from trr_backend.repositories.suppressions import fingerprint
from trr_backend.repositories.takedown_pictures import Asset, Named, TakenDown
from trr_backend.repositories.work import Work

LINKS = "select source_path, linked_at is not null from core.media_links order by 1"
SHA = "a" * 64
PICTURE = Inspected(SHA, "image/png", "png", 9, 300, 200, "#102030", "", "0" * 16, 1)


async def test_a_picture_goes_with_its_paths_and_smaller_copies(
    database: Database,
) -> None:
    """Also where it is only listed; a copy that another picture has stays."""
    async with database.transaction() as tx:
        show_id, other_id = [await _show(tx, slug) for slug in ("a", "b")]
        bad = await seed_picture(tx, "show", show_id, "bad", kind="poster")
        good = await seed_picture(tx, "show", show_id, "good", kind="poster")
        await seed_link(tx, "show", other_id, "/twin.png", kind="poster", sha256=bad)
        await seed_link(tx, "show", other_id, "/bad.png", kind="poster")
        await seed_link(tx, "show", other_id, "/else.png", kind="poster")
        copy = await seed_variant(tx, bad, "copy")
        shared = await seed_variant(tx, bad, "shared", 342)
        await tx.execute(
            "insert into core.media_variants (sha256, format, width, variant_sha256)"
            " values (%s, 'webp', 342, %s)",
            [good, shared],
        )
        for path in ("/twin.png", "/good.png"):
            await tx.execute(
                "insert into core.media_pins (entity, entity_id, kind, source,"
                " source_path) values ('show', %s, %s, 'tmdb', %s)",
                [show_id, path, path],
            )

    async with working(database) as work:
        named = Named(frozenset({bad}))
        assert await takedown_pictures.take(work, named, "asked") == TakenDown(
            is_new=True, showed=3
        )
        assert await takedown_pictures.take(work, named, "asked") == TakenDown(
            is_new=False
        )
        condemned = await takedown_pictures.load_condemned(work.tx)
        assert condemned == [
            Asset(bad, "images/bad.png"),
            Asset(copy, "images/copy.png"),
        ]
        for one in condemned:
            await takedown_pictures.forget_asset(work.tx, one)

    assert await rows(database, LINKS) == [("/else.png", False), ("/good.png", True)]
    assert await rows(database, "select source_path from core.media_pins") == [
        ("/good.png",)
    ]
    assert set(
        await rows(database, "select sha256, variant_sha256 from core.media_variants")
    ) == {(good, shared)}
    assert {*await rows(database, "select sha256 from core.media_assets")} == {
        (good,),
        (shared,),
    }
    assert {*await rows(database, "select fingerprint from ops.suppressions")} == {
        (fingerprint("picture", source, one),)
        for source, one in (
            ("sha256", bad),
            ("sha256", copy),
            ("tmdb", "/bad.png"),
            ("tmdb", "/twin.png"),
        )
    }
    assert work.changes.all() == [
        Change("show", one, "updated", f"show {one}", {"poster": (bad, None)})
        for one in sorted((show_id, other_id), key=(show_id, other_id).index)
    ]


async def test_a_picture_is_known_by_its_copies_its_original_and_its_drawing(
    database: Database,
) -> None:
    """Whatever a person has at hand; what nothing knows is itself."""
    async with database.transaction() as tx:
        show_id = await _show(tx, "a")
        one = await seed_picture(tx, "show", show_id, "one", source_sha256="b" * 64)
        copy = await seed_variant(tx, one, "copy")
        drawn = "https://image.tmdb.org/t/p/original/logo.png"
        await seed_link(tx, "show", show_id, "/logo.svg", source_url=drawn)
        by_bytes = [
            (await takedown_pictures.named_by_bytes(tx, digest)).digests
            for digest in (copy, "b" * 64, SHA)
        ]
        assert by_bytes == [{one, copy}, {one, "b" * 64}, {SHA}]
        by_path = await takedown_pictures.named_by_path(tx, "/logo.png")
    assert by_path == Named(
        paths=frozenset({("tmdb", "/logo.png"), ("tmdb", "/logo.svg")})
    )


async def test_what_only_looks_the_same_stays_and_is_told(database: Database) -> None:
    """Without the one that stood for them, the best of the others does."""
    async with database.transaction() as tx:
        show_id = await _show(tx, "a")
        best = await seed_picture(tx, "show", show_id, "best", kind="poster")
        for name in ("large", "small"):
            await seed_picture(
                tx, "show", show_id, name, kind="poster", represented_by=best
            )
        await seed_picture(tx, "show", show_id, "else", kind="poster")
        await tx.execute(
            "update core.media_assets set colour = '#000000', phash = case key"
            " when 'images/else.png' then 'ffffffffffffffff' else '0000000000000000'"
            " end, width = case key when 'images/small.png' then 500 else 1000 end,"
            " height = case key when 'images/small.png' then 750 else 1500 end"
        )

    async with working(database) as work:
        done = await takedown_pictures.take(work, Named(frozenset({best})), "asked")

    assert done == TakenDown(
        is_new=True, showed=1, alike=("images/large.png", "images/small.png")
    )
    assert await rows(
        database,
        "select l.source_path, a.key from core.media_links l"
        " left join core.media_assets a on a.sha256 = l.represented_by order by 1",
    ) == [
        ("/else.png", None),
        ("/large.png", None),
        ("/small.png", "images/large.png"),
    ]


async def test_a_person_takes_along_what_shows_nobody_else(database: Database) -> None:
    """Pictures that are kept, and those that are only listed."""
    async with database.transaction() as tx:
        bo, ada = [await seed_person(tx, name) for name in ("Bo", "Ada")]
        for path in ("/listed.png", "/listed-of-both.png"):
            await seed_link(tx, "person", bo, path, kind="photo")
        await seed_link(tx, "person", ada, "/listed-of-both.png", kind="photo")
        own = await seed_picture(tx, "person", bo, "own", kind="photo")
        both = await seed_picture(tx, "person", bo, "both", kind="photo")
        await seed_link(tx, "person", ada, "/same.png", kind="photo", sha256=both)
        await seed_variant(tx, own, "copy")

    async with working(database) as work:
        await takedown_pictures.take_of_person(work, bo, "asked")
        condemned = await takedown_pictures.load_condemned(work.tx)

    assert [one.key for one in condemned] == ["images/copy.png", "images/own.png"]
    paths = "select source_path from core.media_links order by 1"
    assert await rows(database, paths) == [
        ("/both.png",),
        ("/listed-of-both.png",),
        ("/listed-of-both.png",),
        ("/same.png",),
    ]


async def test_a_takedown_finds_what_was_claimed_meanwhile(database: Database) -> None:
    """It waits for the claim; the object may still come, so that its place is kept."""
    async with database.transaction() as tx:
        wanted = await _listed(tx)
    async with database.transaction() as tx:
        await picture_claims.claim(tx, [Claim(wanted, PICTURE, SHA, "key")])
        taking = asyncio.create_task(_take_path(database))
        await asyncio.sleep(0.1)
        assert not taking.done()
    await taking

    async with working(database) as work:
        await picture_claims.link(work, [Linked(wanted, SHA)])
        assert work.changes.all() == []
        (condemned,) = await takedown_pictures.load_condemned(work.tx)
        await takedown_pictures.forget_asset(work.tx, condemned)
        assert await takedown_pictures.load_condemned(work.tx) == [condemned]
        await work.tx.execute(
            "update core.media_assets set claimed_at = now() - interval '1 day'"
        )
        await takedown_pictures.forget_asset(work.tx, condemned)
        assert await takedown_pictures.load_condemned(work.tx) == []
    assert await rows(database, LINKS) == []


async def test_a_takedown_finds_what_was_linked_meanwhile(database: Database) -> None:
    """It waits for the readers to see it, and takes it from them."""
    async with database.transaction() as tx:
        wanted = await _listed(tx)
        await picture_claims.claim(tx, [Claim(wanted, PICTURE, SHA, "key")])
    async with working(database) as work:
        await picture_claims.link(work, [Linked(wanted, SHA)])
        taking = asyncio.create_task(_take_path(database))
        await asyncio.sleep(0.1)
        assert not taking.done()

    await taking

    assert await rows(database, LINKS) == []
    seen = "select * from core.media_assets where confirmed_at is not null"
    assert await rows(database, seen) == []


async def test_nothing_is_claimed_for_a_path_that_was_taken_down_meanwhile(
    database: Database,
) -> None:
    """Whoever was about to claim it waits, and gets no place."""
    async with database.transaction() as tx:
        wanted = await _listed(tx)

    async def claim() -> object:
        async with database.transaction() as tx:
            return await picture_claims.claim(tx, [Claim(wanted, PICTURE, SHA, "key")])

    async with working(database) as work:
        await suppressions.take_turn(work.tx)
        named = Named(paths=frozenset({("tmdb", "/a.png")}))
        await takedown_pictures.take(work, named, "asked")
        claiming = asyncio.create_task(claim())
        await asyncio.sleep(0.1)
        assert not claiming.done()

    assert await claiming == {}
    assert await rows(database, "select * from core.media_assets") == []


async def test_a_claim_that_nobody_makes_good_is_no_reason_to_wait(
    database: Database,
) -> None:
    """What was in the store is gone with its row at once."""
    async with database.transaction() as tx:
        digest = await seed_asset(tx, "kept")
    async with working(database) as work:
        await takedown_pictures.take(work, Named(frozenset({digest})), "asked")
        (condemned,) = await takedown_pictures.load_condemned(work.tx)
        await takedown_pictures.forget_asset(work.tx, condemned)
    assert await rows(database, "select * from core.media_assets") == []


async def _show(tx: Transaction, slug: str) -> UUID:
    return await seed_show(tx, Seeded(slug=slug, name=slug.upper()))


async def _listed(tx: Transaction) -> PictureWanted:
    """List a poster /a.png of a show, and return it."""
    show_id = await _show(tx, "a")
    await seed_link(tx, "show", show_id, "/a.png", kind="poster")
    of = ImageOf("show", show_id, "poster", show_id, "A")
    return PictureWanted("tmdb", "/a.png", "https://image.example/a.png", (of,))


async def _take_path(database: Database) -> None:
    async with database.transaction() as tx:
        await suppressions.take_turn(tx)
        work = Work(tx, datetime.now(UTC))
        named = await takedown_pictures.named_by_path(tx, "/a.png")
        await takedown_pictures.take(work, named, "asked")
