"""`trr enrich shows`: what wikis know of shows and their seasons."""

from typing import Any

import click

from scripts import _wiki_wishes as wishes
from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, selection_options
from scripts._wiki_options import NOTHING, parse_wikis, wiki_option
from scripts._wiki_stages import found_shows, seasons


@click.command("shows")
@wiki_option
@selection_options
@reports_errors
def command(*, named: tuple[str, ...], **options: Any) -> None:
    """Read what wikis say of shows and seasons, and who took part in each season.

    The season ledger says, as the wiki states it, who entered and left when, in which
    team, and in which place they ended. Which shows a wiki is about is found by their
    titles, or said with --show; they remember it, and `trr sync all` reads it, too.

    \b
    Examples:
      trr enrich shows --wiki survivor
      trr enrich shows --wiki https://wiki.example.org/w --show tmdb:14658
    """
    wikis = parse_wikis(named)
    stages = [*found_shows(wikis, wishes.shows), *seasons(wikis)]
    run_and_exit("enrich shows", stages, Request.of(**options), nothing=NOTHING)


if __name__ == "__main__":
    command()
