"""Opens the upstream clients for the commands, which never see `integrations`."""

from trr_backend.integrations.tmdb.client import TmdbClient as Tmdb
from trr_backend.integrations.tmdb.client import open_tmdb

__all__ = ["Tmdb", "open_tmdb"]
