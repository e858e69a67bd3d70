"""The parameters of routes: what they are, and what is said of a wrong one."""

import re
from typing import Annotated, Generic

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.cursors import LONGEST
from api.include_parameters import LanguageQuery, ShowParts
from api.schemas.offers import OfferGroup
from api.schemas.shows import ShowDetail
from api.trimming import FieldsQuery, Shape
from trr_backend.models.imdb import IMDB_TITLE_ID
from trr_backend.models.selection import ShowRef

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
# Two letters or digits, or one that is not Latin, which may be a word. In a schema's
# pattern \w is ASCII, so every other sign is taken for a letter: what machines read is
# then exactly what is accepted.
_LETTER = r"([0-9A-Za-z_]|[^\x00-\x7f])"
_LETTERS = rf"{_LETTER}[\s\S]*{_LETTER}|[^\x00-\u024f]"
_REGION = "^[A-Za-z]{2}$"
_SHOW = (
    "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    "|[a-z0-9]+(-[a-z0-9]+)*|tmdb:[0-9]{1,18}"
    rf"|imdb:{IMDB_TITLE_ID.pattern})$"
)


def _searchable(text: str) -> str:
    if re.search(_LETTERS, text) is None:
        raise ValueError("give at least 2 letters or digits")
    return text


def _show_id(text: str) -> str:
    return matching(
        _SHOW, text, "give a uuid, a slug, tmdb:8514 or imdb:tt0239195 in lower case"
    )


def _region(text: str) -> str:
    return matching(_REGION, text, "give two letters, such as US").upper()


def matching(pattern: str, text: str, expected: str) -> str:
    """Return `text`; what is wrong is said in words, the pattern is for machines."""
    if re.fullmatch(pattern, text) is None:
        raise ValueError(expected)
    return text


ShowId = Annotated[
    str,
    Path(
        description="A uuid, a slug, `tmdb:8514` or `imdb:tt0239195`; former ids "
        "answer 308.",
        max_length=200,
        json_schema_extra={"pattern": _SHOW},
    ),
    AfterValidator(_show_id),
]
ShowName = Annotated[
    str,
    Field(
        description="Only of this show: a uuid, a slug, `tmdb:8514` or "
        "`imdb:tt0239195`.",
        max_length=200,
        json_schema_extra={"pattern": _SHOW},
    ),
    AfterValidator(_show_id),
]
SearchText = Annotated[
    str,
    Field(
        description="Words of a name, typing errors allowed; fewer than 3 letters "
        "are what a word starts with. 2 letters at least, or one that is not Latin.",
        max_length=200,
        json_schema_extra={"pattern": _LETTERS},
    ),
    AfterValidator(_searchable),
]
Reference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$"),
    Field(description="A uuid, a TMDb id (`tmdb:N` or `N`) or the name in any case."),
]
Status = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$"),
    Field(description="As the source words it, in any case: `Returning Series` ..."),
]
Region = Annotated[
    str,
    Field(description="ISO 3166-1 alpha-2.", json_schema_extra={"pattern": _REGION}),
    AfterValidator(_region),
]
# What is none is said by api.cursors, in one way whatever is wrong with it.
Cursor = Annotated[
    str,
    Field(
        description="`next_cursor` of the page before, with the same parameters.",
        json_schema_extra={"maxLength": LONGEST, "pattern": "^[A-Za-z0-9_-]*$"},
    ),
]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Items a page.")]


class NoQuery(BaseModel):
    """Nothing can be chosen; a parameter we do not know is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageQuery(FieldsQuery[Shape], Generic[Shape]):
    """Which page of a list of Shape."""

    cursor: Cursor | None = None
    limit: Limit = DEFAULT_LIMIT


class OffersQuery(FieldsQuery[OfferGroup]):
    """Which offers of a show."""

    region: Region | None = None


class ShowQuery(LanguageQuery, FieldsQuery[ShowDetail]):
    """How one show is shown."""

    include: ShowParts | None = None
    region: Region | None = Field(
        default=None, description="Offers in this region only. ISO 3166-1 alpha-2."
    )


def show_named(text: str) -> ShowRef:
    """Read any id of a show. Raises ValueError that says what one looks like."""
    return show_ref(_show_id(text))


def show_ref(show_id: str) -> ShowRef:
    """Read a show's id, which has passed its pattern."""
    return ShowRef.parse(show_id)
