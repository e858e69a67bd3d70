"""`trr sync shows`: all that one request says of a show itself."""

import click

from scripts import (
    backfill_tmdb_details,
    sync_entities,
    sync_logos,
    sync_watch_providers,
)
from scripts._command import AnyStage, stage_command
from scripts._options import max_age_option, selection_options


@click.command("shows")
@max_age_option
@selection_options
@stage_command("sync shows")
def command() -> list[AnyStage]:
    """Write each show's details, organisations and offers, and keep the logos.

    One request a show that is due; seasons and people have commands of their own.

    \b
    Example:
      trr sync shows --show tmdb:14658
    """
    return [
        backfill_tmdb_details.STAGE,
        sync_entities.STAGE,
        sync_watch_providers.STAGE,
        *sync_logos.STAGES,
    ]


if __name__ == "__main__":
    command()
