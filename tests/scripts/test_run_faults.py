"""The engine of all commands when something fails: database, settings, arguments."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from tests.pipeline import Pipeline, Upstream, stage
from tests.project_files import ROOT

SHOWS = range(1, 13)
NETWORKS = [{"id": 49, "name": "HBO", "logo_path": "/hbo.png", "origin_country": "US"}]
SLOW = {"match": "^/3/tv", "kind": "slow", "delay_seconds": 0.4}
IDLE = """
    select from pg_stat_activity where datname = %s
    and state = 'idle in transaction' and xact_start < now() - interval '0.2 seconds'
"""
CUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"


@dataclass(frozen=True)
class Server:
    """The server under a test's database, by a connection to another database."""

    connection: "psycopg.Connection[tuple[Any, ...]]"
    name: str

    def cut(self) -> int:
        """End all connections of the database; return how many there were."""
        return len(self.connection.execute(CUT, [self.name]).fetchall())

    async def until_run(self, pipeline: Pipeline) -> None:
        """Wait until the second run (the first was the import) is under way."""
        while len(pipeline.rows("select from ops.runs")) < 2:  # noqa: ASYNC110 -- a row, not an event of this process
            await asyncio.sleep(0.01)

    async def until_rehearsal(self) -> None:
        """Wait until a transaction stands open while something else is waited for."""
        while not self.connection.execute(IDLE, [self.name]).fetchall():  # noqa: ASYNC110 -- likewise
            await asyncio.sleep(0.01)

    def close(self) -> None:
        """Let nobody connect to the database any more."""
        self._allow("false")
        self.cut()

    def open(self) -> None:
        """Let everybody connect again."""
        self._allow("true")

    def _allow(self, connections: str) -> None:
        self.connection.execute(
            f'alter database "{self.name}" allow_connections {connections}'
        )


@pytest.fixture
def server(server_url: str, pipeline: Pipeline) -> Iterator[Server]:
    """The server of the pipeline's database, open again at the end."""
    ((name,),) = pipeline.rows("select current_database()")
    with psycopg.connect(server_url, autocommit=True) as connection:
        made = Server(connection, name)
        yield made
        made.open()


async def _track(pipeline: Pipeline, upstream: Upstream) -> None:
    for n in SHOWS:
        upstream.put(n, f"Show {n}", networks=NETWORKS)
    await pipeline.track(*SHOWS)


async def test_lost_connections_are_survived(
    pipeline: Pipeline, upstream: Upstream, server: Server
) -> None:
    """Cut three times while a slow upstream answers: all is done, nothing twice."""
    await _track(pipeline, upstream)
    upstream.fail(SLOW)
    running = asyncio.create_task(pipeline.sync())
    await server.until_run(pipeline)
    lost = 0
    for _ in range(3):
        await asyncio.sleep(0.25)
        lost += server.cut()

    report = await running

    assert lost > 0
    assert (report.exit_code, report.stopped) == (0, None)
    names = "details", "entities", "watch-providers", "seasons-episodes", "show-cast"
    assert [stage(report, name).done for name in names] == [12] * 5
    assert stage(report, "logos").done == 1
    assert pipeline.rows(
        "select count(*), count(slug) from core.shows"
        " union all select count(*), count(missing_since) from core.show_networks"
        " union all select count(*), count(confirmed_at) from core.media_assets"
    ) == [(12, 12), (12, 0), (1, 1)]
    before = pipeline.versions()
    assert (await pipeline.sync()).exit_code == 0
    assert pipeline.versions() == before


@pytest.mark.long
async def test_a_database_that_stays_away_stops_the_run_in_one_line(
    pipeline: Pipeline, upstream: Upstream, server: Server
) -> None:
    """Once it is back the same command goes on with what is left."""
    await _track(pipeline, upstream)
    upstream.fail(SLOW)
    running = asyncio.create_task(pipeline.sync())
    await server.until_run(pipeline)
    server.close()

    report = await running

    assert report.exit_code == 1
    assert report.stopped == (
        "the database cannot be reached: couldn't get a connection after 2.00 sec; "
        "run the same command again to go on"
    )

    server.open()
    upstream.fail()
    healed = await pipeline.sync()
    assert (healed.exit_code, healed.stopped) == (0, None)
    assert pipeline.rows("select count(slug) from core.shows") == [(12,)]


async def test_a_dry_run_without_a_database_ends_at_once(
    pipeline: Pipeline, upstream: Upstream, server: Server
) -> None:
    """A rehearsal is one transaction: when that is gone there is nothing to go on."""
    await _track(pipeline, upstream)
    upstream.fail(SLOW)
    running = asyncio.create_task(pipeline.sync(dry_run=True))
    await server.until_rehearsal()
    server.cut()

    report = await running

    assert report.exit_code == 1
    assert report.stopped is not None
    assert "run the same command again" in report.stopped
    assert pipeline.rows("select count(*) from source.documents") == [(0,)]


def _lists(pipeline: Pipeline, text: str) -> str:
    path = pipeline.upstream.folder / "list.txt"
    path.write_text(text)
    return str(path)


