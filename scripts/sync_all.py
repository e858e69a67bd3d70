"""`trr sync all`: every stage in order, for the selected shows."""

import click

from scripts import (
    backfill_tmdb_details,
    resolve_tmdb_ids,
    sync_entities,
    sync_logos,
    sync_watch_providers,
)
from scripts._command import AnyStage, stage_command
from scripts._options import selection_options

STAGES: list[AnyStage] = [
    resolve_tmdb_ids.STAGE,
    backfill_tmdb_details.STAGE,
    sync_entities.STAGE,
    sync_watch_providers.STAGE,
    sync_logos.STAGE,
]


@click.command("all")
@selection_options
@stage_command("sync all")
def command() -> list[AnyStage]:
    """Resolve, fetch details, write entities and offers, keep logos.

    One show's failure never stops the others; it is named at the end and the exit code
    is 1. Stopped at any moment, the same command goes on where it was.

    \b
    Example:
      trr sync all --json
    """
    return STAGES


if __name__ == "__main__":
    command()
