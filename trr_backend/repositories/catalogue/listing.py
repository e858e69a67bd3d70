"""Which shows are wanted in a list, and in which order: the parts of its statement."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self
from uuid import UUID

from trr_backend.repositories.catalogue.reading import Order, Parameters, Window
from trr_backend.repositories.catalogue.searching import matches
from trr_backend.repositories.refs import UUID_TEXT

Sort = Literal["name", "premiere", "popularity", "updated", "next_air", "relevance"]

_TMDB = re.compile("(?:tmdb:)?([0-9]{1,18})")
# What is unknown comes last: it counts as the lowest, the indexes say the same.
_ORDERS: dict[Sort, Order] = {
    "name": Order("core.folded(s.name)", "text", "asc"),
    "premiere": Order("coalesce(s.first_air_date, '-infinity')", "date", "desc"),
    "popularity": Order("coalesce(s.popularity, '-infinity')", "float8", "desc"),
    "updated": Order("s.updated_at", "timestamptz", "desc"),
    "next_air": Order("coalesce(u.next_air_date, 'infinity')", "date", "asc"),
    "relevance": Order("m.score", "float8", "desc"),
}


@dataclass(frozen=True, slots=True)
class NamedRef:
    """A genre, network or provider by uuid, TMDb id or name; exactly one is set."""

    id: UUID | None = None
    tmdb_id: str | None = None
    name: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a uuid, `tmdb:71` or `71`; anything else is taken as a name."""
        if UUID_TEXT.fullmatch(text):
            return cls(id=UUID(text))
        if match := _TMDB.fullmatch(text):
            return cls(tmdb_id=match[1])
        return cls(name=text)


@dataclass(frozen=True, slots=True)
class ShowFilter:
    """Which shows are wanted; `region` alone means: offered there by anyone.

    A show has all of `genres`. Days are of its premiere. `imdb_rating_from` compares
    what only private installations show.
    """

    q: str | None = None
    genres: tuple[NamedRef, ...] = ()
    network: NamedRef | None = None
    company: NamedRef | None = None
    provider: NamedRef | None = None
    region: str | None = None
    offer_type: str | None = None
    status: str | None = None
    type: str | None = None
    country: str | None = None
    original_language: str | None = None
    first_aired_from: date | None = None
    first_aired_to: date | None = None
    in_production: bool | None = None
    has_next_episode: bool | None = None
    vote_from: float | None = None
    imdb_rating_from: float | None = None


def show_parts(wanted: ShowFilter, sort: Sort, window: Window) -> dict[str, str]:
    """Return the parts of a statement that has `listed_shows` in it."""
    order = _ORDERS[sort]
    by_match = matches(wanted.q, "show")
    upcoming = sort == "next_air" or wanted.has_next_episode is not None
    return {
        **by_match,
        "key": order.key,
        "direction": order.direction,
        "seek": order.seek(window.after, "s.id"),
        "found": by_match["matched"] + ("{upcoming}," if upcoming else ""),
        "joined": " ".join(
            [by_match["with_match"], "{with_upcoming}" if upcoming else ""]
        ),
        "wanted": conditions(wanted),
    }


def show_filter_parameters(wanted: ShowFilter, window: Window) -> Parameters:
    """Return the parameters of such a statement."""
    return {
        "q": wanted.q,
        "genre_count": len(wanted.genres),
        "genre_ids": [one.id for one in wanted.genres],
        "genre_tmdb_ids": [one.tmdb_id for one in wanted.genres],
        "genre_names": [one.name for one in wanted.genres],
        **_named("network", wanted.network),
        **_named("company", wanted.company),
        **_named("provider", wanted.provider),
        "by_provider": wanted.provider is not None,
        "region": wanted.region,
        "offer_type": wanted.offer_type,
        "status": wanted.status,
        "type": wanted.type,
        "country": wanted.country,
        "original_language": wanted.original_language,
        "first_aired_from": wanted.first_aired_from,
        "first_aired_to": wanted.first_aired_to,
        "in_production": wanted.in_production,
        "has_next_episode": wanted.has_next_episode,
        "vote_from": wanted.vote_from,
        "imdb_rating_from": wanted.imdb_rating_from,
        **window.parameters,
    }


def conditions(wanted: ShowFilter) -> str:
    """Return the conditions on show s that are in use: what is not asked costs nothing.

    Of the next day on air the statement must have `upcoming` in it.
    """
    named = {
        "with_genres": wanted.genres or None,
        "with_network": wanted.network,
        "with_company": wanted.company,
        "with_offer": wanted.provider or wanted.region,
    }
    plain = (
        "status",
        "type",
        "country",
        "original_language",
        "first_aired_from",
        "first_aired_to",
        "in_production",
        "has_next_episode",
        "vote_from",
        "imdb_rating_from",
    )
    names = [name for name, value in named.items() if value is not None] + [
        f"of_{name}" for name in plain if getattr(wanted, name) is not None
    ]
    return "".join(f" and {{{name}}}" for name in names)


def _named(name: str, ref: NamedRef | None) -> dict[str, object]:
    return {
        f"{name}_id": ref.id if ref else None,
        f"{name}_name": ref.name if ref else None,
        f"{name}_tmdb_id": ref.tmdb_id if ref else None,
    }