def test_exit_codes_and_json(pipeline: Pipeline, upstream: Upstream) -> None:
    """0: all done. 1: an item failed, and is named. Stdout is JSON and nothing else."""
    upstream.put(1, "One", networks=NETWORKS)
    imported = pipeline.command("import", "lists", _lists(pipeline, "tmdb:1\ntmdb:2\n"))
    assert (imported.exit_code, imported.stderr) == (0, "lists: 1/1\n")

    failed = pipeline.command("sync", "all", "--json")

    assert failed.exit_code == 1
    summary = json.loads(failed.stdout)
    # Pictures are told of with their pace, which is another one each time.
    assert [re.sub(r"\(\d+/s", "(N/s", one) for one in failed.stderr.splitlines()] == [
        "changes: 1/1",
        "details: 2/2, 1 failed",
        "entities: 1/1",
        "watch-providers: 1/1",
        "seasons-episodes: 1/1",
        "show-cast: 1/1",
        "list-logos: 1/1",
        "logos: 1/1 (N/s, 0.0 MB, 1 stored, 0 unchanged, 0 refused)",
        "show-pictures: 1/1",
        "season-pictures: 1/1",
    ]
    assert (summary["command"], summary["exit_code"]) == ("sync all", 1)
    failures = {one["stage"]: one["failures"] for one in summary["stages"]}
    (told,) = failures.pop("details")
    assert not any(failures.values())
    assert told["item"] == "tmdb:2 (tmdb:2)"
    assert told["error"].startswith("TMDb does not know tmdb:2; ")

    done = pipeline.command("sync", "all", "--show", "tmdb:1")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("stage ")


def test_a_failed_item_is_named_to_people_too(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """Below the table stands each failed item, in one line."""
    pipeline.command("import", "lists", _lists(pipeline, "tmdb:2\n"))

    result = pipeline.command("backfill", "tmdb-details")

    assert result.exit_code == 1
    (line,) = [one for one in result.stdout.splitlines() if one.startswith("failed")]
    assert line.startswith("failed details: tmdb:2 (tmdb:2): TMDb does not know")
    assert upstream.paths() == ["/3/tv/2"]


def test_a_show_that_is_not_there_is_exit_code_2(pipeline: Pipeline) -> None:
    """It is named before anything is done, and so is one that cannot be read."""
    for show, told in (
        (
            "tmdb:77",
            "no show tmdb:77 in the catalogue; `trr import lists` brings it in",
        ),
        ("big-brother", "no show big-brother in the catalogue; `trr import lists`"),
        ("tmdb:x", "'tmdb:x' names no show: use a uuid, a slug, tmdb:123 or imdb:"),
    ):
        result = pipeline.command("sync", "all", "--show", show)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"Error: {told}")
        assert result.stderr.count("\n") == 1
    assert pipeline.rows("select count(*) from ops.runs") == [(0,)]


def test_a_missing_key_is_exit_code_2_where_one_is_needed(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """A file is imported without; details need it and say where it is found."""
    upstream.put(1, "One")
    source = _lists(pipeline, "tmdb:1\n")
    free = pipeline.command("import", "lists", source, TMDB_BEARER_TOKEN="")
    assert free.exit_code == 0

    for command in (("sync", "all"), ("backfill", "tmdb-details", "--dry-run")):
        result = pipeline.command(*command, TMDB_BEARER_TOKEN="")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[-1] == (
            "Error: TMDB_BEARER_TOKEN is not set; set it to the API Read Access Token "
            "that https://www.themoviedb.org/settings/api shows you"
        )
    assert upstream.requests() == []


def test_a_v3_key_in_place_of_the_token_is_not_shown(pipeline: Pipeline) -> None:
    """The line says where the token is."""
    key = "0123456789abcdef" * 2

    result = pipeline.command("sync", "all", TMDB_BEARER_TOKEN=key)

    assert result.exit_code == 2
    assert "API Read Access Token" in result.stderr
    assert key not in result.output


def test_pending_migrations_are_exit_code_2(
    pipeline: Pipeline, empty_database_url: str
) -> None:
    """Somebody's own database is never migrated unasked."""
    result = pipeline.command("sync", "all", TRR_DATABASE_URL=empty_database_url)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: the database lacks ")
    assert result.stderr.endswith("; run `trr db migrate` first\n")


def test_a_database_that_is_not_there_is_exit_code_1(pipeline: Pipeline) -> None:
    """One line, and not the password."""
    url = "postgresql://trr:pass-word@127.0.0.1:1/trr"

    result = pipeline.command("sync", "all", TRR_DATABASE_URL=url)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: the database cannot be reached: ")
    assert result.stderr.count("\n") == 1
    assert "pass-word" not in result.stderr


def test_debug_tells_each_request_and_no_secret(
    pipeline: Pipeline, upstream: Upstream
) -> None:
    """TRR_LOG_LEVEL decides what goes to stderr; the token never does."""
    upstream.put(1, "One")
    pipeline.command("import", "lists", _lists(pipeline, "tmdb:1\n"))
    said = {}
    for level in ("WARNING", "INFO", "DEBUG"):
        done = subprocess.run(
            [sys.executable, "-m", "scripts.cli", "sync", "all", "--force"],
            cwd=ROOT,
            env={**os.environ, **pipeline.environment(TRR_LOG_LEVEL=level)},
            capture_output=True,
            text=True,
            check=True,
        )
        said[level] = done.stderr

    assert said["WARNING"].splitlines()[1] == "details: 1/1"
    assert " httpx2: " not in said["INFO"]
    assert " INFO httpx2: HTTP Request: GET http://127.0.0.1:" in said["DEBUG"]
    assert "send_request_headers" in said["DEBUG"]
    token = pipeline.environment()["TMDB_BEARER_TOKEN"]
    assert token not in "".join(said.values())
