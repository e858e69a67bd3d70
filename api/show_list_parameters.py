"""Which shows a list has, and in which order."""

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from api.filter_parameters import Day, MadeIn, References, Word, in_order
from api.include_parameters import LanguageQuery, ListedShowParts
from api.parameters import Cursor, PageQuery, Reference, Region, SearchText, Status
from api.schemas.shows import ListedShow
from trr_backend.repositories.catalogue.listing import NamedRef, ShowFilter, Sort

_MOST_WITH_PARTS = 20


def _ref(text: str | None) -> NamedRef | None:
    return NamedRef.parse(text) if text else None


class ShowsQuery(LanguageQuery, PageQuery[ListedShow]):
    """Which shows, in which order."""

    include: ListedShowParts | None = None
    q: SearchText | None = None
    genre: References | None = None
    network: Reference | None = None
    company: Reference | None = Field(
        default=None, description="A production company; as `network`."
    )
    provider: Reference | None = None
    region: Region | None = None
    offer_type: Word | None = Field(
        default=None,
        description="flatrate, free, ads, rent or buy; needs `provider` or `region`.",
    )
    status: Status | None = None
    type: Word | None = None
    country: Region | None = Field(
        default=None, description="Where a show comes from, ISO 3166-1 alpha-2."
    )
    original_language: MadeIn | None = None
    first_aired_from: Day | None = Field(
        default=None, description="The premiere is on this day or later."
    )
    first_aired_to: Day | None = Field(
        default=None, description="The premiere is on this day or earlier."
    )
    in_production: bool | None = None
    has_next_episode: bool | None = Field(
        default=None, description="Whether it is known when it is on next."
    )
    vote_from: float | None = Field(
        default=None,
        ge=0,
        le=10,
        allow_inf_nan=False,
        description="`vote_average` is this or higher.",
    )
    imdb_rating_from: float | None = Field(
        default=None,
        ge=0,
        le=10,
        allow_inf_nan=False,
        description="IMDb's rating is this or higher; in private installations only.",
    )
    sort: Literal["name", "premiere", "popularity", "updated", "next_air"] | None = (
        Field(
            default=None,
            description="By default the best match first, without `q` by name. The "
            "newest premiere and update and the highest popularity come first, and the "
            "next day on air; unknown ones last.",
        )
    )

    @field_validator("include")
    @classmethod
    def _is_of_few(
        cls, value: tuple[str, ...] | None, info: ValidationInfo
    ) -> tuple[str, ...] | None:
        # Of a hundred shows, all that can be embedded takes a second to read.
        if value and info.data.get("limit", 0) > _MOST_WITH_PARTS:
            raise ValueError(
                f"it goes with limit={_MOST_WITH_PARTS} at most; read more pages"
            )
        return value

    @field_validator("offer_type")
    @classmethod
    def _is_somewhere(cls, value: str | None, info: ValidationInfo) -> str | None:
        told = [info.data.get(name, "") for name in ("provider", "region")]
        if value is not None and told == [None, None]:
            raise ValueError("give a provider or a region as well, such as region=US")
        return value

    @field_validator("first_aired_to")
    @classmethod
    def _is_later(cls, value: date | None, info: ValidationInfo) -> date | None:
        return in_order(value, info.data.get("first_aired_from"), "first_aired_from")

    @property
    def order(self) -> Sort:
        """The sort that applies."""
        return self.sort or ("name" if self.q is None else "relevance")

    @property
    def filter(self) -> ShowFilter:
        """The filters, read."""
        return ShowFilter(
            q=self.q,
            genres=tuple(NamedRef.parse(one) for one in self.genre or ()),
            network=_ref(self.network),
            company=_ref(self.company),
            provider=_ref(self.provider),
            region=self.region,
            offer_type=self.offer_type,
            status=self.status,
            type=self.type,
            country=self.country,
            original_language=self.original_language,
            first_aired_from=self.first_aired_from,
            first_aired_to=self.first_aired_to,
            in_production=self.in_production,
            has_next_episode=self.has_next_episode,
            vote_from=self.vote_from,
            imdb_rating_from=self.imdb_rating_from,
        )


class PageOfShows(BaseModel):
    """What the page at `/` can be asked; an empty search shows all."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    cursor: Cursor | None = None

    @property
    def order(self) -> Sort:
        """The sort that applies."""
        return "relevance" if self.q else "popularity"

    @property
    def filter(self) -> ShowFilter:
        """The search alone."""
        return ShowFilter(q=self.q or None)
