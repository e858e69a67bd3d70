"""`trr doctor`, the machine and those who work: disks, programs, workers, access."""

from importlib import metadata
from pathlib import Path

import pytest
from pydantic import SecretStr

from scripts._doctor import run_checks
from scripts._doctor_place import installed
from scripts.doctor import CHECKS
from tests.findings import found
from tests.pipeline import Pipeline
from tests.tiny_disk import tiny_disk
from trr_backend.config import Settings
from trr_backend.repositories import programs
from trr_backend.repositories.embedded import binaries

KEY = SecretStr("a-key-of-sixteen-letters")
WORKER = """
insert into ops.workers (name, host, pid, version, queues, concurrency, seen_at)
values (%s, 'there', 1, %s, '{shows,people}', 4, now() - %s::interval)
"""
TASK = """
with run as (
  insert into ops.runs (command, options, queued_at) values ('sync all', '{}', now())
  returning id
)
insert into ops.tasks (run_id, wave, part, queue, due_at)
select id, 'shows', 1, 'shows', now() - interval '5 minutes' from run
"""


def on(settings: Settings, home: Path) -> Settings:
    """Return settings whose home is here, with pictures in it."""
    return settings.model_copy(update={"home": home})


async def test_disks(settings: Settings, tmp_path: Path) -> None:
    """Room enough, little, none, for no further file, and one that is read only."""
    told = {}
    for name, options in {
        "enough": "size=2g,nr_inodes=50k",
        "little": "size=500m,nr_inodes=50k",
        "full": "size=50m,nr_inodes=50k",
        "few files": "size=2g,nr_inodes=9k",
        "no files": "size=2g,nr_inodes=100",
        "closed": "size=2g,nr_inodes=50k,ro",
    }.items():
        with tiny_disk(tmp_path / name, options) as disk:
            space = (await found(on(settings, disk / "home"), "disk"))["space"]
        told[name] = (space.state, space.said)

    what = "home, pictures"
    assert told == {
        "enough": ("ok", f"{what}: 2.1 GB of 2.1 GB free"),
        "little": ("warning", f"{what}: 524 MB of 524 MB free"),
        "full": ("fault", f"{what}: 52 MB of 52 MB free"),
        "few files": (
            "warning",
            f"{what}: 2.1 GB of 2.1 GB free, room for 9215 files",
        ),
        "no files": ("fault", f"{what}: 2.1 GB of 2.1 GB free, room for 99 files"),
        "closed": ("fault", f"{what}: nothing can be written there"),
    }


async def test_disks_are_told_apart(settings: Settings, tmp_path: Path) -> None:
    """Pictures on a disk of their own; of two disks both are named."""
    with tiny_disk(tmp_path / "pictures", "size=2g,nr_inodes=50k") as disk:
        apart = settings.model_copy(
            update={"media_url": f"file://{disk}", "database_url": None}
        )
        told = await found_all(apart)

    assert [one.partition(":")[0] for one in told] == [
        "home, database and its log",
        "pictures",
    ]


async def found_all(settings: Settings) -> list[str]:
    """Return what is said of each disk."""
    async with installed(settings, "127.0.0.1") as installation:
        return [one.said for one in await run_checks(installation, CHECKS, ["disk"])]


async def test_versions(settings: Settings) -> None:
    """Ours, the engine's, and programs that are as new as the server."""
    told = await found(settings, "versions")

    assert {name: one.state for name, one in told.items()} == {
        "program": "ok",
        "engine": "ok",
        "client": "ok",
    }
    assert told["client"].said == "pg_dump, pg_restore, psql 18, for a server 18"
    assert told["engine"].said.endswith("; it makes its tables with the first worker")


