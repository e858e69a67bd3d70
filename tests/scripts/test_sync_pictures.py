"""`trr sync show-images`, `season-images` and `cast-photos`, with `sync all`."""

from collections import Counter
from typing import Any

import pytest

from scripts.sync_cast_photos import MIRROR as PHOTOS
from scripts.sync_season_images import MIRROR as OF_SEASONS
from scripts.sync_show_images import MIRROR as OF_SHOWS
from tests.dumps import objects
from tests.pictured_show import pictured_show
from tests.pipeline import Pipeline, Upstream, failures, stage

MIRRORS = [OF_SHOWS, OF_SEASONS, PHOTOS]
SEEN = """
select l.entity, l.kind, split_part(a.key, '/', 2), count(*)::integer
from core.media_links l join core.media_assets a using (sha256)
where l.linked_at is not null and a.confirmed_at is not null
group by 1, 2, 3 order by 1, 2
"""
EVENTS = """
select entity, fields from ops.events
where fields && array['poster', 'backdrop', 'logo', 'still', 'photo'] order by entity
"""


async def test_every_kind_of_picture_comes_to_its_folder(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each path is asked for once; a second run asks for nothing and writes nothing."""
    paths = pictured_show(upstream, 1)
    await pipeline.track(1)

    report = await pipeline.sync()

    assert failures(report) == {}
    fetched = Counter(
        path.removeprefix("/t/p/original") for path in _pictures(upstream)
    )
    assert fetched == Counter(paths)
    assert pipeline.rows(SEEN) == [
        ("episode", "still", "season_images", 2),
        ("network", "logo", "logos", 1),
        ("person", "photo", "cast_photos", 4),
        ("season", "poster", "season_images", 2),
        ("show", "backdrop", "show_images", 2),
        ("show", "logo", "show_images", 1),
        ("show", "poster", "show_images", 3),
    ]
    before = pipeline.versions()
    again = await pipeline.sync()
    assert failures(again) == {}
    assert _pictures(upstream) == []
    assert pipeline.versions() == before
    assert [stage(again, one.name).unchanged for one in MIRRORS] == [6, 4, 4]


async def test_stills_lie_with_their_season(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Posters of a season and stills of its episodes are in one folder."""
    pictured_show(upstream, 1)
    await pipeline.track(1)
    await pipeline.sync()
    ((season_id,),) = pipeline.rows("select id::text from core.seasons")
    keys = pipeline.rows(
        "select distinct split_part(a.key, '/', 3) from core.media_links l"
        " join core.media_assets a using (sha256)"
        " where l.entity in ('season', 'episode')"
    )
    assert keys == [(season_id,)]


async def test_an_event_tells_what_came(pipeline: Pipeline, upstream: Upstream) -> None:
    """One an entity, with how many of each kind."""
    pictured_show(upstream, 1, people=1, episodes=1)
    await pipeline.track(1)
    await pipeline.sync()
    told: dict[str, list[Any]] = {}
    for entity, fields in pipeline.rows(EVENTS):
        told.setdefault(entity, []).append(sorted(fields))
    assert told.keys() >= {"episode", "network", "person", "season", "show"}
    assert ["backdrop", "logo", "poster"] in told["show"]


@pytest.mark.parametrize(
    ("images", "kept"),
    [
        ("poster=1,backdrop=0,logo=all", {"poster": 1, "logo": 1}),
        ("poster=all", {"poster": 12, "backdrop": 2, "logo": 1}),
    ],
)
async def test_as_many_are_kept_as_the_installation_says(
    pipeline: Pipeline, upstream: Upstream, images: str, kept: dict[str, int]
) -> None:
    """The first ones of each kind, in our order."""
    pictured_show(upstream, 1, posters=12)
    await pipeline.track(1)
    settings = pipeline.settings.model_copy(update={"images": images})

    await Pipeline(settings, upstream).sync()

    found = pipeline.rows(
        "select kind, count(*)::integer from core.media_links where entity = 'show'"
        " and linked_at is not null group by kind"
    )
    assert dict(found) == kept
    first = pipeline.rows(
        "select source_path from core.media_links where kind = 'poster'"
        " and entity = 'show' and linked_at is not null order by position limit 1"
    )
    assert first == [("/1-poster-0.jpg",)]


async def test_a_dry_run_names_what_it_would_fetch(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """And fetches, stores and claims nothing."""
    paths = pictured_show(upstream, 1)
    await pipeline.track(1)

    report = await pipeline.sync(dry_run=True)

    assert failures(report) == {}
    assert _pictures(upstream) == []
    assert objects(pipeline.settings.home_path / "media") == {}
    assert pipeline.rows("select count(*) from core.media_links") == [(0,)]
    told = {
        path
        for change in report.changes
        for _, value in change.fields.values()
        if isinstance(value, list)
        for path in value
    }
    assert told >= set(paths)


async def test_a_dry_run_by_force_tells_of_what_is_not_kept(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What becomes of the others only their source can say."""
    pictured_show(upstream, 1)
    await pipeline.track(1)
    await pipeline.sync()
    report = await pipeline.run([OF_SHOWS], force=True, dry_run=True)
    assert (report.exit_code, report.changes) == (0, [])


async def test_by_force_a_picture_is_fetched_only_where_it_changed_or_lacks(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The others are asked for with what is known of them, and answered 304."""
    pictured_show(upstream, 1)
    await pipeline.track(1)
    await pipeline.sync()
    media = pipeline.settings.home_path / "media"
    before = objects(media)
    ((lost,),) = pipeline.rows(
        "select key from core.media_assets a join core.media_links l using (sha256)"
        " where l.source_path = '/1-poster-1.jpg'"
    )
    (media / lost).unlink()
    upstream.requests()

    report = await pipeline.run([OF_SHOWS], force=True)

    assert failures(report) == {}
    statuses = {one["path"]: one["status"] for one in upstream.requests()}
    assert statuses.pop("/t/p/original/1-poster-1.jpg") == 200
    assert set(statuses.values()) == {304}
    assert objects(media).keys() == before.keys()
    assert stage(report, "show-images").counts == {
        "stored": 1,
        "stored_bytes": (media / lost).stat().st_size,
        "unchanged": 5,
    }


async def test_a_picture_that_is_refused_leaves_its_place_to_the_next(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It is named, and the show has as many as before."""
    pictured_show(upstream, 1, posters=3)
    await pipeline.track(1)
    settings = pipeline.settings.model_copy(update={"images": "poster=2"})
    few = Pipeline(settings, upstream)
    upstream.fail({"match": "/1-poster-0.jpg$", "kind": "html"})

    report = await few.sync()

    assert list(failures(report)) == ["Show 1 (poster): /1-poster-0.jpg"]
    assert (await few.sync()).exit_code == 0
    found = pipeline.rows(
        "select source_path from core.media_links where kind = 'poster'"
        " and entity = 'show' and linked_at is not null order by 1"
    )
    assert found == [("/1-poster-1.jpg",), ("/1-poster-2.jpg",)]


def _pictures(upstream: Upstream) -> list[str]:
    return [path for path in upstream.paths() if path.startswith("/t/p/")]
