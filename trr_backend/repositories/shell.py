"""How to open psql on the database without showing the password to `ps`."""

from dataclasses import dataclass

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.repositories.database_url import database_url
from trr_backend.repositories.programs import find_program, login_of


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
    login = login_of(database_url(settings))
    program = find_program("psql")
    if program is None:
        raise ConfigError(
            "there is no psql: install the PostgreSQL client, or use any other client "
            "with the URL that `trr db url` prints"
        )
    return Shell(program, login.conninfo, login.environment)
