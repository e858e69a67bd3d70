"""The parameters of what belongs to a show: seasons, episodes, cast."""

import re
from typing import Annotated, Generic

from fastapi import Path
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from api.include_parameters import LanguageQuery, NamesQuery, SeasonParts
from api.parameters import MAX_LIMIT, Limit, NoQuery, PageQuery, ShowId, show_ref
from api.schemas.people import CastMember
from api.schemas.seasons import (
    EpisodeDetail,
    EpisodeOrder,
    Season,
    SeasonDetail,
    ShowEpisode,
)
from api.trimming import FieldsQuery, Shape
from trr_backend.models.people import Category
from trr_backend.repositories.catalogue.seasons import Part

_LARGEST = 2**31 - 1


def _digits(value: object) -> object:
    """Return `value` where it is written in digits alone: not 1.0, +1 or 1_000."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value) is None:
        raise ValueError("give a whole number from 0 on, such as 3")
    return value


_Number = Annotated[int, Field(ge=0, le=_LARGEST), BeforeValidator(_digits)]
SeasonNumber = Annotated[
    _Number, Path(description="The season's number; 0 are the specials.")
]
EpisodeNumber = Annotated[_Number, Path(description="The episode's number in it.")]
SeasonFilter = Annotated[_Number, Field(description="Of this season only.")]
Missing = Annotated[
    bool,
    Field(
        description="Also what the source no longer names; its `missing_since` is set."
    ),
]


class MissingQuery(NoQuery):
    """Whether to show what vanished upstream."""

    missing: Missing = False


class SeasonsQuery(LanguageQuery, MissingQuery, FieldsQuery[Season]):
    """Which seasons of a show."""


class SeasonQuery(LanguageQuery, FieldsQuery[SeasonDetail]):
    """How one season is shown."""

    include: SeasonParts | None = None


class EpisodeQuery(LanguageQuery, FieldsQuery[EpisodeDetail]):
    """How one episode is shown."""


class OrdersQuery(NamesQuery, FieldsQuery[EpisodeOrder]):
    """How the orders of a show are shown."""


class EpisodesQuery(LanguageQuery, MissingQuery, PageQuery[Shape], Generic[Shape]):
    """Which episodes of a season; most seasons fit on one page."""

    limit: Limit = MAX_LIMIT


class ShowEpisodesQuery(EpisodesQuery[ShowEpisode]):
    """Which episodes of a show."""

    season: SeasonFilter | None = None


class CastQuery(PageQuery[CastMember]):
    """Whose cast, and which part of it."""

    season: SeasonFilter | None = None
    episode: (
        Annotated[_Number, Field(description="Of this episode; needs `season`.")] | None
    ) = None
    category: Category | None = Field(
        default=None, description="By default all but the crew."
    )

    @field_validator("episode")
    @classmethod
    def _has_season(cls, value: int | None, info: ValidationInfo) -> int | None:
        # A season that cannot be read has been told already.
        if value is not None and info.data.get("season", 0) is None:
            raise ValueError("give its season as well, such as season=1")
        return value

    def part(self, show_id: ShowId) -> Part:
        """What the cast is of."""
        return Part(show_ref(show_id), self.season, self.episode)
