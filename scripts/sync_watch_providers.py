"""`trr sync watch-providers`: who streams a show where, from stored documents."""

import click

from scripts._command import AnyStage, stage_command
from scripts._options import selection_options
from scripts._show_stage import document_stage
from scripts._stage import Work
from scripts.sync_logos import logo_stages
from trr_backend.ingestion.offers import OFFERS_MAPPING, offers_from_tmdb
from trr_backend.models.documents import Document
from trr_backend.repositories import offers
from trr_backend.repositories.sets import Owner


async def _write(work: Work, owner: Owner, document: Document) -> None:
    record = offers_from_tmdb(document)
    if record is not None:
        await offers.write(work, owner, record)


STAGE = document_stage("watch-providers", OFFERS_MAPPING, _write)


@click.command("watch-providers")
@selection_options
@stage_command("sync watch-providers")
def command() -> list[AnyStage]:
    """Write the streaming offers of all regions, and keep the providers' logos.

    Offers that vanished are closed, not deleted. They come out of the documents that
    `trr backfill tmdb-details` stored; only new logo pictures are fetched.

    \b
    Example:
      trr sync watch-providers --show tmdb:10160 --dry-run
    """
    return [STAGE, *logo_stages("providers")]


if __name__ == "__main__":
    command()
