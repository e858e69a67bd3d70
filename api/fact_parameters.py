"""The parameters of what wikis state: in which field, in which season."""

from typing import Annotated, Generic

from pydantic import Field, StringConstraints

from api.parameters import PageQuery
from api.schemas.facts import LedgerEntry
from api.season_parameters import MissingQuery, SeasonFilter
from api.trimming import Shape
from trr_backend.repositories.catalogue.facts import FactFilter

_Text = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")
]


class FactsQuery(MissingQuery, PageQuery[Shape], Generic[Shape]):
    """Which facts."""

    field: _Text | None = Field(
        default=None, description="Only this one, such as `place_of_birth`."
    )
    season: SeasonFilter | None = None
    scope: _Text | None = Field(
        default=None, description="Only of this season, as the page names it."
    )
    conflicting: bool = Field(
        default=False, description="Only where sources say different things."
    )

    @property
    def filter(self) -> FactFilter:
        """The filters, read."""
        return FactFilter(
            self.field, self.season, self.scope, self.missing, self.conflicting
        )


class LedgerQuery(MissingQuery, PageQuery[LedgerEntry]):
    """Which part of the ledger."""

    season: SeasonFilter | None = None
