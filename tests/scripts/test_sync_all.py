"""The pipeline from lists to offers and logos, over real HTTP into real Postgres."""

from tests.pipeline import Pipeline, Upstream, failures, stage

HBO = {"id": 49, "name": "HBO", "logo_path": "/hbo.png", "origin_country": "US"}
OFFERS = {
    "results": {
        "US": {
            "link": "https://www.themoviedb.org/tv/1/watch?locale=US",
            "flatrate": [
                {
                    "provider_id": 8,
                    "provider_name": "Netflix",
                    "logo_path": "/netflix.png",
                    "display_priority": 1,
                }
            ],
        }
    }
}


async def test_a_show_costs_one_metadata_request_and_one_a_logo(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Everything about a show comes out of one answer; logos are fetched once."""
    upstream.put(1, "One", networks=[HBO], **{"watch/providers": OFFERS})
    upstream.put(2, "Two", networks=[HBO], **{"watch/providers": OFFERS})
    await pipeline.track(1, 2)
    upstream.requests()

    report = await pipeline.sync()

    assert report.exit_code == 0
    assert sorted(upstream.paths()) == [
        "/3/tv/1",
        "/3/tv/2",
        "/t/p/original/hbo.png",
        "/t/p/original/netflix.png",
    ]
    assert stage(report, "details").requests == 2
    assert stage(report, "logos").done == 2


async def test_where_nobody_is_followed_it_says_how_to_begin(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Night after night, and with --full; with a show it says nothing of it."""
    hint = "No show is followed yet; `trr import lists` brings some in"
    for more in ((), (), ("--full",)):
        done = await pipeline.trr("sync", "all", *more)
        assert (done.exit_code, hint in done.stdout.splitlines()) == (0, True)
    upstream.put(1, "One")
    await pipeline.track(1)
    assert hint not in (await pipeline.trr("sync", "all")).stdout


async def test_a_second_run_asks_and_writes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It asks if the show changed: 0 rows in core, 0 events, each row the very same."""
    upstream.put(1, "One", networks=[HBO], **{"watch/providers": OFFERS})
    await pipeline.track(1)
    await pipeline.sync()
    upstream.requests()
    before = pipeline.versions()

    report = await pipeline.sync()

    assert [(one["path"], one["status"]) for one in upstream.requests()] == [
        ("/3/tv/1", 304)
    ]
    assert pipeline.versions() == before
    assert report.exit_code == 0
    done = {one.stage: one.done for one in report.stages if one.done}
    assert done == {"changes": 1, "details": 1}
    unchanged = {one.stage: one.unchanged for one in report.stages if one.unchanged}
    assert unchanged == {
        "resolve": 1,
        "entities": 1,
        "watch-providers": 1,
        "seasons-episodes": 1,
        "show-cast": 1,
        "logos": 2,
        "show-pictures": 1,
        "season-pictures": 1,
    }


async def test_an_offer_that_vanishes_is_closed_and_one_that_returns_opens_anew(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The table is the history: a period a row, none deleted."""
    periods = """
        select p.name, o.region, o.offer_type, o.ended_at is null
        from core.show_watch_providers o
        join core.watch_providers p on p.id = o.watch_provider_id
        order by o.first_seen_at
    """
    upstream.put(1, "One", **{"watch/providers": OFFERS})
    await pipeline.track(1)
    await pipeline.sync()
    upstream.put(1, "One")
    await pipeline.sync(force=True)
    assert pipeline.rows(periods) == [("Netflix", "US", "flatrate", False)]

    upstream.put(1, "One", **{"watch/providers": OFFERS})
    await pipeline.sync(force=True)

    assert pipeline.rows(periods) == [
        ("Netflix", "US", "flatrate", False),
        ("Netflix", "US", "flatrate", True),
    ]


async def test_an_answer_that_does_not_speak_of_offers_closes_none(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A part that is absent says nothing, unlike one that is empty."""
    upstream.put(1, "One", **{"watch/providers": OFFERS})
    await pipeline.track(1)
    await pipeline.sync()
    upstream.put_raw(1, {"id": 1, "name": "One", "overview": "New."})

    report = await pipeline.sync(force=True)

    assert report.exit_code == 0
    assert pipeline.rows(
        "select count(*) from core.show_watch_providers where ended_at is null"
    ) == [(1,)]
    assert pipeline.rows(
        "select s.overview, s.first_air_date::text, count(g) from core.shows s"
        " join core.show_genres g on g.show_id = s.id and g.missing_since is null"
        " group by s.id"
    ) == [("New.", "2004-05-15", 1)]


async def test_a_show_named_by_several_ids_is_one(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """An IMDb id and a TMDb id of the same series end as one show with a redirect."""
    imdb = {"imdb_id": "tt0437741"}
    upstream.put(1685, "Project Runway", external_ids=imdb)
    await pipeline.import_text("tt0437741\n", "one.txt")
    await pipeline.import_text("tmdb:1685\n", "two.txt")

    report = await pipeline.sync()

    assert report.exit_code == 0
    assert pipeline.rows("select name from core.shows") == [("Project Runway",)]
    assert pipeline.rows(
        "select source, id from core.external_ids where entity = 'show' order by 1"
    ) == [("imdb", "tt0437741"), ("tmdb", "1685")]
    assert pipeline.rows(
        "select count(*), count(distinct i.show_id) from core.list_items i"
    ) == [(2, 1)]
    assert pipeline.rows(
        "select s.name from core.redirects r join core.shows s on s.id = r.to_id"
    ) == [("Project Runway",)]


async def test_one_failing_show_never_stops_the_others(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """It is named, the rest is done, and the exit code is 1."""
    for tmdb_id in range(1, 6):
        upstream.put(tmdb_id, f"Show {tmdb_id}")
    await pipeline.track(*range(1, 6))
    upstream.fail({"match": "^/3/tv/3", "kind": "error", "status": 500})

    report = await pipeline.sync()

    assert report.exit_code == 1
    assert stage(report, "details").done == 4
    assert list(failures(report)) == ["tmdb:3 (tmdb:3)"]
    assert pipeline.rows(
        "select outcome from ops.runs order by started_at desc limit 1"
    ) == [("done_with_failures",)]


async def test_a_dry_run_tells_each_field_and_writes_nothing(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """All stages are rehearsed one upon the other; neither rows nor objects stay."""
    upstream.put(1, "One", networks=[HBO], **{"watch/providers": OFFERS})
    await pipeline.track(1)
    events = pipeline.rows("select count(*) from ops.events")

    report = await pipeline.sync(dry_run=True)

    told = {(change.entity, change.label): change.fields for change in report.changes}
    assert told["show", "One"]["watch_providers"] == ([], ["US flatrate Netflix"])
    assert told["network", "HBO"]["logo"] == (None, ["/hbo.png"])
    assert {label for _, label in told} >= {"Reality", "Netflix"}
    for table in ("source.documents", "core.networks", "core.media_assets"):
        assert pipeline.rows(f"select count(*) from {table}") == [(0,)]
    assert pipeline.rows("select count(*) from ops.events") == events
    assert not (pipeline.settings.home_path / "media" / "images").exists()


async def test_a_part_that_one_stage_reads_blocks_no_other(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The document is kept whatever it holds; who reads the part names it."""
    upstream.put(1, "Alpha", content_ratings={"results": [{"rating": 5}]})
    upstream.put(2, "Beta", images={"posters": 5}, **{"season/1/images": {"id": "x"}})
    await pipeline.track(1, 2)

    report = await pipeline.sync()

    ((item, error),) = failures(report).items()
    assert (item, error.endswith("field images.posters")) == ("Beta (tmdb:2)", True)
    assert pipeline.rows("select name from core.shows order by 1") == [
        ("Alpha",),
        ("Beta",),
    ]
    ((kept,),) = pipeline.rows(
        "select body->'content_ratings' from source.documents where key = '1'"
    )
    assert kept == {"results": [{"rating": 5}]}


async def test_an_answer_to_another_question_is_not_fresh(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Another language is asked for at once, without the former answer's tag."""
    upstream.put(1, "One")
    await pipeline.track(1)
    await pipeline.sync()
    upstream.requests()
    german = Pipeline(
        pipeline.settings.model_copy(update={"languages": ("de-DE",)}), upstream
    )

    report = await german.sync()

    (request,) = upstream.requests()
    assert "language=de-DE" in request["query"]
    assert (stage(report, "details").done, request["status"]) == (1, 200)
    await german.sync()
    assert [one["status"] for one in upstream.requests()] == [304]


def test_the_help_says_when_the_lists_of_changes_are_not_asked(
    pipeline: Pipeline,
) -> None:
    """With a part of the shows; and what asks again all the same."""
    told = " ".join(pipeline.command("sync", "all", "--help").stdout.split())

    assert (
        "With --show, --limit, --since or --airing the lists of changes are not asked: "
        "the age of what is stored decides what is fetched. --force asks again, "
        "whatever its age."
    ) in told
