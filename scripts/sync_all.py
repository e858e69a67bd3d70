"""`trr sync all`: every stage in order, for the selected shows."""

import click

from scripts import (
    _changes,
    _variants,
    _wiki_stages,
    backfill_tmdb_details,
    resolve_tmdb_ids,
    sync_cast_photos,
    sync_entities,
    sync_logos,
    sync_people,
    sync_season_images,
    sync_seasons_episodes,
    sync_show_cast,
    sync_show_images,
    sync_watch_providers,
)
from scripts._command import AnyStage, stage_command
from scripts._options import (
    accept_removals_option,
    full_option,
    max_age_option,
    selection_options,
)

STAGES: list[AnyStage] = [
    resolve_tmdb_ids.STAGE,
    _changes.STAGE,
    backfill_tmdb_details.STAGE,
    sync_entities.STAGE,
    sync_watch_providers.STAGE,
    sync_seasons_episodes.STAGE,
    sync_show_cast.STAGE,
    sync_people.STAGE,
    *_wiki_stages.remembered(),
    *sync_logos.STAGES,
    *sync_show_images.STAGES,
    *sync_season_images.STAGES,
    *sync_cast_photos.STAGES,
    _variants.VARIANTS,
]


@click.command("all")
@max_age_option
@full_option
@accept_removals_option
@selection_options
@stage_command("sync all")
def command() -> list[AnyStage]:
    """Find each show, and bring all that is known of it up to date.

    TMDb is asked what editors changed since the last run; only that is fetched, what is
    on the air, and what is too old. One show's failure never stops the others; it is
    named at the end and the exit code is 1. Stopped at any moment, the same command
    goes on where it was.

    Wikis that shows remember (`trr enrich shows`) are read, too.

    With --show, --limit, --since or --airing the lists of changes are not asked: the
    age of what is stored decides what is fetched. --force asks again, whatever its age.

    \b
    Examples:
      trr sync all --json
      trr sync all --detach
    """
    return STAGES


if __name__ == "__main__":
    command()
