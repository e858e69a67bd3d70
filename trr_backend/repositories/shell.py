"""How to open psql on the database without showing the password to `ps`."""

import shutil
from dataclasses import dataclass

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, DatabaseSetup
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.embedded.binaries import find_binaries


@dataclass(frozen=True, slots=True)
class Shell:
    """A psql, where it shall connect to, and the secrets it gets by environment."""

    program: str
    conninfo: str
    environment: dict[str, str]


def shell(settings: Settings) -> Shell:
    """Return the psql for the database, starting the embedded server if need be.

    Raises ConfigError where there is no psql.
    """
    parts = {
        name: str(value)
        for name, value in conninfo_to_dict(database_url(settings)).items()
        if value is not None
    }
    password = parts.pop("password", None)
    return Shell(
        program=_psql(),
        conninfo=make_conninfo("", **parts),
        environment={} if password is None else {"PGPASSWORD": password},
    )


def _psql() -> str:
    try:
        bundled = shutil.which("psql", path=str(find_binaries()))
    except DatabaseSetup:
        bundled = None
    found = bundled or shutil.which("psql")
    if found is None:
        raise ConfigError(
            "there is no psql: install the PostgreSQL client, or use any other client "
            "with the URL that `trr db url` prints"
        )
    return found
