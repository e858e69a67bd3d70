"""Places for pictures: claimed, linked and told, or refused."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.seed import BIG_BROTHER, HOUSEWIVES, seed_show
from tests.trr_backend.repositories.test_pictures import (
    PICTURE,
    SHA,
    choice_of_posters,
    posters,
    slice_of,
    wanted,
)
from trr_backend.models.changes import Change
from trr_backend.models.media import Asset, Kept
from trr_backend.repositories import picture_claims, pictures, suppressions
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.picture_claims import Claim, Linked, Refused
from trr_backend.repositories.picture_likeness import group
from trr_backend.repositories.pictures import Counts
from trr_backend.repositories.work import Work


async def test_two_that_claim_at_once_get_one_place(database: Database) -> None:
    """The second one waits and is given the key of the first."""
    picture = wanted("/a.png")

    async def claim(key: str, seconds: float) -> dict[str, Asset]:
        async with database.transaction() as tx:
            found = Claim(picture, PICTURE, SHA, key)
            places = await picture_claims.claim(tx, [found])
            await asyncio.sleep(seconds)
        return places

    first = asyncio.create_task(claim("first", 0.2))
    await asyncio.sleep(0.1)
    second = await claim("second", 0)

    assert await first == second == {SHA: Asset(SHA, "first", confirmed=False)}


async def test_a_claim_that_is_given_up_leaves_the_place_free(
    database: Database,
) -> None:
    """Whoever waited for it gets the place then."""
    async with database.transaction() as tx, tx.transaction(force_rollback=True):
        await picture_claims.claim_places(tx, {"first": PICTURE})
    async with database.transaction() as tx:
        places = await picture_claims.claim_places(tx, {"second": PICTURE})
        assert places[SHA].key == "second"


async def test_a_link_is_an_event_once(database: Database) -> None:
    """Readers see it from then on; linking it again tells nothing."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg")
        (one,) = await slice_of(tx, choice_of_posters(show_id))
        await picture_claims.claim(tx, [Claim(one, PICTURE, "b" * 64, "key")])
        assert await _links(tx) == [("/a.jpg", SHA, "b" * 64, False, False)]
        work = Work(tx, datetime.now(UTC))
        for _ in range(2):
            await picture_claims.link(work, [Linked(one, SHA)])
        assert await _links(tx) == [("/a.jpg", SHA, "b" * 64, True, True)]
        (change,) = work.changes.all()
        assert change == Change(
            "show", show_id, "updated", one.owners[0].name, {"poster": (None, SHA)}
        )
        assert await pictures.count(tx, choice_of_posters(show_id)) == Counts(0, 1, 0)


async def test_what_was_found_broken_is_seen_once_somebody_has_looked(
    database: Database,
) -> None:
    """Who only believes that it is there shows nothing; everything it shows is told."""
    async with database.transaction() as tx:
        one_show = await seed_show(tx, HOUSEWIVES)
        other = await seed_show(tx, BIG_BROTHER)
        for show_id in (one_show, other):
            await posters(tx, show_id, "/a.jpg")
        (both,) = await slice_of(tx, choice_of_posters(one_show, other))
        await picture_claims.claim(tx, [Claim(both, PICTURE, SHA, "key")])
        await picture_claims.link(Work(tx, datetime.now(UTC)), [Linked(both, SHA)])
        await tx.execute("update core.media_assets set confirmed_at = null")

        half = replace(both, owners=both.owners[:1])
        work = Work(tx, datetime.now(UTC))
        await picture_claims.link(work, [Linked(half, SHA, believed=True)])
        assert work.changes.all() == []
        assert {seen for *_, seen in await _links(tx)} == {False}

        for _ in range(2):
            await picture_claims.link(work, [Linked(half, SHA)])
        assert {change.id: change.fields for change in work.changes.all()} == {
            show_id: {"poster": (None, SHA)} for show_id in (one_show, other)
        }


