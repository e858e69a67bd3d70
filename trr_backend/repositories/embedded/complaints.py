"""What went wrong with the server, in one line that says what to do."""

import errno
import os
import re
from pathlib import Path
from shutil import disk_usage
from typing import TypeGuard

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded.account import user_name

_ELSEWHERE = "set TRR_HOME to another folder or TRR_DATABASE_URL to a server"
_LEAST_FREE = 1024 * 1024  # bytes
_COMPLAINT = re.compile(r"(?:FATAL|PANIC|error|ERROR): +(.*)")


def complaint(program: str, output: str, folder: Path) -> str:
    """Return the line for what `program` wrote before it failed in `folder`."""
    # A full disk may keep the program from writing even why it failed.
    if "No space left on device" in output or disk_usage(folder).free < _LEAST_FREE:
        return _disk_full(folder)
    if "Permission denied" in output:
        return _forbidden(folder)
    found = _COMPLAINT.findall(output)
    said = found[-1] if found else (output.strip() or "no word").splitlines()[-1]
    return f"{program} failed in {folder}: {said}; {_ELSEWHERE}"


def setup_error(error: OSError, folder: Path) -> DatabaseSetup:
    """Return the error for a file operation that failed while preparing `folder`."""
    path = Path(os.fsdecode(error.filename)) if _is_path(error.filename) else folder
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DatabaseSetup(_disk_full(folder))
    if error.errno in (errno.EACCES, errno.EPERM):
        return DatabaseSetup(_forbidden(path))
    return DatabaseSetup(f"{path}: {error.strerror}; {_ELSEWHERE}")


def _is_path(value: object) -> TypeGuard[str | bytes | os.PathLike[str]]:
    return isinstance(value, str | bytes | os.PathLike)


def _disk_full(folder: Path) -> str:
    return f"the disk of {folder} is full; make room there, or {_ELSEWHERE}"


def _forbidden(path: Path) -> str:
    owner = _visible(path).stat().st_uid
    if owner == os.geteuid():
        return f"no permission to use {path}; change its mode, or {_ELSEWHERE}"
    return (
        f"no permission to use {path}: {_visible(path)} belongs to the user "
        f"{user_name(owner)}; run this as that user, or {_ELSEWHERE}"
    )


def _visible(path: Path) -> Path:
    """Return `path` or the nearest folder above it that we may look at."""
    return next(
        place
        for place in (path, *path.parents)
        # Below a closed folder even a look is refused.
        if os.access(place.parent, os.X_OK) and place.exists()
    )
