"""The embedded server: one for all processes, whatever was killed."""

import os
import signal
import stat
import time
from pathlib import Path

import psycopg
import pytest

from tests.other_user import run_python, start_python
from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded import (
    ServerState,
    ensure_server,
    server,
    server_state,
    stop_server,
)

QUICK = {"fsync": "off"}
FRESH_START_SECONDS = 10
RACERS = 6
PRINT_URL = 'print(ensure_server(home, {"fsync": "off"}))'


def one_row(url: str, statement: str) -> tuple[object, ...]:
    """Run a statement on the server and return its only row."""
    with psycopg.connect(url) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row


def keep_a_row(url: str) -> None:
    """Commit something that has to survive."""
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as n")


def postmaster_pid(home: Path) -> int:
    """Return the number of the server's first process."""
    file = home / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().splitlines()[0])


def test_first_start_gives_a_server_to_everybody(home: Path) -> None:
    """A fresh home has a server within ten seconds, which the next caller shares."""
    before = server_state(home)
    begun = time.monotonic()
    url = ensure_server(home)
    took = time.monotonic() - begun
    port = psycopg.conninfo.conninfo_to_dict(url)["port"]

    assert took < FRESH_START_SECONDS
    assert before == ServerState(home / "postgres", None)
    assert ensure_server(home) == url
    assert run_python(PRINT_URL, home) == (f"{url}\n", "")
    assert server_state(home) == ServerState(home / "postgres", int(str(port)))


