"""Listed pictures as rows: scopes, marks, pins, takedowns, and what of it is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.whole_shows import (
    AT,
    new_show,
    record,
    rows,
    season,
    versions,
    working,
    write_seasons,
)
from trr_backend.errors import Missing
from trr_backend.models.media import ImageRecord, ImageScope, ImagesRecord
from trr_backend.repositories import images, pins
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Database
from trr_backend.repositories.suppressions import fingerprint
from trr_backend.repositories.work import Work

POSTERS = ImageScope("show", "1", "poster")
LOGOS = ImageScope("show", "1", "logo")
A = ImageRecord(
    entity="show",
    source_id="1",
    kind="poster",
    source_path="/a.jpg",
    source_url="https://image.tmdb.org/t/p/original/a.jpg",
    position=1,
    language="en",
    region="US",
    width=2000,
    height=3000,
    vote_average=5.312,
    vote_count=3,
)
B = ImageRecord("show", "1", "poster", "/b.jpg", "https://example.org/b.jpg", 2)
LOGO = ImageRecord("show", "1", "logo", "/a.jpg", "https://example.org/l.png", 1)
WHOLE = ImagesRecord("tmdb", (POSTERS, LOGOS), (A, B, LOGO))
STORED = """
select kind, source_path, source_url, position, language, region, width, height,
  vote_average, vote_count, pinned, missing_since, sha256, linked_at
