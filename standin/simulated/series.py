"""Shows of the simulated catalogue, each with every section.

Organisations and services have no logos: with TRR_IMAGES saying 0 of every kind, a run
over this catalogue writes every picture's row and fetches not one.
"""

import random
from collections.abc import Iterable
from datetime import date

from standin.files import Json
from standin.simulated.company import Company
from standin.simulated.pictures import listed, path
from standin.simulated.seasons import seasons
from standin.simulated.sizes import Sizes
from standin.simulated.words import COUNTRIES, LANGUAGES, day, sentences, title

_GENRES = (
    (10764, "Reality"),
    (10751, "Family"),
    (99, "Documentary"),
    (35, "Comedy"),
    (10767, "Talk"),
    (18, "Drama"),
)
_NETWORKS, _COMPANIES, _PROVIDERS, _KEYWORDS = 150, 2_000, 250, 1_500
_FIRST_NETWORK, _FIRST_COMPANY = 901_000_000, 902_000_000
_FIRST_PROVIDER, _FIRST_KEYWORD = 903_000_000, 904_000_000
_OFFER_TYPES = ("flatrate", "free", "ads", "rent", "buy")
_REGIONS = 4


def series(sizes: Sizes, show_id: int) -> Json:
    """Return a series' whole answer."""
    chance = sizes.chance(show_id)
    name = title(chance, sizes.place(show_id))
    start = date.fromisoformat(day(chance, 1998, 2018))
    country = chance.choice(COUNTRIES)
    all_ = Company.of(sizes, show_id)
    entries = seasons(sizes, start, all_)
    told = [entries[f"season/{number}"] for number in range(1, sizes.seasons + 1)]
    overview = sentences(chance, 6)
    return {
        "adult": False,
        "backdrop_path": path("backdrop", show_id),
        "created_by": [],
        "episode_run_time": [],
        "first_air_date": str(start),
        "genres": _named(chance.sample(_GENRES, 2)),
        "homepage": f"https://shows.example/{show_id}",
        "id": show_id,
        "in_production": False,
        "languages": ["en"],
        "last_air_date": told[-1]["episodes"][-1]["air_date"],
        "name": name,
        "next_episode_to_air": None,
        "networks": _organisations(chance, "Network", _FIRST_NETWORK, _NETWORKS, 1),
        "number_of_episodes": sizes.episodes,
        "number_of_seasons": sizes.seasons,
        "origin_country": [country],
        "original_language": "en",
        "original_name": name,
        "overview": overview,
        "popularity": round(chance.uniform(0, 80), 3),
        "poster_path": path("poster", show_id),
        "production_companies": _organisations(
            chance, "Company", _FIRST_COMPANY, _COMPANIES, 2
        ),
        "seasons": [_listed(one) for one in told],
        "status": "Ended",
        "tagline": "",
        "type": "Reality",
        "vote_average": round(chance.uniform(4, 9), 3),
        "vote_count": chance.randint(0, 900),
        "aggregate_credits": all_.aggregate(told),
        "alternative_titles": {
            "results": [
                {"iso_3166_1": country, "title": f"{name} {country}", "type": ""}
            ]
        },
        "content_ratings": {
            "results": [{"descriptors": [], "iso_3166_1": country, "rating": "TV-14"}]
        },
        "episode_groups": {"results": []},
        "external_ids": {
            "imdb_id": sizes.imdb_id(show_id),
            "freebase_mid": None,
            "freebase_id": None,
            "tvdb_id": show_id,
            "tvrage_id": None,
            "wikidata_id": f"Q{show_id}",
            "facebook_id": None,
            "instagram_id": None,
            "twitter_id": None,
        },
        "images": _images(chance, sizes, show_id),
        "keywords": {
            "results": _named(
                (_FIRST_KEYWORD + n, f"keyword {n}")
                for n in chance.sample(range(_KEYWORDS), 3)
            )
        },
        "translations": {
            "translations": [_translation(one, name, overview) for one in LANGUAGES]
        },
        "watch/providers": {"results": _offers(chance, show_id)},
        **entries,
    }


def _named(pairs: Iterable[tuple[int, str]]) -> list[Json]:
    return [{"id": number, "name": name} for number, name in pairs]


def _organisations(
    chance: random.Random, what: str, first: int, count: int, chosen: int
) -> list[Json]:
    return [
        {
            "id": first + number,
            "logo_path": None,
            "name": f"{what} {number}",
            "origin_country": COUNTRIES[number % len(COUNTRIES)],
        }
        for number in chance.sample(range(count), chosen)
    ]


def _listed(season: Json) -> Json:
    """Return a season as its series lists it."""
    head = {key: season[key] for key in season if key != "episodes"}
    return {**head, "episode_count": len(season["episodes"])}


def _images(chance: random.Random, sizes: Sizes, show_id: int) -> Json:
    logos = sizes.of_show // 10
    posters = (sizes.of_show - logos + 1) // 2
    backdrops = sizes.of_show - logos - posters
    return {
        "backdrops": listed(chance, "backdrop", show_id, backdrops),
        "logos": listed(chance, "logo", show_id, logos),
        "posters": listed(chance, "poster", show_id, posters),
    }


def _translation(language: str, name: str, overview: str) -> Json:
    return {
        "iso_3166_1": language.upper(),
        "iso_639_1": language,
        "name": language,
        "english_name": language,
        "data": {
            "name": name if language == "en" else "",
            "overview": overview,
            "homepage": "",
            "tagline": "",
        },
    }


def _offers(chance: random.Random, show_id: int) -> Json:
    regions = chance.sample(COUNTRIES, _REGIONS)
    address = f"https://www.themoviedb.org/tv/{show_id}/watch?locale="
    return {
        region: {
            "link": f"{address}{region}",
            **{
                kind: _providers(chance, chance.randint(1, 3))
                for kind in chance.sample(_OFFER_TYPES, 2)
            },
        }
        for region in regions
    }


def _providers(chance: random.Random, count: int) -> list[Json]:
    return [
        {
            "logo_path": None,
            "provider_id": _FIRST_PROVIDER + number,
            "provider_name": f"Service {number}",
            "display_priority": place,
        }
        for place, number in enumerate(chance.sample(range(_PROVIDERS), count))
    ]
