"""Where the database is: through a pooler where one is named, and past it."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trr_backend.config import Settings
from trr_backend.errors import ConfigError, DatabaseUnavailable
from trr_backend.repositories.embedded import ensure_server, running_url


def database_url(settings: Settings) -> str:
    """Return a libpq URL, starting the embedded server where no URL is set."""
    if settings.database_url is None:
        return ensure_server(settings.home_path)
    return _readable(settings.database_url.get_secret_value(), "TRR_DATABASE_URL")


def direct_url(settings: Settings, *, start: bool = True) -> str:
    """Return a libpq URL without a pooler between, on which one can listen.

    Where the embedded server is down, it is started, or with `start` false it is left
    so: raises DatabaseUnavailable.
    """
    direct = settings.database_direct_url
    if settings.database_url is not None and direct is not None:
        return _readable(direct.get_secret_value(), "TRR_DATABASE_DIRECT_URL")
    if settings.database_url is not None or start:
        return database_url(settings)
    url = running_url(settings.home_path)
    if url is None:
        raise DatabaseUnavailable("the embedded server is down")
    return url


def parts_of(url: str) -> dict[str, str]:
    """Return what a libpq URL says: host, port, user, password, dbname and options."""
    return {name: str(value) for name, value in conninfo_to_dict(url).items()}


def is_one_address(settings: Settings) -> bool:
    """Say whether `database_url` and `direct_url` are the same."""
    return settings.database_url is None or settings.database_direct_url in (
        None,
        settings.database_url,
    )


def _readable(url: str, name: str) -> str:
    if not _is_readable(url):
        raise ConfigError(
            f"{name} cannot be read; it looks like "
            "postgresql://user:password@host:5432/name, with @ : / # ? % in the "
            "password written as %40 %3A %2F %23 %3F %25"
        )
    return url


def _is_readable(url: str) -> bool:
    """Look at the URL before the driver does, whose messages may quote the password.

    A password with a bare @ or : spills into what is taken for the host and the port.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return False
    ports = str(parts.get("port") or "5432").split(",")
    return "@" not in str(parts.get("host")) and all(port.isdigit() for port in ports)
