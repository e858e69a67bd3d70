"""How often each upstream may be asked, as the limiter takes it."""

from collections.abc import Mapping

from trr_backend.config import Settings
from trr_backend.config.wikis import WIKI_IMAGES_A_REQUEST


def rates(settings: Settings) -> Mapping[str, float]:
    """Return the requests per second of each upstream, by the limiter's name of it."""
    return {
        "tmdb": settings.tmdb_rate,
        "tmdb-images": settings.tmdb_image_rate,
        "imdb": settings.imdb_rate,
        "imdb-api": settings.imdb_rate,
        "wiki:": settings.fandom_rate,
        "wiki-images": settings.fandom_rate * WIKI_IMAGES_A_REQUEST,
    }
