"""The nightly refresh: what TMDb's lists of changes say, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scripts._changes import STAGE as CHANGES
from scripts._report import RunReport
from scripts.sync_all import STAGES
from tests.pipeline import Pipeline, Upstream, failures, stage
from tests.whole_show import whole_show
from trr_backend.models.selection import Selection

LISTS = ["/3/person/changes", "/3/tv/changes"]
TODAY = datetime.now(UTC).date()
CURSORS = "select kind, read_until from ops.change_cursors order by kind"


@pytest.fixture
async def eight(pipeline: Pipeline, upstream: Upstream) -> Pipeline:
    """Eight shows of a season and a person each, synced."""
    for tmdb_id in range(1, 9):
        whole_show(upstream, tmdb_id, seasons=1, episodes=4, people=1)
    await pipeline.track(*range(1, 9))
    assert failures(await pipeline.sync()) == {}
    upstream.requests()
    return pipeline


async def test_a_night_without_changes_costs_two_pages_and_no_row(
    eight: Pipeline, upstream: Upstream
) -> None:
    """Nothing in core is written again, no event is told, hardly any WAL is made."""
    before, wal = eight.versions(), _wal(eight)

    report = await eight.sync()

    assert failures(report) == {}
    assert sorted(upstream.paths()) == LISTS
    assert eight.versions() == before
    assert _wal(eight) - wal < 1_000_000
    assert eight.rows(CURSORS) == [("person", TODAY), ("tv", TODAY)]


async def test_only_what_changed_is_asked_for_again(
    eight: Pipeline, upstream: Upstream
) -> None:
    """A show and a person that the lists name; ids of strangers cost nothing."""
    upstream.put_changes("tv", TODAY.isoformat(), [5, 777])
    upstream.put_changes("person", TODAY.isoformat(), [60001, 888])
    upstream.put(5, "Renamed")
    upstream.put_person(60001, "Somebody Else")

    report = await eight.sync()

    assert failures(report) == {}
    assert sorted(upstream.paths()) == [
        "/3/person/60001",
        "/3/person/changes",
        "/3/tv/5",
        "/3/tv/changes",
    ]
    assert eight.rows("select name from core.shows where name like 'Re%%'") == [
        ("Renamed",)
    ]
    assert eight.rows(
        "select name from core.people where details_at is not null"
        " and name = 'Somebody Else'"
    ) == [("Somebody Else",)]


async def test_a_changed_show_has_its_further_seasons_asked_again(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The list names the show; which season it was is not said."""
    for tmdb_id in range(1, 6):
        whole_show(upstream, tmdb_id, seasons=5, episodes=10, people=1)
    await pipeline.track(*range(1, 6))
    await pipeline.sync()
    upstream.requests()
    upstream.put_changes("tv", TODAY.isoformat(), [3])
    upstream.put_season(3, 5, episodes=3)

    report = await pipeline.sync()

    assert failures(report) == {}
    assert upstream.paths().count("/3/tv/3") == 2
    assert pipeline.rows(
        "select count(*) from core.episodes e join core.seasons s on s.id = e.season_id"
        " where s.season_number = 5 and e.missing_since is null and s.show_id ="
        " (select entity_id from core.external_ids where entity = 'show' and id = '3')"
    ) == [(3,)]


async def test_where_the_lists_are_longer_each_show_is_asked_once(
    eight: Pipeline, upstream: Upstream
) -> None:
    """One conditional request a show instead; the next night knows it beforehand."""
    upstream.put_changes("person", TODAY.isoformat(), range(90_000, 92_000))

    first = await eight.sync()

    paths = upstream.paths()
    assert sorted(path for path in paths if "changes" in path) == LISTS
    assert len([path for path in paths if path.startswith("/3/tv/")]) == 8 + 1
    assert failures(first) == {}
    await eight.sync()
    assert sorted(upstream.paths()) == [f"/3/tv/{n}" for n in range(1, 9)]


async def test_a_long_gap_is_read_in_windows_of_fourteen_days(
    eight: Pipeline, upstream: Upstream
) -> None:
    """Thirty days are three windows of each list, and none is longer."""
    _read_until(eight, TODAY - timedelta(days=30))
    upstream.put_changes("tv", (TODAY - timedelta(days=20)).isoformat(), [2])

    report = await eight.sync()

    assert failures(report) == {}
    asked = [entry for entry in upstream.requests() if "changes" in entry["path"]]
    windows = {(part["start_date"], part["end_date"]) for part in map(_query, asked)}
    assert len(asked) == 6
    assert min(first for first, _ in windows) == str(TODAY - timedelta(days=30))
    assert max(last for _, last in windows) == str(TODAY)
    days = [date.fromisoformat(b) - date.fromisoformat(a) for a, b in windows]
    assert max(days) == timedelta(days=13)


async def test_after_a_longer_gap_the_age_decides(
    eight: Pipeline, upstream: Upstream
) -> None:
    """After two months no list is read: what is old is fetched, people too."""
    _read_until(eight, TODAY - timedelta(days=60))
    eight.age("60 days")

    report = await eight.sync()

    paths = upstream.paths()
    assert not any("changes" in path for path in paths)
    assert len(paths) == 8 + 8
    assert any("more than 56 days" in note for note in report.notes)
    assert eight.rows(CURSORS) == [("person", TODAY), ("tv", TODAY)]


