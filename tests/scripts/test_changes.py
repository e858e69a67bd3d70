"""The nightly refresh: what TMDb's lists of changes say, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest

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
