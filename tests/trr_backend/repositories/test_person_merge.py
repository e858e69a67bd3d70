"""Two people who are one: found by the source's word, asked about, merged."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.credited import ANN, credited, flag, write_person
from tests.kept_pictures import seed_asset, seed_link
from tests.whole_shows import (
    new_show,
    rows,
    versions,
    working,
)
from trr_backend.errors import Missing
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import people, person_merge
from trr_backend.repositories.db import Database
from trr_backend.repositories.sets import Owner


async def _two(database: Database) -> tuple[Owner, UUID, UUID]:
    """Return a show with two people: Ann as TMDb knew her, and as it knows her now."""
    owner = await new_show(database)
    first, second = await credited(database, owner, 4, 5)
    await write_person(database, first, replace(ANN, tmdb_id=4, name="Ann L."))
    return owner, first, second


async def test_whom_the_source_merged_is_merged(database: Database) -> None:
    """One IMDb id, and only one of the two is still known: credits and ids move."""
    owner, former, ann = await _two(database)
    await flag(database, former)

    work = await write_person(database, ann, ANN)

    assert await rows(database, "select id, name from core.people") == [
        (ann, "Ann Lee")
    ]
    assert await rows(
        database,
        "select source, id, entity_id, superseded_at is null from core.external_ids"
        " where entity = 'person' order by source, id",
    ) == [
        ("imdb", "nm0000001", ann, True),
        ("tmdb", "4", ann, False),
        ("tmdb", "5", ann, True),
    ]
    reason = "both are imdb:nm0000001, and the source knows Ann Lee (tmdb:5) only"
    assert await rows(
        database, "select entity, from_id, to_id, reason from core.redirects"
    ) == [("person", former, ann, reason)]
    whose = "select source_key, person_id from core.credits order by 1"
    assert await rows(database, whose) == [("c4", ann), ("c5", ann)]
    told = {(one.entity, one.kind, one.label): one.fields for one in work.changes.all()}
    assert told["person", "merged", "Ann L."] == {"id": (str(former), str(ann))}
    assert told["person", "updated", "Ann Lee"]["credits"] == ([], ["The Show"])
    assert told["show", "updated", "The Show"] == {"credits": ("Ann L.", "Ann Lee")}
    assert work.notes == []

    # The source may go on to credit the old id: it is the survivor's.
    before = await versions(database)
    await credited(database, owner, 4, 5)
    assert await versions(database) == before


async def test_two_whom_the_source_knows_are_a_question(database: Database) -> None:
    """One IMDb id and two answers: a person decides; the id stays where it was."""
    _, former, ann = await _two(database)

    work = await write_person(database, ann, ANN)

    note = (
        "Ann L. (tmdb:4) and Ann Lee (tmdb:5): both are imdb:nm0000001; are they one "
        "person? Decide with `trr review`."
    )
    assert work.notes == [note]
    assert await rows(
        database,
        "select kind, entity_id, subject, reason, candidates, confidence"
        " from ops.review_items",
    ) == [
        (
            "same-person",
            former,
            str(ann),
            "both are imdb:nm0000001",
            [
                {
                    "person_id": str(ann),
                    "name": "Ann Lee",
                    "tmdb_id": 5,
                    "shared": ["imdb:nm0000001"],
                }
            ],
            0.9,
        )
    ]
    assert await rows(
        database, "select entity_id from core.external_ids where source = 'imdb'"
    ) == [(former,)]


async def test_whom_the_source_lost_and_another_run_merged_is_settled(
    database: Database,
) -> None:
    """Planned before, found gone after the merge: nothing is left to be done."""
    _, former, ann = await _two(database)
    async with working(database) as work:
        await person_merge.merge(work, former, ann, "a person said so")

    async with working(database) as work:
        assert await people.flag_missing(work, former, "Ann L. (tmdb:4)")
    assert work.changes.all() == []


@pytest.mark.parametrize("lost", [0, 1])
async def test_a_question_is_answered_when_the_source_loses_one(
    database: Database, lost: int
) -> None:
    """Whichever of the two it is; the question is closed with them."""
    _, *pair = await _two(database)
    await write_person(database, pair[1], ANN)

    await flag(database, pair[lost])

    survivor = pair[1 - lost]
    assert await rows(database, "select id from core.people") == [(survivor,)]
    ((decision,),) = await rows(database, "select decision from ops.review_items")
    assert decision["merged_into"] == str(survivor)
    assert await rows(
        database,
        "select source, id from core.external_ids where entity = 'person'"
        " and superseded_at is null order by 1",
    ) == [("imdb", "nm0000001"), ("tmdb", "4" if lost else "5")]


async def test_two_who_were_told_apart_stay_two(database: Database) -> None:
    """A person has said so: neither a shared id nor a loss merges them."""
    _, former, ann = await _two(database)
    await write_person(database, ann, ANN)
    async with working(database) as work:
        await work.tx.execute("update ops.review_items set decided_at = now()")
    await flag(database, former)

    work = await write_person(database, ann, ANN)

    assert work.notes == []
    assert await rows(database, "select count(*) from core.people") == [(2,)]


async def test_another_shared_id_is_never_enough(database: Database) -> None:
    """Only an IMDb id decides: others are doubled now and then."""
    owner = await new_show(database)
    first, second = await credited(database, owner, 4, 5)
    wikidata = (ExternalId("wikidata", "Q1"),)
    one = replace(ANN, tmdb_id=4, external_ids=wikidata)
    await write_person(database, first, one)
    await flag(database, first)

    work = await write_person(database, second, replace(ANN, external_ids=wikidata))

    assert len(work.notes) == 1
    assert await rows(database, "select count(*) from core.people") == [(2,)]


async def test_who_was_merged_meanwhile_is_not_written(database: Database) -> None:
    """The plan was older: no row comes back."""
    _, former, ann = await _two(database)
    await _merge(database, former, ann)

    work = await write_person(database, former, replace(ANN, tmdb_id=4))

    assert work.changes.all() == []
    assert await rows(database, "select id from core.people") == [(ann,)]


async def _merge(database: Database, one: UUID, into: UUID) -> None:
    async with working(database) as work:
        await person_merge.merge(work, one, into, "seen")


async def test_a_merge_takes_words_pictures_and_redirects_along(
    database: Database,
) -> None:
    """The survivor's own come first; who led to the merged one leads on."""
    owner = await new_show(database)
    first, second, third = await credited(database, owner, 4, 5, 6)
    words = [(first, "name"), (first, "gender"), (second, "name")]
    await _insert_words(database, words)
    async with working(database) as work:
        await work.tx.execute(
            "insert into core.media_assets"
            " (sha256, key, content_type, bytes, width, height)"
            " values (repeat('a', 64), 'k', 'image/png', 1, 1, 1)"
        )
        for person_id, path in ((first, "/1"), (first, "/2"), (second, "/2")):
            await work.tx.execute(
                "insert into core.media_links (entity, entity_id, kind, source,"
                " source_path, source_url, sha256)"
                " values ('person', %s, 'photo', 'tmdb', %s, '', repeat('a', 64))",
                [person_id, path],
            )
    await _merge(database, third, first)

    await _merge(database, first, second)

    assert await rows(
        database, "select entity_id, field, value from core.overrides order by field"
    ) == [(second, "gender", str(first)), (second, "name", str(second))]
    assert await rows(
        database, "select entity_id, source_path from core.media_links order by 2"
    ) == [(second, "/1"), (second, "/2")]
    redirects = "select from_id, to_id from core.redirects"
    assert sorted(await rows(database, redirects)) == sorted(
        [(third, second), (first, second)]
    )


