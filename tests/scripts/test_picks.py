"""A person's choices which series a show is, several at once or one after the other."""

import asyncio
from dataclasses import replace

from scripts._keep import Answer
from scripts._picks import Pick, pick_stage
from scripts._stage import Context
from scripts._successors import Gone
from scripts.backfill_tmdb_details import STAGE as DETAILS
from scripts.resolve_tmdb_ids import STAGE
from tests.pipeline import Pipeline, Upstream, failures
from trr_backend.repositories.shows import DueShow

IDS = """
select s.name, e.source, e.id, e.superseded_at is null
from core.external_ids e join core.shows s on s.id = e.entity_id
where e.entity = 'show' order by 1, 2, 3
"""


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
    ) == [("Beta", "2", True)]


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


async def _picked(pipeline: Pipeline, *tmdb_ids: int, sync: bool = False) -> None:
    """Choose one series after the other for the one show."""
    for tmdb_id in tmdb_ids:
        pick = Pick.parse(f"tt0000001=tmdb:{tmdb_id}")
        assert (await pipeline.run([pick_stage([pick])])).exit_code == 0
        if sync:
            assert (await pipeline.sync()).exit_code == 0


async def test_the_same_choice_again_changes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Also after a correction: facts and slug stay."""
    upstream.put(1, "Alpha")
    upstream.put(2, "Beta", overview="Two.")
    await pipeline.import_text("tt0000001\n")
    await _picked(pipeline, 1, 2, sync=True)
    facts = "select slug, overview, updated_at from core.shows"
    before = pipeline.rows(facts)

    await _picked(pipeline, 2)

    assert pipeline.rows(facts) == before
    assert before[0][:2] == ("beta-us-2004", "Two.")


async def test_there_and_back_without_a_run_between(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The next run writes the show anew, though the document was used before."""
    upstream.put(1, "Alpha", overview="One.")
    upstream.put(2, "Beta")
    await pipeline.import_text("tt0000001\n")
    await _picked(pipeline, 1, sync=True)

    await _picked(pipeline, 2, 1)
    assert (await pipeline.sync()).exit_code == 0

    assert pipeline.rows("select slug, overview from core.shows") == [
        ("alpha-us-2004", "One.")
    ]


async def test_a_corrected_choice_gives_the_wrong_series_its_ids_back(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """What the list named stays; the other show can come in with what is its own."""
    ids = {"imdb_id": "tt7777777", "tvdb_id": 11, "wikidata_id": "Q1"}
    upstream.put(1, "Alpha", external_ids=ids)
    upstream.put(2, "Beta")
    await pipeline.import_text("tt0000001\n")
    await _picked(pipeline, 1, 2, sync=True)
    current = (
        "select source, id from core.external_ids where entity = 'show'"
        " and superseded_at is null order by 1, 2"
    )
    assert pipeline.rows(current) == [("imdb", "tt0000001"), ("tmdb", "2")]

    await pipeline.import_text("tmdb:1\ntt7777777\n", "other.txt")
    assert (await pipeline.sync()).exit_code == 0

    assert pipeline.rows("select name from core.shows order by 1") == [
        ("Alpha",),
        ("Beta",),
    ]


async def test_a_corrected_choice_leaves_what_was_merged_as_it_was(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Its ids keep leading to the survivor, and to itself when that is undone."""
    upstream.put(1, "Alpha", external_ids={"imdb_id": "tt0000011"})
    upstream.put(2, "Beta", external_ids={"imdb_id": "tt0000022", "tvdb_id": 22})
    upstream.put(3, "Gamma")
    await pipeline.import_text("tmdb:1\ntmdb:2\n")
    await pipeline.sync()
    merged = await pipeline.trr("shows", "merge", "tmdb:2", "tmdb:1")
    assert merged.exit_code == 0, merged.output

    pick = Pick.parse("tmdb:1=tmdb:3")
    assert (await pipeline.run([pick_stage([pick])])).exit_code == 0
    assert pipeline.rows(IDS) == [
        ("Alpha", "imdb", "tt0000022", True),
        ("Alpha", "tmdb", "2", False),
        ("Alpha", "tmdb", "3", True),
        ("Alpha", "tvdb", "22", True),
    ]

    undone = await pipeline.trr("shows", "unmerge", "tmdb:2")
    assert undone.exit_code == 0, undone.output
    assert pipeline.rows(IDS) == [
        ("Alpha", "tmdb", "3", True),
        ("Beta", "imdb", "tt0000022", True),
        ("Beta", "tmdb", "2", True),
        ("Beta", "tvdb", "22", True),
    ]


async def test_a_choice_made_while_details_are_fetched_holds(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The run leaves the show alone and says so; the next one does what was chosen."""
    upstream.put(1, "Alpha")
    upstream.put(2, "Beta")
    await pipeline.import_text("tt0000001\n")
    await _picked(pipeline, 1)

    async def collect(context: Context, show: DueShow) -> Answer | Gone | None:
        got = await DETAILS.collect(context, show)
        await _picked(pipeline, 2)
        return got

    report = await pipeline.run([replace(DETAILS, collect=collect)])

    assert failures(report) == {
        "imdb:tt0000001 (tmdb:1)": "is another series by now; run the command again"
    }
    assert (await pipeline.sync()).exit_code == 0
    assert pipeline.rows("select name from core.shows") == [("Beta",)]
