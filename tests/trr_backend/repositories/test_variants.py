"""Smaller copies in Postgres: which are due, which are seen, what is told of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from tests.kept_pictures import seed_asset, seed_link
from tests.seed import BIG_BROTHER, HOUSEWIVES, seed_show
from tests.trr_backend.repositories.test_pictures import PICTURE
from trr_backend.models.changes import InWords
from trr_backend.repositories import variants
from trr_backend.repositories.db import Database, Transaction
from trr_backend.repositories.variants import Counts, DuePicture, Made, Wanted
from trr_backend.repositories.work import Work

NOW = "webp:185,342"
WANTED = Wanted(NOW)


async def test_due_is_what_readers_see_and_has_no_copies_as_they_are_made_now(
    database: Database,
) -> None:
    """Of all shows or of some; by force also what has them."""
    async with database.transaction() as tx:
        housewives = await seed_show(tx, HOUSEWIVES)
        brother = await seed_show(tx, BIG_BROTHER)
        for name, show_id, columns in (
            ("new", housewives, {}),
            ("other", brother, {}),
            ("both", housewives, {"variants_for": "webp:185"}),
            ("both", brother, {}),
            ("done", housewives, {"variants_for": NOW}),
            ("animated", housewives, {"frames": 2}),
            ("small", housewives, {"width": 185, "height": 100}),
        ):
            await _seed(tx, name, show_id, **columns)
        await seed_asset(tx, "shows nothing")
        hidden = await _seed(tx, "hidden", housewives)
        await tx.execute(
            "update core.media_assets set confirmed_at = null where sha256 = %s",
            [hidden],
        )
        only = replace(WANTED, show_ids=(housewives,))
        forced = replace(only, force=True)
        found = [await _due(tx, one) for one in (WANTED, only, forced)]
        counts = [await variants.count(tx, one) for one in (WANTED, only, forced)]
        none = replace(WANTED, show_ids=())
        assert await _due(tx, none) == []
    assert found == [
        ["both", "new", "other"],
        ["both", "new"],
        ["both", "done", "new"],
    ]
    assert counts == [Counts(3, 1, 0), Counts(2, 1, 0), Counts(3, 0, 0)]


async def test_copies_that_cannot_be_made_wait_twice_as_long_each_time(
    database: Database,
) -> None:
    """By force they are due at once; made at last, they never failed."""
    waits = []
    async with database.transaction() as tx:
        picture, made = await _with_copy(tx)
        await tx.execute("update core.media_assets set variants_for = null")
        for _ in range(6):
            await variants.fail(tx, [picture.sha256])
            cursor = await tx.execute(
                "select extract(day from variants_retry_at - now())::integer"
                " from core.media_assets where sha256 = %s",
                [picture.sha256],
            )
            waits.append(await cursor.fetchone())
        assert await variants.count(tx, WANTED) == Counts(0, 0, 1)
        assert await _due(tx, replace(WANTED, force=True)) != []

        await variants.store(Work(tx, datetime.now(UTC)), picture, [made], NOW)
        assert await variants.count(tx, WANTED) == Counts(0, 1, 0)
        cursor = await tx.execute("select max(variants_tries) from core.media_assets")
        assert await cursor.fetchone() == (0,)
    assert waits == [(1,), (2,), (4,), (8,), (16,), (30,)]


async def test_a_copy_that_is_there_again_is_told(database: Database) -> None:
    """One that was hidden comes with the same bytes; a second time tells nothing."""
    async with database.transaction() as tx:
        picture, made = await _with_copy(tx)
        await tx.execute("update core.media_assets set variants_for = null")
        await tx.execute(
            "update core.media_assets set confirmed_at = null where width = 185"
        )
        work = Work(tx, datetime.now(UTC))
        await variants.store(work, picture, [made], NOW)
        (change,) = work.changes.all()
        assert change.fields == {"poster": (None, InWords("1 smaller copy"))}
        assert await _state(tx, made) == (True, NOW)

        again = Work(tx, datetime.now(UTC))
        await variants.store(again, picture, [made], NOW)
        assert again.changes.all() == []


async def test_a_copy_that_nobody_looked_at_is_not_believed_to_be_there(
    database: Database,
) -> None:
    """Found broken meanwhile it stays hidden, taken away it is not named: due again."""
    async with database.transaction() as tx:
        picture, made = await _with_copy(tx)
        made = replace(made, believed=True)
        await tx.execute("update core.media_assets set variants_for = null")
        await tx.execute(
            "update core.media_assets set confirmed_at = null where width = 185"
        )
        work = Work(tx, datetime.now(UTC))
        await variants.store(work, picture, [made], NOW)
        assert await _state(tx, made) == (False, None)

        await tx.execute("delete from core.media_variants")
        await tx.execute("delete from core.media_assets where width = 185")
        await variants.store(work, picture, [made], NOW)
        assert work.changes.all() == []
        assert [one.sha256 for one in await _all_due(tx, WANTED)] == [picture.sha256]


async def _with_copy(tx: Transaction) -> tuple[DuePicture, Made]:
    """Seed a poster with a smaller copy."""
    digest = await _seed(tx, "poster", await seed_show(tx, HOUSEWIVES))
    copy = await seed_asset(tx, "copy", width=185, height=100)
    made = Made("webp", 185, replace(PICTURE, sha256=copy))
    picture = DuePicture(digest, "images/poster.png", 6, "a show (poster)")
    await variants.store(Work(tx, datetime.now(UTC)), picture, [made], NOW)
    return picture, made


async def _seed(tx: Transaction, name: str, show_id: UUID, **columns: Any) -> str:
    digest = sha256(name.encode()).hexdigest()
    cursor = await tx.execute(
        "select from core.media_assets where sha256 = %s", [digest]
    )
    if await cursor.fetchone() is None:
        await seed_asset(tx, name, **columns)
    path = f"/{name}.png"
    await seed_link(tx, "show", show_id, path, kind="poster", sha256=digest)
    return digest


async def _all_due(tx: Transaction, wanted: Wanted) -> list[DuePicture]:
    """Read what is due two at a time."""
    found: list[DuePicture] = []
    page: Sequence[DuePicture] = [DuePicture("", "", 0, "")]
    while page:
        page = await variants.load_due(tx, wanted, after=page[-1].sha256, limit=2)
        found += page
    return found


async def _due(tx: Transaction, wanted: Wanted) -> list[str]:
    """Return the names of what is due."""
    found = await _all_due(tx, wanted)
    assert found == sorted(found, key=lambda one: one.sha256)
    return sorted(one.key.split("/")[-1].removesuffix(".png") for one in found)


async def _state(tx: Transaction, made: Made) -> tuple[bool, str | None]:
    """Return whether readers see a copy, and for what its picture is done."""
    cursor = await tx.execute(
        "select a.confirmed_at is not null, p.variants_for from core.media_variants v"
        " join core.media_assets a on a.sha256 = v.variant_sha256"
        " join core.media_assets p on p.sha256 = v.sha256 where a.sha256 = %s",
        [made.inspected.sha256],
    )
    (row,) = await cursor.fetchall()
    return row[0], row[1]
