"""What all reads of the catalogue share: statements, places in lists, answers.

Every statement answers with one row of four columns: the JSON, to whom a former id
leads, and the key and the id of the place where a page ended; a list that names its
sources by itself has a fifth one for them. What can be told in several languages has a
sixth one: in which its names are. No row: nobody has that id. A row with
neither of the first two: the entity is there, the part asked for is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import psycopg
from psycopg import errors as postgres

from trr_backend.repositories.catalogue.statements import Statement

if TYPE_CHECKING:
    from psycopg.rows import TupleRow

    from trr_backend.repositories.db import Transaction

Parameters = Mapping[str, object]

# Of other columns since a migration; thrown away; another's of the same name.
_PLAN_LOST = (
    postgres.FeatureNotSupported,
    postgres.InvalidSqlStatementName,
    postgres.DuplicatePreparedStatement,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the sort's key as Postgres writes it, and the row's id."""

    key: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: `limit` items behind `after` (None: the top)."""

    limit: int
    after: Place | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of a paged statement."""
        return {
            "limit": self.limit,
            "after_key": self.after.key if self.after else None,
            "after_id": self.after.id if self.after else None,
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON array, and where the next page begins (None: there is none).

    `attribution` is an array as well: who has to be named, where that depends on what
    is on the page. `language`: in which the names are, where one was asked for.
    """

    items: bytes
    after: Place | None
    attribution: bytes | None = None
    language: bytes | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """JSON, and in which language its name is, where one was asked for."""

    body: bytes
    language: bytes | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A former id: the JSON object of the names in the address and their uuids now."""

    names: bytes


@dataclass(frozen=True, slots=True)
class NoPart:
    """The show or person is there, the part of it that was asked for is not."""


# None: there is nobody of that id.
Detail = bytes | Moved | NoPart | None
ToldDetail = Told | Moved | NoPart | None
PartPage = Page | Moved | NoPart | None


@dataclass(frozen=True, slots=True)
class Site:
    """What all answers of an installation have in common.

    `media_base` stands before a picture's key. Values for personal use are shown where
    it is `private`.
    """

    media_base: str
    private: bool

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of a statement that shows pictures or looks ids up."""
        return {"media_base": self.media_base, "private": self.private}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the details of a site must say.

    `attribution` is JSON that names the sources, `with_imdb` the same where an answer
    holds values from IMDb: those are shown where the site is private.
    """

    attribution: str
    with_imdb: str
    site: Site

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of a statement that shows a detail."""
        return {
            "attribution": self.attribution,
            "with_imdb": self.with_imdb,
            **self.site.parameters,
        }


@dataclass(frozen=True, slots=True)
class Order:
    """A sort: its expression, its type and which way it goes (ids go the same way)."""

    key: str
    type: str
    direction: Literal["asc", "desc"]

    def seek(self, after: Place | None, row_id: str) -> str:
        """Return the condition for the rows behind `after`."""
        if after is None:
            return "true"
        sign = ">" if self.direction == "asc" else "<"
        return (
            f"({self.key}, {row_id}) "
            f"{sign} (%(after_key)s::{self.type}, %(after_id)s::uuid)"
        )


async def load_detail(
    tx: "Transaction", query: Statement, params: Parameters
) -> Detail:
    """Return the one value as it came over the wire: no copy through str or dict."""
    row = await _row(tx, query, params)
    if row is None:
        return None
    body, moved, *_ = row
    return body if body is not None else _elsewhere(moved)


async def load_told(
    tx: "Transaction", query: Statement, params: Parameters, *, often: bool = False
) -> ToldDetail:
    """Return the same of what can be told in several languages; `often`: `execute`."""
    row = await _row(tx, query, params, often=often)
    if row is None:
        return None
    body, moved, _, _, _, language = row
    return _elsewhere(moved) if body is None else Told(body, language)


async def load_part_page(
    tx: "Transaction", query: Statement, params: Parameters
) -> PartPage:
    """Return a page of a list that belongs to a show or a person."""
    row = await _row(tx, query, params)
    if row is None:
        return None
    items, moved, key, row_id, *named = row
    if items is None:
        return _elsewhere(moved)
    return Page(items, _place(key, row_id), *named)


async def load_page(tx: "Transaction", query: Statement, params: Parameters) -> Page:
    """Return a page of a list that belongs to nobody, so it is always there."""
    page = await load_part_page(tx, query, params)
    if not isinstance(page, Page):
        raise AssertionError("an aggregate over no rows is one row")  # noqa: TRY004 -- the statement is at fault, no caller
    return page


async def execute(
    tx: "Transaction", query: Statement, params: Parameters, *, often: bool = False
) -> "psycopg.AsyncRawCursor[TupleRow]":
    """Run a statement, whose parameters may be more than it takes.

    The plan of one that is run `often` is kept where connections may (see
    `open_database`): it takes the server ten times as long as to follow it. It takes
    megabytes too, so it is not for statements of many variants.
    """
    cursor = psycopg.AsyncRawCursor(tx)
    values = [params[name] for name in query.names]
    if often:
        try:
            return await cursor.execute(query.text, values, prepare=True)
        except _PLAN_LOST:
            # The driver goes on naming the plan until it is told that all are gone.
            await tx.execute("deallocate all")
    return await cursor.execute(query.text, values, prepare=False)


Column = bytes | None


async def _row(
    tx: "Transaction", query: Statement, params: Parameters, *, often: bool = False
) -> list[Column] | None:
    result = (await execute(tx, query, params, often=often)).pgresult
    if result is None or result.ntuples == 0:
        return None
    return [result.get_value(0, column) for column in range(result.nfields)]


def _elsewhere(moved: Column) -> Moved | NoPart:
    return NoPart() if moved is None else Moved(moved)


def _place(key: Column, row_id: Column) -> Place | None:
    if key is None or row_id is None:
        return None
    return Place(key.decode(), UUID(row_id.decode()))