def test_a_process_bootstraps_a_server_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks again, as a pool does for each connection, only sees that it lives."""
    opened: list[str] = []
    real = psycopg.connect

    def connect(url: str, **options: int) -> "psycopg.Connection[tuple[object, ...]]":
        opened.append(url)
        return real(url, connect_timeout=options["connect_timeout"])

    url = ensure_server(home, QUICK)
    monkeypatch.setattr(psycopg, "connect", connect)

    assert ensure_server(home) == url
    assert opened == [url]


def test_server_is_like_supabase_before_the_first_migration(home: Path) -> None:
    """The three roles are there without login, and the schema for extensions."""
    with psycopg.connect(ensure_server(home, QUICK)) as connection:
        roles = connection.execute(
            "select rolname, rolcanlogin, rolinherit, rolbypassrls from pg_roles "
            "where rolname in ('anon', 'authenticated', 'service_role') order by 1"
        ).fetchall()
        schemas = connection.execute(
            "select nspname from pg_namespace where nspname = 'extensions'"
        ).fetchall()
    assert roles == [
        ("anon", False, False, False),
        ("authenticated", False, False, False),
        ("service_role", False, False, True),
    ]
    assert schemas == [("extensions",)]


def test_server_knows_letters_of_every_script(home: Path) -> None:
    """Case is folded and similarity found beyond ASCII."""
    url = ensure_server(home, QUICK)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create extension pg_trgm")
    row = one_row(url, "select lower('ПРИВЕТ Ñ'), similarity('дом', 'дома') > 0.3")
    assert row == ("привет ñ", True)


def test_secrets_are_closed_and_nothing_is_called_images(home: Path) -> None:
    """Password, lock, log and data are for their owner only."""
    ensure_server(home, QUICK)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (home / "postgres").iterdir()
    }
    assert modes == {
        "data": 0o700,
        "password": 0o600,
        "server.lock": 0o600,
        "server.log": 0o600,
    }
    assert [path for path in home.rglob("images") if path.is_dir()] == []


def test_password_is_asked_for(home: Path) -> None:
    """Nobody gets in by knowing the port alone."""
    url = ensure_server(home, QUICK)
    parts = psycopg.conninfo.conninfo_to_dict(url, password="guess")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(psycopg.conninfo.make_conninfo("", **parts))


def test_stopped_server_starts_again_with_its_data(home: Path) -> None:
    """Stopping says whether there was a server; the data outlive it."""
    assert stop_server(home) is False
    keep_a_row(ensure_server(home, QUICK))
    assert stop_server(home) is True
    assert stop_server(home) is False
    assert server_state(home).port is None
    assert one_row(ensure_server(home, QUICK), "select n from kept") == (42,)


def test_racing_starters_share_one_server(home: Path) -> None:
    """Six processes that start at once get the same URL, from one server."""
    racers = [start_python(PRINT_URL, home) for _ in range(RACERS)]
    answers = [racer.communicate(timeout=60) for racer in racers]
    assert answers == [(f"{ensure_server(home)}\n", "")] * RACERS


def test_server_outlives_its_starter_and_its_terminal(home: Path) -> None:
    """The server has a session of its own, so Ctrl-C does not reach it."""
    run_python(PRINT_URL, home)
    pid = postmaster_pid(home)
    assert os.getsid(pid) == pid


def test_killed_server_is_started_again(home: Path) -> None:
    """After kill -9 of the server the next caller finds what was committed."""
    keep_a_row(ensure_server(home))
    os.kill(postmaster_pid(home), signal.SIGKILL)
    assert one_row(ensure_server(home, QUICK), "select n from kept") == (42,)


def test_killed_starters_do_no_harm(home: Path) -> None:
    """A kill -9 of the starter at any moment leaves nothing that stops the next one."""
    for delay in (0.25, 0.35, 0.45, 0.6, 0.8):
        starter = start_python(PRINT_URL, home)
        time.sleep(delay)
        starter.kill()
        starter.communicate()
    assert one_row(ensure_server(home, QUICK), "select 1") == (1,)


def test_pid_file_of_another_process_is_no_server(home: Path) -> None:
    """A number in postmaster.pid that lives, but is not our server, is not trusted."""
    keep_a_row(ensure_server(home, QUICK))
    file = home / "postgres" / "data" / "postmaster.pid"
    lines = file.read_text().splitlines()
    assert stop_server(home)
    lines[0] = str(os.getpid())
    file.write_text("\n".join([*lines, ""]))

    assert server_state(home).port is None
    assert stop_server(home) is False
    assert one_row(ensure_server(home, QUICK), "select n from kept") == (42,)


def test_damaged_pid_file_is_no_server(home: Path) -> None:
    """What a crash may leave in postmaster.pid does not count."""
    ensure_server(home, QUICK)
    for content in ("", "17", "a\nb\nc\nd\ne\nf\ng\nready\n"):
        stop_server(home)
        (home / "postgres" / "data" / "postmaster.pid").write_text(content)
        assert server_state(home).port is None
        assert one_row(ensure_server(home, QUICK), "select 1") == (1,)


def test_half_made_data_are_made_anew(home: Path) -> None:
    """What a killed initdb left behind is replaced."""
    left = home / "postgres" / "data.new" / "base"
    left.mkdir(parents=True)
    home.chmod(0o711)
    (home / "postgres").chmod(0o711)
    (home / "postgres" / "password.new").write_text("old")
    assert one_row(ensure_server(home, QUICK), "select 1") == (1,)
    assert not (home / "postgres" / "data.new").exists()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param('it\'s a "home" of $HOME `id` \\ ü %20 #?&', id="quotes"),
        pytest.param("/".join(["long" * 50] * 4), id="long"),
    ],
)
def test_any_folder_will_do(open_folder: Path, name: str) -> None:
    """Spaces, quotes, shell characters and 800 characters of path are no problem."""
    home = open_folder / name
    try:
        row = one_row(ensure_server(home, QUICK), "show data_directory")
    finally:
        stop_server(home)
    assert row == (str(home / "postgres" / "data"),)


def test_busy_server_is_named_as_busy(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server without a free connection is not taken for a dead one.

    Who has used it before goes on with it, and is told by the next connection.
    """
    url = ensure_server(home, {**QUICK, "max_connections": "4"})
    connections = [psycopg.connect(url) for _ in range(4)]
    begun = time.monotonic()
    assert ensure_server(home) == url
    monkeypatch.setattr(server, "_bootstrapped", set())
    with pytest.raises(DatabaseSetup, match="too many clients already"):
        ensure_server(home)
    for connection in connections:
        connection.close()
    assert time.monotonic() - begun < FRESH_START_SECONDS
