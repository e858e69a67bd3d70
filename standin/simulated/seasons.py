"""Seasons of the simulated catalogue with their episodes, one a week."""

from datetime import date, timedelta

from standin.files import Json
from standin.simulated.company import Company
from standin.simulated.pictures import listed, path
from standin.simulated.sizes import SEASON_POSTERS, Sizes
from standin.simulated.words import sentences

_WEEK = timedelta(weeks=1)


def seasons(sizes: Sizes, start: date, all_: Company) -> dict[str, Json]:
    """Return the entries `season/N` of a show, with what is below each."""
    entries: dict[str, Json] = {}
    for number in range(1, sizes.seasons + 1):
        season_id = sizes.season_id(all_.show_id, number)
        chance = sizes.chance(season_id)
        entries[f"season/{number}"] = {
            "air_date": str(start + sizes.weeks(number)[0] * _WEEK),
            "episodes": _episodes(sizes, start, all_, number),
            "name": f"Season {number}",
            "overview": sentences(chance, 3),
            "id": season_id,
            "poster_path": path("poster", season_id),
            "season_number": number,
            "vote_average": 7.1,
        }
        entries[f"season/{number}/credits"] = all_.regulars()
        posters = listed(chance, "poster", season_id, SEASON_POSTERS)
        entries[f"season/{number}/images"] = {"posters": posters}
    return entries


def _episodes(sizes: Sizes, start: date, all_: Company, number: int) -> list[Json]:
    weeks = sizes.weeks(number)
    chosen = all_.contestants[number - 1 :: sizes.seasons]
    return [
        {
            "air_date": str(start + week * _WEEK),
            "episode_number": place,
            "season_number": number,
            "show_id": all_.show_id,
            **_told(sizes, sizes.episode_id(all_.show_id, week)),
            "crew": all_.at_work(week),
            "guest_stars": all_.left(chosen, place - 1, len(weeks)),
        }
        for place, week in enumerate(weeks, start=1)
    ]


def _told(sizes: Sizes, episode_id: int) -> Json:
    chance = sizes.chance(episode_id)
    return {
        "episode_type": "standard",
        "id": episode_id,
        "name": sentences(chance, 1),
        "overview": sentences(chance, 4),
        "production_code": "",
        "runtime": chance.randint(38, 62),
        "still_path": path("still", episode_id),
        "vote_average": round(chance.uniform(4, 9), 3),
        "vote_count": chance.randint(0, 90),
    }
