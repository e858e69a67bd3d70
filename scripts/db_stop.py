"""`trr db stop`: end the embedded server."""

import click

from scripts._errors import reports_errors
from trr_backend.config import load_settings
from trr_backend.repositories.embedded import stop_server


@click.command()
@reports_errors
def command() -> None:
    """Stop the embedded server; whoever needs it next starts it again.

    Its clients are disconnected, what they had not committed is undone.

    \b
    Example:
      trr db stop
    """
    stopped = stop_server(load_settings().home_path)
    print("stopped" if stopped else "no embedded server is running")


if __name__ == "__main__":
    command()
