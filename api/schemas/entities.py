"""Genres, keywords and the organisations behind shows."""

from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, Attribution


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


class ListedCompany(ListedNetwork):
    """A production company, and how many shows it has."""


class ListedProvider(Answer):
    """A streaming service, and how many shows it offers: in the region asked for."""

    id: UUID
    name: str
    tmdb_id: int | None
    logo_url: str | None
    logo_srcset: str | None
    show_count: int


class GenreDetail(ListedGenre):
    """One genre."""

    attribution: list[Attribution]


class NetworkDetail(ListedNetwork):
    """One network."""

    attribution: list[Attribution]


class CompanyDetail(ListedCompany):
    """One production company."""

    attribution: list[Attribution]


class RegionCount(Answer):
    """How many shows are offered in a region."""

    region: str = Field(description="ISO 3166-1 alpha-2.")
    show_count: int


class ProviderDetail(ListedProvider):
    """One streaming service, and where it has offers."""

    regions: list[RegionCount]
    attribution: list[Attribution]
