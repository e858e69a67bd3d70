"""`trr db shell`: psql on the database."""

import os

import click

from scripts._errors import reports_errors
from trr_backend.config import load_settings
from trr_backend.repositories.shell import shell


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@reports_errors
def command(arguments: tuple[str, ...]) -> None:
    """Open psql on the database, starting the embedded server if need be.

    ARGUMENTS go to psql.

    \b
    Examples:
      trr db shell
      trr db shell -c 'select count(*) from core.shows'
    """
    opened = shell(load_settings())
    os.execve(  # noqa: S606 -- psql takes the place of this process, no shell between
        opened.program,
        [opened.program, "--dbname", opened.conninfo, *arguments],
        {**os.environ, **opened.environment},
    )


if __name__ == "__main__":
    command()
