"""The dump that other tests compare databases by."""

from pathlib import Path

import pytest

from tests.dumps import Unnamed, differences, dump
from tests.kept_pictures import seed_link, seed_picture, seed_variant
from tests.pipeline import Pipeline, Upstream
from tests.seed_wikis import seed_fact, seed_page, seed_wiki
from tests.whole_shows import working
from trr_backend.models.wiki import Candidate, Match
from trr_backend.repositories import wiki_subjects
from trr_backend.repositories.db import open_database


async def test_a_dump_names_rows_by_upstream_ids_and_drops_times(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Nothing of a row is ours alone: it equals that of any other installation."""
    upstream.put(7, "Seven")
    await pipeline.track(7)
    await pipeline.sync()

    with pipeline.connect() as connection:
        dumped = dump(connection, Path("nowhere"))

    assert dumped["core.show_genres"] == [("show tmdb:7", "genre tmdb:10764", 0, None)]
    assert dumped["core.list_items"] == [
        ("list file list.txt", "show tmdb:7", 1, *[None] * 6)
    ]
    assert dumped["core.genres"] == [("genre tmdb:10764", "Reality", "set")]
    assert dumped["media"] == []


async def test_a_table_that_is_not_understood_is_refused(pipeline: Pipeline) -> None:
    """A new table is compared, or somebody has to say what its ids stand for."""
    with pipeline.connect() as connection:
        before = dump(connection, Path("nowhere"))
        connection.execute("create table core.extra as select 'one' as word")
        assert dump(connection, Path("nowhere")) == {**before, "core.extra": [("one",)]}
        connection.execute(
            "alter table core.extra add id uuid default gen_random_uuid()"
        )
        with pytest.raises(Unnamed, match=r"core\.extra\.id: what is "):
            dump(connection, Path("nowhere"))


async def test_a_credit_is_named_by_what_it_is_of(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its own id is ours; what was decided of it is found by its source's key."""
    upstream.put(7, "Seven")
    await pipeline.track(7)
    with pipeline.connect() as connection:
        connection.execute(
            "with person as (insert into core.people (id, name)"
            " values (gen_random_uuid(), 'Ann') returning id), known as ("
            " insert into core.external_ids (entity, entity_id, source, id)"
            " select 'person', id, 'tmdb', '5' from person),"
            " credit as (insert into core.credits"
            " (scope_id, source, source_key, show_id, person_id, category)"
            " select s.id, 'tmdb', 'abc', s.id, p.id, 'host'"
            " from core.shows s, person p returning id)"
            " insert into core.overrides (entity, entity_id, field, value, reason)"
            " select 'credit', id, 'category', '\"judge\"', 'seen' from credit"
        )
        dumped = dump(connection, Path("nowhere"))

    name = "credit tmdb:abc of show tmdb:7"
    assert dumped["core.overrides"] == [
        ("credit", name, "category", "judge", False, (), "seen", "set")
    ]
    assert [row[0] for row in dumped["core.credits"]] == [name]


async def test_pictures_are_what_they_show(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Whose folder they lie in, and when they were tried or looked at, is no matter."""
    upstream.put(7, "Seven")
    await pipeline.track(7)
    await pipeline.sync()
    async with (
        open_database(pipeline.settings) as database,
        database.transaction() as tx,
    ):
        cursor = await tx.execute("select id from core.shows")
        ((show_id,),) = await cursor.fetchall()
        await seed_link(
            *(tx, "show", show_id, "/b.png"),
            kind="poster",
            refused="too large",
            tries=2,
            etag="e",
        )
        picture = await seed_picture(tx, "show", show_id, "a", kind="poster")
        copy = await seed_variant(tx, picture, "copy")
        await tx.execute(
            "insert into core.media_pins (entity, entity_id, kind, source, source_path)"
            " select entity, entity_id, kind, source, source_path from core.media_links"
            " where source_path = '/a.png'"
        )

    with pipeline.connect() as connection:
        before = dump(connection, Path("nowhere"))
        connection.execute(
            "update core.media_assets set key = 'elsewhere/' || key,"
            " verified_at = now(), claimed_at = now()"
        )
        connection.execute(
            "update core.media_links set tries = 9, retry_at = now(), etag = 'f',"
            " last_modified = 'now', checked_at = now()"
        )
        assert differences(before, dump(connection, Path("nowhere"))) == {}

    assert before["core.media_pins"] == [
        ("show", "show tmdb:7", "poster", "tmdb", "/a.png", "set")
    ]
    assert before["core.media_variants"] == [(picture, "webp", 185, copy, "set")]
    assert [row[:5] for row in before["core.media_links"]] == [
        ("show", "show tmdb:7", "poster", "tmdb", path) for path in ("/a.png", "/b.png")
    ]
    assert "too large" in before["core.media_links"][1]


async def test_pages_of_wikis_are_named_by_their_numbers(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also where a mark or a question names them; ids of facts are ours alone."""
    upstream.put(7, "Seven")
    await pipeline.track(7)
    async with (
        open_database(pipeline.settings) as database,
        working(database) as work,
    ):
        cursor = await work.tx.execute("select id from core.shows")
        ((show_id,),) = await cursor.fetchall()
        wiki_id = await seed_wiki(work.tx, "seven", "https://seven.fandom.com")
        address = "https://seven.fandom.com/wiki/Seven"
        page = await seed_page(work.tx, wiki_id, address, page_number=5)
        await seed_fact(work.tx, {"show_id": show_id}, page, "network", "ABC")
        chosen = Candidate("show", show_id, "Seven", 1.0, ())
        await wiki_subjects.save(work, page.id, Match(chosen, (chosen,)))
        await work.tx.execute(
            "insert into ops.review_items (kind, entity, entity_id, subject, reason,"
            " candidates) values ('wiki-page', 'show', %s, 'seven:5', 'why',"
            " jsonb_build_array(jsonb_build_object('page_id', %s::text)))",
            [show_id, page.id],
        )

    with pipeline.connect() as connection:
        dumped = dump(connection, Path("nowhere"))

    ((subject, *_),) = dumped["core.wiki_subjects"]
    assert (subject, dumped["core.wiki_pages"][0][:3]) == (
        "page seven:5",
        ("page seven:5", "wiki seven", 5),
    )
    assert dumped["core.show_facts"][0][:5] == (
        *("show tmdb:7", "page seven:5", "", "network", "ABC"),
    )
    assert "('page_id', 'page seven:5')" in str(dumped["ops.review_items"])


async def test_differences_name_the_rows(pipeline: Pipeline) -> None:
    """Each side's own rows are told, with how often they are there."""
    with pipeline.connect() as connection:
        one = dump(connection, Path("nowhere"))
        connection.execute(
            "insert into core.lists (source, key, name) select 'a','b',''"
        )
        other = dump(connection, Path("nowhere"))

    assert differences(one, one) == {}
    row = ("list a b", "a", "b", "", None, "set")
    assert differences(one, other) == {
        "core.lists": {"only first": [], "only second": [(row, 1)]}
    }
