"""Pictures are listed out of stored documents: what there is, before any is kept."""

from collections.abc import Sequence
from typing import Any

import pytest

from scripts import sync_people, sync_show_cast
from scripts._listed_images import (
    LIST_CAST_PHOTOS,
    LIST_SEASON_IMAGES,
    LIST_SHOW_IMAGES,
)
from scripts._stage import AnyStage
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.sync_seasons_episodes import STAGE as SEASONS
from tests.answers import credit, episode
from tests.pipeline import Pipeline, Upstream, failures
from trr_backend.repositories.suppressions import fingerprint

BEFORE: list[AnyStage] = [DETAILS, SEASONS, sync_show_cast.STAGE]
LISTING: list[AnyStage] = [LIST_SHOW_IMAGES, LIST_SEASON_IMAGES, LIST_CAST_PHOTOS]
LISTED = """
select l.entity, x.id, l.kind, l.source_path, l.position
from core.media_links l
join core.external_ids x on x.entity_id = l.entity_id and x.source = 'tmdb'
where l.missing_since is null order by 1, 2, 3, 5
"""
PINNED = "select entity, source_path from core.media_links where pinned order by 1"
PHOTOS = "select source_path, position, missing_since is null from core.media_links"
REASON = ("--reason", "the better one")


async def test_what_documents_name_is_listed(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Of shows, seasons, episodes and people; without a request, and written once."""
    await _known(pipeline, upstream)

    report = await pipeline.run(LISTING)

    assert failures(report) == {}
    assert upstream.paths() == []
    assert pipeline.rows(LISTED) == [
        ("episode", "101001", "still", "/still.jpg", 1),
        ("person", "5", "photo", "/ann.jpg", 1),
        ("season", "101", "poster", "/s-en.jpg", 1),
        ("season", "101", "poster", "/s.jpg", 2),
        ("show", "1", "backdrop", "/b.jpg", 1),
        ("show", "1", "poster", "/en.jpg", 1),
        ("show", "1", "poster", "/none.jpg", 2),
        ("show", "1", "poster", "/de.jpg", 3),
    ]
    assert _counts(report) == [(1, 0), (1, 0), (1, 1)]
    before = pipeline.versions()
    assert _counts(await pipeline.run(LISTING)) == [(0, 1), (0, 1), (0, 2)]
    assert _counts(await pipeline.run(LISTING, force=True)) == [(1, 0), (1, 0), (2, 0)]
    assert pipeline.versions() == before


async def test_another_language_is_another_order(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The documents are the same; what is made of them is not."""
    await _known(pipeline, upstream)
    await pipeline.run(LISTING)
    german = pipeline.settings.model_copy(update={"languages": ("de-DE",)})

    await Pipeline(german, upstream).run([LIST_SHOW_IMAGES])

    posters = [row[3] for row in pipeline.rows(LISTED) if row[2] == "poster"][2:]
    assert posters == ["/de.jpg", "/none.jpg", "/en.jpg"]


async def test_seasons_come_before_their_pictures(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Of parts that are not written yet none is listed; the show's are."""
    _put(upstream)
    await pipeline.track(1)
    await pipeline.run([DETAILS])

    report = await pipeline.run(LISTING[:2])

    assert failures(report) == {
        "One (tmdb:1)": "its seasons are not written yet; mend what they failed by, "
        "run it again"
    }
    assert {row[0] for row in pipeline.rows(LISTED)} == {"show"}


async def test_a_broken_list_is_named_and_costs_nothing_else(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Neither the titles and credits of that answer nor anybody else's pictures."""
    _put(upstream, images={"posters": 5})
    upstream.put_person(5, "Ann", images={"profiles": "?"})
    upstream.put_person(6, "Bob", images={"profiles": [{"file_path": "/bob.jpg"}]})
    await pipeline.track(1)
    assert failures(await pipeline.run([*BEFORE, sync_people.STAGE])) == {}

    report = await pipeline.run(LISTING)

    api = "https://api.themoviedb.org/3"
    assert [
        (one.item, one.error.split(" at ")[1])
        for said in report.stages
        for one in said.failures
    ] == [
        ("One (tmdb:1)", f"{api}/tv/1: field images.posters"),
        ("Ann (tmdb:5)", f"{api}/person/5: field images.profiles"),
    ]
    assert _counts(report) == [(0, 0), (1, 0), (1, 0)]
    assert pipeline.rows(LISTED)[0] == (
        "episode",
        "101001",
        "still",
        "/still.jpg",
        1,
    )
    assert ("person", "6", "photo", "/bob.jpg", 1) in pipeline.rows(LISTED)


async def test_the_photo_of_a_credit_makes_room_for_a_persons_own(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One row until their own answer; then those that it lists."""
    await _known(pipeline, upstream)
    await pipeline.run(LISTING)
    own = [{"file_path": "/a.jpg"}, {"file_path": "/b.jpg"}]
    upstream.put_person(5, "Ann", images={"profiles": own})
    await pipeline.run([sync_people.STAGE])

    report = await pipeline.run([LIST_CAST_PHOTOS])

    assert _counts(report) == [(1, 1)]
    assert pipeline.rows(f"{PHOTOS} where kind = 'photo' order by 3 desc, 2") == [
        ("/a.jpg", 1, True),
        ("/b.jpg", 2, True),
        ("/ann.jpg", 1, False),
    ]


@pytest.mark.parametrize("path", ["/ann.jpg", "/a/path.jpg"])
async def test_a_photo_that_cannot_be_listed_is_not_tried_again(
    pipeline: Pipeline, upstream: Upstream, path: str
) -> None:
    """One that was taken down, one that is no path of a picture."""
    _put(upstream, photo=path)
    await pipeline.track(1)
    await pipeline.run(BEFORE)
    with pipeline.connect() as connection:
        connection.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (%s, 'picture', 'asked')",
            [fingerprint("picture", "tmdb", "/ann.jpg")],
        )

    assert _counts(await pipeline.run([LIST_CAST_PHOTOS])) == [(0, 2)]


async def test_a_persons_word_about_a_path_is_the_first_picture(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """At once, for each kind of entity, until the word is taken back."""
    await _known(pipeline, upstream)
    await pipeline.run(LISTING)
    decided = {
        ("--show", "tmdb:1"): ("poster_path", "/de.jpg"),
        ("--show", "tmdb:1", "--season", "1"): ("poster_path", "/mine.jpg"),
        ("--show", "tmdb:1", "--season", "1", "--episode", "1"): (
            "still_path",
            "/other.jpg",
        ),
        ("--person", "tmdb:5"): ("profile_path", "/new.jpg"),
    }

    for about, (field, path) in decided.items():
        done = await pipeline.trr("override", "set", *about, field, path, *REASON)
        assert done.exit_code == 0, done.output

    chosen = [
        ("episode", "/other.jpg"),
        ("person", "/new.jpg"),
        ("season", "/mine.jpg"),
        ("show", "/de.jpg"),
    ]
    assert pipeline.rows(PINNED) == chosen
    await pipeline.run(LISTING, force=True)
    assert pipeline.rows(PINNED) == chosen
    for about, (field, _) in decided.items():
        done = await pipeline.trr("override", "unset", *about, field)
        assert done.exit_code == 0, done.output
    assert pipeline.rows(PINNED) == []


async def test_a_persons_word_stands_where_no_list_can_be_read(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What was decided is kept; that its pictures were not listed is named."""
    _put(upstream, images={"posters": 5})
    await pipeline.track(1)
    await pipeline.run(BEFORE)

    done = await pipeline.trr(
        "override", "set", "--show", "tmdb:1", "poster_path", "/de.jpg", *REASON
    )

    assert (done.exit_code, "field images.posters" in done.output) == (1, True)
    assert pipeline.rows("select poster_path from core.shows") == [("/de.jpg",)]


def _put(upstream: Upstream, *, photo: str = "/ann.jpg", **said: Any) -> None:
    told = [episode(101001, 1, still_path="/still.jpg")]
    cast = [credit(5, "Ann", "Self", profile_path=photo), credit(6, "Bob", "Self")]
    upstream.put_season(1, 1, episodes=told, cast=cast, poster_path="/s.jpg")
    posters = [{"file_path": "/s-en.jpg", "iso_639_1": "en"}]
    upstream.put_file("tv/1/season/1/images.json", {"posters": posters})
    listed = [
        {"file_path": f"/{language}.jpg", "iso_639_1": code}
        for language, code in (("none", None), ("de", "de"), ("en", "en"))
    ]
    images = {"posters": listed, "backdrops": [], "logos": []}
    shown = {"backdrop_path": "/b.jpg", "poster_path": "/en.jpg"}
    upstream.put(1, "One", **{"images": images, **shown, **said})


async def _known(pipeline: Pipeline, upstream: Upstream) -> None:
    _put(upstream)
    await pipeline.track(1)
    assert failures(await pipeline.run(BEFORE)) == {}
    upstream.requests()


def _counts(report: Any) -> Sequence[tuple[int, int]]:
    return [(one.done, one.unchanged) for one in report.stages]
