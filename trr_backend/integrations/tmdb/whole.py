"""The gate before a series' answer is stored: everything that is read of it decodes.

What stages read later, each by its own shapes, must not turn out to be of another shape
when the last good answer is gone.
"""

from msgspec import Raw

from trr_backend.integrations.tmdb.credits import (
    decode_credited_season,
    decode_credited_series,
    decode_season_credits,
)
from trr_backend.integrations.tmdb.entries import entries, entry_url
from trr_backend.integrations.tmdb.seasons import appended_seasons


def check_appended(body: bytes, url: str = "") -> None:
    """Pass a series' answer whose seasons and credits we know. Raises Changed."""
    decode_credited_series(body, url)
    appended_seasons(body, url)
    for name, value in entries(body, url).items():
        _check_credits(name, value, entry_url(url, name))


def _check_credits(name: str, value: Raw, url: str) -> None:
    if name.endswith("/credits"):
        decode_season_credits(value, url)
    elif not name.endswith("/images"):
        decode_credited_season(value, url)
