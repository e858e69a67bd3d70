"""Where the embedded server keeps what: a folder `postgres` under TRR_HOME.

Root's home is closed to the unprivileged user that runs the server for root; the folder
is then in /var/lib/trr, named after the home it belongs to.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from trr_backend.errors import DatabaseSetup
from trr_backend.repositories.embedded.account import Account, server_account
from trr_backend.repositories.embedded.binaries import SHARED_FOLDER
from trr_backend.repositories.embedded.complaints import setup_error

# PostgreSQL takes 1,023 characters for a file; its own names below need some of them.
_LONGEST_PATH = 900


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

    def make_folder(self) -> None:
        """Make the folder and what is missing above it, open to the server's user."""
        missing = [
            folder
            for folder in (self.folder, *self.folder.parents)
            if not folder.exists()
        ]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            if self.account.switched:
                # Whatever the umask: the user may pass, and see nothing.
                folder.chmod(0o711)
            self.account.give_home(folder)


def layout_of(home: Path) -> Layout:
    """Return the layout for the server of `home`, making nothing.

    Raises DatabaseSetup for a path that PostgreSQL cannot take, or that we may not see.
    """
    _check_path(home)
    try:
        account = server_account(home)
        # Who runs it themself sees what the system lets them; no mode has to tell.
        is_open = not account.switched or account.may_enter(home)
    except OSError as error:
        raise setup_error(error, home) from error
    if is_open:
        return Layout(home / "postgres", account)
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Layout(SHARED_FOLDER / name, account)


def _check_path(home: Path) -> None:
    if len(os.fsencode(home)) > _LONGEST_PATH:
        raise DatabaseSetup(
            f"TRR_HOME has more than {_LONGEST_PATH} characters; choose a shorter path"
        )
    if {"\n", "\r"} & set(str(home)):
        raise DatabaseSetup("TRR_HOME holds a line break; choose a path without one")
