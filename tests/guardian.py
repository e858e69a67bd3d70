"""Whoever stops a database server of the tests, however they end."""

import subprocess
import sys
from pathlib import Path

# Its standard input ends when the tests do, also where they are killed.
_GUARD = """
import shutil, sys
from pathlib import Path
from trr_backend.repositories.embedded import stop_server
sys.stdin.read()
stop_server(Path(sys.argv[1]))
shutil.rmtree(sys.argv[1])
"""


def guardian(home: Path) -> "subprocess.Popen[bytes]":
    """Return who stops the server of `home` once nobody writes to it any more.

    It then takes the folder away.
    """
    return subprocess.Popen(
        [sys.executable, "-c", _GUARD, home],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
