"""`trr retention`: changes can be read for a time."""

from tests.pipeline import Pipeline


async def test_old_changes_go_from_the_feed(pipeline: Pipeline) -> None:
    """Those older than the setting, once; how many went is said."""
    pipeline.upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.trr("sync", "all")
    with pipeline.connect() as connection:
        connection.execute(
            "update ops.events set at = at - '31 days'::interval where seq < 3"
        )
    said = "2 changes from before "

    outputs = [
        (await pipeline.trr("retention", *arguments)).output
        for arguments in (["--dry-run"], ["--source", "tmdb"], [], [])
    ]

    assert [said in output for output in outputs] == [True, False, True, False]
    assert pipeline.rows("select seq from ops.events") == [(3,)]
    assert pipeline.rows("select pruned_through from ops.feed") == [(2,)]
