"""What the API reads: Postgres builds the JSON, the bytes are passed on unparsed.

Each function reads with one statement, so it needs no transaction around it. Lists are
read by keyset: a page says after which (key, id) the next one begins.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, Self
from uuid import UUID

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.refs import UUID_TEXT, show_parameters
from trr_backend.repositories.sql import queries

if TYPE_CHECKING:
    from psycopg.abc import Params

    from trr_backend.repositories.db import Transaction

Sort = Literal["name", "premiere", "popularity", "relevance"]

_TMDB = re.compile("(?:tmdb:)?([0-9]{1,18})")
_FRAGMENT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class NamedRef:
    """A genre, network or provider by uuid, TMDb id or name; exactly one is set."""

    id: UUID | None = None
    tmdb_id: str | None = None
    name: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a uuid, `tmdb:71` or `71`; anything else is taken as a name."""
        if UUID_TEXT.fullmatch(text):
            return cls(id=UUID(text))
        if match := _TMDB.fullmatch(text):
            return cls(tmdb_id=match[1])
        return cls(name=text)


@dataclass(frozen=True, slots=True)
class ShowFilter:
    """Which shows are wanted; `region` alone means: offered there by anyone."""

    q: str | None = None
    genre: NamedRef | None = None
    network: NamedRef | None = None
    provider: NamedRef | None = None
    region: str | None = None
    status: str | None = None


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


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON array, and where the next page begins (None: there is none)."""

    items: bytes
    after: Place | None


@dataclass(frozen=True, slots=True)
class ServedAsset:
    """What is known of a stored picture; TMDb's terms bound how long it is kept."""

    sha256: str
    content_type: str
    from_tmdb: bool


@dataclass(frozen=True, slots=True)
class _Order:
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


# What is unknown counts as the lowest and so comes last; the indexes say the same.
_ORDERS: dict[Sort, _Order] = {
    "name": _Order("core.folded(s.name)", "text", "asc"),
    "premiere": _Order("coalesce(s.first_air_date, '-infinity')", "date", "desc"),
    "popularity": _Order("coalesce(s.popularity, '-infinity')", "float8", "desc"),
    "relevance": _Order("m.score", "float8", "desc"),
}
_BY_NAME = _Order("core.folded(n.name)", "text", "asc")


async def load_detail(
    tx: "Transaction", ref: ShowRef, *, media_base: str, attribution: str
) -> bytes | None:
    """Return ShowDetail as JSON, or None where there is no such published show.

    `media_base` stands before a picture's key, without a last slash; `attribution` is
    the JSON that names the sources.
    """
    return await _load_bytes(
        tx,
        _statement("show_detail"),
        show_parameters(ref)
        | {"region": None, "media_base": media_base, "attribution": attribution},
    )


async def load_offers(
    tx: "Transaction", ref: ShowRef, *, region: str | None, media_base: str
) -> bytes | None:
    """Return where a show can be watched as a JSON array, or None without a show."""
    return await _load_bytes(
        tx,
        _statement("show_offers"),
        show_parameters(ref) | {"region": region, "media_base": media_base},
    )


async def load_shows(
    tx: "Transaction",
    wanted: ShowFilter,
    *,
    sort: Sort,
    window: Window,
    media_base: str,
) -> Page:
    """Return a page of shows; `relevance` needs a search text."""
    order = _ORDERS[sort]
    statement = _statement(
        "shows",
        key=order.key,
        direction=order.direction,
        seek=order.seek(window.after, "s.id"),
    )
    params = {
        "q": wanted.q,
        "status": wanted.status,
        "region": wanted.region,
        **_named("genre", wanted.genre),
        **_named("network", wanted.network),
        **_named("provider", wanted.provider),
        **_bounds(window),
        "media_base": media_base,
    }
    if wanted.q is None:
        return await _load_page(tx, statement, params)
    async with tx.transaction():
        await tx.execute(_statement("widen_search"))
        return await _load_page(tx, statement, params)


async def load_networks(tx: "Transaction", window: Window, *, media_base: str) -> Page:
    """Return a page of the networks that have a show, by name."""
    statement = _statement(
        "named",
        seek=_BY_NAME.seek(window.after, "n.id"),
        entities="core.networks",
        links="core.show_networks",
        member="network_id",
        columns="n.origin_country, n.logo_path",
        shown="'origin_country', s.origin_country, 'logo_url', f.logo_url,",
    )
    params = _bounds(window) | {"media_base": media_base}
    return await _load_page(tx, statement, params)


async def load_genres(tx: "Transaction", window: Window) -> Page:
    """Return a page of the genres that have a show, by name."""
    statement = _statement(
        "named",
        seek=_BY_NAME.seek(window.after, "n.id"),
        entities="core.genres",
        links="core.show_genres",
        member="genre_id",
        columns="null::text as logo_path",
        shown="",
    )
    params = _bounds(window) | {"media_base": ""}
    return await _load_page(tx, statement, params)


async def load_asset(tx: "Transaction", key: str) -> ServedAsset | None:
    """Return what is known of a stored picture that may be served."""
    cursor = await tx.execute(_statement("asset"), {"key": key})
    row = await cursor.fetchone()
    return ServedAsset(*row) if row else None


@cache
def _statement(name: str, **parts: str) -> bytes:
    """Return a query with its fragments put in; `parts` come from this module only."""
    found = queries("catalogue")

    def filled(text: str) -> str:
        return _FRAGMENT.sub(
            lambda match: (
                parts[match[1]] if match[1] in parts else filled(_body(found[match[1]]))
            ),
            text,
        )

    return filled(_body(found[name])).encode()


def _body(query: bytes) -> str:
    """Return a query without its comments: braces in them are prose."""
    lines = query.decode().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


def _named(name: str, ref: NamedRef | None) -> dict[str, object]:
    return {
        f"by_{name}": ref is not None,
        f"{name}_id": ref.id if ref else None,
        f"{name}_name": ref.name if ref else None,
        f"{name}_tmdb_id": ref.tmdb_id if ref else None,
    }


def _bounds(window: Window) -> dict[str, object]:
    after = window.after
    return {
        "limit": window.limit,
        "after_key": after.key if after else None,
        "after_id": after.id if after else None,
    }


async def _load_bytes(
    tx: "Transaction", statement: bytes, params: "Params"
) -> bytes | None:
    """Return the one value as it came over the wire: no copy through str or dict."""
    result = (await tx.execute(statement, params)).pgresult
    return result.get_value(0, 0) if result and result.ntuples else None


async def _load_page(tx: "Transaction", statement: bytes, params: "Params") -> Page:
    result = (await tx.execute(statement, params)).pgresult
    if result is None or (items := result.get_value(0, 0)) is None:
        raise AssertionError("an aggregate over no rows is one row")
    key, row_id = result.get_value(0, 1), result.get_value(0, 2)
    if key is None or row_id is None:
        return Page(items, None)
    return Page(items, Place(key.decode(), UUID(row_id.decode())))
