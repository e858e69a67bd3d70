"""`trr sync entities`: networks and production companies, from stored documents."""

import click

from scripts._command import AnyStage, stage_command
from scripts._options import selection_options
from scripts._show_stage import document_stage
from scripts._stage import Work
from scripts.sync_logos import logo_stages
from trr_backend.ingestion.shows import ENTITIES_MAPPING, entities_from_tmdb
from trr_backend.models.documents import Document
from trr_backend.repositories import entities
from trr_backend.repositories.sets import Owner


async def _write(work: Work, owner: Owner, document: Document) -> None:
    await entities.write(work, owner, entities_from_tmdb(document))


STAGE = document_stage("entities", ENTITIES_MAPPING, _write)


@click.command("entities")
@selection_options
@stage_command("sync entities")
def command() -> list[AnyStage]:
    """Write networks and production companies, and keep their logos.

    They come out of the documents that `trr backfill tmdb-details` stored; only new
    logo pictures are fetched.

    \b
    Example:
      trr sync entities --show tmdb:10160
    """
    return [STAGE, *logo_stages("organisations")]


if __name__ == "__main__":
    command()
