"""Where the embedded server keeps what: a folder `postgres` under TRR_HOME.

Root's home is closed to the unprivileged user that runs the server for root; the folder
is then in /var/lib/trr, named after the home it belongs to.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from trr_backend.repositories.embedded.account import Account, server_account
from trr_backend.repositories.embedded.binaries import SHARED_FOLDER


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one server and the user it runs as."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """The data directory; where it exists it is complete."""
        return self.folder / "data"

    @property
    def fresh_data(self) -> Path:
        """The data directory while it is being made."""
        return self.folder / "data.new"

    @property
    def password(self) -> Path:
        """The password of the server's only login role, mode 0600."""
        return self.folder / "password"

    @property
    def lock(self) -> Path:
        """Locked by whoever starts the server, and by the server while it runs."""
        return self.folder / "server.lock"

    @property
    def log(self) -> Path:
        """What the server said since its last start."""
        return self.folder / "server.log"

    @property
    def postmaster(self) -> Path:
        """Written by the server: process, start, port, readiness, one a line."""
        return self.data / "postmaster.pid"


def layout_of(home: Path) -> Layout:
    """Return the layout for the server of `home`, making nothing."""
    account = server_account(home)
    if account.may_enter(home):
        return Layout(home / "postgres", account)
    name = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Layout(SHARED_FOLDER / name, account)
