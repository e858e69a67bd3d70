"""A person's choices which series a show is, several at once or one after the other."""

import asyncio

from scripts._picks import Pick, pick_stage
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.resolve_tmdb_ids import STAGE
from tests.pipeline import Pipeline, Upstream


def test_two_choices_for_one_show_are_refused(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """However the show is named; nothing is asked and nothing changes."""
    asyncio.run(pipeline.import_text("tt0000001\n"))
    ((show_id,),) = pipeline.rows("select id from core.shows")
    before = pipeline.versions()
    picks = ("--pick", "imdb:tt0000001=tmdb:1", "--pick", f"{show_id}=tmdb:2")

    result = pipeline.command("resolve", "tmdb-ids", *picks)

    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: imdb:tt0000001=tmdb:1 and {show_id}=tmdb:2 name one show; choose one\n"
    )
    assert (upstream.requests(), pipeline.versions()) == ([], before)


async def test_a_later_choice_takes_the_place_of_the_former(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """One id is current, and every stage and reader goes by it."""
    upstream.put(1, "Alpha")
    upstream.put(2, "Beta")
    await pipeline.import_text("tt0000001\n")
    for tmdb_id in (1, 2):
        pick = Pick.parse(f"tt0000001=tmdb:{tmdb_id}")
        assert (await pipeline.run([pick_stage([pick])])).exit_code == 0

    assert (await pipeline.run([STAGE, DETAILS])).exit_code == 0

    assert pipeline.rows(
        "select s.name, e.id, e.superseded_at is null from core.external_ids e"
        " join core.shows s on s.id = e.entity_id where e.source = 'tmdb' order by 2"
    ) == [("Beta", "1", False), ("Beta", "2", True)]


async def test_a_corrected_choice_leaves_nothing_of_the_wrong_series(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """There and back again: facts, slug and offers are those of the series it is."""
    offers = {
        "results": {
            "US": {"flatrate": [{"provider_id": 8, "provider_name": "Netflix"}]}
        }
    }
    upstream.put(1, "Alpha", overview="US.", **{"watch/providers": offers})
    upstream.put(2, "Alpha", origin_country=["GB"], first_air_date="2004-06-01")
    await pipeline.import_text("tt0000001\n")
    told = []
    for tmdb_id in (1, 2, 1):
        pick = Pick.parse(f"tt0000001=tmdb:{tmdb_id}")
        await pipeline.run([pick_stage([pick])])
        assert (await pipeline.sync()).exit_code == 0
        told += pipeline.rows(
            "select s.slug, s.overview, (select count(*) from core.show_watch_providers"
            " o where o.show_id = s.id and o.ended_at is null) from core.shows s"
        )

    assert told == [
        ("alpha-us-2004", "US.", 1),
        ("alpha-gb-2004", None, 0),
        ("alpha-us-2004", "US.", 1),
    ]
