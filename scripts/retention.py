"""`trr retention`: what must go because a source's terms say so."""

from typing import Any, Literal

import click

from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._retention import imdb_stages, tmdb_stages
from trr_backend.errors import InputError

_STAGES = {"tmdb": tmdb_stages, "imdb": imdb_stages}


@click.command("retention")
@click.option(
    "--source",
    type=click.Choice(list(_STAGES)),
    help="Whose terms; without it those of every source.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Whatever its age: the licence of --source has ended. Needs --yes.",
)
@click.option("--yes", is_flag=True, help="I know that --all takes all of it away.")
@output_options
@reports_errors
def command(
    *,
    source: Literal["tmdb", "imdb"] | None,
    everything: bool,
    yes: bool,
    **options: Any,
) -> None:
    """Take away answers past the time for which the terms let us keep them.

    What only they support goes with them: facts, seasons, credits, offers, people,
    pictures. Your own decisions, lists and the ids by which things are found stay, so
    that `trr sync all` brings what is followed again, under the same ids. Stopped at
    any moment, the same command goes on where it was.

    \b
    Examples:
      trr retention --dry-run
      trr retention --source tmdb --all --yes
    """
    request = Request.of(**options)
    if everything and source is None:
        raise InputError("--all ends one licence: say which with --source tmdb or imdb")
    if everything and not yes and not request.dry_run:
        raise InputError(
            f"--all takes everything from {source} away, whatever its age; add --yes "
            "to do it, or --dry-run to see it"
        )
    chosen = [source] if source else list(_STAGES)
    stages = [one for name in chosen for one in _STAGES[name](ended=everything)]
    run_and_exit("retention", stages, request, nothing="Nothing is past its time.")


if __name__ == "__main__":
    command()
