"""PgBouncer in transaction mode, before a server of the tests: Debian's package.

In that mode a connection of a client is one of the server's for a transaction only:
what a session keeps (settings, prepared statements, LISTEN) is lost or somebody else's.
"""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.memory import new_folder

# Debian keeps it where only root's PATH leads.
PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
needs_pgbouncer = pytest.mark.skipif(
    PROGRAM is None, reason="needs the Debian package pgbouncer"
)
_SETTINGS = """
[databases]
* = host={host} port={port} user={user} password={password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
# Few, so that clients really take turns on them.
default_pool_size = {connections}
max_client_conn = 1000
log_connections = 0
log_disconnections = 0
"""


@contextmanager
def pooler(server_url: str, *, connections: int = 3) -> Iterator[int]:
    """Yield the port of a PgBouncer before the server, whatever the database is.

    It holds that many connections a database, and ends with the block.
    """
    assert PROGRAM is not None, "needs the Debian package pgbouncer"
    server = conninfo_to_dict(server_url)
    folder = new_folder("trr-pooler-")
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = free.getsockname()[1]
    file = folder / "pgbouncer.ini"
    file.write_text(
        _SETTINGS.format(
            host=server["host"],
            port=server["port"],
            user=server["user"],
            password=server["password"],
            listen=listen,
            connections=connections,
        )
    )
    with _running(file, folder / "log") as process:
        _wait(process, listen, folder / "log")
        yield listen
    shutil.rmtree(folder)


def through(url: str, port: int) -> str:
    """Return the URL of the same database through the pooler at `port`."""
    parts = conninfo_to_dict(url)
    return (
        f"postgresql://{parts['user']}:{parts['password']}@127.0.0.1:{port}"
        f"/{parts['dbname']}"
    )


@contextmanager
def _running(file: Path, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    # It refuses to be root.
    user = ["-u", "nobody"] if getpass.getuser() == "root" else []
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [str(PROGRAM), *user, str(file)], stdout=output, stderr=output
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"PgBouncer did not come up: {log.read_text()}")
