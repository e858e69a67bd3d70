"""`trr doctor` as a command: what it prints, how it ends, what it leaves alone."""

import asyncio
import json
import time
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from scripts._doctor import Checks, Finding, Tell, run_checks
from scripts._doctor_place import Installation, NotSetUp, installed
from scripts._doctor_told import print_findings
from tests.findings import states
from tests.open_folder import home, open_folder
from tests.pipeline import Pipeline, Upstream
from trr_backend.config import Settings
from trr_backend.repositories.embedded import ensure_server, server_state, stop_server

__all__ = ["home", "open_folder"]


async def test_what_is_printed(pipeline: Pipeline) -> None:
    """A line a finding with its mark, what to do below, how many; plain in a pipe."""
    done = await pipeline.trr("doctor", "--only", "api, keys", TMDB_BEARER_TOKEN="")

    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "not set up  keys: tmdb    TMDB_BEARER_TOKEN is not set",
        (
            "                          -> set it to the API Read Access Token that"
            " https://www.themoviedb.org/settings/api shows you"
        ),
        "not set up  keys: imdb    IMDB_API_KEY is not set",
        (
            "                          -> nothing, unless you hold a licence for IMDb's"
            " official API (docs/howto/use-imdb.md)"
        ),
        "not set up  keys: fandom  no wiki of Fandom is used",
        (
            "                          -> nothing, unless you want what wikis know"
            " (docs/howto/use-wikis.md)"
        ),
        "not set up  api: admins   nobody is an admin over the API",
        (
            "                          -> set TRR_API_KEYS to what"
            " `openssl rand -hex 24` prints, if somebody shall be"
        ),
        "ok          api: readers  open, and served at 127.0.0.1 to this machine alone",
        "ok          api: metrics  TRR_METRICS is open",
        "",
        "Everything that is set up works.",
    ]


def test_on_a_terminal_it_is_wrapped_and_coloured() -> None:
    """What is said stays in its column, and nothing in it is taken for a style."""
    shown = StringIO()
    console = Console(file=shown, force_terminal=True, width=40, highlight=False)
    findings = [
        Finding("store", "objects", "fault", "the [red] disk is full", "make room"),
        Finding("disk", "space", "ok", "much"),
    ]

    print_findings(console, findings)

    lines = [line.rstrip() for line in shown.getvalue().splitlines()]
    assert lines[0] == "\x1b[1;31mFAULT\x1b[0m  store: objects  the [red] disk is"
    assert [Text.from_ansi(line).plain for line in lines[1:]] == [
        "                       full",
        "                       -> make room",
        "ok     disk: space     much",
        "",
        "1 fault",
    ]


async def test_faults_end_it_with_1_and_warnings_with_0(pipeline: Pipeline) -> None:
    """So that a script may heed it; the JSON names each finding and what to do."""
    warned = await pipeline.trr("doctor", "--only", "api", "--host", "0.0.0.0")
    failed = await pipeline.trr(
        "doctor", "--only", "api", "--json", TRR_ACCESS="closed"
    )

    assert (warned.exit_code, warned.output.splitlines()[-1]) == (0, "2 warnings")
    assert failed.exit_code == 1
    told = json.loads(failed.output)
    assert told["states"] == {"ok": 1, "not set up": 1, "warning": 0, "fault": 1}
    assert told["findings"][1] == {
        "check": "api",
        "subject": "readers",
        "state": "fault",
        "said": "TRR_ACCESS is closed and there is no key: nobody may read",
        "advice": "set TRR_READ_KEYS to what `openssl rand -hex 24` prints",
    }


@pytest.mark.parametrize("only", ["", "database,nothing"])
async def test_a_check_that_there_is_not(pipeline: Pipeline, only: str) -> None:
    """It is a mistake of usage, and the message names those there are."""
    done = await pipeline.trr("doctor", "--only", only)

    assert done.exit_code == 2
    assert "there are database, store, keys, clocks, disk" in done.output


async def test_it_changes_nothing(pipeline: Pipeline, upstream: Upstream) -> None:
    """No row is written but the limiter's, and no file or folder stays."""
    media = pipeline.settings.home_path / "media"
    media.mkdir(parents=True)
    upstream.put(1, "One")
    await pipeline.track(1)
    before = held(pipeline)

    done = await pipeline.trr("doctor", "--json")

    states = json.loads(done.output)["states"]
    assert (done.exit_code, states["fault"], states["warning"]) == (0, 0, 0)
    assert held(pipeline) == before
    assert [*media.iterdir()] == []


