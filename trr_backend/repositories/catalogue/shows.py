"""Shows: a page of a list, one of them with everything, and where it can be watched."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self
from uuid import UUID

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue import including, texts
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    Page,
    Site,
    Statement,
    Terms,
    ToldDetail,
    Window,
    load_detail,
    load_told,
    statement,
)
from trr_backend.repositories.catalogue.searching import alike, load_found
from trr_backend.repositories.refs import UUID_TEXT, show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

Sort = Literal["name", "premiere", "popularity", "relevance"]

_TMDB = re.compile("(?:tmdb:)?([0-9]{1,18})")
# What is unknown counts as the lowest and so comes last; the indexes say the same.
_ORDERS: dict[Sort, Order] = {
    "name": Order("core.folded(s.name)", "text", "asc"),
    "premiere": Order("coalesce(s.first_air_date, '-infinity')", "date", "desc"),
    "popularity": Order("coalesce(s.popularity, '-infinity')", "float8", "desc"),
    "relevance": Order("m.score", "float8", "desc"),
}


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
class Showing:
    """How shows are shown: with what embedded, with whose offers, in which language."""

    terms: Terms
    include: frozenset[str] = frozenset()
    region: str | None = None
    language: texts.Language | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statements, but for how much is embedded."""
        return {
            **self.terms.parameters,
            **texts.parameters(self.language),
            "region": self.region,
        }


async def load_show(tx: "Transaction", ref: ShowRef, *, showing: Showing) -> ToldDetail:
    """Return ShowDetail."""
    return await load_told(
        tx,
        statement(
            "show_detail",
            entity="'show'",
            owner="show",
            **including.in_show(showing.include),
            **texts.fragments(showing.language),
        ),
        {
            **show_parameters(ref),
            **showing.parameters,
            **including.parameters(including.IN_DETAIL),
        },
    )


async def load_offers(
    tx: "Transaction", ref: ShowRef, *, region: str | None, site: Site
) -> Detail:
    """Return where a show can be watched as a JSON array."""
    return await load_detail(
        tx,
        statement("show_offers"),
        {**show_parameters(ref), **site.parameters, "region": region},
    )


async def load_shows(
    tx: "Transaction",
    wanted: ShowFilter,
    *,
    sort: Sort,
    window: Window,
    showing: Showing,
) -> Page:
    """Return a page of shows; `relevance` needs a search text.

    Offers that are embedded are those in the region of `wanted`.
    """
    query = list_statement("shows", wanted, sort, window, showing)
    params = {
        **showing.parameters,
        **including.parameters(including.IN_LIST),
        **list_parameters(wanted, window),
    }
    return await load_found(tx, query, params, q=wanted.q)


def list_statement(
    name: str,
    wanted: ShowFilter,
    sort: Sort,
    window: Window,
    showing: Showing | None = None,
) -> Statement:
    """Return a statement that has a list of shows in it."""
    order = _ORDERS[sort]
    return statement(
        name,
        key=order.key,
        direction=order.direction,
        seek=order.seek(window.after, "s.id"),
        alike=alike(wanted.q),
        **(_fragments(showing) if showing else {}),
    )


def _fragments(showing: Showing) -> dict[str, str]:
    return {
        **including.in_listed_shows(showing.include),
        **texts.fragments(showing.language),
    }


def list_parameters(wanted: ShowFilter, window: Window) -> dict[str, object]:
    """Return the parameters of such a statement, but for `media_base`."""
    return {
        "q": wanted.q,
        "status": wanted.status,
        "region": wanted.region,
        **_named("genre", wanted.genre),
        **_named("network", wanted.network),
        **_named("provider", wanted.provider),
        **window.parameters,
    }


def _named(name: str, ref: NamedRef | None) -> dict[str, object]:
    return {
        f"by_{name}": ref is not None,
        f"{name}_id": ref.id if ref else None,
        f"{name}_name": ref.name if ref else None,
        f"{name}_tmdb_id": ref.tmdb_id if ref else None,
    }
