"""Which pictures may not be kept any longer, and which show nothing any more."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from tests.kept_pictures import seed_asset, seed_link, seed_picture, seed_variant
from tests.seed import Seeded, seed_id, seed_show
from tests.seed_whole import seed_season
from tests.whole_shows import rows, working
from trr_backend.models.changes import Change
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.media import ImageOf, PictureWanted
from trr_backend.repositories import (
    documents,
    picture_claims,
    retention_parts,
    retention_pictures,
    retention_rest,
)
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.picture_claims import Linked
from trr_backend.repositories.retention import Terms
from trr_backend.repositories.retention_parts import ExpiredFamily, Parts
from trr_backend.repositories.retention_pictures import Picture

TERMS = Terms(timedelta(days=180))
ENDED = Terms(timedelta(days=180), ended=True)
LINKS = "select source_path from core.media_links order by 1"
PINS = "select source, source_path from core.media_pins order by 1"
OLD = datetime.now(UTC) - timedelta(days=181)


async def test_a_picture_that_nothing_confirms_goes_after_half_a_year(
    database: Database,
) -> None:
    """Kept or only listed; the current logo of an organisation is confirmed by that.

    Readers who saw a picture hear of it, and its worse copy stands for itself again.
    """
    async with database.transaction() as tx:
        show_id, network_id = await _show(tx)
        better = await seed_picture(
            tx, "show", show_id, "better", kind="poster", missing_since=OLD
        )
        await seed_picture(
            tx, "show", show_id, "worse", kind="poster", represented_by=better
        )
        await seed_link(
            tx, "show", show_id, "/listed.png", kind="poster", missing_since=OLD
        )
        for name, linked_at, missing_since in (
            ("former", OLD, None),
            ("now", OLD, None),
            ("again", OLD, OLD),
        ):
            await seed_picture(
                *(tx, "network", network_id, name),
                linked_at=linked_at,
                missing_since=missing_since,
            )
        await tx.execute(
            "update core.media_assets set phash = repeat('0', 16), colour = '#000000'"
        )
        for path in ("/recent.png", "/seen.png"):
            await seed_link(tx, "network", network_id, path)
        await tx.execute(
            "update core.media_links set missing_since = now() - interval '179 days'"
            " where source_path = '/recent.png'"
        )
        await tx.execute(
            "update core.networks set logo_path = '/now.png' where id = %s",
            [network_id],
        )

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)

    left = ["/now.png", "/recent.png", "/seen.png", "/worse.png"]
    assert await rows(database, LINKS) == [(path,) for path in left]
    assert {(one.entity, *one.fields.items()) for one in work.changes.all()} == {
        ("network", ("logo", ("its picture", None))),
        ("show", ("poster", ("its picture", None))),
    }
    assert (
        await rows(
            database,
            "select * from core.media_links where represented_by is not null",
        )
        == []
    )


async def test_at_the_end_of_a_licence_neither_pictures_nor_pins_are_left(
    database: Database,
) -> None:
    """Also of who stays; a pin names a picture by the source's own name of it."""
    async with database.transaction() as tx:
        show_id, network_id = await _show(tx)
        await seed_picture(tx, "show", show_id, "poster", kind="poster")
        await seed_picture(tx, "network", network_id, "logo")
        for source in ("tmdb", "other"):
            await _pin(tx, uuid4(), "/p.png", source)
    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", TERMS)
    assert await rows(database, PINS) == [("other", "/p.png"), ("tmdb", "/p.png")]

    async with working(database) as work:
        await retention_rest.forget_rest(work, "tmdb", ENDED)

    assert await rows(database, LINKS) == []
    assert await rows(database, PINS) == [("other", "/p.png")]
    assert work.notes == ["1 pin went: TMDb's own names of pictures"]


async def test_seasons_and_episodes_take_their_pictures_along(
    database: Database,
) -> None:
    """A person's choice of one stays: the same season may come back."""
    async with database.transaction() as tx:
        show_id, _ = await _show(tx)
        gone, kept = [await seed_season(tx, show_id, number) for number in (1, 2)]
        for name, season_id in (("gone", gone), ("kept", kept)):
            await seed_picture(tx, "season", season_id, name, kind="poster")
        await _pin(tx, gone, "/gone.png")

    async with working(database) as work:
        await retention_parts.clear(work, Parts([gone], [], []))

    assert await rows(database, LINKS) == [("/kept.png",)]
    assert await rows(database, PINS) == [("tmdb", "/gone.png")]


async def test_an_expired_document_takes_the_posters_that_it_alone_told(
    database: Database,
) -> None:
    """Of a season that the show's own document names, with a poster, that one stays."""
    async with database.transaction() as tx:
        show_id, _ = await _show(tx)
        for kind, key, entry, age in (
            ("tv", "7", "season/1/images", 9),
            ("tv_part", "7/1", "season/4/images", 181),
        ):
            fetched_at = datetime.now(UTC) - timedelta(days=age)
            document = Document(
                key=DocumentKey("tmdb", kind, key),
                url="",
                body=json.dumps({entry: {}}).encode(),
                fetched_at=fetched_at,
                licence="terms",
                keep=timedelta(days=180),
                part_of=None if kind == "tv" else "7",
            )
            await documents.store(tx, document)
        for number in (1, 4):
            path = f"/own-{number}.png"
            season_id = await seed_season(tx, show_id, number, poster_path=path)
            for name in (f"own-{number}", f"other-{number}"):
                await seed_picture(tx, "season", season_id, name, kind="poster")

    async with working(database) as work:
        await retention_parts.forget_of_family(work, ExpiredFamily(show_id, "A", "7"))

    left = ["/other-1.png", "/own-1.png", "/own-4.png"]
    assert await rows(database, LINKS) == [(path,) for path in left]


