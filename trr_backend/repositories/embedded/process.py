"""The server's process: started, looked at, stopped.

The lock file is the proof of life: whoever starts the server locks it and the server
inherits the lock, so the lock is free exactly when no starter and no process of the
server is left, whatever was killed. A process number proves nothing: it may be a
zombie's, or another program's by now.
"""

import fcntl
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded.cluster import ENVIRONMENT
from trr_backend.repositories.embedded.complaints import complaint
from trr_backend.repositories.embedded.layout import Layout

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 60.0
_PAUSE_SECONDS = 0.02
_PORT_TRIES = 5
_PORT_TAKEN = "could not create any TCP/IP sockets"
# The lines of postmaster.pid.
_PID, _PORT, _STATUS = 0, 3, 7


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server writes about itself."""

    pid: int
    port: int


def read_postmaster(layout: Layout) -> Postmaster | None:
    """Return the server that says it is ready; it may be dead since."""
    try:
        lines = layout.postmaster.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) <= _STATUS or lines[_STATUS].strip() != "ready":
        return None
    if not (lines[_PID].isdigit() and lines[_PORT].isdigit()):
        return None
    return Postmaster(int(lines[_PID]), int(lines[_PORT]))


def try_lock(layout: Layout) -> int | None:
    """Return the lock as a file descriptor, or None while somebody else has it."""
    handle = os.open(layout.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    layout.account.give_home(layout.lock)
    return handle


def is_locked(layout: Layout) -> bool:
    """Return whether a server of `layout` runs, or is being started or stopped."""
    if not layout.lock.exists():
        return False
    lock = try_lock(layout)
    if lock is None:
        return True
    os.close(lock)
    return False


def start(
    layout: Layout, binaries: Path, options: Mapping[str, str], lock: int
) -> Postmaster:
    """Start the server and return it when it is ready. The caller holds `lock`."""
    # Nobody has the lock, so whatever the file says is no longer so.
    layout.postmaster.unlink(missing_ok=True)
    for _ in range(_PORT_TRIES):
        process = _spawn(layout, binaries, options, lock)
        found = _wait_ready(layout, process)
        if found is not None:
            # Reaps the server when it ends, should this process live longer.
            threading.Thread(target=process.wait, daemon=True).start()
            return found
        said = layout.log.read_text(errors="replace")
        if _PORT_TAKEN not in said:
            break
    raise DatabaseSetup(complaint("the embedded server", said, layout.data))


def stop(layout: Layout, postmaster: Postmaster) -> None:
    """End the server, its clients' transactions rolled back; wait until it is gone."""
    os.kill(postmaster.pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while is_locked(layout):
        if time.monotonic() > deadline:
            raise DatabaseSetup(
                f"the embedded server (process {postmaster.pid}) does not stop; see "
                f"{layout.log}"
            )
        time.sleep(_PAUSE_SECONDS)


def _spawn(
    layout: Layout, binaries: Path, options: Mapping[str, str], lock: int
) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": HOST,
        "port": str(_free_port()),
        # No socket file: its path may have 107 characters at most.
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        **options,
    }
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(layout.log, flags, 0o600), "wb") as log:
        layout.account.give_home(layout.log)
        return subprocess.Popen(  # noqa: S603 -- our own program, no shell
            [binaries / "postgres", "-D", layout.data, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=[lock],
            # Ctrl-C in a terminal is for us, not for the server others share.
            start_new_session=True,
            **layout.account.popen_arguments(),
        )


def _wait_ready(layout: Layout, process: subprocess.Popen[bytes]) -> Postmaster | None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return None
        found = read_postmaster(layout)
        if found is not None and found.pid == process.pid:
            return found
        time.sleep(_PAUSE_SECONDS)
    raise DatabaseSetup(
        f"the embedded server is not ready after {START_SECONDS:.0f} s (it may be "
        f"recovering from a crash); try again, see {layout.log}"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
