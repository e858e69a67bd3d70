"""Lists that persons keep; for admins."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer


class WantedList(Answer):
    """A list of wanted shows."""

    id: UUID
    name: str
    source: str
    key: str = Field(description="What it is at its source: a number, a path.")
    url: str | None
    item_count: int = Field(description="Without what is gone from it.")
    created_at: AwareDatetime


class WantedShow(Answer):
    """The show that is meant; without a slug while no source has told of it."""

    id: UUID
    slug: str | None
    name: str
    tmdb_id: int | None


class WantedItem(Answer):
    """A show on a list, with what the list says of it in its own words."""

    position: int
    title: str | None
    original_title: str | None
    year: int | None
    premiere: date | None
    note: str | None
    show: WantedShow
    missing_since: AwareDatetime | None = Field(
        description="Since when it is gone from the list."
    )
