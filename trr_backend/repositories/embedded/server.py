"""The embedded server as the rest of the project sees it: a URL, a state, a stop."""

import os
import time
from collections.abc import Mapping
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
    try:
        return _running_url(layout) or _start_or_wait(layout, options or {})
    except OSError as error:
        raise setup_error(error, layout.folder) from error


def stop_server(home: Path) -> bool:
    """Stop the server of `home`; return whether there was one to stop."""
    layout = layout_of(home)
    try:
        if _running_url(layout) is None:
            return False
        found = process.read_postmaster(layout)
        if found is None:
            return False
        process.stop(layout, found)
    except OSError as error:
        raise setup_error(error, layout.folder) from error
    return True


def server_state(home: Path) -> ServerState:
    """Return where the server of `home` keeps its data and whether it answers."""
    layout = layout_of(home)
    try:
        found = process.read_postmaster(layout) if _running_url(layout) else None
    except OSError as error:
        raise setup_error(error, layout.folder) from error
    return ServerState(layout.folder, found.port if found else None)


def _start_or_wait(layout: Layout, options: Mapping[str, str]) -> str:
    _make_folder(layout)
    deadline = time.monotonic() + process.START_SECONDS
    while time.monotonic() < deadline:
        lock = process.try_lock(layout)
        if lock is not None:
            try:
                return _start(layout, options, lock)
            finally:
                os.close(lock)
        url = _running_url(layout)
        if url is not None:
            return url
        time.sleep(_PAUSE_SECONDS)
    raise DatabaseSetup(
        f"another process is starting or stopping the server in {layout.folder} for "
        f"more than {process.START_SECONDS:.0f} s; see {layout.log}"
    )


def _start(layout: Layout, options: Mapping[str, str], lock: int) -> str:
    binaries = binaries_for(layout.account)
    ensure_cluster(layout, binaries, lock)
    url = _url(layout, process.start(layout, binaries, options, lock))
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
        connection.execute(text("bootstrap"))
    return url


def _running_url(layout: Layout) -> str | None:
    """Return the URL of the server that answers; only ours knows the password."""
    found = process.read_postmaster(layout)
    if found is None:
        return None
    url = _url(layout, found)
    try:
        psycopg.connect(url, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.OperationalError:
        return None
    return url


def _url(layout: Layout, postmaster: Postmaster) -> str:
    password = layout.password.read_text(encoding="utf-8")
    place = f"{process.HOST}:{postmaster.port}/{_DATABASE}"
    return f"postgresql://{SUPERUSER}:{password}@{place}?sslmode=disable"


def _make_folder(layout: Layout) -> None:
    layout.folder.mkdir(parents=True, exist_ok=True)
