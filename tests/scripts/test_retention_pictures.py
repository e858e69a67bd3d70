"""Pictures of what is removed or may not be kept: rows, smaller copies and objects."""

from tests.answers import credit
from tests.dumps import objects
from tests.pipeline import Pipeline, failures
from tests.rich_show import END, expire
from tests.upstream import Upstream

KEYS = "select key from core.media_assets order by key"
LISTED = """
    select l.entity, count(*)::int, count(l.linked_at)::int from core.media_links l
    group by 1 order by 1
"""
COPIES = "select count(*)::int from core.media_variants"
WHOLE = [("person", 1, 1), ("season", 1, 1), ("show", 3, 3)]


async def test_pictures_of_a_removed_show_leave_the_store_with_the_next_retention(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its people's, too, and no other's: rows first, then objects with their copies."""
    pipeline = pipeline.with_settings(variant_formats=("webp",))
    await _shows(pipeline, upstream, 1)
    one, copies = _stored(pipeline), pipeline.rows(COPIES)
    assert pipeline.rows(LISTED) == WHOLE
    assert len(one) > 5
    await _shows(pipeline, upstream, 2)
    assert len(_stored(pipeline)) == 2 * len(one)
    assert one < _stored(pipeline)
    pinned = await pipeline.trr(
        *("media", "pin", "--show", "tmdb:2", "poster", "/second-2.jpg")
    )
    assert pinned.exit_code == 0, pinned.output

    removed = await pipeline.trr("shows", "remove", "tmdb:2", "--yes")

    assert removed.exit_code == 0, removed.output
    assert pipeline.rows(LISTED) == WHOLE
    assert pipeline.rows("select * from core.media_pins") == []
    assert len(_stored(pipeline)) == 2 * len(one)
    looked = await pipeline.trr("retention", "--dry-run")
    assert (looked.exit_code, len(_stored(pipeline))) == (0, 2 * len(one))
    done = await pipeline.trr("retention")
    assert done.exit_code == 0, done.output
    assert _stored(pipeline) == one
    assert pipeline.rows(COPIES) == copies


async def test_pictures_past_their_time_go_and_come_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A person's choice holds again; at the end of the licence it goes as well."""
    pipeline = pipeline.with_settings(variant_formats=("webp",))
    await _shows(pipeline, upstream, 1)
    await pipeline.trr(*("media", "pin", "--show", "tmdb:1", "poster", "/second-1.jpg"))
    kept = _stored(pipeline)
    pins = "select source_path from core.media_pins"
    pinned = "select source_path from core.media_links where pinned"
    expire(pipeline, "true")

    done = await pipeline.trr("retention")

    assert done.exit_code == 0, done.output
    assert (pipeline.rows(LISTED), _stored(pipeline)) == ([], set())
    assert pipeline.rows(pins) == [("/second-1.jpg",)]
    assert failures(await pipeline.sync()) == {}
    assert (pipeline.rows(LISTED), _stored(pipeline)) == (WHOLE, kept)
    assert pipeline.rows(pinned) == [("/second-1.jpg",)]
    ended = await pipeline.trr(*END)
    assert ended.exit_code == 0, ended.output
    assert "1 pin went" in ended.output
    assert (pipeline.rows(LISTED), _stored(pipeline)) == ([], set())
    assert (pipeline.rows(KEYS), pipeline.rows(pins)) == ([], [])


async def test_a_merged_show_has_its_pictures_when_it_is_itself_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Hidden with it meanwhile: nothing moves, nothing goes."""
    await _shows(pipeline, upstream, 1, 2)
    listed = "select * from core.media_links order by entity_id, kind, source_path"
    before, kept = pipeline.rows(listed), _stored(pipeline)

    merged = await pipeline.trr("shows", "merge", "tmdb:1", "tmdb:2")
    assert merged.exit_code == 0, merged.output
    await pipeline.trr("retention")
    assert (pipeline.rows(listed), _stored(pipeline)) == (before, kept)
    await pipeline.trr("shows", "unmerge", "tmdb:1")

    assert failures(await pipeline.sync()) == {}
    assert (pipeline.rows(listed), _stored(pipeline)) == (before, kept)


async def _shows(pipeline: Pipeline, upstream: Upstream, *tmdb_ids: int) -> None:
    """Bring shows in, each with two posters, a backdrop, a season's, and a host."""
    for one in tmdb_ids:
        person = one * 100
        posters = [
            {"file_path": f"/{name}-{one}.jpg", "width": 600, "height": 900}
            for name in ("first", "second")
        ]
        upstream.put_season(
            one,
            1,
            cast=[credit(person, f"Host {one}", "Host")],
            poster_path=f"/season-{one}.jpg",
        )
        upstream.put(
            one,
            f"Show {one}",
            poster_path=f"/first-{one}.jpg",
            backdrop_path=f"/back-{one}.jpg",
            images={"posters": posters, "backdrops": [], "logos": []},
        )
        upstream.put_person(person, f"Host {one}", profile_path=f"/host-{one}.jpg")
    await pipeline.track(*tmdb_ids)
    assert failures(await pipeline.sync()) == {}


def _stored(pipeline: Pipeline) -> set[str]:
    """Return the hashes of the objects in the store."""
    return set(objects(pipeline.settings.home_path / "media"))
