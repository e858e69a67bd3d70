"""The tables that pipelines write, as targets of `merge`."""

from trr_backend.repositories.merge import Mentions, Table

# What a source may leave out without taking it back ...
_SHOW_KEPT = (
    "original_name",
    "original_language",
    "overview",
    "tagline",
    "homepage",
    "status",
    "type",
    "in_production",
    "adult",
    "first_air_date",
    "origin_countries",
    "languages",
    "episode_run_times",
    "popularity",
    "vote_average",
    "vote_count",
    "facebook_handle",
    "instagram_handle",
    "twitter_handle",
)
# ... and what its silence ends: a next episode, a picture that was withdrawn.
_SHOW_STATE = ("last_air_date", "next_air_date", "poster_path", "backdrop_path")

SHOWS = Table(
    schema="core",
    name="shows",
    key=("id",),
    compared=("name", *_SHOW_KEPT, *_SHOW_STATE, "provenance", "missing_since"),
    touched="updated_at",
    kept=_SHOW_KEPT,
    joined="provenance",
    dropped=_SHOW_STATE,
)


def _named(name: str, mentions: Mentions, *values: str) -> Table:
    return Table(
        schema="core",
        name=name,
        key=("id",),
        compared=("name", *values),
        carried=("as_of",),
        newer_by="as_of",
        mentions=mentions,
    )


def _set_of(name: str, member: str) -> Table:
    return Table(
        schema="core",
        name=name,
        key=("show_id", member),
        compared=("position", "missing_since"),
    )


_ORGANISATION = ("origin_country", "logo_path")
GENRES = _named("genres", Mentions("show_genres", "genre_id"))
KEYWORDS = _named("keywords", Mentions("show_keywords", "keyword_id"))
NETWORKS = _named("networks", Mentions("show_networks", "network_id"), *_ORGANISATION)
PRODUCTION_COMPANIES = _named(
    "production_companies",
    Mentions("show_companies", "production_company_id"),
    *_ORGANISATION,
)
WATCH_PROVIDERS = _named(
    "watch_providers",
    Mentions("show_watch_providers", "watch_provider_id", past="ended_at"),
    "logo_path",
)

SHOW_GENRES = _set_of("show_genres", "genre_id")
SHOW_KEYWORDS = _set_of("show_keywords", "keyword_id")
SHOW_NETWORKS = _set_of("show_networks", "network_id")
SHOW_COMPANIES = _set_of("show_companies", "production_company_id")
SHOW_ALTERNATIVE_TITLES = Table(
    schema="core",
    name="show_alternative_titles",
    key=("show_id", "region", "title", "type"),
    compared=("position", "missing_since"),
)
SHOW_WATCH_REGIONS = Table(
    schema="core",
    name="show_watch_regions",
    key=("show_id", "region"),
    compared=("link", "missing_since"),
)
LIST_ITEMS = Table(
    schema="core",
    name="list_items",
    key=("list_id", "show_id"),
    compared=(
        "position",
        "title",
        "original_title",
        "year",
        "premiere",
        "note",
        "missing_since",
    ),
)
