"""`trr media pin` and `unpin`: a person chooses the first picture of a kind."""

import json

from scripts._listed_images import LIST_SEASON_IMAGES, LIST_SHOW_IMAGES
from scripts._stage import AnyStage
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.sync_seasons_episodes import STAGE as SEASONS
from tests.pipeline import Pipeline, Upstream

LISTING: list[AnyStage] = [DETAILS, SEASONS, LIST_SHOW_IMAGES, LIST_SEASON_IMAGES]
PINNED = """
select entity, kind, source_path from core.media_links where pinned order by 1, 2
"""
SHOW = ("--show", "tmdb:1")
SHA256 = "a1" * 32
OTHERS = [*(f"p{n}" for n in range(3, 10)), "q1", "q2"]


async def test_a_choice_is_the_first_until_it_is_taken_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Named by its path, its address or its hash; each kind has one of its own."""
    await _known(pipeline, upstream)
    _keep(pipeline, "/b2.jpg")

    for about, kind, picture in (
        (SHOW, "poster", "/p2.jpg"),
        (SHOW, "poster", "https://image.tmdb.org/t/p/original/p3.jpg"),
        (SHOW, "backdrop", f"images/show_images/x/{SHA256}.jpg"),
        ((*SHOW, "--season", "1"), "poster", "s.jpg"),
    ):
        done = await pipeline.trr("media", "pin", *about, kind, picture)
        assert done.exit_code == 0, done.output

    chosen = [
        ("season", "poster", "/s.jpg"),
        ("show", "backdrop", "/b2.jpg"),
        ("show", "poster", "/p3.jpg"),
    ]
    assert pipeline.rows(PINNED) == chosen
    assert pipeline.rows(
        "select entity, kind, fields from ops.events order by id desc limit 1"
    ) == [("show", "updated", ["backdrop"])]
    await pipeline.run(LISTING, force=True)
    assert pipeline.rows(PINNED) == chosen

    done = await pipeline.trr("media", "unpin", *SHOW, "poster", "--json")
    assert json.loads(done.stdout)["notes"] == [
        "One (tmdb:1): the poster shown first is /p1.jpg (en, 20x30) (was /p3.jpg)"
    ]
    assert pipeline.rows(PINNED) == chosen[:2]
    again = await pipeline.trr("media", "unpin", *SHOW, "poster")
    assert (again.exit_code, "no poster of One (tmdb:1) is pinned" in again.output) == (
        2,
        True,
    )


async def test_a_dry_run_pins_nothing(pipeline: Pipeline, upstream: Upstream) -> None:
    """It says what would be."""
    await _known(pipeline, upstream)
    done = await pipeline.trr("media", "pin", *SHOW, "poster", "/p2.jpg", "--dry-run")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "the poster shown first is /p2.jpg (no text), once it is fetched" in said
    assert pipeline.rows(PINNED) == []


async def test_what_cannot_be_pinned_is_said(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """With what there is instead, the first ten of it."""
    await _known(pipeline, upstream)
    there = "/p1.jpg (en, 20x30); /p2.jpg (no text); " + "; ".join(
        f"/{one}.jpg (de)" for one in OTHERS[:8]
    )
    wrong = {
        (*SHOW, "poster", "/x.jpg"): f"no poster /x.jpg; there are {there} and 1 more",
        (*SHOW, "logo", "/l.png"): "no logo /l.png, nor any other; `trr sync all`",
        (*SHOW, "photo", "/l.png"): "a show has no photos: it has posters and",
        (*SHOW, "--season", "1", "logo", "/l.png"): "a season has no logos: it has",
        (*SHOW, "poster", "the best one"): "names no picture",
        ("--show", "tmdb:9", "poster", "/l.png"): "no show tmdb:9 in the catalogue",
    }
    for arguments, said in wrong.items():
        done = await pipeline.trr("media", "pin", *arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output


async def _known(pipeline: Pipeline, upstream: Upstream) -> None:
    posters = [
        {"file_path": "/p1.jpg", "iso_639_1": "en", "width": 20, "height": 30},
        {"file_path": "/p2.jpg"},
        *({"file_path": f"/{one}.jpg", "iso_639_1": "de"} for one in OTHERS),
    ]
    backdrops = [{"file_path": "/b1.jpg"}, {"file_path": "/b2.jpg"}]
    images = {"posters": posters, "backdrops": backdrops, "logos": []}
    upstream.put_season(1, 1, poster_path="/s.jpg")
    upstream.put(1, "One", images=images)
    await pipeline.track(1)
    await pipeline.run(LISTING)


def _keep(pipeline: Pipeline, path: str) -> None:
    with pipeline.connect() as connection:
        connection.execute(
            "insert into core.media_assets"
            " (sha256, key, content_type, bytes, width, height, confirmed_at)"
            " values (%s, 'k', 'image/jpeg', 1, 1, 1, now())",
            [SHA256],
        )
        connection.execute(
            "update core.media_links set sha256 = %s, linked_at = now()"
            " where source_path = %s",
            [SHA256, path],
        )
