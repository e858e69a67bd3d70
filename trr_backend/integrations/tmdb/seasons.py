"""The shapes of a series' seasons: how it lists them, and what each one answers.

The list stands in the series' own answer, in the language that was asked for; the
answer of `season/N` is appended to it or to a further request for the same series.
Credits of episodes are read by other shapes, from the same bytes.

`None` means that the answer did not say; answers of 2014 give neither ids nor counts.
"""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from trr_backend.errors import Changed
from trr_backend.integrations.tmdb.decoding import SOURCE, Integer, decoder
from trr_backend.integrations.tmdb.entries import entries, entry_url, season_number

# What counts from 0.
Number = Annotated[int, Meta(ge=0, le=2_147_483_647)]


class ListedSeason(Struct, frozen=True, kw_only=True):
    """A season as the series lists it; season_number 0 are the specials."""

    season_number: Number
    id: int | None = None
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    poster_path: str | None = None
    vote_average: float | None = None
    episode_count: int | None = None


class SeasonEpisode(Struct, frozen=True, kw_only=True):
    """An episode of a season; `runtime` in minutes, 0 or null where unknown."""

    episode_number: Number
    id: int | None = None
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    runtime: Integer | None = None
    episode_type: str | None = None
    production_code: str | None = None
    still_path: str | None = None
    vote_average: float | None = None
    vote_count: Number | None = None


class Season(Struct, frozen=True, kw_only=True):
    """`season/N` as it is appended, or `GET /3/tv/{id}/season/{N}`."""

    id: int
    season_number: Number | None = None
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    poster_path: str | None = None
    vote_average: float | None = None
    episodes: list[SeasonEpisode] | None = None


_season = decoder(Season)


def decode_season(body: bytes, url: str = "") -> Season:
    """Return the season in an answer. Raises Changed."""
    return _season(body, url)


def appended_seasons(body: bytes, url: str = "") -> Mapping[int, Season]:
    """Return the seasons appended to a series' answer, by number.

    Raises Changed where one has another shape or says that it is another season.
    """
    return {
        season_number(name): _appended(name, bytes(value), entry_url(url, name))
        for name, value in entries(body, url).items()
        if name.count("/") == 1
    }


def _appended(name: str, value: bytes, url: str) -> Season:
    season = decode_season(value, url)
    if season.season_number not in (None, season_number(name)):
        raise Changed(
            f"asked for {name}, answered with season {season.season_number}",
            field=f"{name}.season_number",
            source=SOURCE,
            url=url,
        )
    return season
