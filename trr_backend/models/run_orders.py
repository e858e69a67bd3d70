"""Which runs can be asked for from elsewhere, to be done by workers."""

from typing import Literal

RunCommand = Literal[
    "sync all",
    "sync entities",
    "sync shows",
    "sync seasons-episodes",
    "sync show-cast",
    "sync people",
    "sync watch-providers",
    "sync show-images",
    "sync season-images",
    "sync cast-photos",
    "sync logos",
    "resolve tmdb-ids",
    "backfill tmdb-details",
    "import imdb-datasets",
    "retention",
    "media variants",
    "media prune",
    "media verify",
    "clean-up",
]
