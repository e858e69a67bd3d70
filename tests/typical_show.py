"""A show as most are: three seasons, 40 episodes, 15 people, a hundred pictures."""

from tests.answers import Json, credit, crew, episode
from tests.upstream import Upstream

SEASONS = (13, 13, 14)
PEOPLE = 15
_REGULARS = 5
_GUESTS = 3
_WORKS = 12
_REGIONS = ("AU", "CA", "DE", "GB", "US")
_POSTERS = 25
_BACKDROPS = 25
_PHOTOS = 3


def typical_show(upstream: Upstream, tmdb_id: int) -> None:
    """Put one; its people are in no other, what it belongs to is in many."""
    people = [tmdb_id * 100 + number for number in range(PEOPLE)]
    regulars = [credit(one, _name(one), "Self - Host") for one in people[:_REGULARS]]
    for number, count in enumerate(SEASONS, start=1):
        first = int(f"{tmdb_id}{number:02}000")
        upstream.put_season(
            tmdb_id,
            number,
            episodes=[_episode(first + n, n, people) for n in range(1, count + 1)],
            cast=regulars,
            poster_path=f"/season-{tmdb_id}-{number}.jpg",
        )
    upstream.put(
        tmdb_id,
        f"Show {tmdb_id}",
        overview="People live together, and one of them has to go.",
        networks=[_owner(tmdb_id % 7 + 1)],
        production_companies=[_owner(tmdb_id % 11 + 1), _owner(tmdb_id % 13 + 20)],
        keywords={"results": [_keyword(tmdb_id % 17), _keyword(tmdb_id % 19 + 20)]},
        alternative_titles={
            "results": [{"iso_3166_1": "DE", "title": f"Reihe {tmdb_id}", "type": ""}]
        },
        translations={"translations": [_translation(tmdb_id)]},
        external_ids={"imdb_id": f"tt{tmdb_id:07}", "tvdb_id": tmdb_id},
        images={
            "posters": [_picture(f"p{tmdb_id}-{n}") for n in range(_POSTERS)],
            "backdrops": [_picture(f"b{tmdb_id}-{n}") for n in range(_BACKDROPS)],
            "logos": [],
        },
        aggregate_credits={"cast": [_part(one) for one in people], "crew": []},
        number_of_seasons=len(SEASONS),
        number_of_episodes=sum(SEASONS),
        **{"watch/providers": {"results": {one: _offers() for one in _REGIONS}}},
    )
    for one in people:
        _person(upstream, one)


def _episode(tmdb_id: int, number: int, people: list[int]) -> Json:
    guests = people[_REGULARS:]
    cast = [guests[(number + n) % len(guests)] for n in range(_GUESTS)]
    return episode(
        tmdb_id,
        number,
        overview="Somebody cooks, somebody cries.",
        still_path=f"/still-{tmdb_id}.jpg",
        guest_stars=[
            credit(one, _name(one), "Self", credit_id=f"{tmdb_id}-{one}")
            for one in cast
        ],
        crew=[
            crew(people[0], _name(people[0]), "Producer", credit_id=f"{tmdb_id}-crew")
        ],
    )


def _part(person_id: int) -> Json:
    part = credit(person_id, _name(person_id), "Self")
    role = {key: part.pop(key) for key in ("credit_id", "character")}
    roles = [{**role, "episode_count": sum(SEASONS)}]
    return {**part, "roles": roles, "total_episode_count": sum(SEASONS)}


def _person(upstream: Upstream, tmdb_id: int) -> None:
    works = [
        credit(
            tmdb_id,
            "",
            "Self",
            id=tmdb_id * 100 + n,
            title=f"Film {n}",
            media_type="movie",
            credit_id=f"{tmdb_id}-film-{n}",
        )
        for n in range(_WORKS)
    ]
    upstream.put_person(
        tmdb_id,
        _name(tmdb_id),
        biography="Was born, and was on television.",
        birthday="1970-01-01",
        also_known_as=[f"The {tmdb_id}"],
        profile_path=f"/profile-{tmdb_id}-0.jpg",
        external_ids={"imdb_id": f"nm{tmdb_id:07}"},
        combined_credits={"cast": works, "crew": []},
        images={
            "profiles": [_picture(f"profile-{tmdb_id}-{n}") for n in range(_PHOTOS)]
        },
    )


def _name(person_id: int) -> str:
    return f"Person {person_id}"


def _owner(number: int) -> Json:
    logo = f"/owner-{number}.png"
    return {
        "id": number,
        "name": f"Owner {number}",
        "logo_path": logo,
        "origin_country": "US",
    }


def _keyword(number: int) -> Json:
    return {"id": number + 1, "name": f"keyword {number}"}


def _translation(tmdb_id: int) -> Json:
    data = {"name": f"Reihe {tmdb_id}", "overview": "", "tagline": "", "homepage": ""}
    return {"iso_639_1": "de", "iso_3166_1": "DE", "data": data}


def _picture(name: str) -> Json:
    return {
        "file_path": f"/{name}.jpg",
        "iso_639_1": None,
        "width": 1000,
        "height": 1500,
        "vote_average": 5.0,
        "vote_count": 1,
    }


def _offers() -> Json:
    providers = [
        {
            "provider_id": number,
            "provider_name": f"Provider {number}",
            "logo_path": f"/provider-{number}.png",
            "display_priority": number,
        }
        for number in (1, 2)
    ]
    return {"link": "https://watch.example/", "flatrate": providers}
