"""What names a show, season, episode or person inside another answer."""

from datetime import date
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer
from api.schemas.images import Thumbnail


class ShowSlug(Answer):
    """Which show it is."""

    id: UUID
    slug: str = Field(description="The show's name in an address.")
    name: str


class SeasonName(Answer):
    """Which season it is."""

    id: UUID
    season_number: int
    name: str | None


class EpisodeName(Answer):
    """Which episode it is."""

    id: UUID
    season_number: int
    episode_number: int
    name: str | None
    air_date: date | None


class PersonName(Answer):
    """Who it is."""

    id: UUID
    name: str
    tmdb_id: int | None
    profile_path: str | None = Field(description="At TMDb's picture server.")
    photo: Thumbnail | None
