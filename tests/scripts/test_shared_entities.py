"""Shows that share everything, written by many workers at once."""

import random

from scripts import backfill_tmdb_details, resolve_tmdb_ids, sync_entities
from tests.pipeline import Pipeline, Upstream, failures

_SHOWS = 40


async def test_shows_that_share_all_they_have_do_not_get_in_each_others_way(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Answers that disagree about names and order cost no show, again and again."""
    drawn = random.Random(11)
    await pipeline.track(*range(1, _SHOWS + 1))
    for _ in range(2):
        for tmdb_id in range(1, _SHOWS + 1):
            upstream.put(tmdb_id, "Namesake", **_everything(drawn))

        report = await pipeline.sync(force=True)

        assert failures(report) == {}
        assert report.exit_code == 0
        assert pipeline.rows(
            "select count(*), count(distinct slug) from core.shows"
        ) == [(_SHOWS, _SHOWS)]
    for entity in ("genre", "keyword", "network", "production_company"):
        assert pipeline.rows(
            "select count(*), count(distinct entity_id) from core.external_ids"
            " where entity = %s",
            entity,
        ) == [(12, 12)]


def _everything(drawn: random.Random) -> dict[str, object]:
    """Return every kind of thing that shows share, its names and order at random."""

    def some() -> list[dict[str, object]]:
        ids = drawn.sample(range(1, 13), 12)
        return [{"id": n, "name": f"{n} {drawn.choice('abc')}"} for n in ids]

    providers = [
        {"provider_id": one["id"], "provider_name": one["name"]} for one in some()
    ]
    return {
        "genres": some(),
        "keywords": {"results": some()},
        "networks": some(),
        "production_companies": some(),
        "watch/providers": {"results": {"US": {"flatrate": providers}}},
    }


async def test_what_an_entity_is_called_does_not_depend_on_the_order_of_use(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The newest answer of a show that has it decides, whichever is used last."""
    for tmdb_id, name in ((1, "Old"), (2, "Between"), (3, "Old")):
        network = {"id": 49, "name": name, "logo_path": None, "origin_country": "US"}
        upstream.put(tmdb_id, f"Show {tmdb_id}", networks=[network])
    await pipeline.track(1, 2, 3)
    for stages in ([resolve_tmdb_ids.STAGE], [backfill_tmdb_details.STAGE]):
        await pipeline.run(stages)
    with pipeline.connect() as connection:
        connection.execute(
            "update source.documents set fetched_at = fetched_at"
            " - (4 - key::int) * interval '1 hour' where kind = 'tv'"
        )

    for tmdb_id in (1, 3, 2):
        await pipeline.run([sync_entities.STAGE], f"tmdb:{tmdb_id}")

    assert pipeline.rows("select name from core.networks") == [("Old",)]
