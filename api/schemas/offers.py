"""Where a show can be watched."""

from uuid import UUID

from pydantic import Field

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
