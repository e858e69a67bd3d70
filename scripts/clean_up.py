"""`trr clean-up`: records that nobody asks for any more."""

from typing import Any

import click

from scripts._clean_up import clean_up_stages
from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options


@click.command("clean-up")
@output_options
@reports_errors
def command(**options: Any) -> None:
    """Take old records away: how runs went, who asked for what, changes of the feed.

    What runs did item by item goes after TRR_RUNS_DAYS, what they left undone with the
    runs after a year, as do calls and requests of admins; changes of the feed go after
    TRR_EVENTS_DAYS, and what the engine has handed over after a day. Nothing of the
    catalogue goes. Workers do this daily (`trr schedule list`).

    \b
    Example:
      trr clean-up --dry-run
    """
    request = Request.of(**options)
    nothing = "No record is too old."
    run_and_exit("clean-up", clean_up_stages(), request, nothing=nothing)


if __name__ == "__main__":
    command()
