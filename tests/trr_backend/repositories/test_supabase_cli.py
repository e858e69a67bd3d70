"""The real Supabase CLI and our runner, each after the other, on one history."""

import subprocess
from pathlib import Path

import pytest

from tests.node_tools import node_bin, node_environment
from trr_backend.config import Settings
from trr_backend.repositories.db import open_database
from trr_backend.repositories.migrations import MIGRATIONS, load_migrations, migrate


@pytest.fixture(scope="module")
def cli() -> Path:
    """Return the CLI's program, installed from tests/node."""
    try:
        return node_bin() / "supabase"
    except RuntimeError as error:
        pytest.skip(f"the Supabase CLI cannot be installed: {error}")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which the CLI finds our migrations and leaves its traces."""
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "migrations").symlink_to(MIGRATIONS)
    return tmp_path


def push(cli: Path, project: Path, url: str) -> str:
    """Run `supabase db push` and return what it says."""
    done = subprocess.run(
        [cli, "db", "push", f"--remote={url}", "--yes"],
        cwd=project,
        env={**node_environment(), "HOME": str(project), "DO_NOT_TRACK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


async def migrated(url: str) -> list[str]:
    """Run our own runner and return what it applied."""
    async with open_database(Settings(_env_file=None, database_url=url)) as database:
        return [str(migration) for migration in await migrate(database)]


def test_cli_finds_nothing_to_do_after_us(
    cli: Path, project: Path, database_url: str
) -> None:
    """What `trr db migrate` applied, `supabase db push` takes for done."""
    assert "Remote database is up to date." in push(cli, project, database_url)


async def test_we_find_nothing_to_do_after_the_cli(
    cli: Path, project: Path, empty_database_url: str
) -> None:
    """What `supabase db push` applied, `trr db migrate` takes for done."""
    said = push(cli, project, empty_database_url)
    names = [str(migration) for migration in load_migrations()]
    assert [name for name in names if f"{name}.sql" not in said] == []
    assert await migrated(empty_database_url) == []
    assert "Remote database is up to date." in push(cli, project, empty_database_url)
