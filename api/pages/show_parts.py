"""The parts of a show's page: seasons, cast by category, offers by region."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Final

import msgspec

from api.pages.marks import Mark, marks
from api.pages.pictures import Pictures, Thumbnail
from api.pages.presence import Present, presence
from api.pages.words import count, paragraphs, span

# As the page shows them, whom people look for first.
_CATEGORIES: Final = {
    "host": "Hosts",
    "judge": "Judges",
    "contestant": "Contestants",
    "self": "As themselves",
    "cast": "Cast",
    "guest": "Guests",
}
_OFFERS: Final = {
    "flatrate": "Stream",
    "free": "Free",
    "ads": "With ads",
    "rent": "Rent",
    "buy": "Buy",
}
# Of a category, as many are seen at once; the others unfold.
_SEEN = 24
_FACE = "(max-width: 34rem) 44vw, 10rem"
_STILL = "10rem"


class Episode(msgspec.Struct):
    """A row of a season's table."""

    episode_number: int
    name: str | None
    overview: str | None
    air_date: str | None
    runtime_minutes: int | None
    still: Thumbnail | None
    people: list[Present]
    others: int


class Season(msgspec.Struct):
    """A season with its episodes, and who is billed for all of it."""

    season_number: int
    name: str | None
    overview: str | None
    poster: Thumbnail | None
    first_air_date: str | None
    last_air_date: str | None
    people: list[Present]
    others: int
    episodes: list[Episode]


class Member(msgspec.Struct):
    """A person of the cast."""

    id: str
    name: str
    photo: Thumbnail | None
    episode_count: int | None
    category: str
    roles: list[str]


class Offers(msgspec.Struct):
    """The offers of one kind in one region."""

    region: str
    offer_type: str
    link: str | None
    providers: list[Mark]


def seasons(found: Sequence[Season], slug: str, pictures: Pictures) -> str:
    """Return the seasons, folded but for a single one."""
    if not found:
        return ""
    cast = f"/api/v1/shows/{slug}/cast"
    shown = "\n".join(
        _season(one, cast, pictures, is_open=len(found) == 1) for one in found
    )
    return f'<section><h3>Seasons</h3><div class="seasons">{shown}</div></section>'


def _season(season: Season, cast: str, pictures: Pictures, *, is_open: bool) -> str:
    name = season.name or f"Season {season.season_number}"
    poster = pictures.framed(season.poster, name, sizes="3.4rem")
    told = [count(len(season.episodes), "episode", "episodes")]
    if years := span(season.first_air_date, season.last_air_date):
        told.append(years)
    address = f"{cast}?season={season.season_number}"
    regulars = presence("All season:", season.people, season.others, address)
    return (
        f"<details{' open' if is_open else ''}><summary>"
        f'<span class="poster small">{poster}</span>'
        f'<span class="what"><span class="title">{escape(name)}</span> '
        f'<span class="quiet">{escape(", ".join(told))}</span></span></summary>'
        f'<div class="inside">{paragraphs(season.overview)}{regulars}'
        f"{_table(season.episodes, address, pictures)}</div></details>"
    )


def _table(episodes: Sequence[Episode], address: str, pictures: Pictures) -> str:
    if not episodes:
        return '<p class="quiet">No episodes are known.</p>'
    is_timed = any(one.runtime_minutes is not None for one in episodes)
    minutes = '<th class="minutes">Minutes</th>' if is_timed else ""
    rows = "".join(
        _episode(one, address, pictures, is_timed=is_timed) for one in episodes
    )
    return (
        '<table><thead><tr><th class="number">No.</th><th>Episode</th>'
        f'<th class="day">Aired</th>{minutes}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _episode(
    episode: Episode, address: str, pictures: Pictures, *, is_timed: bool
) -> str:
    name = escape(episode.name or f"Episode {episode.episode_number}")
    aired = escape(episode.air_date or "")
    long = "" if episode.runtime_minutes is None else episode.runtime_minutes
    minutes = f'<td class="minutes">{long}</td>' if is_timed else ""
    address = f"{address}&episode={episode.episode_number}"
    people = presence("With", episode.people, episode.others, address)
    told = f"<strong>{name}</strong>{paragraphs(episode.overview)}{people}"
    day = f'<time datetime="{aired}">{aired}</time>' if aired else ""
    return (
        f'<tr><td class="number">{episode.episode_number}</td>'
        f"<td>{_beside(episode.still, told, pictures)}</td>"
        f'<td class="day">{day}</td>{minutes}</tr>'
    )


def _beside(still: Thumbnail | None, told: str, pictures: Pictures) -> str:
    """Return what is told of an episode, beside its still where there is one."""
    if still is None:
        return told
    shown = pictures.alone(still, sizes=_STILL)
    return f'<div class="seen"><div class="still">{shown}</div><div>{told}</div></div>'


def cast(members: Sequence[Member], total: int, slug: str, pictures: Pictures) -> str:
    """Return the cast by category; `total` is how many there are in the API."""
    if not members:
        return ""
    groups = "".join(
        _category(title, [one for one in members if one.category == name], pictures)
        for name, title in _CATEGORIES.items()
    )
    more = (
        f'<p><a href="/api/v1/shows/{escape(slug)}/cast">All {total} people</a></p>'
        if total > len(members)
        else ""
    )
    return f"<section><h3>Cast</h3>{groups}{more}</section>"


def _category(title: str, members: Sequence[Member], pictures: Pictures) -> str:
    if not members:
        return ""
    first, rest = members[:_SEEN], members[_SEEN:]
    folded = (
        f"<details><summary>{len(rest)} more</summary>{_people(rest, pictures)}"
        "</details>"
        if rest
        else ""
    )
    return f"<h4>{title}</h4>{_people(first, pictures)}{folded}"


def _people(members: Iterable[Member], pictures: Pictures) -> str:
    cards = "\n".join(_member(one, pictures) for one in members)
    return f'<ul class="people">\n{cards}\n</ul>'


def _member(member: Member, pictures: Pictures) -> str:
    told = escape(", ".join(member.roles))
    episodes = (
        ""
        if member.episode_count is None
        else f"<p>{count(member.episode_count, 'episode', 'episodes')}</p>"
    )
    photo = pictures.framed(member.photo, member.name, sizes=_FACE)
    return (
        f'<li class="person"><div class="face">{photo}</div>'
        f'<p class="name"><a href="/people/{escape(member.id)}">'
        f"{escape(member.name)}</a></p>{f'<p>{told}</p>' if told else ''}{episodes}"
        "</li>"
    )


def offers(found: Sequence[Offers]) -> str:
    """Return where the show can be watched, a region at a time."""
    if not found:
        return ""
    regions = "\n".join(
        _region(region, list(groups))
        for region, groups in groupby(found, key=lambda one: one.region)
    )
    return (
        "<section><h3>Where to watch</h3>"
        f'<div class="regions">{regions}</div></section>'
    )


def _region(region: str, groups: Sequence[Offers]) -> str:
    rows = "".join(
        f"<dt>{escape(_OFFERS.get(one.offer_type, one.offer_type))}</dt>"
        f'<dd class="networks">{marks(one.providers)}</dd>'
        for one in groups
    )
    many = sum(len(one.providers) for one in groups)
    return (
        f'<details><summary><span class="title">{escape(region)}</span> '
        f'<span class="quiet">{count(many, "offer", "offers")}</span></summary>'
        f'<dl class="offers">{rows}</dl></details>'
    )
