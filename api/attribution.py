"""Who is named with the data: a condition of the sources, part of every answer."""

from typing import Final

import msgspec

from trr_backend.repositories.catalogue.reading import Site, Terms

TMDB: Final = {
    "source": "tmdb",
    "text": "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    "url": "https://www.themoviedb.org/",
}
JUSTWATCH: Final = {
    "source": "justwatch",
    "text": "Streaming offers are provided by JustWatch.",
    "url": "https://www.justwatch.com/",
}
IMDB: Final = {
    "source": "imdb",
    "text": "Information courtesy of IMDb (https://www.imdb.com). "
    "Used with permission.",
    "url": "https://www.imdb.com/",
}

FOR_ENTITIES: Final = msgspec.json.encode([TMDB])
FOR_SHOWS: Final = msgspec.json.encode([TMDB, JUSTWATCH])
# What a private installation names besides.
_ENTITIES_WITH_IMDB: Final = msgspec.json.encode([TMDB, IMDB])
_SHOWS_WITH_IMDB: Final = msgspec.json.encode([TMDB, JUSTWATCH, IMDB])


def show_terms(site: Site) -> Terms:
    """Return what the detail of a show, which has offers, must say and may show."""
    return Terms(FOR_SHOWS.decode(), _SHOWS_WITH_IMDB.decode(), site)


def entity_terms(site: Site) -> Terms:
    """Return the same for what has no offers: seasons, episodes, people."""
    return Terms(FOR_ENTITIES.decode(), _ENTITIES_WITH_IMDB.decode(), site)


def all_sources(*, private: bool) -> bytes:
    """Return all that answers of this installation may name, but for wikis."""
    return _SHOWS_WITH_IMDB if private else FOR_SHOWS
