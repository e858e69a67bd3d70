"""What workers can be asked to do: commands by name, each a list of stages."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from scripts import (  # noqa: F401 -- whoever is imported tells STAGED what it does
    backfill_tmdb_details,
    media_variants,
    resolve_tmdb_ids,
    sync_all,
    sync_cast_photos,
    sync_entities,
    sync_logos,
    sync_people,
    sync_season_images,
    sync_seasons_episodes,
    sync_show_cast,
    sync_show_images,
    sync_shows,
    sync_watch_providers,
)
from scripts._clean_up import clean_up_stages
from scripts._command import STAGED, Stages
from scripts._imdb_crosswalk import CROSSWALK_STAGE
from scripts._imdb_datasets import fetched_datasets_stage
from scripts._options import Request
from scripts._pruning import Asked, prune_stages
from scripts._retention import due_stages
from scripts._verifying import verify_stage
from trr_backend.errors import InputError

# As `trr media prune` does it unasked.
_PRUNED = Asked(older_than=timedelta(days=30), max_share=0.2)
DURABLE: Mapping[str, Stages] = MappingProxyType(
    {
        **STAGED,
        "resolve tmdb-ids": lambda: [resolve_tmdb_ids.STAGE],
        "import imdb-datasets": lambda: [fetched_datasets_stage(), CROSSWALK_STAGE],
        "retention": due_stages,
        "clean-up": clean_up_stages,
        "media prune": lambda: prune_stages(_PRUNED),
        "media verify": lambda: [verify_stage(None)],
    }
)
"""The stages of each command, made anew for each run."""


def check(command: str, options: Mapping[str, object]) -> Request:
    """Return what is asked for. Raises InputError where workers cannot do it."""
    if command not in DURABLE:
        raise InputError(
            f"workers cannot do {command!r}; they can: {', '.join(sorted(DURABLE))}"
        )
    return Request.from_record(options)
