"""The shape of TMDb's answer about a person, with the parts that are appended.

`combined_credits` are all works of that person, films and series alike: a film has
`title` and `release_date`, a series `name`, `first_air_date` and `episode_count`.
"""

from msgspec import Struct

from trr_backend.integrations.tmdb.decoding import Integer, decoder


class PersonIds(Struct, frozen=True, kw_only=True):
    """The appended part `external_ids`: ids and accounts."""

    imdb_id: str | None = None
    wikidata_id: str | None = None
    facebook_id: str | None = None
    instagram_id: str | None = None
    twitter_id: str | None = None
    tiktok_id: str | None = None
    youtube_id: str | None = None


class PersonWork(Struct, frozen=True, kw_only=True):
    """One credit of the person in a film or a series."""

    id: int
    credit_id: str | None = None
    media_type: str | None = None
    title: str | None = None
    name: str | None = None
    character: str | None = None
    job: str | None = None
    department: str | None = None
    release_date: str | None = None
    first_air_date: str | None = None
    episode_count: Integer | None = None


class CombinedCredits(Struct, frozen=True, kw_only=True):
    """The appended part `combined_credits`."""

    cast: list[PersonWork] | None = None
    crew: list[PersonWork] | None = None


class PersonDetails(Struct, frozen=True, kw_only=True):
    """One person; gender is 0 (not set), 1, 2 or 3; old answers have none."""

    id: int
    name: str | None = None
    gender: int | None = None
    birthday: str | None = None
    deathday: str | None = None
    place_of_birth: str | None = None
    biography: str | None = None
    homepage: str | None = None
    known_for_department: str | None = None
    popularity: float | None = None
    adult: bool | None = None
    profile_path: str | None = None
    imdb_id: str | None = None
    also_known_as: list[str] | None = None
    external_ids: PersonIds | None = None
    combined_credits: CombinedCredits | None = None


_person = decoder(PersonDetails)


def decode_person(body: bytes, url: str = "") -> PersonDetails:
    """Return the person in an answer of `/3/person/{id}`. Raises Changed."""
    return _person(body, url)
