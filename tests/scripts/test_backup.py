"""`trr backup` and `trr restore`: what comes back is what was there."""

import json
from pathlib import Path

import psycopg
import pytest

from tests.backed_up import (
    KEYS,
    assert_closed,
    assert_sums,
    definitions,
    fill,
    password,
    texts,
)
from tests.kills import lasting_differences
from tests.pictured_show import pictured_show
from tests.pipeline import Pipeline, Upstream
from tests.scripts.conftest import TOKEN
from trr_backend.repositories import programs
from trr_backend.repositories.embedded import binaries

# Both databases of a test are named without a pooler.
pytestmark = pytest.mark.direct

RECORDER = """#!/bin/sh
echo "$0 $*" >> {log}
exec {program} "$@"
"""


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which PostgreSQL's programs note how they are called."""
    log, folder = tmp_path / "called", tmp_path / "programs"
    folder.mkdir()
    log.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        program = programs.new_program(name, 0).path
        (folder / name).write_text(RECORDER.format(log=log / name, program=program))
        (folder / name).chmod(0o755)
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return log


async def test_what_is_restored_is_what_was_backed_up(
    pipeline: Pipeline,
    undisturbed: Pipeline,
    upstream: Upstream,
    tmp_path: Path,
    called: Path,
) -> None:
    """Rows, definitions, rights, pictures; and no secret is in it or on the way."""
    pictured_show(upstream, 1, posters=1, backdrops=1, episodes=1, people=1)
    await pipeline.track(1)
    assert (await pipeline.sync()).exit_code == 0
    backup = tmp_path / "backup"

    made = await pipeline.trr("backup", str(backup), "--with-objects", "--json")
    done = await undisturbed.trr("restore", str(backup), "--json")

    pictures = pipeline.rows("select count(*), sum(bytes) from core.media_assets")[0]
    said, restored = json.loads(made.stdout), json.loads(done.stdout)
    assert (made.exit_code, done.exit_code) == (0, 0)
    assert said["objects"] == {
        "count": pictures[0],
        "bytes": pictures[1],
        "copied": True,
        "read": pictures[0],
        "missing": 0,
        "differing": 0,
    }
    assert restored["objects"] == {
        "there": 0,
        "put": pictures[0],
        "put_bytes": pictures[1],
        "lacking": [],
        "unwanted": 0,
    }
    assert lasting_differences(pipeline, undisturbed, "core.media_links") == {}
    assert definitions(pipeline) == definitions(undisturbed)
    assert_closed(backup)
    assert_sums(backup)
    calls = b"".join(texts(called))
    for program in (b"pg_dump", b"pg_restore", b"psql"):
        assert program in calls
    for secret in (TOKEN, password(pipeline), password(undisturbed)):
        for text in [*texts(backup), calls, (made.output + done.output).encode()]:
            assert secret.encode() not in text


