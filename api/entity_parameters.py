"""How a genre, network, company or provider is named, and which stays are wanted."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator

from api.filter_parameters import Word
from api.parameters import PageQuery, Reference, Region, matching
from api.schemas.entities import ListedProvider
from api.schemas.offers import Stay
from trr_backend.repositories.catalogue.entities import EntityRef
from trr_backend.repositories.catalogue.listing import NamedRef
from trr_backend.repositories.catalogue.offer_history import StayFilter

_ENTITY = "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|tmdb:[0-9]{1,18})$"


def _entity_id(text: str) -> str:
    return matching(_ENTITY, text, "give a uuid or tmdb:12 in lower case")


EntityId = Annotated[
    str,
    Path(
        description="A uuid or `tmdb:12`.",
        max_length=200,
        json_schema_extra={"pattern": _ENTITY},
    ),
    AfterValidator(_entity_id),
]


class ProvidersQuery(PageQuery[ListedProvider]):
    """Which providers."""

    region: Region | None = None


class HistoryQuery(PageQuery[Stay]):
    """Which stays of providers with a show."""

    region: Region | None = None
    provider: Reference | None = None
    offer_type: Word | None = None

    @property
    def filter(self) -> StayFilter:
        """The filters, read."""
        return StayFilter(
            self.region,
            NamedRef.parse(self.provider) if self.provider else None,
            self.offer_type,
        )


def entity_ref(text: str) -> EntityRef:
    """Read an id, which has passed its pattern."""
    source, _, number = text.rpartition(":")
    return EntityRef(tmdb_id=number) if source else EntityRef(id=UUID(text))