def held(pipeline: Pipeline) -> tuple[object, ...]:
    """Return all that the database holds, and the version of each row."""
    with pipeline.connect() as connection:
        connection.execute("delete from ops.limits")
    # A table that is empty again is one more line.
    rows = [line for line in pipeline.text().splitlines() if line != "[]"]
    return rows, pipeline.versions()


async def test_one_check_never_stops_another(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Not one that hangs, fails by its own fault or is not set up; all run at once."""

    async def hangs(_: Installation, tell: Tell) -> None:
        tell.ok("so far", subject="before")
        await asyncio.sleep(60)

    async def breaks(_: Installation, _tell: Tell) -> None:
        raise ZeroDivisionError

    async def closed(_: Installation, _tell: Tell) -> None:
        raise PermissionError(13, "Permission denied", "/closed/home")

    async def absent(_: Installation, _tell: Tell) -> None:
        raise NotSetUp("not here", "nothing")

    async def works(_: Installation, tell: Tell) -> None:
        tell.ok("well")

    checks: Checks = {
        "bad": {"hangs": hangs, "breaks": breaks, "closed": closed, "absent": absent},
        "good": {"works": works, "slow": hangs},
    }
    began = time.monotonic()
    async with installed(settings, "127.0.0.1") as installation:
        told = await run_checks(installation, checks, ["bad", "good"], seconds=0.2)

    assert time.monotonic() - began < 1
    assert [(one.check, one.subject, one.state, one.said) for one in told] == [
        ("bad", "before", "ok", "so far"),
        ("bad", "hangs", "fault", "no end within 0.2 s"),
        ("bad", "breaks", "fault", "the check itself failed: ZeroDivisionError"),
        (
            "bad",
            "closed",
            "fault",
            "/closed/home cannot be looked at: Permission denied",
        ),
        ("bad", "absent", "not set up", "not here"),
        ("good", "works", "ok", "well"),
        ("good", "before", "ok", "so far"),
        ("good", "slow", "fault", "no end within 0.2 s"),
    ]
    assert "ZeroDivisionError" in caplog.text


async def test_an_embedded_server_is_left_as_it_was(home: Path) -> None:
    """Never made: it is not made. Down: started and stopped. Up or in use: it stays."""
    chosen = Settings(_env_file=None, home=home)
    was_there = await asyncio.to_thread(home.exists)
    names = ["server", "listening", "migrations", "rights", "extensions", "room"]
    assert await states(chosen, "database") == dict.fromkeys(names, "not set up")
    assert (was_there, await asyncio.to_thread(home.exists)) == (False, False)

    await asyncio.to_thread(ensure_server, home)
    stop_server(home)
    # Whoever needs the tables next makes them.
    assert await states(chosen, "database") == {
        **dict.fromkeys(names, "ok"),
        "migrations": "warning",
        "extensions": "warning",
    }
    assert await states(chosen, "workers") == {"known": "not set up"}
    assert server_state(home).port is None

    async with installed(chosen, "127.0.0.1") as installation:
        await installation.server()
        others = psycopg.connect(await asyncio.to_thread(ensure_server, home))
    with others:
        assert server_state(home).port is not None
    assert (await states(chosen, "database"))["server"] == "ok"
    assert server_state(home).port is not None


async def test_no_secret_is_printed(pipeline: Pipeline) -> None:
    """Neither of the database, nor of the store, whatever is wrong with them."""
    wrong = pipeline.with_settings(
        database_url=SecretStr("postgresql://u:the-password@127.0.0.1:1/x"),
        database_direct_url=None,
        media_url="s3://bucket",
        aws_endpoint_url="http://127.0.0.1:1",
        aws_access_key_id=SecretStr("THEKEYID"),
        aws_secret_access_key=SecretStr("the-secret-key"),
        wait_scale=0,
    )

    done = await wrong.trr("doctor")

    assert done.exit_code == 1
    for secret in ("the-password", "THEKEYID", "the-secret-key"):
        assert secret not in done.output