async def test_what_shows_nothing_goes_with_its_copies_in_any_order(
    database: Database,
) -> None:
    """Neither what is linked, nor copies of it, nor what is being put just now.

    A copy that another picture has, too, goes with the last of them.
    """
    async with database.transaction() as tx:
        _, network_id = await _show(tx)
        seen = await seed_picture(tx, "network", network_id, "seen")
        await seed_variant(tx, seen, "copy-of-seen")
        lone = [await seed_asset(tx, name) for name in ("lone", "first", "last")]
        copies = [await seed_variant(tx, one, f"copy-{one[:2]}") for one in lone]
        shared = await seed_variant(tx, lone[0], "shared", 342)
        await tx.execute(
            "insert into core.media_variants (sha256, format, width, variant_sha256)"
            " values (%s, 'webp', 342, %s)",
            [seen, shared],
        )
        day = timedelta(days=2)
        given_up = await seed_asset(tx, "given-up", confirmed=False, claimed=day)
        await seed_asset(tx, "claimed", confirmed=False)

        assert await retention_pictures.count_orphaned(tx) == 7
        found = await _orphaned(tx)
        assert {one.sha256 for one in found} == {*lone, *copies, given_up}
        pages = await retention_pictures.load_orphaned(
            tx, after=found[2].sha256, limit=2
        )
        assert pages == found[3:5]
        by_digest = {one.sha256: one for one in found}
        # A copy before its picture, a picture before its copy, a picture alone.
        for digest in (copies[0], lone[0], lone[1], copies[1], copies[2], given_up):
            assert await retention_pictures.forget(tx, by_digest[digest])
        assert [one.sha256 for one in await _orphaned(tx)] == [lone[2]]
        assert not await retention_pictures.forget(tx, by_digest[given_up])
        assert await retention_pictures.forget(tx, by_digest[lone[2]])
        await tx.execute("delete from core.media_links")
        assert {one.key for one in await _orphaned(tx)} == {
            f"images/{name}.png" for name in ("seen", "copy-of-seen", "shared")
        }
    assert len(await rows(database, "select * from core.media_assets")) == 4


async def test_a_picture_whose_object_is_being_taken_is_not_counted_on(
    database: Database,
) -> None:
    """Stopped before its row went, it is unconfirmed, and still found."""
    async with database.transaction() as tx:
        digest = await seed_asset(tx, "lone")
        picture = Picture(digest, "images/lone.png")

        await retention_pictures.hide(tx, picture)

        assert await _orphaned(tx) == [picture]
        confirmed = "select * from core.media_assets where confirmed_at is not null"
        assert await (await tx.execute(confirmed)).fetchall() == []


async def test_who_links_a_picture_first_keeps_it(database: Database) -> None:
    """Whoever would take it away waits for that, and finds that it shows something."""
    async with database.transaction() as tx:
        _, network_id = await _show(tx)
        digest = await seed_asset(tx, "lone")
    picture = Picture(digest, "images/lone.png")

    async def forget() -> bool:
        async with database.transaction() as tx:
            return await retention_pictures.forget(tx, picture)

    async with database.transaction() as tx:
        await seed_link(tx, "network", network_id, "/again.png", sha256=digest)
        forgetting = asyncio.create_task(forget())
        await asyncio.sleep(0.1)
        assert not forgetting.done()

    assert await forgetting is False
    assert len(await rows(database, "select * from core.media_assets")) == 1


async def test_what_is_gone_meanwhile_is_linked_by_nobody(database: Database) -> None:
    """A run that planned to show it waits, and leaves it to the next one."""
    async with database.transaction() as tx:
        show_id, _ = await _show(tx)
        digest = await seed_asset(tx, "lone")
        await seed_link(tx, "show", show_id, "/a.png", kind="poster")
    of = ImageOf("show", show_id, "poster", show_id, "A")
    wanted = PictureWanted("tmdb", "/a.png", "", (of,))

    async def link() -> list[Change]:
        async with working(database) as work:
            await picture_claims.link(work, [Linked(wanted, digest)])
        return work.changes.all()

    async with database.transaction() as tx:
        assert await retention_pictures.forget(tx, Picture(digest, "images/lone.png"))
        linking = asyncio.create_task(link())
        await asyncio.sleep(0.1)
        assert not linking.done()

    assert await linking == []
    assert await rows(database, "select sha256 from core.media_links") == [(None,)]


async def _show(tx: Transaction) -> tuple[UUID, UUID]:
    """Write a show (tmdb:7) of a network; return the ids of both."""
    show_id = await seed_show(tx, Seeded(slug="a", name="A", networks=["NBC"]))
    await seed_id(tx, "show", show_id, "tmdb", "7")
    cursor = await tx.execute("select id from core.networks")
    ((network_id,),) = await cursor.fetchall()
    return show_id, network_id


async def _pin(
    tx: Transaction, entity_id: UUID, path: str, source: str = "tmdb"
) -> None:
    await tx.execute(
        "insert into core.media_pins (entity, entity_id, kind, source, source_path)"
        " values ('season', %s, 'poster', %s, %s)",
        [entity_id, source, path],
    )


async def _orphaned(tx: Transaction) -> list[Picture]:
    return await retention_pictures.load_orphaned(tx, after="", limit=100)
