"""The migration runner: each file once, in order, by one runner at a time."""

import asyncio
import re
import shutil
from pathlib import Path

import psycopg
import pytest

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, InputError, StorageError
from trr_backend.repositories.db import open_database, rehearse
from trr_backend.repositories.migrations import (
    MIGRATIONS,
    Migration,
    MigrationStatus,
    load_migrations,
    load_missing,
    migrate,
    migration_status,
)

FIRST = "20260101000000_first.sql"
SECOND = "20260102000000_second.sql"
HISTORY = (
    "select version, name, statements from supabase_migrations.schema_migrations "
    "order by version"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two migrations."""
    made = tmp_path / "migrations"
    made.mkdir()
    (made / FIRST).write_text("-- One; table.\ncreate table a (n int);\n")
    (made / SECOND).write_text("create table b (n int);\ninsert into a values (1);\n")
    return made


@pytest.fixture
def empty(empty_database_url: str) -> Settings:
    """Return settings on a database in which nothing was migrated."""
    return Settings(_env_file=None, database_url=empty_database_url, wait_scale=0.01)


async def applied_by(settings: Settings, folder: Path) -> list[str]:
    """Migrate and return what that applied."""
    async with open_database(settings) as database:
        return [str(migration) for migration in await migrate(database, folder)]


async def refusal(settings: Settings, folder: Path) -> str:
    """Return why the folder is refused, by `migrate` and by the status alike."""
    async with open_database(settings) as database:
        with pytest.raises(InputError) as first:
            await migrate(database, folder)
        with pytest.raises(InputError) as second:
            await migration_status(database, folder)
    assert str(first.value) == str(second.value)
    return str(first.value)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    """Return what a statement finds in the database."""
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_names_are_what_the_supabase_cli_takes() -> None:
    """Each file has a name the CLI does not skip, and a version of its own."""
    names = sorted(path.name for path in MIGRATIONS.iterdir())
    assert [n for n in names if not re.match(r"^\d{14}_[a-z0-9_]+\.sql$", n)] == []
    assert len({name[:14] for name in names}) == len(names)
    assert [f"{migration}.sql" for migration in load_migrations()] == names


async def test_no_file_is_applied_twice(empty: Settings, folder: Path) -> None:
    """The second run has nothing to do; the history holds what was run."""
    assert empty.database_url is not None
    assert await applied_by(empty, folder) == [FIRST[:-4], SECOND[:-4]]
    assert await applied_by(empty, folder) == []
    url = empty.database_url.get_secret_value()
    assert rows(url, HISTORY) == [
        ("20260101000000", "first", [(folder / FIRST).read_text()]),
        ("20260102000000", "second", [(folder / SECOND).read_text()]),
    ]
    assert rows(url, "select n from a") == [(1,)]


async def test_our_own_files_apply_to_an_empty_database(empty: Settings) -> None:
    """All files of this project apply, one after the other, and once."""
    everything = [str(migration) for migration in load_migrations()]
    assert await applied_by(empty, MIGRATIONS) == everything
    assert await applied_by(empty, MIGRATIONS) == []


async def test_status_tells_applied_from_pending(empty: Settings, folder: Path) -> None:
    """The status changes nothing, not even by making the history table."""
    first = Migration("20260101000000", "first", (folder / FIRST).read_text())
    second = Migration("20260102000000", "second", (folder / SECOND).read_text())
    async with open_database(empty) as database:
        before = await migration_status(database, folder)
        async with rehearse(database) as stage:
            await migrate(stage, folder)
            after = await migration_status(stage, folder)
        undone = await migration_status(database, folder)
    assert before == undone == MigrationStatus((), (first, second))
    assert after == MigrationStatus((first, second), ())


async def test_two_runners_at_once_apply_each_file_once(
    empty: Settings, folder: Path
) -> None:
    """Runners that start together share the work; together they apply each once."""
    done = await asyncio.gather(*(applied_by(empty, folder) for _ in range(4)))
    assert sorted(name for part in done for name in part) == [FIRST[:-4], SECOND[:-4]]


async def test_edited_file_is_refused(empty: Settings, folder: Path) -> None:
    """A file that was applied may change its blanks and nothing else."""
    await applied_by(empty, folder)
    (folder / FIRST).write_text("-- One; table.\n\ncreate  table a (n int)\n;;\n")
    assert await applied_by(empty, folder) == []
    (folder / FIRST).write_text("-- One; table.\ncreate table a (n bigint);\n")
    assert await refusal(empty, folder) == (
        "applied and edited since: 20260101000000_first; restore the files and put the "
        "change into a new one"
    )


async def test_file_between_applied_ones_is_refused(
    empty: Settings, folder: Path
) -> None:
    """A file older than the newest applied one is not slipped in."""
    await applied_by(empty, folder)
    (folder / "20260101120000_late.sql").write_text("create table c (n int);")
    assert await refusal(empty, folder) == (
        "older than what the database has (20260102000000): 20260101120000_late; give "
        "them a later version"
    )


async def test_database_ahead_of_the_folder_is_not_migrated(
    empty: Settings, folder: Path
) -> None:
    """What a newer checkout migrated is told, lacks nothing, and is left alone."""
    await applied_by(empty, folder)
    (folder / SECOND).unlink()
    (first,) = load_migrations(folder)
    async with open_database(empty) as database:
        with pytest.raises(InputError) as caught:
            await migrate(database, folder)
        status = await migration_status(database, folder)
        missing = await load_missing(database, [first])
    assert str(caught.value) == (
        "the database has migrations this folder does not know: "
        "20260102000000_second; update the checkout"
    )
    assert status == MigrationStatus((first,), (), ("20260102000000_second",))
    assert missing == ()


async def test_what_is_missing_is_told_of_any_database(
    empty: Settings, folder: Path
) -> None:
    """All files where nobody has migrated, then those that came since."""
    first, second = load_migrations(folder)
    later = Migration("20260103000000", "third", "select 1")
    async with open_database(empty) as database:
        assert await load_missing(database, [first, second]) == (first, second)
        await migrate(database, folder)
        assert await load_missing(database, [first, second, later]) == (later,)


async def test_failing_file_is_undone_and_named(empty: Settings, folder: Path) -> None:
    """A file that fails leaves nothing; the ones before it stay and are not redone."""
    good = (folder / SECOND).read_text()
    (folder / SECOND).write_text("create table b (n int); select 1/0;")
    with pytest.raises(StorageError) as caught:
        await applied_by(empty, folder)
    assert str(caught.value) == (
        "migration 20260102000000_second was undone, the ones before it stay: division "
        "by zero (SQLSTATE 22012)"
    )
    (folder / SECOND).write_text(good)
    assert await applied_by(empty, folder) == [SECOND[:-4]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "1_short.sql",
            (
                "{folder}/1_short.sql must be named "
                "<14 digits>_<lower_case_topic>.sql: the Supabase CLI skips any "
                "other name without a word"
            ),
        ),
        (
            "20260101000000_twin.sql",
            "{folder}: two files have the version 20260101000000",
        ),
    ],
)
def test_unusable_names_are_refused(folder: Path, name: str, message: str) -> None:
    """A name the CLI would skip, or a version used twice, is an error."""
    shutil.copyfile(folder / FIRST, folder / name)
    with pytest.raises(ConfigError) as caught:
        load_migrations(folder)
    assert str(caught.value) == message.format(folder=folder)


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    """No migration at all means an incomplete checkout."""
    with pytest.raises(ConfigError) as caught:
        load_migrations(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds no migration; is the checkout complete?"
    )
