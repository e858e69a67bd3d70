"""The commands `trr db ...`, run as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.open_folder import home, open_folder
from tests.project_files import ROOT
from trr_backend.repositories.migrations import load_migrations

__all__ = ["home", "open_folder"]

NAMES = [str(migration) for migration in load_migrations()]


def trr_db(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run a `trr db` command; return its exit code, stdout and stderr."""
    name, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.db_{name}", *rest],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_embedded_server_from_the_first_command_to_stop(home: Path) -> None:
    """`url` starts the server, which stays up for the others until `stop`."""
    at_home = {"TRR_HOME": str(home)}
    code, url, noise = trr_db("url", **at_home)
    assert (code, url.count("\n"), noise) == (0, 1, "")
    with psycopg.connect(url.strip()) as connection:
        port = connection.info.port
    shown = trr_db(
        "shell", "-Atc", "select current_user, inet_server_port()", **at_home
    )
    assert shown == (0, f"postgres|{port}\n", "")
    assert trr_db("status", **at_home) == (
        0,
        f"the embedded server in {home}/postgres, port {port}\n"
        + "".join(f"pending {name}\n" for name in NAMES),
        "",
    )
    assert trr_db("stop", **at_home) == (0, "stopped\n", "")
    assert trr_db("stop", **at_home) == (0, "no embedded server is running\n", "")


def test_migrate_says_what_it_applied(empty_database_url: str) -> None:
    """A dry run applies and takes back; the run says each file; the next has none."""
    there = {"TRR_DATABASE_URL": empty_database_url}
    would = "".join(f"would apply {name}\n" for name in NAMES)
    assert trr_db("migrate", "--dry-run", **there) == (0, would, "")
    code, out, _ = trr_db("migrate", "--json", **there)
    assert (code, json.loads(out)) == (0, {"dry_run": False, "applied": NAMES})
    assert trr_db("migrate", **there) == (0, "up to date\n", "")
    code, out, _ = trr_db("status", "--json", **there)
    assert (code, json.loads(out)) == (
        0,
        {
            "database": "the server of TRR_DATABASE_URL",
            "applied": NAMES,
            "pending": [],
            "ahead": [],
        },
    )


def test_status_tells_what_a_newer_checkout_applied(database_url: str) -> None:
    """It is no error to look; to migrate is one, with exit code 2."""
    there = {"TRR_DATABASE_URL": database_url}
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name)"
            " values ('20991231000000', 'next')"
        )
    code, out, noise = trr_db("status", **there)
    assert (code, noise) == (0, "")
    assert out.splitlines()[-1] == "ahead   20991231000000_next (of a newer checkout)"
    assert trr_db("migrate", **there) == (
        2,
        "",
        (
            "Error: the database has migrations this folder does not know: "
            "20991231000000_next; update the checkout\n"
        ),
    )


@pytest.mark.parametrize("name", ["migrate", "status"])
def test_unreachable_database_is_one_line(name: str) -> None:
    """No server at the URL: one line without the password, exit code 1."""
    url = "postgresql://me:s3cret@127.0.0.1:1/db"
    assert trr_db(name, TRR_DATABASE_URL=url) == (
        1,
        "",
        (
            "Error: the database cannot be reached: connection failed: connection to "
            'server at "127.0.0.1", port 1 failed: Connection refused\n'
        ),
    )


@pytest.mark.parametrize("name", ["migrate", "status", "url", "shell"])
def test_unreadable_url_is_a_usage_error(name: str) -> None:
    """A URL that cannot be read is not quoted; exit code 2."""
    assert trr_db(name, TRR_DATABASE_URL="s3cret") == (
        2,
        "",
        (
            "Error: TRR_DATABASE_URL cannot be read; it looks like "
            "postgresql://user:password@host:5432/name, with @ : / # ? % in the "
            "password written as %40 %3A %2F %23 %3F %25\n"
        ),
    )


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="looks at processes through /proc"
)
def test_shell_keeps_the_password_from_the_process_list(database_url: str) -> None:
    """The password goes to psql by environment, not as an argument."""
    command = r"\! tr '\0' ' ' < /proc/$PPID/cmdline"
    code, out, noise = trr_db("shell", "-c", command, TRR_DATABASE_URL=database_url)
    password = str(psycopg.conninfo.conninfo_to_dict(database_url)["password"])
    assert (code, noise) == (0, "")
    assert "psql --dbname" in out
    assert password not in out
