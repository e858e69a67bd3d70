"""Answers as TMDb gives them, each as small as a test needs it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

REALITY = {"id": 10764, "name": "Reality"}


def series(tmdb_id: int, name: str, **more: object) -> Json:
    """Return a series."""
    return {
        "id": tmdb_id,
        "name": name,
        "original_name": name,
        "first_air_date": "2004-05-15",
        "origin_country": ["US"],
        "genres": [REALITY],
        "networks": [],
        "production_companies": [],
        "external_ids": {"imdb_id": None},
        "watch/providers": {"results": {}},
        **more,
    }


def season(tmdb_id: int, number: int, **more: object) -> Json:
    """Return a season as its own answer, without episodes."""
    return {
        "id": tmdb_id,
        "season_number": number,
        "name": f"Season {number}",
        "overview": "",
        "air_date": "2004-05-15",
        "poster_path": None,
        "vote_average": 0.0,
        "episodes": [],
        **more,
    }


def episode(tmdb_id: int, number: int, **more: object) -> Json:
    """Return an episode as it stands in its season's answer."""
    return {
        "id": tmdb_id,
        "episode_number": number,
        "episode_type": "standard",
        "name": f"Story {number}",
        "overview": "",
        "air_date": "2004-05-15",
        "runtime": 42,
        "production_code": "",
        "still_path": None,
        "vote_average": 0.0,
        "vote_count": 0,
        "crew": [],
        "guest_stars": [],
        **more,
    }


def credit(person_id: int, name: str, role: str, **more: object) -> Json:
    """Return a part in a cast, or among guest stars, under an id of its own."""
    return {
        "id": person_id,
        "name": name,
        "original_name": name,
        "character": role,
        "credit_id": credit_id(person_id, role),
        "order": 0,
        **_LOOKS,
        **more,
    }


def crew(person_id: int, name: str, job: str, **more: object) -> Json:
    """Return a job in a crew, under an id of its own."""
    return {
        "id": person_id,
        "name": name,
        "original_name": name,
        "job": job,
        "department": "Production",
        "credit_id": credit_id(person_id, job),
        **_LOOKS,
        **more,
    }


def credit_id(person_id: int, role: str) -> str:
    """Return the id of a credit: the same for the same person and role."""
    text = f"{person_id} {role}".encode()
    return hashlib.md5(text, usedforsecurity=False).hexdigest()[:24]


def person(tmdb_id: int, name: str, **more: object) -> Json:
    """Return a person with the sections that are asked for."""
    return {
        "id": tmdb_id,
        "name": name,
        "adult": False,
        "also_known_as": [],
        "biography": "",
        "birthday": None,
        "deathday": None,
        "gender": 0,
        "homepage": None,
        "imdb_id": None,
        "known_for_department": "Acting",
        "place_of_birth": None,
        "popularity": 0.5,
        "profile_path": None,
        "external_ids": {"imdb_id": None, "wikidata_id": None},
        "images": {"profiles": []},
        "combined_credits": {"cast": [], "crew": []},
        **more,
    }


def order(group_id: str, groups: Mapping[str, Sequence[int]], **more: object) -> Json:
    """Return an alternative order: the name of each group and its episodes' ids."""
    return {
        "id": group_id,
        "name": "An order",
        "description": "",
        "type": 5,
        "episode_count": sum(len(ids) for ids in groups.values()),
        "group_count": len(groups),
        "network": None,
        "groups": [
            {
                "id": f"{place:024x}",
                "name": name,
                "order": place,
                "locked": False,
                "episodes": [{"id": one, "order": n} for n, one in enumerate(ids)],
            }
            for place, (name, ids) in enumerate(groups.items())
        ],
        **more,
    }


_LOOKS: Json = {
    "adult": False,
    "gender": 0,
    "known_for_department": "Acting",
    "popularity": 0.5,
    "profile_path": None,
}
