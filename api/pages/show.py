"""The page of one show: facts, seasons with their episodes, cast, where to watch."""

from html import escape

import msgspec

from api.pages.layout import page, sources
from api.pages.show_parts import Member, Offers, Season, cast, offers, seasons
from api.pages.words import facts, link, logo, on_air, paragraphs, picture


class Network(msgspec.Struct):
    """A network of the show."""

    name: str
    logo_url: str | None


class NextEpisode(msgspec.Struct):
    """The episode that comes next."""

    season_number: int
    episode_number: int
    air_date: str


class Rating(msgspec.Struct):
    """What IMDb's users say."""

    average: float
    votes: int
    licence: str


class ShowPage(msgspec.Struct):
    """What the page says of a show."""

    slug: str
    name: str
    original_name: str | None
    tagline: str | None
    overview: str | None
    homepage: str | None
    status: str | None
    first_air_date: str | None
    last_air_date: str | None
    origin_countries: list[str]
    poster_path: str | None
    vote_average: float | None
    vote_count: int | None
    imdb_rating: Rating | None
    names_imdb: bool
    season_count: int
    episode_count: int
    next_episode: NextEpisode | None
    tmdb_id: int | None
    imdb_id: str | None
    genres: list[str]
    networks: list[Network]
    seasons: list[Season]
    cast_count: int
    cast: list[Member]
    watch_providers: list[Offers]


def show_page(body: bytes, *, picture_base: str) -> bytes:
    """Return the page; pictures come from `picture_base`, TMDb's picture server."""
    show = msgspec.json.decode(body, type=ShowPage)
    main = "\n".join(
        part
        for part in (
            _head(show, picture_base),
            seasons(show.seasons, show.slug, picture_base),
            cast(show.cast, show.cast_count, show.slug, picture_base),
            offers(show.watch_providers),
        )
        if part
    )
    return page(
        title=f"{show.name} - TRR Backend",
        main=main,
        named=sources(
            has_offers=bool(show.watch_providers), names_imdb=show.names_imdb
        ),
    )


def _head(show: ShowPage, picture_base: str) -> str:
    path = show.poster_path
    poster = picture(f"{picture_base}/w342{path}" if path else None, show.name)
    tagline = f'<p class="tagline">{escape(show.tagline)}</p>' if show.tagline else ""
    return (
        f'<article class="whole"><div class="poster" aria-hidden="true">{poster}</div>'
        f'<div class="about"><h2>{escape(show.name)}</h2>{_original(show)}{tagline}'
        f"{paragraphs(show.overview)}{facts(_facts(show))}</div></article>"
    )


def _original(show: ShowPage) -> str:
    if show.original_name in (None, show.name):
        return ""
    return f'<p class="quiet">{escape(show.original_name or "")}</p>'


def _facts(show: ShowPage) -> list[tuple[str, str]]:
    return [
        (
            "On air",
            escape(on_air(show.status, show.first_air_date, show.last_air_date)),
        ),
        ("Status", escape(show.status or "")),
        ("Next episode", _next(show.next_episode)),
        ("Seasons", str(show.season_count or "")),
        ("Episodes", str(show.episode_count or "")),
        ("Networks", _networks(show.networks)),
        ("Genres", escape(", ".join(show.genres))),
        ("Origin", escape(", ".join(show.origin_countries))),
        ("Votes at TMDb", _votes(show)),
        ("IMDb rating", _rating(show.imdb_rating)),
        ("More", " ".join(filter(None, _links(show)))),
    ]


def _next(episode: NextEpisode | None) -> str:
    if episode is None:
        return ""
    return (
        f'<time datetime="{episode.air_date}">{episode.air_date}</time>, season '
        f"{episode.season_number} episode {episode.episode_number}"
    )


def _networks(networks: list[Network]) -> str:
    if not networks:
        return ""
    marks = "".join(logo(one.name, one.logo_url) for one in networks)
    return f'<span class="networks">{marks}</span>'


def _votes(show: ShowPage) -> str:
    if not show.vote_count or show.vote_average is None:
        return ""
    return f"{show.vote_average:.1f} of 10 ({show.vote_count} votes)"


def _rating(rating: Rating | None) -> str:
    if rating is None:
        return ""
    return (
        f"{rating.average:.1f} of 10 ({rating.votes} votes). {escape(rating.licence)}."
    )


def _links(show: ShowPage) -> list[str]:
    tmdb, imdb = show.tmdb_id, show.imdb_id
    return [
        f'<a href="/api/v1/shows/{escape(show.slug)}">JSON</a>',
        link(show.homepage, "Homepage"),
        link(f"https://www.themoviedb.org/tv/{tmdb}" if tmdb else None, "TMDb"),
        link(f"https://www.imdb.com/title/{imdb}/" if imdb else None, "IMDb"),
    ]