async def test_the_feed_goes_on_where_nobody_s_cursor_is(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Old cursors are expired, webhooks lose nothing, each restore is another feed."""
    await fill(pipeline)
    with pipeline.connect() as connection:
        connection.execute(
            "insert into ops.webhooks (url, topics, secret, cursor, pending_until)"
            " values ('https://a.test/', '{catalog}', 'x', 1, 2)"
        )
    feed = (
        "select f.id, f.pruned_through, (select array_agg(seq order by seq) from"
        " ops.events), w.cursor, w.pending_until from ops.feed f, ops.webhooks w"
    )
    (former,) = pipeline.rows(feed)
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup)

    found = [former]
    for _ in range(2):
        done = await undisturbed.trr("restore", backup, "--replace", "--yes")
        assert undisturbed.rows("select 1 from ops.feed") == [(1,)], done.output
        found += undisturbed.rows(feed)
        with undisturbed.connect() as connection:
            connection.execute(
                "insert into ops.events (entity, entity_id, kind, fields)"
                " select 'show', gen_random_uuid(), 'updated', '{}'"
                " from generate_series(1, 3)"
            )

    for _, oldest, events, cursor, pending in found[1:]:
        assert [seq - oldest for seq in events] == former[2]
        assert (cursor - oldest, pending - oldest) == (1, 2)
    ids, starts = {row[0] for row in found}, [row[1] for row in found]
    assert len(ids) == 3
    assert starts[0] == 0
    # The three events of the first one are not passed for news of the second.
    last = len(former[2]) + 3
    assert starts[1] + last < starts[2]
    assert undisturbed.rows("select max(seq) from ops.events") == [(starts[2] + last,)]


async def test_the_engine_and_its_workers_begin_anew(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Its schema comes along; a worker of the former database is fenced off."""
    await fill(pipeline)
    workers = "select name, epoch, ended_at from ops.workers where name = 'one'"
    with pipeline.connect() as connection:
        connection.execute("create schema jobs")
        connection.execute("create table jobs.workflow_status (id text primary key)")
        connection.execute("insert into jobs.workflow_status values ('1')")
        connection.execute(
            "insert into ops.workers (name, host, pid, version, queues, concurrency)"
            " values ('one', 'host', 1, '1', '{shows}', 1)"
        )
    await pipeline.trr("backup", str(tmp_path / "backup"), "--with-objects")

    done = await undisturbed.trr("restore", str(tmp_path / "backup"))

    assert done.exit_code == 0, done.output
    assert undisturbed.rows("select id from jobs.workflow_status") == [("1",)]
    ((_, epoch, ended_at),) = undisturbed.rows(workers)
    assert (epoch > 1_700_000_000, ended_at) == (True, None)


async def test_a_database_that_holds_something_is_not_replaced_unasked(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Neither without --replace nor without a yes; a dry run says both."""
    await fill(pipeline)
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup, "--with-objects")
    with undisturbed.connect() as connection:
        connection.execute("insert into core.shows (name) values ('Two')")
        connection.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (repeat('0', 64), 'person', 'asked for')"
        )

    refused = await undisturbed.trr("restore", backup)
    unasked = await undisturbed.trr("restore", backup, "--replace")
    rehearsed = await undisturbed.trr("restore", backup, "--dry-run")

    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (
        2,
        (
            "Error: the database is not empty: 4 tables hold something "
            "(core.search_names, core.search_vocabulary, core.shows...); name an empty "
            "one, or add --replace to put the backup in its place"
        ),
    )
    assert (unasked.exit_code, unasked.stderr.splitlines()[-1]) == (
        2,
        "Error: this cannot be undone: say --yes, or --dry-run to only look",
    )
    assert rehearsed.exit_code == 0
    assert "--replace would be needed" in rehearsed.stdout
    assert "something was taken down 1 time since then" in rehearsed.stdout
    assert undisturbed.rows("select name from core.shows") == [("Two",)]
    assert not any((undisturbed.settings.home_path / "media").glob("*"))
    replaced = await undisturbed.trr("restore", backup, "--replace", "--yes")
    assert replaced.exit_code == 0, replaced.output
    # Nobody was asked, so nobody was warned before.
    assert (
        "something was taken down 1 time since then and is there again: run "
        "`trr suppress` for it"
    ) in replaced.stdout.splitlines()
    assert undisturbed.rows("select name from core.shows") == [("One",)]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param(
            "create view public.mine as select name from core.shows",
            "psql: what is not ours is made of what would be replaced: mine; the "
            "database is as it was",
            id="somebody-s-view",
        ),
        pytest.param(
            "lock core.shows in access share mode",
            "others are using the tables: stop workers and runs, then try again; the "
            "database is as it was",
            id="in-use",
        ),
    ],
)
async def test_what_others_have_or_do_is_respected(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path, before: str, said: str
) -> None:
    """A view of somebody else is not dropped, a transaction not waited for for long."""
    await fill(pipeline)
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup)
    url = undisturbed.settings.database_url
    assert url is not None
    with psycopg.connect(url.get_secret_value()) as connection:
        connection.execute("insert into core.shows (name) values ('Two')")
        connection.commit()
        connection.execute(before)
        if before.startswith("create"):
            connection.commit()
        done = await undisturbed.trr("restore", backup, "--replace", "--yes")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, f"Error: {said}")
    assert undisturbed.rows("select name from core.shows") == [("Two",)]


async def test_what_is_past_its_time_does_not_come_back(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """The terms of a source hold for a backup as well: retention follows a restore."""
    await fill(pipeline)
    with pipeline.connect() as connection:
        connection.execute(
            "update source.documents set fetched_at = now() - interval '181 days',"
            " checked_at = now() - interval '181 days', expires_at = now()"
        )
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup, "--with-objects")

    done = await undisturbed.trr("restore", backup)

    assert done.exit_code == 0, done.output
    assert undisturbed.rows("select slug, name from core.shows") == [(None, "tmdb:1")]
    assert undisturbed.rows("select from core.media_assets") == []
    assert list((undisturbed.settings.home_path / "media").rglob("*.png")) == []


async def test_rights_of_unknown_roles_are_named(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """A restore that would fail half-way says before what is missing."""
    backup = tmp_path / "backup"
    with pipeline.connect() as connection:
        connection.execute("create role trr_reads_it nologin")
        connection.execute("grant select on core.shows to trr_reads_it")
    await pipeline.trr("backup", str(backup))
    with pipeline.connect() as connection:
        connection.execute("drop owned by trr_reads_it")
        connection.execute("drop role trr_reads_it")

    done = await undisturbed.trr("restore", str(backup))

    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        2,
        (
            "Error: the backup gives rights to roles that the server does not know: "
            "trr_reads_it; make them (create role NAME nologin) and try again"
        ),
    )


async def test_what_the_store_has_lost_is_named_and_backed_up_the_rest(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Exit code 1, the backup is whole; a restore names what it cannot bring back."""
    await fill(pipeline)
    media = pipeline.settings.home_path / "media"
    (media / KEYS[0]).unlink()
    (media / KEYS[1]).write_bytes(b"another one!!!")
    backup = tmp_path / "backup"

    made = await pipeline.trr("backup", str(backup), "--with-objects", "--json")
    checked = await pipeline.trr("backup", str(backup), "--check")
    done = await undisturbed.trr("restore", str(backup), "--json")

    said = json.loads(made.stdout)
    assert (made.exit_code, checked.exit_code, done.exit_code) == (1, 0, 1)
    wrong = [f"{KEYS[0]} (missing)", f"{KEYS[1]} (other bytes)"]
    assert sorted(said["wrong"]) == sorted(wrong)
    restored = json.loads(done.stdout)
    assert sorted(restored["objects"]["lacking"]) == sorted(KEYS[:2])
    assert "trr media verify" in restored["next"][0]
    kept = undisturbed.settings.home_path / "media" / KEYS[2]
    assert kept.read_bytes() == (media / KEYS[2]).read_bytes()


async def test_a_lost_store_is_filled_again_without_the_database(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """With what is shown still: a picture that was taken down stays away."""
    await fill(pipeline)
    backup, media = str(tmp_path / "backup"), pipeline.settings.home_path / "media"
    await pipeline.trr("backup", backup, "--with-objects")
    with pipeline.connect() as connection:
        connection.execute(
            "delete from core.media_links where source_path = %s", KEYS[:1]
        )
        connection.execute("delete from core.media_assets where key = %s", KEYS[:1])
    for key in KEYS:
        (media / key).unlink()
    before = pipeline.versions()

    rehearsed = await pipeline.trr("restore", backup, "--objects-only", "--dry-run")
    assert [(media / key).exists() for key in KEYS] == [False] * 3
    done = await pipeline.trr("restore", backup, "--objects-only")

    assert (rehearsed.exit_code, done.exit_code) == (0, 0)
    assert [(media / key).exists() for key in KEYS] == [False, True, True]
    assert "1 object that the database does not show stay away" in done.stdout
    assert "store: 0 there, 2 put" in done.stdout
    assert pipeline.versions() == before


async def test_pictures_are_read_as_far_as_asked(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """All, a sample, or none; and what went away meanwhile is nobody's fault."""
    await fill(pipeline)
    how = {
        "none": [],
        "sample": ["--verify", "--sample", "2"],
        "all": ["--verify"],
    }
    found = {}
    for name, options in how.items():
        made = await pipeline.trr("backup", str(tmp_path / name), *options)
        assert made.exit_code == 0, made.output
        found[name] = made.stdout.splitlines()[2]
    assert found == {
        "none": "objects: 3 objects, 0.0 MB: named, not read (--verify reads them, "
        "--with-objects copies them)",
        "sample": "objects: 3 objects, 0.0 MB: named; a sample of 2 was read and "
        "compared",
        "all": "objects: 3 objects, 0.0 MB: named; each was read and compared",
    }