async def test_a_claim_that_was_never_linked_is_known(database: Database) -> None:
    """The next run learns which object to look for."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg")
        (one,) = await slice_of(tx, choice_of_posters(show_id))
        await picture_claims.claim(tx, [Claim(one, PICTURE, SHA, "key")])

        (again,) = await slice_of(tx, choice_of_posters(show_id))

    assert again.kept == Kept(SHA, "key", 9, confirmed=False)


async def test_bytes_that_were_taken_down_get_no_place(database: Database) -> None:
    """Neither a claim nor a link."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg")
        (one,) = await slice_of(tx, choice_of_posters(show_id))
        await suppressions.keep(tx, "picture", "sha256", SHA, "asked")
        assert await picture_claims.claim(tx, [Claim(one, PICTURE, SHA, "k")]) == {}
        work = Work(tx, datetime.now(UTC))
        await picture_claims.link(work, [Linked(one, SHA)])
        assert await _links(tx) == [("/a.jpg", None, None, False, False)]
        assert work.changes.all() == []


async def test_other_bytes_of_a_path_that_was_taken_down_are_not_seen(
    database: Database,
) -> None:
    """They came while it was taken down: their place is not confirmed."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg")
        (one,) = await slice_of(tx, choice_of_posters(show_id))
        await picture_claims.claim(tx, [Claim(one, PICTURE, SHA, "k")])
        await suppressions.keep(tx, "picture", "tmdb", "/a.jpg", "asked")
        await picture_claims.link(Work(tx, datetime.now(UTC)), [Linked(one, SHA)])
        cursor = await tx.execute("select confirmed_at from core.media_assets")
        assert await cursor.fetchall() == [(None,)]


async def test_however_often_it_is_refused_it_is_tried_again_in_a_month(
    database: Database,
) -> None:
    """After a day, then two, four, eight, sixteen; no number of tries is too large."""
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, "/a.jpg")
        (one,) = await slice_of(tx, choice_of_posters(show_id))
        work, waits = Work(tx, datetime.now(UTC)), []
        for tries in (*range(7), 5000):
            await tx.execute("update core.media_links set tries = %s", [tries])
            await picture_claims.refuse(work, [Refused(one, "no picture")])
            cursor = await tx.execute(
                "select tries, extract(day from retry_at - now())::integer"
                " from core.media_links"
            )
            waits.append(await cursor.fetchone())
    days = [1, 2, 4, 8, 16, 30, 30]
    assert waits == [*enumerate(days, start=1), (5001, 30)]


async def test_the_best_copy_stands_for_the_others(database: Database) -> None:
    """Of one language, but for what a person chose; others stand for themselves."""
    copies = {
        "/small.jpg en": replace(PICTURE, sha256="1" * 64, width=150, height=100),
        "/large.jpg en": replace(PICTURE, sha256="2" * 64, width=600, height=400),
        "/german.jpg de": replace(PICTURE, sha256="3" * 64),
        "/other.jpg en": replace(PICTURE, sha256="4" * 64, phash="3c3c5a5a0ff0e1e1"),
    }
    async with database.transaction() as tx:
        show_id = await seed_show(tx, HOUSEWIVES)
        await posters(tx, show_id, *copies)
        work = Work(tx, datetime.now(UTC))
        found = {
            one.source_path: one
            for one in await slice_of(tx, choice_of_posters(show_id))
        }
        for named, picture in copies.items():
            one = found[named.partition(" ")[0]]
            key = f"key of {picture.sha256}"
            await picture_claims.claim(tx, [Claim(one, picture, SHA, key)])
            await picture_claims.link(work, [Linked(one, picture.sha256)])
        alone = {"/german.jpg": None, "/other.jpg": None}
        assert await _represented(tx) == {
            **alone,
            "/large.jpg": None,
            "/small.jpg": "2",
        }

        await tx.execute(
            "update core.media_links set pinned = source_path = '/small.jpg'"
        )
        await group(tx, [("show", show_id, "poster")])
        assert await _represented(tx) == {
            **alone,
            "/large.jpg": "1",
            "/small.jpg": None,
        }


async def _represented(tx: Transaction) -> dict[str, str | None]:
    """Return the first digit of the picture that stands for each path."""
    cursor = await tx.execute(
        "select source_path, left(represented_by, 1) from core.media_links"
    )
    return dict(await cursor.fetchall())


async def _links(tx: Transaction) -> list[tuple[Any, ...]]:
    cursor = await tx.execute(
        "select l.source_path, l.sha256, l.source_sha256, l.linked_at is not null,"
        " coalesce(a.confirmed_at is not null, false)"
        " from core.media_links l left join core.media_assets a using (sha256)"
        " order by 1"
    )
    return await cursor.fetchall()
