"""What stands in the way of the embedded server, each in one line."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from tests.other_user import ORDINARY_USER, run_python
from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded import ensure_server, stop_server
from trr_backend.repositories.embedded.binaries import find_binaries, major_version
from trr_backend.repositories.embedded.complaints import complaint, setup_error

ELSEWHERE = "set TRR_HOME to another folder or TRR_DATABASE_URL to a server"
QUICK = {"fsync": "off"}
SAY_ERROR = """
try:
    ensure_server(home)
except TrrError as error:
    print(type(error).__name__, error)
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes users")


def refusal(home: Path) -> str:
    """Return the message with which the server of `home` does not start."""
    with pytest.raises(DatabaseSetup) as caught:
        ensure_server(home, QUICK)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_data_of_another_version(home: Path) -> None:
    """Data of another PostgreSQL are left alone; the message says how to move them."""
    ensure_server(home, QUICK)
    stop_server(home)
    data = home / "postgres" / "data"
    (data / "PG_VERSION").write_text("15\n")
    ours = major_version(find_binaries())
    assert refusal(home) == (
        f"{data} was made by PostgreSQL 15, this installation brings {ours}; dump it "
        "with version 15 (pg_dump), move the folder away and restore the dump, or set "
        "TRR_HOME to another folder"
    )


def test_folder_that_holds_no_data(home: Path) -> None:
    """A data folder with something else in it is not touched."""
    ensure_server(home, QUICK)
    stop_server(home)
    (home / "postgres" / "data" / "PG_VERSION").unlink()
    assert refusal(home) == (
        f"{home}/postgres/data is not a PostgreSQL data directory; move it away or "
        "set TRR_HOME to another folder"
    )


def test_server_that_does_not_start(home: Path) -> None:
    """The server's own last word is quoted."""
    ensure_server(home, QUICK)
    stop_server(home)
    with pytest.raises(DatabaseSetup) as caught:
        ensure_server(home, {"shared_buffers": "none"})
    assert str(caught.value) == (
        f"the embedded server failed in {home}/postgres/data: invalid value for "
        f'parameter "shared_buffers": "none"; {ELSEWHERE}'
    )


def test_home_that_is_a_file(open_folder: Path) -> None:
    """A file in the place of the folder is named."""
    home = open_folder / "home"
    home.touch()
    assert refusal(home) == (
        f"{home}/postgres/data/postmaster.pid: Not a directory; {ELSEWHERE}"
    )


def test_path_too_long_for_postgres(open_folder: Path) -> None:
    """A path beyond what PostgreSQL takes is refused before anything is made."""
    home = open_folder / "/".join(["x" * 200] * 5)
    assert refusal(home) == (
        "TRR_HOME has more than 900 characters; choose a shorter path"
    )
    assert list(open_folder.iterdir()) == []


def test_path_with_a_line_break(open_folder: Path) -> None:
    """A line break in the path, which initdb cannot take, is refused."""
    assert refusal(open_folder / "a\nb") == (
        "TRR_HOME holds a line break; choose a path without one"
    )


@needs_root
def test_data_of_another_user(home: Path) -> None:
    """Data that belong to somebody else are named with their owner."""
    ensure_server(home, QUICK)
    stop_server(home)
    data = home / "postgres" / "data"
    shutil.chown(data, ORDINARY_USER)
    assert refusal(home) == (
        f"{data} belongs to the user {ORDINARY_USER}; run this as that user or set "
        "TRR_HOME to another folder"
    )


@needs_root
def test_home_of_another_user(home: Path) -> None:
    """An ordinary user learns that root's database is root's."""
    ensure_server(home, QUICK)
    said = run_python(SAY_ERROR, home, ORDINARY_USER)
    data = home / "postgres" / "data"
    assert said == (
        (
            f"DatabaseSetup no permission to use {data}/postmaster.pid: {data} belongs "
            f"to the user nobody; run this as that user, or {ELSEWHERE}\n"
        ),
        "",
    )


@needs_root
def test_folder_one_may_not_write_to(open_folder: Path) -> None:
    """A place that takes no folder of ours is named with its owner."""
    said = run_python(SAY_ERROR, open_folder / "home", ORDINARY_USER)
    assert said == (
        (
            f"DatabaseSetup no permission to use {open_folder}/home: {open_folder} "
            f"belongs to the user root; run this as that user, or {ELSEWHERE}\n"
        ),
        "",
    )


@pytest.fixture
def small_disk(open_folder: Path) -> Iterator[Path]:
    """Return a file system with room for a part of a database."""
    place = open_folder / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0711", "tmpfs", place],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(folder: Path) -> None:
    """Make empty files until the file system takes no more."""
    folder.mkdir()
    with suppress(OSError):
        for number in count():
            (folder / str(number)).touch()


@needs_root
def test_disk_full_while_making_the_data(small_disk: Path) -> None:
    """A disk without room for the database is named; nothing half-made stays."""
    home = small_disk / "home"
    assert refusal(home) == (
        f"the disk of {home}/postgres is full; make room there, or {ELSEWHERE}"
    )
    assert not (home / "postgres" / "data").exists()
    assert not (home / "postgres" / "data.new").exists()


@needs_root
def test_disk_full_while_starting(small_disk: Path) -> None:
    """A disk that filled up since the last run is named."""
    home = small_disk / "home"
    remount = "remount,size=100m,nr_inodes=2000"
    subprocess.run(["mount", "-o", remount, small_disk], check=True)
    ensure_server(home, QUICK)
    stop_server(home)
    fill(home / "fill")
    assert refusal(home) == (
        f"the disk of {home}/postgres/data is full; make room there, or {ELSEWHERE}"
    )
    shutil.rmtree(home / "fill")
    ensure_server(home, QUICK)
    stop_server(home)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "the disk of {folder} is full; make room there, or {elsewhere}"),
        (
            errno.EACCES,
            "no permission to use {folder}/data; change its mode, or {elsewhere}",
        ),
        (errno.EROFS, "{folder}/data: Read-only file system; {elsewhere}"),
    ],
)
def test_refusals_of_the_system(open_folder: Path, number: int, message: str) -> None:
    """What the system refuses becomes a line with the place and the way out."""
    (open_folder / "data").mkdir()
    refused = OSError(number, os.strerror(number), open_folder / "data")
    assert str(setup_error(refused, open_folder)) == message.format(
        folder=open_folder, elsewhere=ELSEWHERE
    )


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            "FATAL:  could not write lock file: No space left on device\n",
            "the disk of {folder} is full; make room there, or {elsewhere}",
        ),
        (
            "LOG:  starting\nFATAL:  wrong\nLOG:  shut down\n",
            "postgres failed in {folder}: wrong; {elsewhere}",
        ),
        ("", "postgres failed in {folder}: no word; {elsewhere}"),
    ],
)
def test_last_words_of_a_program(open_folder: Path, output: str, message: str) -> None:
    """What PostgreSQL wrote before it failed becomes a line."""
    assert complaint("postgres", output, open_folder) == message.format(
        folder=open_folder, elsewhere=ELSEWHERE
    )
