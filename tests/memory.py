"""Where tests put database servers: into memory where the system offers a folder of it.

A new database is four hundred files. On a disk they cost up to 250 ms a test, most of
it in the system; in memory 10 ms.
"""

import os
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
# A run has used 400 MB. A container's default of 64 MB holds not even one server.
LEAST_BYTES = 2 << 30


def new_folder(prefix: str) -> Path:
    """Make a folder that every user may enter: root's server runs as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_memory()))
    folder.chmod(0o711)
    return folder


def _memory() -> Path | None:
    """Return a folder in memory with room and the right to run programs, if any."""
    if not os.access(SHARED_MEMORY, os.W_OK | os.X_OK):
        return None
    found = os.statvfs(SHARED_MEMORY)
    roomy = found.f_bavail * found.f_frsize >= LEAST_BYTES
    return SHARED_MEMORY if roomy and not found.f_flag & os.ST_NOEXEC else None
