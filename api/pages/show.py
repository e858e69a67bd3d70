"""The page of one show: facts, seasons with their episodes, cast, where to watch."""

from html import escape

import msgspec

from api.pages.facts import Fact, wiki_facts
from api.pages.gallery import Gallery, gallery
from api.pages.layout import Own, Page, page, sources
from api.pages.ledger import SeasonLedger, ledger
from api.pages.marks import Mark, marks
from api.pages.pictures import Pictures, Thumbnail
from api.pages.show_parts import Member, Offers, Season, cast, offers, seasons
from api.pages.stated import Wiki
from api.pages.words import facts, link, on_air, paragraphs


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
    poster: Thumbnail | None
    backdrop: Thumbnail | None
    logo: Thumbnail | None
    gallery: Gallery
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
    networks: list[Mark]
    seasons: list[Season]
    cast_count: int
    cast: list[Member]
    facts: list[Fact]
    ledger: list[SeasonLedger]
    entry_count: int
    wikis: list[Wiki]
    watch_providers: list[Offers]


def show_page(body: bytes) -> Page:
    """Return the page of what Postgres says of a show."""
    show = msgspec.json.decode(body, type=ShowPage)
    pictures = Pictures()
    main = "\n".join(
        part
        for part in (
            _banner(show, pictures),
            _head(show, pictures),
            wiki_facts(show.facts),
            seasons(show.seasons, show.slug, pictures),
            ledger(show.ledger, show.facts, show.entry_count, show.slug),
            cast(show.cast, show.cast_count, show.slug, pictures),
            gallery(
                show.gallery,
                show.name,
                f"/api/v1/shows/{show.slug}/images",
                pictures,
            ),
            offers(show.watch_providers),
        )
        if part
    )
    return page(
        title=f"{show.name} - TRR Backend",
        main=main,
        named=sources(
            has_offers=bool(show.watch_providers),
            names_imdb=show.names_imdb,
            wikis=show.wikis,
        ),
        own=Own(pictures.style),
    )


def _banner(show: ShowPage, pictures: Pictures) -> str:
    """Return the backdrop with the logo on it; without a backdrop there is none."""
    if show.backdrop is None:
        return ""
    shown = pictures.alone(
        show.backdrop, sizes="(max-width: 78rem) 100vw, 74rem", is_first=True
    )
    mark = (
        pictures.alone(show.logo, sizes="18rem", alt=f"Logo of {show.name}")
        if show.logo
        else ""
    )
    return f'<div class="banner">{shown}{mark}</div>'


def _head(show: ShowPage, pictures: Pictures) -> str:
    poster = pictures.framed(
        show.poster,
        show.name,
        sizes="(max-width: 40rem) 12rem, 15rem",
        alt=f"Poster of {show.name}",
    )
    tagline = f'<p class="tagline">{escape(show.tagline)}</p>' if show.tagline else ""
    return (
        f'<article class="whole"><div class="poster">{poster}</div>'
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


def _networks(networks: list[Mark]) -> str:
    if not networks:
        return ""
    return f'<span class="networks">{marks(networks)}</span>'


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
