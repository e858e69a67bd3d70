"""Shows that share ids, or only an account: who is asked what, and for how long."""

from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.resolve_tmdb_ids import STAGE as RESOLVE
from tests.pipeline import Pipeline, Upstream

TRACKER = "TMDb ID,IMDb ID,Type,Name,Release Date\n"
NOTHING: dict[str, list[object]] = {
    f"{kind}_results": []
    for kind in ("movie", "person", "tv", "tv_episode", "tv_season")
}


async def test_shows_may_share_an_account(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Each has the handle, and nobody is asked whether they are one show."""
    for tmdb_id, name in ((1, "Big Brother"), (2, "Celebrity Big Brother")):
        ids = {"instagram_id": "bigbrother", "twitter_id": "bb", "facebook_id": ""}
        upstream.put(tmdb_id, name, external_ids=ids)
    await pipeline.track(1, 2)

    report = await pipeline.run([DETAILS])

    assert (report.exit_code, report.notes) == (0, [])
    assert pipeline.rows(
        "select name, facebook_handle, instagram_handle, twitter_handle,"
        " provenance ->> 'twitter_handle' from core.shows order by 1"
    ) == [
        ("Big Brother", None, "bigbrother", "bb", "tmdb"),
        ("Celebrity Big Brother", None, "bigbrother", "bb", "tmdb"),
    ]
    assert pipeline.rows("select kind from ops.review_items") == []


async def test_ids_that_another_show_has_are_one_question_and_told(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """All of them are named, with the show that has them; each run asks it once."""
    ids = {"imdb_id": "tt0000001", "tvdb_id": 5, "wikidata_id": "Q1"}
    upstream.put(1, "One", external_ids=ids)
    upstream.put(2, "Two", external_ids={**ids, "wikidata_id": "Q2"})
    await pipeline.track(1, 2)
    await pipeline.run([DETAILS], "tmdb:1")

    report = await pipeline.run([DETAILS], "tmdb:2")

    assert report.exit_code == 0
    assert report.notes == [
        (
            "Two (tmdb:2) shares imdb:tt0000001, tvdb:5 with One (tmdb:1);"
            " are they one show? Decide with `trr review`."
        )
    ]
    ((one, two),) = pipeline.rows(
        "select a.id, b.id from core.shows a, core.shows b"
        " where a.name = 'One' and b.name = 'Two'"
    )
    assert pipeline.rows(
        "select kind, entity_id, reason, candidates from ops.review_items"
    ) == [
        (
            "same-show",
            two,
            "it shares imdb:tt0000001, tvdb:5 with another show",
            [{"show_id": str(one)}],
        )
    ]


async def test_a_wish_that_is_absorbed_is_asked_about_no_more(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its own question is closed, and whether another is the same show.

    A list that had dropped the survivor and held the wish holds the survivor.
    """
    upstream.put_file("find/tt0000001.json", NOTHING)
    upstream.put(1, "One", external_ids={"imdb_id": "tt0000001"})
    await pipeline.import_text("tmdb:1\n", "list.txt")
    await pipeline.import_text("tt0000001\n", "list.txt")
    await pipeline.run([RESOLVE, DETAILS])
    kinds = "select kind from ops.review_items where decided_at is null order by 1"
    assert pipeline.rows(kinds) == [("resolve-tmdb-ids",), ("same-show",)]

    await pipeline.import_text(f"{TRACKER}1,tt0000001,tv,One,\n", "both.csv")

    assert pipeline.rows(kinds) == []
    ((show_id,),) = pipeline.rows("select id from core.shows")
    assert pipeline.rows("select distinct decision from ops.review_items") == [
        ({"merged_into": str(show_id), "reason": "list"},)
    ]
    assert pipeline.rows("select missing_since from core.list_items") == [(None,)] * 2
