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
    """A user of this machine; `switched` when it is not the one we run as."""

    uid: int
    gid: int
    switched: bool

    def popen_arguments(self) -> _PopenUser:
        """Return what `subprocess.Popen` needs to run a program as this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make `path` this user's own."""
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Return whether the folder and all above it let this user pass."""
        return all(
            self._may_pass(parent.stat())
            for parent in (folder, *folder.parents)
            if parent.exists()
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
        return Account(os.geteuid(), os.getegid(), switched=False)
    owner = _existing(home).stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(_FALLBACK_USER)
    except KeyError:
        # initdb wants a user with a name; a folder of a container may lack one.
        entry = _fallback()
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def user_name(uid: int) -> str:
    """Return the name of a user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


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
