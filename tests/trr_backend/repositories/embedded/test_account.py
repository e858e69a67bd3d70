"""Who runs the embedded server, and where root keeps it."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.other_user import ORDINARY_USER, run_python
from trr_backend.repositories.embedded import ensure_server, server_state, stop_server
from trr_backend.repositories.embedded.account import server_account, user_name
from trr_backend.repositories.embedded.binaries import SHARED_FOLDER, find_binaries

QUICK = {"fsync": "off"}
CYCLE = """
url = ensure_server(home, {"fsync": "off"})
with psycopg.connect(url) as connection:
    print(connection.execute("select 1").fetchone(), os.geteuid())
print(stop_server(home), stop_server(home))
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes users")


@needs_root
def test_roots_server_is_run_by_nobody(home: Path) -> None:
    """PostgreSQL does not run as root, so an unprivileged user owns the data."""
    ensure_server(home, QUICK)
    owners = {
        path.name: user_name(path.stat().st_uid)
        for path in (home / "postgres").iterdir()
    }
    assert owners == {
        "data": "nobody",
        "password": "root",
        "server.lock": "root",
        "server.log": "root",
    }


@needs_root
def test_ordinary_user_runs_it_themself(open_folder: Path) -> None:
    """Start, use and stop need no privilege."""
    if not server_account(open_folder).may_enter(find_binaries()):
        pytest.skip(f"{find_binaries()} is closed to ordinary users")
    shutil.chown(open_folder, ORDINARY_USER)
    uid = pwd.getpwnam(ORDINARY_USER).pw_uid
    home = open_folder / "home"
    said = run_python(CYCLE, home, ORDINARY_USER)
    assert said == (f"(1,) {uid}\nTrue False\n", "")
    assert {path.stat().st_uid for path in home.rglob("*")} == {uid}


@needs_root
def test_root_in_somebodys_home_leaves_it_to_them(open_folder: Path) -> None:
    """What `sudo` made in a user's home is that user's, who goes on using it."""
    if not server_account(open_folder).may_enter(find_binaries()):
        pytest.skip(f"{find_binaries()} is closed to ordinary users")
    shutil.chown(open_folder, ORDINARY_USER)
    uid = pwd.getpwnam(ORDINARY_USER).pw_uid
    home = open_folder / "home"
    ensure_server(home, QUICK)
    assert {path.stat().st_uid for path in home.rglob("*")} == {uid}
    assert run_python(CYCLE, home, ORDINARY_USER) == (
        f"(1,) {uid}\nTrue False\n",
        "",
    )


@needs_root
def test_closed_home_keeps_its_data_elsewhere(open_folder: Path) -> None:
    """Root's home is closed to the server's user: the data go to a place that is not.

    The place depends on the home, so two homes have two databases.
    """
    open_folder.chmod(0o700)
    homes = [open_folder / "one", open_folder / "two"]
    folders = []
    try:
        for home in homes:
            ensure_server(home, QUICK)
            folders.append(server_state(home).folder)
            assert not home.exists()
    finally:
        for home in homes:
            stop_server(home)
            shutil.rmtree(server_state(home).folder)
    assert [folder.parent for folder in folders] == [SHARED_FOLDER, SHARED_FOLDER]
    assert folders[0] != folders[1]


@needs_root
@pytest.mark.parametrize("call", ["ensure_server", "server_state", "stop_server"])
def test_home_behind_a_closed_folder_is_named(open_folder: Path, call: str) -> None:
    """Who may not even look whether their home exists is told whose folder it is."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    code = f"""
try:
    {call}(home)
except TrrError as error:
    print(error)
"""
    home = closed / "deep" / "home"
    said, noise = run_python(code, home, ORDINARY_USER)
    assert noise == ""
    assert said.startswith(f"no permission to use {closed}/deep")
    assert said.endswith(
        f": {closed} belongs to the user root; run this as that user, or set TRR_HOME "
        "to another folder or TRR_DATABASE_URL to a server\n"
    )


@needs_root
def test_closed_installation_is_copied_to_be_run(open_folder: Path) -> None:
    """Programs below root's home are copied once to where the server's user may go."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = find_binaries().parents[1]
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if part.exists():
            shutil.copytree(part, closed / part.name, symlinks=True)
    before = set(SHARED_FOLDER.glob("bin-*"))
    home = open_folder / "home"
    code = f"""
import sys; sys.path.insert(0, {str(closed)!r})
from pathlib import Path
from trr_backend.repositories.embedded import ensure_server, stop_server
home = Path({str(home)!r})
for _ in range(2):
    ensure_server(home, {{"fsync": "off"}})
    print(stop_server(home))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    made = set(SHARED_FOLDER.glob("bin-*")) - before
    for folder in made:
        shutil.rmtree(folder)
    assert (done.stdout, done.stderr, len(made)) == ("True\nTrue\n", "", 1)