from core.media_links where entity = 'show' order by kind desc, source_path
"""
MARKS = "select kind, source_path, position, missing_since from core.media_links"
# Neither pinned nor gone, and not kept.
NEW = (False, None, None, None)
KEPT = "0" * 64


async def test_what_is_listed_becomes_rows(database: Database) -> None:
    """Known and not kept: nobody sees them, so that nothing is told."""
    show = await _show(database)

    work = await _write(database, show, WHOLE)

    assert await rows(database, STORED) == [
        (
            "poster",
            "/a.jpg",
            A.source_url,
            1,
            "en",
            "US",
            *[2000, 3000, 5.312, 3],
            *NEW,
        ),
        ("poster", "/b.jpg", B.source_url, 2, *[None] * 6, *NEW),
        ("logo", "/a.jpg", LOGO.source_url, 1, *[None] * 6, *NEW),
    ]
    assert work.changes.all() == []


async def test_a_second_time_writes_nothing(database: Database) -> None:
    """Whatever became of the pictures; many rows go by another way than few."""
    show = await _show(database)
    many = replace(
        WHOLE,
        images=tuple(
            replace(A, source_path=f"/{n}.jpg", position=n) for n in range(1, 601)
        ),
    )
    for said in (WHOLE, many):
        await _write(database, show, said)
        await _keep(database, show, said.images[0])
        before = await versions(database)
        await _write(database, show, said)
        assert await versions(database) == before


async def test_what_is_gone_is_marked_within_the_scopes(database: Database) -> None:
    """And keeps its place and its object; it comes back as it was."""
    show = await _show(database)
    await _write(database, show, WHOLE)
    await _keep(database, show, A)
    kept = "select sha256, linked_at from core.media_links where sha256 is not null"
    before = await rows(database, kept)

    work = await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (B,)))

    assert await rows(database, f"{MARKS} order by 1, 2") == [
        ("logo", "/a.jpg", 1, None),
        ("poster", "/a.jpg", 1, AT),
        ("poster", "/b.jpg", 2, None),
    ]
    assert _told(work) == [("show", {"poster": ("1 gone", "0 changed")})]
    work = await _write(database, show, WHOLE)
    assert _told(work) == [("show", {"poster": ("0 gone", "1 changed")})]
    assert await rows(database, kept) == before
    assert {row[3] for row in await rows(database, MARKS)} == {None}


async def test_a_single_name_takes_nothing_from_a_list(database: Database) -> None:
    """A path without its list adds a row or brings one back; what was said stays."""
    show = await _show(database)
    await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (A, B)))
    await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (B,)))
    bare = ImageRecord("show", "1", "poster", "/a.jpg", A.source_url, 1)
    new = replace(bare, source_path="/new.jpg", position=2)

    await _write(database, show, ImagesRecord("tmdb", (), (bare, new)))

    assert await rows(
        database,
        "select source_path, language, width, vote_count, missing_since"
        " from core.media_links order by 1",
    ) == [
        ("/a.jpg", "en", 2000, 3, None),
        ("/b.jpg", None, None, None, None),
        ("/new.jpg", None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"position": 3}, ["1 changed"]),
        ({"language": "de"}, ["1 changed"]),
        ({"vote_count": 4}, ["1 changed"]),
        ({"width": 1, "height": 1, "region": None}, []),
    ],
)
async def test_only_what_readers_see_is_told(
    database: Database, changed: dict[str, Any], told: list[str]
) -> None:
    """Of a picture that is kept; the row says what the source says in any case."""
    show = await _show(database)
    await _write(database, show, WHOLE)
    await _keep(database, show, A)
    now = replace(A, **changed)
    unseen = replace(B, position=7)

    work = await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (now, unseen)))

    assert _told(work) == [("show", {"poster": ("0 gone", one)}) for one in told]
    columns = ", ".join(changed)
    query = f"select {columns} from core.media_links where sha256 is not null"
    assert await rows(database, query) == [tuple(changed.values())]


async def test_what_a_list_says_anew_may_let_another_copy_stand(
    database: Database,
) -> None:
    """The best one that is listed, among those of its language."""
    show = await _show(database)
    small = replace(A, source_path="/small.jpg", position=3)
    asset = (
        "insert into core.media_assets (sha256, key, content_type, bytes, width,"
        " height, colour, phash, confirmed_at) values"
        " (%s, %s, 'image/jpeg', %s, 500, 750, '#102030', '00ff00ff00ff00ff', now())"
    )
    link = (
        "update core.media_links set sha256 = %s, linked_at = now()"
        " where source_path = %s and kind = 'poster'"
    )
    await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (A, B, small)))
    for size, one in (("9", A), ("5", small), ("1", B)):
        await _execute(database, asset, size * 64, size, size)
        await _execute(database, link, size * 64, one.source_path)
    stand = (
        "select source_path, left(represented_by, 1) from core.media_links order by 1"
    )
    found = []
    german, gone = replace(A, language="de"), replace(B, language="en")
    for listed in ((german, B, small), (A, B, small), (gone, small), (A, gone, small)):
        await _write(database, show, ImagesRecord("tmdb", (POSTERS,), listed))
        found.append([by for _, by in await rows(database, stand)])
    assert found == [
        [None, None, None],
        [None, None, "9"],
        ["5", "5", None],
        [None, "9", "9"],
    ]


async def test_parts_of_a_show_are_written_at_once(database: Database) -> None:
    """Each in a set of its own: a season without its list keeps what it has."""
    owner = await new_show(database)
    await write_seasons(database, owner, record(season(1, 1), season(2, 1)))
    said = [_poster(101), _poster(102), _still(1001), _still(2001)]
    await _write_found(database, _whole(said, said))

    work = await _write_found(database, _whole([said[0], said[2]], [said[2]]))

    assert work.changes.all() == []
    assert await rows(
        database,
        "select source_path, missing_since from core.media_links order by 1",
    ) == [
        ("/1001.jpg", None),
        ("/101.jpg", AT),
        ("/102.jpg", None),
        ("/2001.jpg", None),
    ]


async def test_whose_pictures_they_are_must_be_stored(database: Database) -> None:
    """An id that nobody has, or had before, is nobody's."""
    show = await _show(database)
    await _execute(
        database, "update core.external_ids set superseded_at = now() where id = '1'"
    )
    with pytest.raises(Missing, match="the show tmdb:1 has pictures and is not stored"):
        await _write_found(database, WHOLE)
    await _write(database, show, ImagesRecord("tmdb", (), ()))
    assert await rows(database, MARKS) == []


async def test_a_picture_that_was_taken_down_is_not_listed(database: Database) -> None:
    """Known by its path; one that was listed before is marked."""
    show = await _show(database)
    await _write(database, show, WHOLE)
    await _execute(
        database,
        "insert into ops.suppressions (fingerprint, kind, reason)"
        " values (%s, 'picture', 'asked')",
        fingerprint("picture", "tmdb", "/a.jpg"),
    )

    await _write(database, show, WHOLE)

    assert await rows(database, f"{MARKS} where missing_since is null") == [
        ("poster", "/b.jpg", 2, None)
    ]


