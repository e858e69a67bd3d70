"""Which days and which episodes are wanted."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from api.filter_parameters import Day, References, in_order
from api.include_parameters import LanguageQuery
from api.parameters import PageQuery, Reference, Region, ShowName, show_ref
from api.schemas.schedule import ScheduledEpisode
from trr_backend.repositories.catalogue.listing import NamedRef, ShowFilter
from trr_backend.repositories.catalogue.schedule import Days, EpisodeFilter

_MOST_DAYS = 14


class AiringQuery(LanguageQuery, PageQuery[ScheduledEpisode]):
    """Which days, and of which shows."""

    date: Annotated[
        Day | None, Field(description="The first day; by default today (UTC).")
    ] = None
    days: int = Field(
        default=1, ge=1, le=_MOST_DAYS, description="How many days from it on."
    )
    genre: References | None = None
    network: Reference | None = None
    region: Region | None = Field(
        default=None,
        description="Of shows that are offered there now. ISO 3166-1 alpha-2.",
    )

    @property
    def span(self) -> Days:
        """The days."""
        return Days(self.date, self.days)

    @property
    def filter(self) -> ShowFilter:
        """The shows."""
        return ShowFilter(
            genres=tuple(NamedRef.parse(one) for one in self.genre or ()),
            network=NamedRef.parse(self.network) if self.network else None,
            region=self.region,
        )


class AllEpisodesQuery(LanguageQuery, PageQuery[ScheduledEpisode]):
    """Which episodes, in which order."""

    show: ShowName | None = None
    aired_from: Day | None = Field(
        default=None, description="On air on this day or later."
    )
    aired_to: Day | None = Field(
        default=None, description="On air on this day or earlier."
    )
    specials: bool | None = Field(
        default=None, description="Only those of season 0, or none of them."
    )
    sort: Literal["newest", "oldest"] = "newest"

    @field_validator("aired_to")
    @classmethod
    def _is_later(cls, value: date | None, info: ValidationInfo) -> date | None:
        return in_order(value, info.data.get("aired_from"), "aired_from")

    @property
    def filter(self) -> EpisodeFilter:
        """The filters, read."""
        return EpisodeFilter(
            self.aired_from,
            self.aired_to,
            show_ref(self.show) if self.show else None,
            self.specials,
        )
