"""The shapes of pictures: of a series, of its seasons, of a person.

They are no gate to storing: who stores a document does not decode its pictures, so that
a broken list of them costs no title and no credit. What makes rows of pictures decodes
them by these shapes, and an answer that does not fit fails there, by name.

`None` means that the answer did not say (a missing or null list); an empty list means
that it said "none". A picture without text has no language: null, "" or "xx".
"""

from msgspec import Struct

from trr_backend.integrations.tmdb.decoding import decoder


class ListedImage(Struct, frozen=True, kw_only=True):
    """A picture in a list; sizes in pixels, votes from 0 to 10."""

    file_path: str | None = None
    iso_639_1: str | None = None
    iso_3166_1: str | None = None
    width: float | None = None
    height: float | None = None
    vote_average: float | None = None
    vote_count: float | None = None


class ShowImages(Struct, frozen=True, kw_only=True):
    """The part `images` of a series."""

    posters: list[ListedImage] | None = None
    backdrops: list[ListedImage] | None = None
    logos: list[ListedImage] | None = None


class SeasonImages(Struct, frozen=True, kw_only=True):
    """`season/N/images` as it is appended."""

    posters: list[ListedImage] | None = None


class PersonImages(Struct, frozen=True, kw_only=True):
    """The part `images` of a person."""

    profiles: list[ListedImage] | None = None


class PicturedSeries(Struct, frozen=True, kw_only=True):
    """What a series' answer says of its own pictures."""

    id: int
    poster_path: str | None = None
    backdrop_path: str | None = None
    images: ShowImages | None = None


class PicturedPerson(Struct, frozen=True, kw_only=True):
    """What a person's answer says of their pictures."""

    id: int
    profile_path: str | None = None
    images: PersonImages | None = None


_series = decoder(PicturedSeries)
_season = decoder(SeasonImages)
_person = decoder(PicturedPerson)


def decode_pictured_series(body: bytes, url: str = "") -> PicturedSeries:
    """Return the pictures in an answer of `/3/tv/{id}`. Raises Changed."""
    return _series(body, url)


def decode_season_images(body: bytes, url: str = "") -> SeasonImages:
    """Return the pictures in an entry `season/N/images`. Raises Changed."""
    return _season(body, url)


def decode_pictured_person(body: bytes, url: str = "") -> PicturedPerson:
    """Return the pictures in an answer of `/3/person/{id}`. Raises Changed."""
    return _person(body, url)