async def test_a_pin_survives_new_lists_and_retention(database: Database) -> None:
    """It holds for one kind; what is pinned is told where readers see it."""
    show = await _show(database)
    await _write(database, show, WHOLE)
    await _keep(database, show, A)
    subject = Subject("show", show, "The Show")
    pinned = "select kind, source_path from core.media_links where pinned"

    async with working(database) as work:
        a, b = await pins.load_listed(work.tx, subject, "poster")
        await pins.pin(work, subject, "poster", b)
    assert (a.path, b.path, str(a)) == ("/a.jpg", "/b.jpg", "/a.jpg (en, 2000x3000)")
    assert _told(work) == []
    await _write(database, show, ImagesRecord("tmdb", (POSTERS,), (A,)))
    await _execute(
        database, "delete from core.media_links where source_path = '/b.jpg'"
    )
    await _write(database, show, WHOLE)
    assert await rows(database, pinned) == [("poster", "/b.jpg")]

    async with working(database) as work:
        await pins.pin(work, subject, "poster", a)
    assert _told(work) == [("show", {"poster": ("0 gone", "1 changed")})]
    assert await rows(database, pinned) == [("poster", "/a.jpg")]
    async with working(database) as work:
        assert await pins.load_pinned(work.tx, subject, "poster") == "/a.jpg"
        await pins.unpin(work, subject, "poster")
    assert await rows(database, pinned) == []
    assert await rows(database, "select * from core.media_pins") == []


async def test_a_word_about_a_field_pins_where_nothing_else_is(
    database: Database,
) -> None:
    """The picture of that path, of that kind; a pin of its own goes before it."""
    show = await _show(database)
    subject = Subject("show", show, "The Show")
    pinned = "select kind, source_path from core.media_links where pinned"
    await _execute(
        database,
        "insert into core.overrides (entity, entity_id, field, value, locked, reason)"
        " values ('show', %s, 'poster_path', '\"/b.jpg\"', false, 'better')",
        show,
    )

    await _write(database, show, WHOLE)

    assert await rows(database, pinned) == [("poster", "/b.jpg")]
    async with working(database) as work:
        _, a = await pins.load_listed(work.tx, subject, "poster")
        await pins.pin(work, subject, "poster", a)
    assert await rows(database, pinned) == [("poster", "/a.jpg")]
    async with working(database) as work:
        await pins.unpin(work, subject, "poster")
    assert await rows(database, pinned) == [("poster", "/b.jpg")]


async def _show(database: Database) -> UUID:
    return (await new_show(database)).show_id


async def _write(database: Database, show: UUID, said: ImagesRecord) -> Work:
    async with working(database) as work:
        await images.write(work, said, {("show", "1"): show})
    return work


async def _write_found(database: Database, said: ImagesRecord) -> Work:
    """Write pictures of whoever has the ids."""
    async with working(database, AT) as work:
        await images.write(work, said, await images.load_entities(work.tx, said))
    return work


def _poster(season: int) -> ImageRecord:
    path = f"/{season}.jpg"
    return replace(B, entity="season", source_id=str(season), source_path=path)


def _still(one: int) -> ImageRecord:
    return replace(_poster(one), entity="episode", kind="still")


def _whole(of: Sequence[ImageRecord], said: Sequence[ImageRecord]) -> ImagesRecord:
    scopes = (ImageScope(one.entity, one.source_id, one.kind) for one in of)
    return ImagesRecord("tmdb", tuple(scopes), tuple(said))


async def _keep(database: Database, show: UUID, one: ImageRecord) -> None:
    """Let a picture be kept, as a run does that has put its bytes into the store."""
    await _execute(
        database,
        "insert into core.media_assets"
        " (sha256, key, content_type, bytes, width, height, confirmed_at)"
        " values (%s, 'k', 'image/jpeg', 1, 1, 1, now()) on conflict do nothing",
        KEPT,
    )
    await _execute(
        database,
        "update core.media_links set sha256 = %s, linked_at = %s"
        " where entity_id = %s and kind = %s and source_path = %s",
        *(KEPT, AT - timedelta(days=1), show, one.kind, one.source_path),
    )


async def _execute(database: Database, statement: str, *given: object) -> None:
    async with database.transaction() as tx:
        await tx.execute(statement.encode(), given)


def _told(work: Work) -> list[tuple[str, dict[str, tuple[object, object]]]]:
    return [(one.entity, one.fields) for one in work.changes.all()]
