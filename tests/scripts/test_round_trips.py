"""What a show costs in round trips to the database: a bound, however many there are."""

from pydantic import SecretStr

from scripts.sync_all import STAGES
from tests.pipeline import NO_PICTURES, Pipeline, failures
from tests.round_trips import counting_trips
from tests.typical_show import PEOPLE, typical_show

# A typical show with its 15 people, whose pictures are listed and not fetched. Of what
# a run costs, however few shows there are, each of 20 has a twentieth.
_MOST_A_SHOW = 40
_LISTING = [stage for stage in STAGES if stage.name != "logos"]


async def test_a_show_costs_few_round_trips_however_many_there_are(
    pipeline: Pipeline, database_url: str
) -> None:
    """Imported for the first time; and no more where twice as many come after."""
    told = [await _first_import(pipeline, database_url, range(1, 21))]
    told.append(await _first_import(pipeline, database_url, range(21, 61)))

    few, many = told[0] / 20, told[1] / 40
    # How many meet in a transaction depends a little on who is ready when.
    assert few <= _MOST_A_SHOW
    assert many <= 1.05 * few
    people = pipeline.rows(
        "select count(*) from core.people where birthday is not null"
    )
    assert people == [(60 * PEOPLE,)]
    notes = pipeline.rows("select count(*) from ops.run_items where stage = 'people'")
    assert notes == people


async def _first_import(pipeline: Pipeline, url: str, tmdb_ids: range) -> int:
    """Return the round trips of importing a list of shows and all that belongs."""
    for tmdb_id in tmdb_ids:
        typical_show(pipeline.upstream, tmdb_id)
    with counting_trips(url) as trips:
        counted = pipeline.with_settings(
            database_url=SecretStr(trips.url), images=NO_PICTURES
        )
        await counted.track(*tmdb_ids)
        assert failures(await counted.run(_LISTING)) == {}
        return trips.take()
