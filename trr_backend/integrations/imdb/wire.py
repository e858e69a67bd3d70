"""The answers of IMDb's graph as typed shapes; docs/sources/imdb.md has the sources.

Only what ingestion reads is named. A connection that was not asked for is None. Every
list with a `None` in it is one that the graph declares so.
"""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from trr_backend.integrations.imdb.refusals import SOURCE
from trr_backend.integrations.shapes import misfit, unreadable
from trr_backend.models.imdb import IMDB_NAME_ID, IMDB_TITLE_ID

TitleId = Annotated[str, Meta(pattern=f"^{IMDB_TITLE_ID.pattern}$")]
NameId = Annotated[str, Meta(pattern=f"^{IMDB_NAME_ID.pattern}$")]
_Node = TypeVar("_Node")
_Shape = TypeVar("_Shape")


class PageInfo(Struct, frozen=True, kw_only=True, rename="camel"):
    """Whether and where a connection goes on."""

    has_next_page: bool
    end_cursor: str | None = None


class Edge(Struct, Generic[_Node], frozen=True, kw_only=True):
    """One place in a connection."""

    node: _Node


class Connection(Struct, Generic[_Node], frozen=True, kw_only=True, rename="camel"):
    """One page of a list; `total` counts the nodes of all pages.

    A place of which we keep nothing, because it was taken down, is None.
    """

    total: int
    edges: list[Edge[_Node] | None]
    page_info: PageInfo

    @property
    def nodes(self) -> list[_Node | None]:
        """What is in each place."""
        return [None if edge is None else edge.node for edge in self.edges]


class Text(Struct, frozen=True, kw_only=True):
    """A text, or a localised concept; `id` is opaque unless it reads as a word."""

    text: str | None = None
    id: str | None = None


class Code(Struct, frozen=True, kw_only=True):
    """A country, a language or a type: a code that does not change with languages."""

    id: str


class Aka(Struct, frozen=True, kw_only=True):
    """Another title."""

    text: str
    country: Code | None = None
    language: Code | None = None
    attributes: list[Text] | None = None


class Character(Struct, frozen=True, kw_only=True):
    """Who is played."""

    name: str


class CreditedName(Struct, frozen=True, kw_only=True):
    """Who is credited; `names` tells more of them."""

    id: NameId


class Credit(Struct, frozen=True, kw_only=True):
    """A credit of cast (characters) or crew (jobs)."""

    category: Text
    name: CreditedName
    characters: list[Character] | None = None
    jobs: list[Text] | None = None


class YearRange(Struct, frozen=True, kw_only=True, rename="camel"):
    """The year of a title; of a series the first and the last."""

    year: int | None = None
    end_year: int | None = None


class Runtime(Struct, frozen=True, kw_only=True):
    """How long a title is."""

    seconds: int


class Genre(Struct, frozen=True, kw_only=True):
    """A place in a title's genres, the most relevant first."""

    genre: Text


class Genres(Struct, frozen=True, kw_only=True):
    """The genres of a title."""

    genres: list[Genre]


class Ratings(Struct, frozen=True, kw_only=True, rename="camel"):
    """The votes; without votes there is no mean."""

    aggregate_rating: float | None = None
    vote_count: int | None = None


class EpisodeNumber(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where an episode stands; None where IMDb does not know."""

    season_number: int | None = None
    episode_number: int | None = None


class Series(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where an episode stands in its series."""

    episode_number: EpisodeNumber | None = None


class Title(Struct, frozen=True, kw_only=True, rename="camel"):
    """A title with what was asked for of it."""

    id: TitleId
    title_text: Text | None = None
    original_title_text: Text | None = None
    title_type: Code | None = None
    is_adult: bool | None = None
    release_year: YearRange | None = None
    runtime: Runtime | None = None
    title_genres: Genres | None = None
    ratings_summary: Ratings | None = None
    series: Series | None = None
    akas: Connection[Aka] | None = None
    credits: Connection[Credit] | None = None
    episodes: "Episodes | None" = None


class Episodes(Struct, frozen=True, kw_only=True):
    """The episodes of a series."""

    episodes: Connection[Title] | None = None


class DateComponents(Struct, frozen=True, kw_only=True):
    """A day of which parts may be unknown."""

    year: int | None = None


class PartialDate(Struct, frozen=True, kw_only=True, rename="camel"):
    """A day of birth or death."""

    date_components: DateComponents | None = None


class Profession(Struct, frozen=True, kw_only=True):
    """What somebody mainly does."""

    category: Text


class Name(Struct, frozen=True, kw_only=True, rename="camel"):
    """A person."""

    id: NameId
    name_text: Text | None = None
    birth_date: PartialDate | None = None
    death_date: PartialDate | None = None
    primary_professions: list[Profession] | None = None


class _TitleData(Struct, frozen=True):
    title: Title | None


class _NamesData(Struct, frozen=True):
    names: list[Name | None]


class _TitleAnswer(Struct, frozen=True):
    data: _TitleData


class _NamesAnswer(Struct, frozen=True):
    data: _NamesData


def _decoder(shape: type[_Shape]) -> Callable[[bytes, str], _Shape]:
    typed = msgspec.json.Decoder(shape)

    def decode(body: bytes, url: str) -> _Shape:
        try:
            return typed.decode(body)
        except msgspec.ValidationError as error:
            raise misfit(str(error), source=SOURCE, url=url) from None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise unreadable(str(error), source=SOURCE, url=url) from None

    return decode


_title = _decoder(_TitleAnswer)
_names = _decoder(_NamesAnswer)


def decode_title(body: bytes, url: str = "") -> Title | None:
    """Return the title in an answer, None for an id that IMDb has not.

    Raises Changed.
    """
    return _title(body, url).data.title


def decode_names(body: bytes, url: str = "") -> list[Name | None]:
    """Return the names in the order asked for, None where there is none.

    Raises Changed.
    """
    return _names(body, url).data.names
