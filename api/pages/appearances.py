"""The shows of a person: what they were there, and in which seasons and episodes."""

from collections.abc import Iterable, Sequence
from html import escape

import msgspec

from api.pages.pictures import Pictures, Thumbnail
from api.pages.words import count, span


class CategoryCount(msgspec.Struct):
    """In how many episodes somebody was what."""

    category: str
    episode_count: int | None


class Episode(msgspec.Struct):
    """An episode with the person in it."""

    episode_number: int
    name: str | None
    air_date: str | None
    roles: list[str]


class Season(msgspec.Struct):
    """A season with the person in it, and the episodes of it."""

    season_number: int
    name: str | None
    episodes: list[Episode]


class Appearance(msgspec.Struct):
    """A show of the person; its seasons are empty where only a count is known."""

    slug: str
    name: str
    first_air_date: str | None
    poster: Thumbnail | None
    categories: list[CategoryCount]
    roles: list[str]
    seasons: list[Season]


def appearances(shows: Sequence[Appearance], pictures: Pictures) -> str:
    """Return the shows, with their seasons folded."""
    if not shows:
        return ""
    rows = "\n".join(_show(one, pictures) for one in shows)
    return f'<section><h3>Shows</h3><ul class="appearances">\n{rows}\n</ul></section>'


def _show(one: Appearance, pictures: Pictures) -> str:
    poster = pictures.framed(one.poster, one.name, sizes="5.5rem")
    days = (episode.air_date for season in one.seasons for episode in season.episodes)
    told = [
        escape(", ".join(one.roles)),
        escape(", ".join(filter(None, map(_category, one.categories)))),
        escape(_years(days) or span(one.first_air_date, None)),
    ]
    lines = "".join(f"<p>{line}</p>" for line in told if line)
    seasons = "".join(map(_season, one.seasons))
    folded = f'<div class="seasons">{seasons}</div>' if seasons else ""
    return (
        f'<li class="appearance"><div class="poster">{poster}</div>'
        f'<div><h4><a href="/shows/{escape(one.slug)}">{escape(one.name)}</a></h4>'
        f"{lines}{folded}</div></li>"
    )


def _category(one: CategoryCount) -> str:
    if one.episode_count is None:
        return ""
    return f"{count(one.episode_count, 'episode', 'episodes')} as {one.category}"


def _years(days: Iterable[str | None]) -> str:
    known = [day for day in days if day]
    return span(min(known), max(known)) if known else ""


def _season(season: Season) -> str:
    name = escape(season.name or f"Season {season.season_number}")
    told = [count(len(season.episodes), "episode", "episodes")]
    if years := _years(one.air_date for one in season.episodes):
        told.append(years)
    rows = "".join(map(_episode, season.episodes))
    return (
        f'<details><summary><span class="what"><span class="title">{name}</span> '
        f'<span class="quiet">{escape(", ".join(told))}</span></span></summary>'
        '<div class="inside"><table><thead><tr><th class="number">No.</th>'
        '<th>Episode</th><th class="day">Aired</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _episode(episode: Episode) -> str:
    name = escape(episode.name or f"Episode {episode.episode_number}")
    aired = escape(episode.air_date or "")
    day = f'<time datetime="{aired}">{aired}</time>' if aired else ""
    return (
        f'<tr><td class="number">{episode.episode_number}</td><td>{name} '
        f'<span class="quiet">({escape(", ".join(episode.roles))})</span></td>'
        f'<td class="day">{day}</td></tr>'
    )
