"""Which pictures are wanted: of whose, how many, in which languages, and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.kept_pictures import seed_asset, seed_link
from tests.seed import BIG_BROTHER, HOUSEWIVES, Seeded, seed_show
from trr_backend.config.wikis import FandomImages
from trr_backend.models.media import ImageOf, Inspected, Kept, PictureWanted
from trr_backend.repositories import picture_claims, pictures
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.picture_claims import Claim, Linked, Refused
from trr_backend.repositories.pictures import Choice, Counts, Owners
from trr_backend.repositories.work import Work

SHA = "a" * 64
PICTURE = Inspected(
    sha256=SHA,
    content_type="image/png",
    extension="png",
    bytes=9,
    width=300,
    height=200,
    colour="#102030",
    thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI",
    phash="c3c3a5a5f00f1e1e",
    frames=1,
)
BASE = "https://image.tmdb.org/t/p/original"


def wanted(path: str, *owners: ImageOf) -> PictureWanted:
    """Return a picture of TMDb."""
    return PictureWanted("tmdb", path, BASE + path, owners)


def logos(*show_ids: UUID, force: bool = False) -> Choice:
    """Return the choice of all logos of shows."""
    numbers = (("organisation", None),)
    owners: tuple[Owners, ...] = ("organisations", "providers")
    return Choice(owners, show_ids, numbers, None, force=force, at_once=True)


async def work_of(tx: Transaction) -> Work:
    """Return a work whose logos are listed."""
    work = Work(tx, datetime.now(UTC))
    paths = await pictures.load_logo_paths(tx)
    await pictures.list_logos(work, {path: BASE + path for path in paths})
    return work


async def slice_of(tx: Transaction, choice: Choice) -> Sequence[PictureWanted]:
    """Return all that is wanted."""
    due = await pictures.load_owners_due(tx, choice, after=None, limit=1000)
    return await pictures.load_wanted(tx, choice, due)


async def posters(tx: Transaction, show_id: UUID, *paths: str) -> None:
    """List posters of a show, in this order; a language may stand before a path."""
    for position, named in enumerate(paths, start=1):
        path, _, language = named.partition(" ")
        await tx.execute(
            "insert into core.media_links (entity, entity_id, kind, source,"
            " source_path, source_url, language, position)"
            " values ('show', %s, 'poster', 'tmdb', %s, %s, %s, %s)",
            [show_id, path, BASE + path, language or None, position],
        )


async def test_as_many_are_wanted_as_are_kept(database: Database) -> None:
    """The first ones of their language; who is refused leaves the place to the next."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/1.jpg en", "/2.jpg de", "/3.jpg", "/4.jpg en")
        english = replace(choice_of_posters(show_id, number=2), languages=("en", ""))

        found = await slice_of(tx, english)
        assert [one.source_path for one in found] == ["/1.jpg", "/3.jpg"]
        assert await pictures.count(tx, english) == Counts(2, 0, 0)

        work = Work(tx, datetime.now(UTC))
        await picture_claims.refuse(work, [Refused(found[0], "no picture")])
        left = await slice_of(tx, english)
        assert [one.source_path for one in left] == ["/3.jpg", "/4.jpg"]
        assert await pictures.count(tx, english) == Counts(2, 0, 1)

        await tx.execute("update core.media_links set pinned = source_path = '/2.jpg'")
        pinned = await slice_of(tx, english)
        assert [one.source_path for one in pinned] == ["/2.jpg", "/3.jpg"]

        await tx.execute("update core.media_links set retry_at = now()")
        due = await slice_of(tx, english)
        assert [one.source_path for one in due] == ["/1.jpg", "/2.jpg", "/3.jpg"]


async def test_owners_of_whose_pictures_some_are_to_do_come_in_pages(
    database: Database,
) -> None:
    """Those who have none to do are left out, and of each only these are wanted."""
    async with database.transaction() as tx:
        shows = [await seed_show(tx, Seeded(f"s{n}", f"S{n}")) for n in range(6)]
        shows.sort()
        for n, show_id in enumerate(shows[:-1]):
            await posters(tx, show_id, f"/{n}a.jpg", f"/{n}b.jpg")
        choice = choice_of_posters(*shows)
        (first, _) = await pictures.load_wanted(tx, choice, shows[:1])
        await picture_claims.refuse(
            Work(tx, datetime.now(UTC)),
            [Refused(replace(first, source_path=f"/1{x}.jpg"), "-") for x in "ab"],
        )
        pages, after = [], None
        while True:
            page = await pictures.load_owners_due(tx, choice, after=after, limit=2)
            pages.append(page)
            if not page:
                break
            after = page[-1]
        assert pages == [[shows[0], shows[2]], shows[3:5], []]
        found = await pictures.load_wanted(tx, choice, pages[1])
        assert [one.source_path for one in found] == [
            f"/{n}{x}.jpg" for n in (3, 4) for x in "ab"
        ]


