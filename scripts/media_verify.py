"""`trr media verify`: every stored picture is read back, what is broken repaired."""

from typing import Any

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._verifying import verify_stage


@click.command("verify")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only N of them, drawn at random.",
)
@output_options
@reports_errors
def command(*, sample: int | None, **options: Any) -> None:
    """Read every stored picture back, compare it with its hash, repair what is broken.

    What lacks or differs is fetched from its source again, a smaller copy made from its
    picture again, and put where it has the very same bytes. What cannot be repaired is
    named and not shown any more; nothing is deleted, and the next check and the next
    sync of pictures try again. With --dry-run it is only told, and exit code 1 says
    that something is wrong.

    \b
    Examples:
      trr media verify
      trr media verify --sample 1000 --json
    """
    stages = [verify_stage(sample)]
    run_and_exit("media verify", stages, Request.of(**options))


if __name__ == "__main__":
    command()
