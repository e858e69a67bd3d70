"""The page at `/`: the shows as a grid of posters."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import msgspec

from api.pages.layout import Own, Page, page, sources
from api.pages.marks import Mark, marks
from api.pages.pictures import Pictures, Thumbnail
from api.pages.words import count, on_air

_CARD = "(max-width: 34rem) 44vw, 12rem"
_FACE = "2.4rem"


class Show(msgspec.Struct):
    """What the page shows of a listed show."""

    id: str
    slug: str
    name: str
    first_air_date: str | None
    last_air_date: str | None
    status: str | None
    origin_countries: list[str]
    poster: Thumbnail | None
    networks: list[Mark]
    offer_count: int


class Person(msgspec.Struct):
    """What the page shows of a person whom a search found."""

    id: str
    name: str
    photo: Thumbnail | None


class Found(msgspec.Struct):
    """What there is on a page; people only after a search."""

    shows: list[Show]
    people: list[Person]


def read_found(body: bytes) -> Found:
    """Read what a search found."""
    return msgspec.json.decode(body, type=Found)


def read_shows(items: bytes) -> list[Show]:
    """Read the items of a list of shows."""
    return msgspec.json.decode(items, type=list[Show])


def catalogue_page(found: Found, *, q: str, is_first: bool, cursor: str | None) -> Page:
    """Return the page; people are on the first one of what a search found."""
    pictures = Pictures()
    people = _people(found.people, pictures) if is_first else ""
    shows = _grid(found.shows, q, pictures) + _more(q, cursor)
    if people:
        shows = f"<section><h2>Shows</h2>{shows}</section>"
    return page(
        title=f"{q} - TRR Backend" if q else "TRR Backend",
        main=people + shows,
        q=q,
        named=sources(has_offers=any(show.offer_count for show in found.shows)),
        own=Own(pictures.style),
    )


def _people(people: Sequence[Person], pictures: Pictures) -> str:
    if not people:
        return ""
    cards = "\n".join(_person(one, pictures) for one in people)
    return f'<section><h2>People</h2><ul class="found">\n{cards}\n</ul></section>\n'


def _person(person: Person, pictures: Pictures) -> str:
    photo = pictures.framed(person.photo, person.name, sizes=_FACE)
    return (
        f'<li class="person"><div class="face">{photo}</div>'
        f'<p class="name"><a href="/people/{escape(person.id)}">'
        f"{escape(person.name)}</a></p></li>"
    )


def _grid(shows: Sequence[Show], q: str, pictures: Pictures) -> str:
    if not shows:
        hint = "No show has this name." if q else "There are no shows yet."
        return f'<p class="empty">{hint}</p>'
    cards = "\n".join(_card(show, pictures) for show in shows)
    return f'<ul class="shows">\n{cards}\n</ul>'


def _card(show: Show, pictures: Pictures) -> str:
    address = f"/shows/{escape(show.slug)}"
    poster = pictures.framed(show.poster, show.name, sizes=_CARD)
    return (
        f'<li class="show"><div class="poster">{poster}</div>'
        f'<div class="facts"><h2><a href="{address}">{escape(show.name)}</a></h2>'
        f"<p>{escape(_origin(show))}</p>{_networks(show)}"
        f"<p>{_offers(show.offer_count)}</p></div></li>"
    )


def _origin(show: Show) -> str:
    """Return when and where: what tells shows of one name apart."""
    return ", ".join((_years(show), *show.origin_countries))


def _years(show: Show) -> str:
    years = on_air(show.status, show.first_air_date, show.last_air_date)
    return years if show.first_air_date else show.status or "Year unknown"


def _networks(show: Show) -> str:
    if not show.networks:
        return ""
    return f'<p class="networks">{marks(show.networks)}</p>'


def _offers(offers: int) -> str:
    return count(offers, "offer", "offers") if offers else "No offers"


def _more(q: str, cursor: str | None) -> str:
    if cursor is None:
        return ""
    wanted = {"q": q, "cursor": cursor} if q else {"cursor": cursor}
    return f'\n<a class="more" href="/?{escape(urlencode(wanted))}">More shows</a>'
