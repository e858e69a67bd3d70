"""The parameters of people: how one is named, which are wanted."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator, Field

from api.filter_parameters import CategoryFilter, MonthDay
from api.include_parameters import NamesQuery, PersonParts
from api.parameters import PageQuery, SearchText, ShowName, matching, show_ref
from api.schemas.people import (
    Appearances,
    Credit,
    ListedPerson,
    PersonDetail,
    PersonWork,
)
from api.season_parameters import Missing
from api.trimming import FieldsQuery
from trr_backend.models.imdb import IMDB_NAME_ID
from trr_backend.models.person_ref import PersonRef
from trr_backend.repositories.catalogue.people import CreditFilter
from trr_backend.repositories.catalogue.people_listing import PeopleFilter, PeopleSort

_PERSON = (
    "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    rf"|tmdb:[0-9]{{1,18}}|imdb:{IMDB_NAME_ID.pattern})$"
)


def _person_id(text: str) -> str:
    return matching(
        _PERSON, text, "give a uuid, tmdb:12 or imdb:nm0000123 in lower case"
    )


PersonId = Annotated[
    str,
    Path(
        description="A uuid, `tmdb:12` or `imdb:nm0000123`; former ids answer 308.",
        max_length=200,
        json_schema_extra={"pattern": _PERSON},
    ),
    AfterValidator(_person_id),
]


class PersonQuery(NamesQuery, FieldsQuery[PersonDetail]):
    """How one person is shown."""

    include: PersonParts | None = None


class PeopleQuery(PageQuery[ListedPerson]):
    """Which people, in which order."""

    q: SearchText | None = None
    show: ShowName | None = None
    category: CategoryFilter | None = None
    birthday: MonthDay | None = Field(
        default=None, description="Month and day of birth, in any year: `01-31`."
    )
    sort: Literal["name", "popularity", "updated"] | None = Field(
        default=None,
        description="By default the best match first, without `q` by name. The most "
        "popular, those of most shows and the newest update come first, unknown ones "
        "last.",
    )

    @property
    def order(self) -> PeopleSort:
        """The sort that applies."""
        return self.sort or ("name" if self.q is None else "relevance")

    @property
    def filter(self) -> PeopleFilter:
        """The filters, read."""
        show = show_ref(self.show) if self.show else None
        return PeopleFilter(self.q, show, self.category, self.birthday)


class AppearancesQuery(NamesQuery, FieldsQuery[Appearances]):
    """How a person is shown in a show."""


class WorksQuery(NamesQuery, PageQuery[PersonWork]):
    """Which works of a person."""


class CreditsQuery(NamesQuery, PageQuery[Credit]):
    """Which credits of a person."""

    show: ShowName | None = None
    category: CategoryFilter | None = None
    missing: Missing = False

    @property
    def filter(self) -> CreditFilter:
        """The filters, read."""
        show = show_ref(self.show) if self.show else None
        return CreditFilter(show, self.missing, self.category)


def person_named(text: str) -> PersonRef:
    """Read any id of a person. Raises ValueError that says what one looks like."""
    return person_ref(_person_id(text))


def person_ref(person_id: str) -> PersonRef:
    """Read a person's id, which has passed its pattern."""
    return PersonRef.parse(person_id)
