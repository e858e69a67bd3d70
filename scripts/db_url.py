"""`trr db url`: the database's address, for other programs."""

import click

from scripts._errors import reports_errors
from trr_backend.config import load_settings
from trr_backend.repositories.database_url import database_url


@click.command()
@reports_errors
def command() -> None:
    """Print the database's libpq URL and nothing else.

    The embedded server is started if need be and stays up until `trr db stop`. The URL
    holds a password; the port of the embedded server is another one after each start.
    The embedded server is PostgreSQL 18, and pg_dump must be at least as new.

    \b
    Example:
      psql "$(trr db url)" -c "select count(*) from core.shows"
    """
    print(database_url(load_settings()))


if __name__ == "__main__":
    command()
