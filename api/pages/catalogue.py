"""The page at `/`: the shows as a grid of posters."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import msgspec

from api.pages.layout import page


class Network(msgspec.Struct):
    """What the page shows of a network."""

    name: str
    logo_url: str | None


class Show(msgspec.Struct):
    """What the page shows of a listed show."""

    id: str
    slug: str
    name: str
    first_air_date: str | None
    last_air_date: str | None
    status: str | None
    origin_countries: list[str]
    poster_path: str | None
    networks: list[Network]
    offer_count: int


def read_shows(items: bytes) -> list[Show]:
    """Read the items of a list of shows."""
    return msgspec.json.decode(items, type=list[Show])


def catalogue_page(
    shows: Sequence[Show], *, q: str, cursor: str | None, picture_base: str
) -> bytes:
    """Return the page; posters come from `picture_base`, TMDb's picture server."""
    return page(
        title=f"{q} - TRR Backend" if q else "TRR Backend",
        main=_grid(shows, q, picture_base) + _more(q, cursor),
        q=q,
    )


def _grid(shows: Sequence[Show], q: str, picture_base: str) -> str:
    if not shows:
        hint = "No show has this name." if q else "There are no shows yet."
        return f'<p class="empty">{hint}</p>'
    cards = "\n".join(_card(show, picture_base) for show in shows)
    return f'<ul class="shows">\n{cards}\n</ul>'


def _card(show: Show, picture_base: str) -> str:
    address = f"/api/v1/shows/{escape(show.slug)}"
    return (
        f'<li class="show"><div class="poster" aria-hidden="true">'
        f"{escape(_initials(show.name))}{_poster(show, picture_base)}</div>"
        f'<div class="facts"><h2><a href="{address}">{escape(show.name)}</a></h2>'
        f"<p>{escape(_origin(show))}</p>{_networks(show)}"
        f"<p>{_offers(show.offer_count)}</p></div></li>"
    )


def _poster(show: Show, picture_base: str) -> str:
    if show.poster_path is None:
        return ""
    source = escape(f"{picture_base}/w342{show.poster_path}")
    # The initials are seen while it loads, and where it cannot be loaded.
    return (
        f'<img src="{source}" alt="" data-initials="{escape(_initials(show.name))}" '
        'loading="lazy">'
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _origin(show: Show) -> str:
    """Return when and where: what tells shows of one name apart."""
    return ", ".join((_years(show), *show.origin_countries))


def _years(show: Show) -> str:
    first = (show.first_air_date or "")[:4]
    last = (show.last_air_date or "")[:4]
    if not first:
        return show.status or "Year unknown"
    if show.status in {"Ended", "Canceled"}:
        return first if last in ("", first) else f"{first} to {last}"
    return f"Since {first}"


def _networks(show: Show) -> str:
    if not show.networks:
        return ""
    marks = "".join(_network(network) for network in show.networks)
    return f'<p class="networks">{marks}</p>'


def _network(network: Network) -> str:
    name = escape(network.name)
    if network.logo_url is None:
        return f"<span>{name}</span>"
    return (
        f'<img src="{escape(network.logo_url)}" alt="{name}" title="{name}" '
        'loading="lazy">'
    )


def _offers(count: int) -> str:
    if count == 0:
        return "No offers"
    return "1 offer" if count == 1 else f"{count} offers"


def _more(q: str, cursor: str | None) -> str:
    if cursor is None:
        return ""
    wanted = {"q": q, "cursor": cursor} if q else {"cursor": cursor}
    return f'\n<a class="more" href="/?{escape(urlencode(wanted))}">More shows</a>'
