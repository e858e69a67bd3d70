"""Opens the upstream clients for the commands, which never see `integrations`."""

from trr_backend.integrations.fandom.client import FandomClient as Fandom
from trr_backend.integrations.fandom.client import open_fandom
from trr_backend.integrations.imdb.client import ImdbClient as Imdb
from trr_backend.integrations.imdb.client import open_imdb
from trr_backend.integrations.imdb.datasets import (
    FetchedFile,
    forget_file,
    holding,
    open_datasets,
)
from trr_backend.integrations.tmdb.client import TmdbClient as Tmdb
from trr_backend.integrations.tmdb.client import open_tmdb

__all__ = [
    "Fandom",
    "FetchedFile",
    "Imdb",
    "Tmdb",
    "forget_file",
    "holding",
    "open_datasets",
    "open_fandom",
    "open_imdb",
    "open_tmdb",
]