async def test_full_asks_no_list(eight: Pipeline, upstream: Upstream) -> None:
    """With --full, or for shows that are named, the age of what is stored decides."""
    upstream.put_changes("tv", TODAY.isoformat(), [5])
    for selection in (Selection(full=True), Selection(limit=3)):
        assert failures(await _select(eight, selection)) == {}
    await eight.sync("tmdb:5")
    assert upstream.paths() == []


async def test_a_list_that_fails_is_named_and_the_cursor_stays(
    eight: Pipeline, upstream: Upstream
) -> None:
    """The run goes on without it; the next one reads the same days again."""
    yesterday = TODAY - timedelta(days=1)
    _read_until(eight, yesterday)
    upstream.fail({"match": "/tv/changes", "kind": "error", "status": 500})

    report = await eight.sync()

    assert list(failures(report)) == [f"changes until {TODAY}"]
    assert eight.rows(CURSORS) == [("person", yesterday), ("tv", yesterday)]
    assert stage(report, "details").failures == []


async def test_one_long_night_is_forgotten_in_time(
    eight: Pipeline, upstream: Upstream
) -> None:
    """Nine pages a day are remembered, then eight, then seven: the lists are read."""
    with eight.connect() as connection:
        connection.execute(
            "update ops.change_cursors set pages_a_day = 9 where kind = 'person'"
        )
    read = []
    for _ in range(4):
        assert failures(await eight.sync()) == {}
        read.append(LISTS[0] in upstream.paths())

    assert read == [False, False, False, True]


async def test_nothing_is_read_while_no_show_is_followed(
    eight: Pipeline, upstream: Upstream
) -> None:
    """Whoever is followed again is told of what changed meanwhile."""
    yesterday = TODAY - timedelta(days=1)
    _read_until(eight, yesterday)
    with eight.connect() as connection:
        connection.execute("update core.shows set tracked = false")
    assert failures(await eight.sync()) == {}
    assert eight.rows(CURSORS) == [("person", yesterday), ("tv", yesterday)]

    with eight.connect() as connection:
        connection.execute("update core.shows set tracked = true")
    upstream.put_changes("tv", yesterday.isoformat(), [5])
    assert failures(await eight.sync()) == {}
    assert "/3/tv/5" in upstream.paths()


@pytest.mark.long
async def test_a_window_with_more_pages_than_are_handed_out_is_cut(
    eight: Pipeline, upstream: Upstream
) -> None:
    """Nobody gets page 501: of ten days with 60 pages each, five are asked at once."""
    _copies(eight, 700)
    _read_until(eight, TODAY - timedelta(days=9))
    for day in range(10):
        first = 1_000_000 + day * 6_000
        upstream.put_changes(
            "person", str(TODAY - timedelta(days=day)), range(first, first + 6_000)
        )
    report = await eight.run([CHANGES])

    assert failures(report) == {}
    asked = [_query(entry) for entry in upstream.requests()]
    assert max(int(one["page"]) for one in asked) == 300
    # One of ten days, then both halves, and the list of series.
    assert len(asked) == 1 + 600 + 1


async def test_a_day_with_more_pages_than_are_handed_out_is_not_read(
    eight: Pipeline, upstream: Upstream
) -> None:
    """It cannot be read whole: each show is asked instead, however many there are."""
    _copies(eight, 700)
    upstream.put_changes("person", str(TODAY), range(1_000_000, 1_050_001))

    report = await eight.run([CHANGES])

    assert failures(report) == {}
    assert sorted(upstream.paths()) == LISTS
    assert eight.rows(
        "select distinct flagged_at > checked_at from source.documents"
        " where kind = 'tv'"
    ) == [(True,)]


async def test_two_runs_at_one_hour_both_ask_for_what_airs(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """The second comes to a show some minutes earlier than the first one did."""
    upstream.put(1, "One", in_production=True)
    await pipeline.track(1)
    await pipeline.sync()
    pipeline.age("23 hours 50 minutes")
    upstream.requests()

    await _select(pipeline, Selection(full=True))

    assert upstream.paths() == ["/3/tv/1"]


def _copies(pipeline: Pipeline, number: int) -> None:
    """Follow many more shows, each with a document."""
    with pipeline.connect() as connection:
        connection.execute(
            """
            with made as (
              insert into core.shows (id, name)
              select gen_random_uuid(), i::text
              from generate_series(50001, 50000 + %s) i returning id, name
            ), known as (
              insert into core.external_ids (entity, entity_id, source, id)
              select 'show', id, 'tmdb', name from made
            )
            insert into source.documents (source, kind, key, url, body, sha256, licence,
              fetched_at, checked_at, expires_at)
            select d.source, d.kind, m.name, d.url, d.body, d.sha256, d.licence,
              d.fetched_at, d.checked_at, d.expires_at
            from made m, source.documents d where d.kind = 'tv' and d.key = '1'
            """,
            [number],
        )


def _query(entry: dict[str, str]) -> dict[str, str]:
    return dict(part.split("=") for part in entry["query"].split("&"))


def _read_until(pipeline: Pipeline, day: date) -> None:
    with pipeline.connect() as connection:
        connection.execute("update ops.change_cursors set read_until = %s", [day])


def _wal(pipeline: Pipeline) -> int:
    ((place,),) = pipeline.rows("select pg_current_wal_insert_lsn() - '0/0'")
    return int(place)


async def _select(pipeline: Pipeline, selection: Selection) -> RunReport:
    return await pipeline.run_selected(STAGES, selection)
