"""`trr shows untrack`: keep shows as they are, ask nobody about them."""

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts.shows_track import tracking_stage
from trr_backend.models.selection import ShowRef


@click.command("untrack")
@click.argument("shows", metavar="SHOW...", nargs=-1, required=True)
@output_options
@reports_errors
def command(*, shows: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Follow shows no more: nothing is fetched for them, what is stored is kept.

    Whatever lists say, until `trr shows track`; `trr shows remove` takes them away.

    \b
    Example:
      trr shows untrack tmdb:8514
    """
    stage = tracking_stage([ShowRef.parse(one) for one in shows], tracked=False)
    run_and_exit("shows untrack", [stage], Request.of(dry_run=dry_run, as_json=as_json))


if __name__ == "__main__":
    command()
