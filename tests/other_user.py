"""Python run in another process, as root or as an ordinary user."""

import os
import pwd
import subprocess
import sys

ORDINARY_USER = "daemon"
# Modules are loaded before the user changes: Python may lie in a closed folder.
_PREAMBLE = """
import encodings.idna, os, sys
from pathlib import Path
import psycopg
from trr_backend.errors import TrrError
from trr_backend.repositories.embedded import (
    ensure_server, server_state, stop_server)
if os.geteuid() == 0 and sys.argv[1] != "0":
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[1]))
home = Path(sys.argv[3])
"""


def start_python(
    code: str, home: os.PathLike[str], user: str | None = None
) -> "subprocess.Popen[str]":
    """Start `code`, which finds the embedded server's functions and `home` defined.

    `user` takes effect for root only; another one cannot become anybody else.
    """
    entry = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            _PREAMBLE + code,
            str(entry.pw_uid),
            str(entry.pw_gid),
            os.fspath(home),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_python(
    code: str, home: os.PathLike[str], user: str | None = None
) -> tuple[str, str]:
    """Run `code` and return what it wrote to stdout and stderr."""
    with start_python(code, home, user) as process:
        return process.communicate(timeout=60)
