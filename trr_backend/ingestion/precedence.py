"""Which source wins for which field: this table, and nowhere else.

A person's word beats every source; a list only names a show until its details come.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from trr_backend.models.shows import ShowFacts

_BY_DEFAULT = ("override", "tmdb")

PRECEDENCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("override", "tmdb", "list"),
        "original_name": _BY_DEFAULT,
        "original_language": _BY_DEFAULT,
        "overview": _BY_DEFAULT,
        "tagline": _BY_DEFAULT,
        "homepage": _BY_DEFAULT,
        "status": _BY_DEFAULT,
        "type": _BY_DEFAULT,
        "in_production": _BY_DEFAULT,
        "adult": _BY_DEFAULT,
        "first_air_date": _BY_DEFAULT,
        "last_air_date": _BY_DEFAULT,
        "next_air_date": _BY_DEFAULT,
        "origin_countries": _BY_DEFAULT,
        "languages": _BY_DEFAULT,
        "episode_run_times": _BY_DEFAULT,
        "popularity": _BY_DEFAULT,
        "vote_average": _BY_DEFAULT,
        "vote_count": _BY_DEFAULT,
        "poster_path": _BY_DEFAULT,
        "backdrop_path": _BY_DEFAULT,
        "facebook_handle": _BY_DEFAULT,
        "instagram_handle": _BY_DEFAULT,
        "twitter_handle": _BY_DEFAULT,
    }
)


def decide(
    candidates: Mapping[str, ShowFacts],
) -> tuple[ShowFacts, dict[str, str]]:
    """Return the winning facts, and for each field the source that it came from.

    `candidates` maps a source to what it says. A field of which no source says anything
    is None and has no provenance.
    """
    decided = ShowFacts()
    provenance: dict[str, str] = {}
    for field, sources in PRECEDENCE.items():
        for source in sources:
            value = getattr(candidates.get(source), field, None)
            if value is not None:
                decided = replace(decided, **{field: value})
                provenance[field] = source
                break
    return decided, provenance
