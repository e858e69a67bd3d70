"""Where a show can be watched."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer


class Provider(Answer):
    """A streaming service in one group; lower priorities are shown first."""

    id: UUID
    name: str
    tmdb_id: int | None
    logo_url: str | None
    logo_srcset: str | None
    display_priority: int | None


class OfferGroup(Answer):
    """The providers of one kind of offer in one region, in display order."""

    region: str = Field(description="ISO 3166-1 alpha-2.")
    offer_type: str = Field(
        description="flatrate, free, ads, rent, buy, or a type that is new."
    )
    link: str | None = Field(description="The region's offers at the source.")
    providers: list[Provider]


class ProviderName(Answer):
    """Which streaming service it is."""

    id: UUID
    name: str
    tmdb_id: int | None
    logo_url: str | None
    logo_srcset: str | None


class Stay(Answer):
    """How long a provider offered a show in one way; one that comes back stays anew."""

    region: str = Field(description="ISO 3166-1 alpha-2.")
    offer_type: str = Field(
        description="flatrate, free, ads, rent, buy, or a type that is new."
    )
    provider: ProviderName
    started_at: AwareDatetime = Field(description="When it was first seen.")
    ended_at: AwareDatetime | None = Field(description="Null while it is offered.")
