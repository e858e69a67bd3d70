"""The parameters of a search over shows and people."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from api.parameters import PageQuery, Region, SearchText
from api.schemas.search import Found


class SearchQuery(PageQuery[Found]):
    """What to search for."""

    q: SearchText
    type: Literal["show", "person"] | None = Field(
        default=None, description="Only shows, or only people; by default both."
    )
    region: Region | None = Field(
        default=None,
        description="Of shows only those that are offered there now (ISO 3166-1 "
        "alpha-2). People are offered nowhere: with `type=person` it is refused.",
        validate_default=False,
    )

    @field_validator("region")
    @classmethod
    def _is_of_shows(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("type") == "person":
            raise ValueError("people are offered nowhere; leave it out, or ask shows")
        return value
