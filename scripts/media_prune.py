"""`trr media prune`: objects that nothing refers to go from the store."""

from datetime import timedelta
from typing import Any

import click

from scripts._age import Age
from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._pruning import Asked, prune_stages


@click.command("prune")
@click.option(
    "--older-than",
    type=Age(),
    default="30d",
    show_default=True,
    help="Only what has been there for so long: hours (12h), days (30d), weeks (2w).",
)
@click.option(
    "--max-share",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Do nothing where more than this share of all objects would go.",
)
@click.option("--yes", is_flag=True, help="However large the share is.")
@output_options
@reports_errors
def command(
    *, older_than: timedelta, max_share: float, yes: bool, **options: Any
) -> None:
    """Take objects from the store that nothing refers to any more.

    Objects that no picture has; pictures that show nothing, and their smaller copies.
    Files whose names are not ours stay. Safe while anything else runs: what is used
    again meanwhile stays, or is put again.

    \b
    Examples:
      trr media prune --dry-run
      trr media prune --older-than 2w
    """
    asked = Asked(older_than, max_share, yes)
    request = Request.of(**options)
    run_and_exit("media prune", prune_stages(asked), request)


if __name__ == "__main__":
    command()
