"""Which user the server runs as: PostgreSQL refuses to run as root.

An ordinary user runs it as themself. Root runs it as the owner of TRR_HOME or, where
that is root too, as `nobody`.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from trr_backend.errors import DatabaseSetup

_FALLBACK_USER = "nobody"


class _PopenUser(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine.

    `switched`: not the one we run as. `owns_home`: TRR_HOME is theirs, so what root
    makes there on their behalf becomes theirs.
    """

    uid: int
    gid: int
    switched: bool
    owns_home: bool

    def popen_arguments(self) -> _PopenUser:
        """Return what `subprocess.Popen` needs to run a program as this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make `path` this user's own."""
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def give_home(self, path: Path) -> None:
        """Make `path` this user's own if the home it lies in is."""
        if self.owns_home:
            self.give(path)

    def may_enter(self, folder: Path) -> bool:
        """Return whether the folder and all above it let this user pass."""
        real = folder.resolve()
        return all(
            self._may_pass(place.stat())
            for place in {folder, *folder.parents, real, *real.parents}
            if place.is_dir()
        )

    def _may_pass(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_account(home: Path) -> Account:
    """Return the user that runs the server of `home`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False, owns_home=True)
    owner = _existing(home).stat().st_uid
    # initdb wants a user with a name; the owner of a container's folder may lack one.
    if owner != 0 and (entry := _entry(owner)):
        return Account(entry.pw_uid, entry.pw_gid, switched=True, owns_home=True)
    entry = _fallback()
    return Account(entry.pw_uid, entry.pw_gid, switched=True, owns_home=False)


def user_name(uid: int) -> str:
    """Return the name of a user, or its number where it has none."""
    entry = _entry(uid)
    return entry.pw_name if entry else str(uid)


def _entry(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _fallback() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_FALLBACK_USER)
    except KeyError:
        raise DatabaseSetup(
            f"root may not run PostgreSQL and there is no user {_FALLBACK_USER}; run "
            "this as an ordinary user or set TRR_DATABASE_URL"
        ) from None
