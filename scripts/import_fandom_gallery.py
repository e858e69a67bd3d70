"""`trr import fandom-gallery`: the pictures of a person's gallery on a wiki."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import click

from scripts import _wiki_wishes as wishes
from scripts._command import AnyStage, run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._stage import Context
from scripts._subject_options import Named
from scripts._variants import VARIANTS
from scripts._wiki_facts import facts_stage
from scripts._wiki_left_out import left_out_stage
from scripts._wiki_options import NOTHING, parse_wikis
from scripts._wiki_pages import pages_stage
from scripts._wiki_pictures import gallery_stage, listing_stage, photos_stage
from scripts._wikis import wikis_stage
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.wiki import Wiki
from trr_backend.repositories.wiki_rosters import load_shows_of_person


def gallery_stages(named: Sequence[Wiki], person: PersonRef) -> list[AnyStage]:
    """Return the stages that list and keep the pictures of one person's galleries."""

    async def shows(context: Context) -> Sequence[UUID]:
        async with context.database.transaction() as tx:
            subject = await Named(person=person).find(tx)
            return await load_shows_of_person(tx, subject.id)

    return [
        wikis_stage(named, shows),
        pages_stage("wiki-names", named, wishes.of_person(person), shows),
        facts_stage("wiki-facts", named, shows, finds_shows=True),
        pages_stage("wiki-galleries", named, wishes.galleries(person), shows),
        gallery_stage(named, shows, person),
        listing_stage(named, shows, person),
        photos_stage(person),
        left_out_stage(named, shows, person),
    ]


@click.command("fandom-gallery")
@click.option(
    "--person",
    "named_person",
    required=True,
    metavar="ID",
    help="This person: uuid, tmdb:ID or imdb:ID.",
)
@click.option(
    "--wiki",
    "named",
    multiple=True,
    required=True,
    metavar="NAME|URL",
    help="This wiki: a Fandom name (survivor, survivor/de) or the address below which "
    "a wiki's api.php is. Repeatable.",
)
@output_options
@reports_errors
def command(*, named_person: str, named: tuple[str, ...], **options: Any) -> None:
    """Keep the pictures of a person's page and gallery on a wiki.

    Only where the picture's own page states a free licence; TRR_FANDOM_IMAGES=all takes
    the others, too, where you have the right to. Each is kept in its original size,
    with its author, licence and page, and comes after TMDb's photos.

    \b
    Example:
      trr import fandom-gallery --wiki survivor --person tmdb:1224149
    """
    stages = gallery_stages(parse_wikis(named), PersonRef.parse(named_person))
    request = Request.of(**options)
    run_and_exit("import fandom-gallery", [*stages, VARIANTS], request, nothing=NOTHING)


if __name__ == "__main__":
    command()