async def test_no_program_is_as_new_as_the_server(
    settings: Settings, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no backup then, and all else works."""
    with pipeline.connect() as connection:
        connection.execute("create schema shadow")
        connection.execute(
            "create function shadow.current_setting(text) returns text language sql as"
            " $$ select case $1 when 'server_version_num' then '990000'"
            " else pg_catalog.current_setting($1) end $$"
        )
        connection.execute(
            f"alter database {connection.info.dbname}"
            " set search_path = shadow, pg_catalog".encode()
        )
    monkeypatch.setenv("PATH", "")

    told = (await found(settings, "versions"))["client"]

    said, _, then = told.said.partition("; ")
    assert (told.state, said, then) == (
        "warning",
        "only pg_dump 18 is there, and pg_dump 99 or later is needed",
        "there is no backup without it",
    )
    assert told.advice.startswith("install the PostgreSQL client")


async def test_a_restore_needs_psql_as_well(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has copied the two programs alone that are named for backups."""
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / name).symlink_to(programs.new_program(name, 0).path)
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", str(tmp_path))

    told = (await found(settings, "versions"))["client"]

    assert (told.state, told.said) == (
        "warning",
        (
            "there is no psql, and psql 18 or later is needed; no backup is restored "
            "without it"
        ),
    )


async def test_workers(settings: Settings, pipeline: Pipeline) -> None:
    """None, work without one, one that lives, one of another version, one that died."""
    nobody = await found(settings, "workers")
    with pipeline.connect() as connection:
        connection.execute(TASK)
        waiting = await found(settings, "workers")
        ours = metadata.version("trr-backend")
        connection.execute(WORKER, ["a", ours, "1 second"])
        connection.execute(WORKER, ["b", "0.0.9", "1 second"])
        connection.execute(WORKER, ["c", ours, "10 minutes"])
        several = await found(settings, "workers")
        connection.execute("update ops.workers set ended_at = now()")
        connection.execute("delete from ops.tasks")
        ended = await found(settings, "workers")

    assert {name: one.state for name, one in nobody.items()} == {"known": "not set up"}
    assert nobody == ended
    assert {name: (one.state, one.said) for name, one in waiting.items()} == {
        "known": ("warning", "1 task due, and no worker lives")
    }
    assert {
        name: (one.state, one.said.removesuffix(" ago")[:60])
        for name, one in several.items()
    } == {
        "a": ("ok", f"version {ours} on there, takes shows, people"),
        "b": ("warning", f"version 0.0.9 on there, while this is version {ours}"),
        "c": ("warning", f"version {ours} on there, last heard of 600 s"),
        "tasks": ("warning", "1 task due, the first since 300 s"),
    }


async def test_who_may_do_what(settings: Settings) -> None:
    """Open on this machine is well, open to others is told, closed without a key."""
    keys = {"api_keys": (KEY,), "read_keys": (KEY,)}
    cases: dict[str, tuple[str, dict[str, object]]] = {
        "here": ("127.0.0.1", {}),
        "open": ("0.0.0.0", {}),
        "proxied": ("::1", {"trusted_proxies": ("10.0.0.0/8",)}),
        "private": ("0.0.0.0", {"private": True}),
        "closed": ("0.0.0.0", {"access": "closed", "metrics": "admin", **keys}),
        "shut": ("127.0.0.1", {"access": "closed", "metrics": "off"}),
        "tokens": (
            "0.0.0.0",
            {
                "access": "closed",
                "metrics": "admin",
                "supabase_jwks_url": "https://x.supabase.co/jwks.json",
            },
        ),
    }
    told = {}
    for name, (host, changed) in cases.items():
        api = await found(settings.model_copy(update=changed), "api", host=host)
        told[name] = tuple(one.state for one in api.values())
        assert [*api] == ["admins", "readers", "metrics"]

    assert told == {
        "here": ("not set up", "ok", "ok"),
        "open": ("not set up", "warning", "warning"),
        "proxied": ("not set up", "warning", "warning"),
        "private": ("not set up", "warning", "warning"),
        "closed": ("ok", "ok", "ok"),
        "shut": ("not set up", "fault", "ok"),
        "tokens": ("ok", "ok", "ok"),
    }
