"""Making the data directory: in a folder beside it, renamed when complete."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded.account import user_name
from trr_backend.repositories.embedded.binaries import major_version
from trr_backend.repositories.embedded.complaints import complaint
from trr_backend.repositories.embedded.layout import Layout

SUPERUSER = "postgres"
# The first one the system knows: text search needs to know what a letter is.
_CTYPES = ("C.UTF-8", "en_US.UTF-8", "C")
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}


def ensure_cluster(layout: Layout, binaries: Path, lock: int) -> None:
    """Make the data directory of `layout` unless there is one that fits.

    The caller holds the lock `lock`; initdb inherits it, so that nobody else begins
    while an initdb whose starter was killed is still writing.
    """
    if layout.data.exists():
        check_cluster(layout, binaries)
        return
    if layout.fresh_data.exists():
        shutil.rmtree(layout.fresh_data)
    password = secrets.token_urlsafe(24)
    _write_private(layout.password, password)
    layout.account.give_home(layout.password)
    _initdb(layout, binaries, password, lock)
    layout.fresh_data.rename(layout.data)
    _sync(layout.folder)


def check_cluster(layout: Layout, binaries: Path) -> None:
    """Raise DatabaseSetup where the data are another user's or another version's."""
    owner = layout.data.stat().st_uid
    if owner != layout.account.uid:
        raise DatabaseSetup(
            f"{layout.data} belongs to the user {user_name(owner)}; run this as that "
            "user or set TRR_HOME to another folder"
        )
    version = layout.data / "PG_VERSION"
    if not version.is_file():
        raise DatabaseSetup(
            f"{layout.data} is not a PostgreSQL data directory; move it away or set "
            "TRR_HOME to another folder"
        )
    found = version.read_text().strip()
    ours = major_version(binaries)
    if found != ours:
        raise DatabaseSetup(
            f"{layout.data} was made by PostgreSQL {found}, this installation brings "
            f"{ours}; dump it with version {found} (pg_dump), move the folder away and "
            "restore the dump, or set TRR_HOME to another folder"
        )


def _initdb(layout: Layout, binaries: Path, password: str, lock: int) -> None:
    password_file = layout.folder / "password.new"
    _write_private(password_file, password)
    layout.account.give(password_file)
    try:
        for ctype in _CTYPES:
            layout.fresh_data.mkdir(mode=0o700)
            layout.account.give(layout.fresh_data)
            done = _run_initdb(layout, binaries, password_file, ctype, lock)
            if done.returncode == 0:
                return
            shutil.rmtree(layout.fresh_data)
            if "invalid locale name" not in done.stdout:
                break
        raise DatabaseSetup(complaint("initdb", done.stdout, layout.folder))
    finally:
        password_file.unlink()


def _run_initdb(
    layout: Layout, binaries: Path, password_file: Path, ctype: str, lock: int
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own program, no shell
        [
            binaries / "initdb",
            f"--pgdata={layout.fresh_data}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            f"--pwfile={password_file}",
            "--encoding=UTF8",
            "--locale=C",
            f"--lc-ctype={ctype}",
            "--no-instructions",
        ],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        cwd="/",
        env=ENVIRONMENT,
        pass_fds=[lock],
        **layout.account.popen_arguments(),
    )


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)


def _sync(folder: Path) -> None:
    """Let the rename of the data directory survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
