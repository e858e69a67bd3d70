"""`trr retention`: what may not be kept goes, with what only it supports."""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from scripts._command import AnyStage
from scripts._retention import tmdb_stages
from scripts._stage import Context, Plan
from tests.pipeline import Pipeline, failures
from tests.rich_show import (
    END,
    IDS,
    OF_ONE,
    SHOWN,
    WORD,
    expire,
    objects,
    rich_pipeline,
)
from tests.upstream import Upstream


@pytest.fixture
async def rich(pipeline: Pipeline) -> Pipeline:
    """Two shows of which everything is known."""
    return await rich_pipeline(pipeline)


async def test_the_end_of_a_licence_leaves_ids_alone(rich: Pipeline) -> None:
    """No table of any schema holds a word of the source's, nor does the store."""
    before = rich.text()
    # In every place where it can be: else its absence would say nothing.
    assert before.count(WORD) > 300
    ids = set(rich.rows(IDS))

    done = await rich.trr(*END)

    assert done.exit_code == 0, done.output
    assert WORD.lower() not in rich.text().lower()
    assert objects(rich) == []
    assert rich.rows("select name, slug from core.shows order by 1") == [
        ("tmdb:1", None),
        ("tmdb:2", None),
    ]
    assert ids <= set(rich.rows(IDS))
    for table in ("seasons", "people", "networks", "genres", "watch_providers"):
        assert rich.rows(f"select * from core.{table}") == [], table
    assert rich.rows("select * from source.documents") == []


async def test_what_is_followed_comes_back_as_what_it_was(
    rich: Pipeline, upstream: Upstream
) -> None:
    """Under the same ids and the same address, and nothing stands in the way."""
    shown, ids = rich.rows(SHOWN), set(rich.rows(IDS))
    await rich.trr(*END)

    report = await rich.sync()

    assert failures(report) == {}
    assert rich.rows(SHOWN) == shown
    assert set(rich.rows(IDS)) == ids
    upstream.requests()
    before = rich.versions()
    again = await rich.sync()
    assert (failures(again), rich.versions() == before) == ({}, True)
    paths = upstream.paths()
    assert [path for path in paths if "changes" not in path] == []


async def test_within_the_limit_nothing_happens(rich: Pipeline) -> None:
    """The day before, no row is written and no event told."""
    rich.age("179 days")
    before, documents = rich.versions(), rich.rows("select id from source.documents")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    assert rich.versions() == before
    assert rich.rows("select id from source.documents") == documents


async def test_past_the_limit_other_shows_support_what_they_name(
    rich: Pipeline,
) -> None:
    """The show's facts go, and who is in it alone; the shared network stays."""
    expire(rich, f"{OF_ONE} or kind = 'person' and key like '10%'")
    shown = rich.rows(SHOWN)
    last = rich.rows("select coalesce(max(id), 0) from ops.events")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    one, two = rich.rows(SHOWN)
    assert one == (shown[0][0], None, "tmdb:1", None, 0, 0, 0, 0, 0, 0)
    assert two == shown[1]
    assert rich.rows("select name from core.networks") == [(f"{WORD} owner 49",)]
    assert rich.rows("select name from core.production_companies") == [
        (f"{WORD} owner 502",)
    ]
    assert sorted(_keys(rich, "person")) == ["201", "202"]
    told = rich.rows(
        "select entity, kind, count(*) from ops.events where id > %s"
        " group by 1, 2 order by 1, 2",
        last[0][0],
    )
    assert told == [
        ("keyword", "removed", 1),
        ("person", "removed", 2),
        ("production_company", "removed", 1),
        ("show", "updated", 1),
        ("watch_provider", "removed", 1),
    ]
    # Three logos, a season's poster and a still: the other show has the same.
    assert len(objects(rich)) == 5


async def test_a_person_keeps_what_credits_say(rich: Pipeline) -> None:
    """The own answer's facts go: names elsewhere, works, dates, ids, biography."""
    expire(rich, "kind = 'person' and key = '101'")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    ((one,),) = rich.rows(
        "select to_jsonb(p) from core.people p join core.external_ids e"
        " on e.entity_id = p.id and e.source = 'tmdb' where e.id = '101'"
    )
    said = {key for key, value in one.items() if value is not None}
    assert said == {
        "id",
        "name",
        "known_for_department",
        "provenance",
        "created_at",
        "updated_at",
    }
    assert one["name"] == f"{WORD} Host"
    assert rich.rows("select count(*) from core.person_works") == [(3,)]
    assert rich.rows(
        "select id from core.external_ids where entity = 'person' and source = 'imdb'"
        " order by id"
    ) == [("nm0000102",), ("nm0000201",), ("nm0000202",)]


