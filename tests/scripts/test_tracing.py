"""The traces of commands, as a collector receives them."""

from scripts.backfill_tmdb_details import STAGE
from tests.otlp import Received, collector
from tests.pipeline import Pipeline, Upstream


async def test_a_run_its_stages_items_and_requests(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A run is a trace: below it stages, their items, and what these ask and write."""
    upstream.put(1, "Show 1")
    await pipeline.track(1, 2)
    with collector() as found:
        await pipeline.with_settings(otlp_endpoint=found.address).run([STAGE])

    by_id = {one.id: one for one in found.spans}

    def path(one: Received) -> list[str]:
        above = path(by_id[one.parent]) if one.parent in by_id else []
        return [*above, one.name]

    asked = found.named("ask tmdb")
    assert {tuple(path(one)) for one in asked} == {
        ("trr test", "stage details", "item of details", "ask tmdb")
    }
    assert sorted(str(one.attributes) for one in asked) == [
        str({"server.address": "127.0.0.1", "http.response.status_code": status})
        for status in (200, 404)
    ]
    items = found.named("item of details")
    assert sorted(one.is_error for one in items) == [False, True]
    assert {one.service for one in found.spans} == {"trr"}
    assert len({one.trace for one in found.spans}) == 1
    writing = [path(one)[:-1] for one in found.named("database transaction")]
    assert ["trr test", "stage details", "item of details"] in writing