async def test_what_other_sources_show_is_asked_for_again_after_a_month(
    database: Database,
) -> None:
    """By what they said of the bytes that are kept; TMDb's paths never change."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg", "/b.jpg")
        found = await slice_of(tx, choice_of_posters(show_id))
        work = Work(tx, datetime.now(UTC))
        for one in found:
            name = one.source_path[1]
            picture = replace(PICTURE, sha256=name * 64)
            await picture_claims.claim(tx, [Claim(one, picture, SHA, name)])
            linked = Linked(one, name * 64, etag=f'"{name}"', last_modified=name)
            await picture_claims.link(work, [linked])
        await tx.execute(
            "update core.media_links set source = 'fandom',"
            " checked_at = now() - interval '29 days' where source_path = '/b.jpg'"
        )
        assert await pictures.count(tx, choice_of_posters(show_id)) == Counts(0, 2, 0)
        await tx.execute("update core.media_links set checked_at = '2026-01-01'")
        assert await pictures.count(tx, choice_of_posters(show_id)) == Counts(1, 1, 0)
        (due,) = await slice_of(tx, choice_of_posters(show_id))
    assert due.kept == Kept("b" * 64, "b", 9, confirmed=True, is_current=False)
    assert (due.source, due.etag, due.last_modified) == ("fandom", '"b"', "b")


@pytest.mark.parametrize(
    ("number", "of_wikis", "wanted", "unallowed"),
    [
        (1, "free", ["/1.jpg", "a/free.jpg", "b/free.jpg"], 1),
        (1, "all", ["/1.jpg", "a/free.jpg", "a/unfree.jpg", "b/free.jpg"], 0),
        (0, "free", ["a/free.jpg", "b/free.jpg"], 1),
        (None, "none", ["/1.jpg", "/2.jpg"], 2),
    ],
)
async def test_numbers_count_pictures_of_tmdb_alone(
    database: Database,
    number: int | None,
    of_wikis: FandomImages,
    wanted: list[str],
    unallowed: int,
) -> None:
    """Those of wikis are all wanted, as far as the installation takes them."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/1.jpg", "/2.jpg")
        for path in ("a/free.jpg", "a/unfree.jpg", "b/free.jpg"):
            listed: dict[str, Any] = {
                "source": "fandom",
                "kind": "poster",
                "is_free": "/free" in path,
            }
            if not path.startswith("b"):
                listed["sha256"] = await seed_asset(tx, path)
            await seed_link(tx, "show", show_id, path, **listed)
        numbers = () if number == 0 else (("poster", number),)
        choice = Choice(("shows",), (show_id,), numbers, None, of_wikis, force=True)

        found = await slice_of(tx, choice)

        assert sorted(one.source_path for one in found) == wanted
        assert await pictures.count(tx, choice) == Counts(len(wanted), 0, 0)
        assert await pictures.count_unallowed(tx, of_wikis) == unallowed


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
                f"update core.{table} set logo_path = '/' || id || '.png'"
                " where name <> 'Hayu'".encode()
            )
        await work_of(tx)
        found = await slice_of(tx, logos(housewives))
        assert sorted((one.owners[0].what, one.owners[0].name) for one in found) == [
            ("network", "Bravo"),
            ("production company", "Truly Original"),
            ("watch provider", "Apple TV"),
            ("watch provider", "Bravo TV"),
            ("watch provider", "Novelty"),
            ("watch provider", "Peacock"),
        ]
        assert {one.source_url.removesuffix(one.source_path) for one in found} == {BASE}
        await tx.execute("update core.show_networks set missing_since = now()")
        narrow = replace(logos(housewives), owners=("organisations",))
        assert [one.owners[0].name for one in await slice_of(tx, narrow)] == [
            "Truly Original"
        ]


async def test_listing_logos_again_touches_nothing(database: Database) -> None:
    """A former logo is marked, and is the current one again when it comes back."""
    states = []
    async with database.transaction() as tx:
        await seed_show(tx, HOUSEWIVES)
        for path in ("/a.png", "/b.png", "/b.png", "/a.png"):
            await tx.execute("update core.networks set logo_path = %s", [path])
            await work_of(tx)
            cursor = await tx.execute(
                "select source_path, missing_since is null, ctid::text"
                " from core.media_links where entity = 'network' order by 1"
            )
            states.append(await cursor.fetchall())
    assert [[row[:2] for row in state] for state in states] == [
        [("/a.png", True)],
        [("/a.png", False), ("/b.png", True)],
        [("/a.png", False), ("/b.png", True)],
        [("/a.png", True), ("/b.png", False)],
    ]
    assert states[1] == states[2]


async def test_one_picture_of_two_owners_is_wanted_once(database: Database) -> None:
    """And where it is in the store for one of them, it is known for the other."""
    async with database.transaction() as tx:
        housewives = await seed_show(tx, HOUSEWIVES)
        for table in ("networks", "production_companies"):
            await tx.execute(f"update core.{table} set logo_path = '/a.png'".encode())
        work = await work_of(tx)
        (one,) = await slice_of(tx, logos(housewives))
        assert [owner.name for owner in one.owners] == ["Bravo", "Truly Original"]
        assert one.kept is None

        half = replace(one, owners=one.owners[:1])
        await picture_claims.claim(tx, [Claim(half, PICTURE, SHA, "key")])
        await picture_claims.link(work, [Linked(half, SHA)])

        (left,) = await slice_of(tx, logos(housewives))
        assert (left.owners, left.kept) == (
            one.owners[1:],
            Kept(SHA, "key", 9, confirmed=True),
        )


def choice_of_posters(*show_ids: UUID, number: int | None = None) -> Choice:
    """Return the choice of the first posters of shows, None: of all; and of wikis'."""
    numbers = (("poster", number),)
    return Choice(("shows",), show_ids, numbers, None, of_wikis="all")
