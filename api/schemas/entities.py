"""Genres, keywords and the organisations behind shows."""

from uuid import UUID

from api.schemas.common import Answer


class Term(Answer):
    """A genre or a keyword."""

    id: UUID
    name: str
    tmdb_id: int | None


class Organisation(Answer):
    """A network or a production company; logo_url is null until a logo is stored.

    logo_srcset has its smaller copies, see Thumbnail.
    """

    id: UUID
    name: str
    tmdb_id: int | None
    origin_country: str | None
    logo_url: str | None
    logo_srcset: str | None


class ListedGenre(Answer):
    """A genre, and how many shows have it."""

    id: UUID
    name: str
    tmdb_id: int | None
    show_count: int


class ListedNetwork(Answer):
    """A network, and how many shows it has."""

    id: UUID
    name: str
    tmdb_id: int | None
    origin_country: str | None
    logo_url: str | None
    logo_srcset: str | None
    show_count: int