async def test_the_survivors_photos_come_first(database: Database) -> None:
    """What readers see wins over what is only listed, and a choice moves along."""
    former, ann = await credited(database, await new_show(database), 4, 5)
    async with working(database) as work:
        tx = work.tx
        kept = await seed_asset(tx, "kept")
        for person_id, path, position, columns in (
            (ann, "/own.png", 1, {"sha256": await seed_asset(tx, "own")}),
            (ann, "/both.png", 2, {"refused": "too large", "tries": 2}),
            (ann, "/claimed.png", 3, {"sha256": kept, "linked_at": None}),
            (former, "/both.png", 1, {"sha256": kept}),
            (former, "/claimed.png", 2, {"sha256": kept, "linked_at": None}),
            (former, "/theirs.png", 3, {"sha256": await seed_asset(tx, "theirs")}),
            (former, "/listed.png", 4, {}),
        ):
            about: dict[str, Any] = {"kind": "photo", "position": position, **columns}
            await seed_link(tx, "person", person_id, path, **about)
        await tx.execute(
            "update core.media_assets set colour = '#000000',"
            " phash = case key when 'images/kept.png' then repeat('f', 16)"
            " else repeat('0', 16) end"
        )
        await tx.execute(
            "insert into core.media_pins (entity, entity_id, kind, source, source_path)"
            " values ('person', %s, 'photo', 'tmdb', '/theirs.png')",
            [former],
        )

    await _merge(database, former, ann)

    assert await rows(
        database,
        "select l.source_path, l.position, l.pinned, a.key, l.linked_at is not null,"
        " l.refused, r.key from core.media_links l left join core.media_assets a"
        " on a.sha256 = l.sha256 left join core.media_assets r"
        " on r.sha256 = l.represented_by where l.entity_id = %s order by 2",
        ann,
    ) == [
        ("/own.png", 1, False, "images/own.png", True, None, "images/theirs.png"),
        ("/both.png", 2, False, "images/kept.png", True, None, None),
        ("/claimed.png", 3, False, "images/kept.png", False, None, None),
        ("/theirs.png", 6, True, "images/theirs.png", True, None, None),
        ("/listed.png", 7, False, None, False, None, None),
    ]
    assert await rows(database, "select entity_id from core.media_pins") == [(ann,)]
    assert await rows(database, "select count(*) from core.media_links") == [(5,)]


async def _insert_words(database: Database, words: Sequence[tuple[UUID, str]]) -> None:
    async with working(database) as work:
        for person_id, field in words:
            await work.tx.execute(
                "insert into core.overrides (entity, entity_id, field, value, reason)"
                " values ('person', %s, %s, to_jsonb(%s::text), 'seen')",
                [person_id, field, str(person_id)],
            )


async def test_a_merge_names_who_is_not_there(database: Database) -> None:
    """Nothing is done."""
    (ann,) = await credited(database, await new_show(database), 5)
    gone = UUID(int=1)
    with pytest.raises(Missing, match=f"^no person {gone}; run the command again$"):
        await _merge(database, gone, ann)
