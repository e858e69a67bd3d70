"""`trr enrich cast`: what wikis know of the people in shows."""

from collections.abc import Sequence
from typing import Any

import click

from scripts import _wiki_wishes as wishes
from scripts._command import AnyStage, run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, selection_options
from scripts._variants import VARIANTS
from scripts._wiki_facts import facts_stage
from scripts._wiki_options import parse_wikis, wiki_option
from scripts._wiki_pages import pages_stage
from scripts._wiki_pictures import WIKI_PHOTOS, listing_stage
from scripts._wikis import wikis_stage
from trr_backend.models.wiki import Wiki


def cast_stages(named: Sequence[Wiki], *, required: bool = True) -> list[AnyStage]:
    """Return the stages that read these wikis, or those that the shows remember."""
    return [
        wikis_stage(named, required=required),
        pages_stage("wiki-shows", named, wishes.unknown_shows),
        facts_stage("wiki-show-facts", named, finds_shows=True),
        pages_stage("wiki-names", named, wishes.names),
        facts_stage("wiki-facts", named),
        pages_stage("wiki-aliases", named, wishes.aliases),
        facts_stage("wiki-alias-facts", named),
        listing_stage(named),
    ]


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
    stages = [*cast_stages(parse_wikis(named)), WIKI_PHOTOS, VARIANTS]
    run_and_exit("enrich cast", stages, Request.of(**options))


if __name__ == "__main__":
    command()
