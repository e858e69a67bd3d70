"""What went wrong with the server, in one line that says what to do."""

import errno
import re
from pathlib import Path

from trr_backend.errors import DatabaseSetup

_ELSEWHERE = "set TRR_HOME to another folder or TRR_DATABASE_URL to a server"
_COMPLAINT = re.compile(r"(?:FATAL|PANIC|error|ERROR): +(.*)")


def complaint(program: str, output: str, folder: Path) -> str:
    """Return the line for what `program` wrote before it failed in `folder`."""
    if "No space left on device" in output:
        return _disk_full(folder)
    if "Permission denied" in output:
        return _forbidden(folder)
    found = _COMPLAINT.findall(output)
    said = found[-1] if found else (output.strip() or "nothing").splitlines()[-1]
    return f"{program} failed in {folder}: {said}; {_ELSEWHERE}"


def setup_error(error: OSError, folder: Path) -> DatabaseSetup:
    """Return the error for a file operation that failed while preparing `folder`."""
    path = Path(error.filename) if isinstance(error.filename, str) else folder
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DatabaseSetup(_disk_full(folder))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DatabaseSetup(_forbidden(path))
    return DatabaseSetup(f"{path}: {error.strerror}; {_ELSEWHERE}")


def _disk_full(folder: Path) -> str:
    return f"the disk of {folder} is full; make room there, or {_ELSEWHERE}"


def _forbidden(path: Path) -> str:
    return f"no permission to use {path}; let its owner run this, or {_ELSEWHERE}"
