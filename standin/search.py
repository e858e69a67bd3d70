"""What can be derived from the catalogue's series: short results, find and search."""

import unicodedata
from collections.abc import Iterator

from standin.catalogue import Catalogue
from standin.files import Json

# A result of `/search`, `/find` and lists holds these keys of the details, no others.
_SHORT = (
    "adult",
    "backdrop_path",
    "id",
    "name",
    "original_language",
    "original_name",
    "overview",
    "poster_path",
    "popularity",
    "first_air_date",
    "vote_average",
    "vote_count",
    "origin_country",
)
SOURCES = frozenset(
    {
        "facebook_id",
        "freebase_id",
        "freebase_mid",
        "imdb_id",
        "instagram_id",
        "tiktok_id",
        "tvdb_id",
        "tvrage_id",
        "twitter_id",
        "wikidata_id",
        "youtube_id",
    }
)


def short(details: Json) -> Json:
    """Return a series as it stands in a list of results."""
    result = {key: details[key] for key in _SHORT if key in details}
    result["genre_ids"] = [genre["id"] for genre in details.get("genres") or []]
    return result


def find(catalogue: Catalogue, external_id: str, source: str) -> Json:
    """Return what carries an external id, in the five groups of `/find`."""
    recorded = catalogue.named("find", external_id)
    if recorded is not None:
        return recorded
    return {
        "movie_results": [],
        "person_results": [],
        "tv_results": [
            {**short(details), "media_type": "tv"}
            for details in catalogue.shows()
            if _external_id(catalogue, details["id"], source) == external_id
        ],
        "tv_episode_results": [],
        "tv_season_results": [],
    }


def search_tv(
    catalogue: Catalogue, query: str, first_year: str | None, year: str | None
) -> list[Json]:
    """Return the series whose name holds `query`, the most popular first.

    `first_year` is the year of the first episode, `year` that of any season.
    """
    wanted = _folded(query)
    hits = [
        short(details)
        for details in catalogue.shows(query)
        if wanted
        and any(wanted in _folded(name) for name in _names(catalogue, details))
        and (not first_year or _first_year(details) == first_year)
        and (not year or year in _years(details))
    ]
    return sorted(hits, key=lambda hit: (-(hit.get("popularity") or 0), hit["id"]))


def _external_id(catalogue: Catalogue, show_id: int, source: str) -> str | None:
    ids = catalogue.tv.section(show_id, "external_ids") or {}
    return str(ids[source]) if ids.get(source) else None


def _names(catalogue: Catalogue, details: Json) -> Iterator[str]:
    yield details.get("name") or ""
    yield details.get("original_name") or ""
    others = catalogue.tv.section(details["id"], "alternative_titles") or {}
    for other in others.get("results") or []:
        yield other.get("title") or ""


def _first_year(details: Json) -> str:
    return (details.get("first_air_date") or "")[:4]


def _years(details: Json) -> set[str]:
    seasons = details.get("seasons") or []
    dated = {(season.get("air_date") or "")[:4] for season in seasons}
    return dated | {_first_year(details)}


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return " ".join(bare.split())