async def test_people_are_kept_by_their_own_answer(
    rich: Pipeline, upstream: Upstream
) -> None:
    """The show's document expired, theirs did not: they are not asked for again."""
    expire(rich, OF_ONE)

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    assert len(_keys(rich, "person")) == 4
    upstream.requests()
    assert failures(await rich.sync()) == {}
    assert [path for path in upstream.paths() if path.startswith("/3/person/1")] == []


async def test_a_document_that_completes_a_show_goes_alone(
    rich: Pipeline, upstream: Upstream
) -> None:
    """Seasons 4 and 5 lose what only it told; the others keep all of it."""
    shown = rich.rows(SHOWN)
    expire(rich, "kind = 'tv_part' and key = '1/1'")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    held = (
        "select n.season_number, count(distinct e.id), count(distinct c.id)"
        " from core.shows s join core.seasons n on n.show_id = s.id"
        " left join core.episodes e on e.season_id = n.id"
        " left join core.credits c on c.episode_id = e.id or c.season_id = n.id"
        " where s.name = %s group by 1 order by 1"
    )
    assert rich.rows(held, f"{WORD} 1") == [
        (1, 1, 3),
        (2, 1, 3),
        (3, 1, 3),
        (4, 0, 0),
        (5, 0, 0),
    ]
    assert rich.rows(SHOWN)[1] == shown[1]
    upstream.requests()
    assert failures(await rich.sync()) == {}
    assert rich.rows(SHOWN) == shown
    assert upstream.paths().count("/3/tv/1") == 1


async def test_a_language_and_an_order_go_alone(rich: Pipeline) -> None:
    """What another document says of the same episodes stays."""
    shown = [list(row) for row in rich.rows(SHOWN)]
    expire(rich, "part_of = '1' and kind in ('tv_lang', 'episode_group')")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    shown[0][7:9] = [0, 0]
    assert [list(row) for row in rich.rows(SHOWN)] == shown
    assert failures(await rich.sync()) == {}
    assert [row[7:9] for row in rich.rows(SHOWN)] == [(5, 2), (5, 2)]


async def test_what_vanished_long_ago_goes(rich: Pipeline, upstream: Upstream) -> None:
    """Season, offers and network that the source dropped, half a year after that.

    Nobody is asked about them any more; what was decided stays.
    """
    upstream.forget_season(1, 5)
    upstream.forget_season(1, 4)
    rich_upstream = {"watch/providers": {"results": {}}, "networks": []}
    upstream.put(1, f"{WORD} 1", **rich_upstream)
    report = await rich.sync("tmdb:1", force=True)
    assert failures(report) == {}
    _ask_about_parts(rich)
    _age_absences(rich, "179 days")
    before = rich.versions()
    await rich.trr("retention")
    assert rich.versions() == before
    _age_absences(rich, "2 days")

    done = await rich.trr("retention")

    assert done.exit_code == 0, done.output
    one = rich.rows(SHOWN)[0]
    assert (one[4], one[5], one[9]) == (3, 3, 0)
    assert rich.rows("select count(*) from core.show_networks") == [(1,)]
    assert rich.rows("select count(*) from core.networks") == [(1,)]
    asked = "select entity, kind, count(*)::int from ops.review_items group by 1, 2"
    assert sorted(rich.rows(asked)) == [
        ("episode", "asked", 8),
        ("episode", "decided", 10),
        ("season", "asked", 8),
        ("season", "decided", 10),
    ]


async def test_a_stopped_run_goes_on_where_it_was(rich: Pipeline) -> None:
    """Stopped after the first item of any stage: the same command does the rest."""
    count = len(tmdb_stages(ended=True))
    for place in range(count):
        stages = tmdb_stages(ended=True)
        cut = replace(stages[place], plan=_first_only(stages[place]))
        await rich.run([*stages[:place], cut])

        done = await rich.trr(*END)

        assert done.exit_code == 0, done.output
        assert WORD.lower() not in rich.text().lower()
        assert objects(rich) == []
        assert failures(await rich.sync()) == {}


