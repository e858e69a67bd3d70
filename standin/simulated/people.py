"""People of the simulated catalogue: as credits name them, and their own answers."""

from standin.files import Json
from standin.simulated.pictures import listed, path
from standin.simulated.sizes import PHOTOS, Sizes
from standin.simulated.words import credit_id, day, person_name, sentences, title

_GENDERS = (1, 2, 3)
_OTHER_WORKS = 4
_UNKNOWN_FILM = 990_000_000


def credited(sizes: Sizes, person_id: int) -> Json:
    """Return what each credit says of its person."""
    chance = sizes.chance(person_id)
    name = person_name(chance)
    return {
        "adult": False,
        "gender": chance.choice(_GENDERS),
        "id": person_id,
        "known_for_department": "Acting",
        "name": name,
        "original_name": name,
        "popularity": round(chance.uniform(0, 3), 3),
        "profile_path": path("profile", person_id),
    }


def person(sizes: Sizes, person_id: int) -> Json:
    """Return a person's own answer with every section."""
    chance = sizes.chance(person_id)
    named = {**credited(sizes, person_id)}
    named.pop("original_name")
    imdb_id = f"nm{person_id}"
    birthday = day(chance, 1950, 2005)
    return {
        **named,
        "also_known_as": [person_name(chance)],
        "biography": sentences(chance, 6),
        "birthday": birthday,
        "deathday": None,
        "homepage": None,
        "imdb_id": imdb_id,
        "place_of_birth": "Somewhere",
        "combined_credits": {
            "cast": [
                *(_here(sizes, person_id, one) for one in sizes.shows_of(person_id)),
                *(_elsewhere(person_id, number) for number in range(_OTHER_WORKS)),
            ],
            "crew": [],
        },
        "external_ids": {
            "freebase_mid": None,
            "freebase_id": None,
            "imdb_id": imdb_id,
            "tvrage_id": None,
            "wikidata_id": f"Q{person_id}",
            "facebook_id": None,
            "instagram_id": f"sim.{person_id}",
            "tiktok_id": None,
            "twitter_id": None,
            "youtube_id": None,
        },
        "images": {"profiles": listed(chance, "profile", person_id, PHOTOS)},
    }


def _here(sizes: Sizes, person_id: int, show_id: int) -> Json:
    chance = sizes.chance(show_id)
    return {
        "adult": False,
        "character": "Self",
        "credit_id": credit_id(show_id, person_id, 0),
        "episode_count": sizes.episodes // sizes.seasons,
        "first_air_date": "",
        "id": show_id,
        "media_type": "tv",
        "name": title(chance, sizes.place(show_id)),
    }


def _elsewhere(person_id: int, number: int) -> Json:
    work = _UNKNOWN_FILM + (person_id * 7 + number) % 9_000_000
    return {
        "adult": False,
        "character": "Self",
        "credit_id": credit_id(work, person_id, 0),
        "id": work,
        "media_type": "movie",
        "release_date": "2015-01-01",
        "title": f"Some film {work}",
    }
