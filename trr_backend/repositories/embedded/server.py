"""The embedded server as the rest of the project sees it: a URL, a state, a stop."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded import process
from trr_backend.repositories.embedded.binaries import binaries_for
from trr_backend.repositories.embedded.cluster import SUPERUSER, ensure_cluster
from trr_backend.repositories.embedded.complaints import setup_error
from trr_backend.repositories.embedded.layout import Layout, layout_of
from trr_backend.repositories.embedded.process import Postmaster
from trr_backend.repositories.sql import text

_DATABASE = "postgres"
_PAUSE_SECONDS = 0.05
_CONNECT_SECONDS = 10

# The servers that this process has bootstrapped: a pool asks for each connection.
_bootstrapped: set[str] = set()


@dataclass(frozen=True, slots=True)
class ServerState:
    """`port` is None while the server is down; `folder` holds its data and its log."""

    folder: Path
    port: int | None


def ensure_server(home: Path, options: Mapping[str, str] | None = None) -> str:
    """Return the libpq URL of the server of `home`, starting it if need be.

    `options` are server settings for a start, such as {"fsync": "off"}. Raises
    DatabaseSetup with one line that says what to do.
    """
    layout = layout_of(home)
    with _explained(layout):
        url = _running_url(layout) or _start_or_wait(layout, options or {})
        # Its password makes a URL one cluster's, and a cluster keeps its roles.
        if url not in _bootstrapped:
            with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
                connection.execute(text("bootstrap"))
            _bootstrapped.add(url)
    return url


def stop_server(home: Path) -> bool:
    """Stop the server of `home`; return whether there was one to stop.

    One that is just being started is waited for. Raises DatabaseSetup.
    """
    layout = layout_of(home)
    deadline = time.monotonic() + process.START_SECONDS
    with _explained(layout):
        while process.is_locked(layout):
            found = process.read_postmaster(layout)
            if found is not None and _answers(_url(layout, found)):
                process.stop(layout, found)
                return True
            _check_patience(layout, deadline)
            time.sleep(_PAUSE_SECONDS)
    return False


def running_url(home: Path) -> str | None:
    """Return the libpq URL of the server of `home`, None while it is down."""
    layout = layout_of(home)
    with _explained(layout):
        return _running_url(layout)


def server_folder(home: Path) -> Path:
    """Return where the server of `home` keeps its data and its log, or would."""
    return layout_of(home).folder


def has_cluster(home: Path) -> bool:
    """Say whether the server of `home` has been made, running or not."""
    layout = layout_of(home)
    with _explained(layout):
        return layout.data.exists()


def server_state(home: Path) -> ServerState:
    """Return where the server of `home` keeps its data and whether it answers."""
    layout = layout_of(home)
    with _explained(layout):
        found = process.read_postmaster(layout)
        if found is not None and not _answers(_url(layout, found)):
            found = None
    return ServerState(layout.folder, found.port if found else None)


def _start_or_wait(layout: Layout, options: Mapping[str, str]) -> str:
    layout.make_folder()
    deadline = time.monotonic() + process.START_SECONDS
    while (lock := process.try_lock(layout)) is None:
        url = _running_url(layout)
        if url is not None:
            return url
        _check_patience(layout, deadline)
        time.sleep(_PAUSE_SECONDS)
    try:
        binaries = binaries_for(layout.account)
        ensure_cluster(layout, binaries, lock)
        return _url(layout, process.start(layout, binaries, options, lock))
    finally:
        # The server has inherited the lock and keeps it.
        os.close(lock)


def _check_patience(layout: Layout, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise DatabaseSetup(
            f"the server in {layout.folder} is being started or stopped for more than "
            f"{process.START_SECONDS:.0f} s; see {layout.log}, then try again"
        )


def _running_url(layout: Layout) -> str | None:
    found = process.read_postmaster(layout)
    if found is None:
        return None
    url = _url(layout, found)
    return url if _answers(url) else None


def _answers(url: str) -> bool:
    """Return whether our server is there: no other one knows the password."""
    try:
        psycopg.connect(url, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        # It is there and busy; who connects next is told so.
        return "too many clients" in str(error)
    return True


def _url(layout: Layout, postmaster: Postmaster) -> str:
    password = layout.password.read_text(encoding="utf-8")
    place = f"{process.HOST}:{postmaster.port}/{_DATABASE}"
    return f"postgresql://{SUPERUSER}:{password}@{place}?sslmode=disable"


@contextmanager
def _explained(layout: Layout) -> Iterator[None]:
    """Raise what the system refuses as DatabaseSetup."""
    try:
        yield
    except OSError as error:
        raise setup_error(error, layout.folder) from error
    except psycopg.Error as error:
        raise DatabaseSetup(
            f"the embedded server does not work: {str(error).partition(chr(10))[0]}; "
            f"see {layout.log}"
        ) from error