def _first_only(stage: AnyStage) -> Callable[[Context], Awaitable[Plan[Any]]]:
    async def plan(context: Context) -> Plan[Any]:
        return Plan((await stage.plan(context)).items[:1])

    return plan


async def test_a_dry_run_names_all_and_writes_nothing(rich: Pipeline) -> None:
    """Not even to the store."""
    before, kept, text = rich.versions(), objects(rich), rich.text()

    done = await rich.trr(*END[:-1], "--dry-run", "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["dry_run"]) == (0, True)
    kinds = {(one["entity"], one["kind"]) for one in told["changes"]}
    assert kinds >= {("show", "updated"), ("person", "removed"), ("network", "removed")}
    assert {stage["stage"]: stage["done"] for stage in told["stages"]} == {
        "shows": 2,
        "parts": 0,
        "vanished": 0,
        "people": 4,
        "rest": 1,
        "pictures": 7,
    }
    assert (rich.versions(), objects(rich), rich.text()) == (before, kept, text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all"], "--source"),
        (["--all", "--source", "tmdb"], "--yes"),
        (["--all", "--source", "imdb"], "--yes"),
        (["--source", "nobody"], "nobody"),
    ],
)
async def test_wrong_usage_takes_nothing(
    pipeline: Pipeline, arguments: Sequence[str], said: str
) -> None:
    """Exit code 2 and what to do."""
    done = await pipeline.trr("retention", *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output


async def test_nothing_known_nothing_done(pipeline: Pipeline) -> None:
    """On an empty installation, too, with every source."""
    for arguments in ([], ["--source", "imdb", "--all", "--yes"], END[1:]):
        done = await pipeline.trr("retention", *arguments)
        assert done.exit_code == 0, done.output
        # The end of a licence takes what the runs before it told.
        assert ("Nothing is past its time." in done.stdout) == (not arguments)


async def test_only_stages_that_had_something_are_shown(rich: Pipeline) -> None:
    """What goes is said in words: never a name that would stand for it."""
    expire(rich, "kind = 'person' and key = '101'")

    done = await rich.trr("retention", "--dry-run")

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    stages = [line.split()[0] for line in lines if re.search(r" \d+\.\d$", line)]
    assert stages == ["people"]
    assert lines[:2] == [
        f"updated person {WORD} Host",
        "  retention: gone: all that only TMDb said",
    ]


async def test_a_sync_asks_before_the_limit(rich: Pipeline, upstream: Upstream) -> None:
    """People in time, although no list of changes names them, with a month to spare."""
    rich.age("100 days")
    await rich.sync()
    assert [path for path in upstream.paths() if "/person/1" in path] == []
    rich.age("51 days")

    report = await rich.sync()

    assert failures(report) == {}
    paths = upstream.paths()
    assert {f"/3/person/{n}" for n in (101, 102, 201, 202)} <= set(paths)
    assert rich.rows(
        "select count(*) from source.documents where kind in ('person', 'tv',"
        " 'tv_part', 'tv_lang', 'episode_group')"
        " and expires_at < now() + interval '179 days'"
    ) == [(0,)]


def _ask_about_parts(pipeline: Pipeline) -> None:
    """Ask about every season and episode, and let another question be decided."""
    with pipeline.connect() as connection:
        for entity in ("season", "episode"):
            connection.execute(
                "insert into ops.review_items (kind, entity, entity_id, reason,"
                " decided_at) select kind, %s, id, 'why',"
                " case kind when 'decided' then now() end"
                f" from core.{entity}s, unnest(array['asked', 'decided']) kind",
                [entity],
            )


def _age_absences(pipeline: Pipeline, interval: str) -> None:
    with pipeline.connect() as connection:
        for table, column in connection.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'core' and column_name in ('missing_since',"
            " 'ended_at', 'first_seen_at') and table_name not in ('shows', 'people')"
            " order by column_name = 'ended_at'"
        ).fetchall():
            connection.execute(
                f"update core.{table} set {column} = {column} - %s::interval"
                f" where {column} is not null",
                [interval],
            )


def _keys(pipeline: Pipeline, entity: str) -> list[Any]:
    rows = pipeline.rows(
        "select e.id from core.people p join core.external_ids e on e.entity_id = p.id"
        " and e.source = 'tmdb' where e.entity = %s",
        entity,
    )
    return [key for (key,) in rows]
