"""A worker of an older version: what it means by the ids it hands over is not known."""

import click

from scripts import worker
from trr_backend import engine

OLDER = "0"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Work as that version did."""
    # It is final to everybody else.
    vars(engine)["PROTOCOL"] = OLDER
    worker.command(list(arguments))
