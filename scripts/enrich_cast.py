"""`trr enrich cast`: what wikis know of the people in shows."""

from typing import Any

import click

from scripts import _wiki_wishes as wishes
from scripts._command import run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, selection_options
from scripts._variants import VARIANTS
from scripts._wiki_options import NOTHING, parse_wikis, wiki_option
from scripts._wiki_stages import cast, found_shows


@click.command("cast")
@wiki_option
@selection_options
@reports_errors
def command(*, named: tuple[str, ...], **options: Any) -> None:
    """Read what wikis say of the people in each show: facts, seasons, taglines, photos.

    A page counts as somebody's where it names their id elsewhere, or has their name and
    is about that very show; where that is not sure, you are asked (`trr review`). Facts
    keep their page, revision and licence. A wiki is asked once a second, 50 pages at a
    time; the next run asks only what was edited since. Which shows a wiki is about is
    found by their titles, or said with --show; they remember it.

    \b
    Examples:
      trr enrich cast --wiki real-housewives --show tmdb:10222
      trr enrich cast --wiki https://survivor.fandom.com
      trr enrich cast
    """
    wikis = parse_wikis(named)
    stages = [*found_shows(wikis, wishes.unknown_shows), *cast(wikis), VARIANTS]
    run_and_exit("enrich cast", stages, Request.of(**options), nothing=NOTHING)


if __name__ == "__main__":
    command()
