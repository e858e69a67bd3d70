"""Shows: a page of a list, one of them with everything, and where it can be watched."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue import including, texts
from trr_backend.repositories.catalogue.listing import (
    ShowFilter,
    Sort,
    show_filter_parameters,
    show_parts,
)
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Page,
    Site,
    Terms,
    ToldDetail,
    Window,
    load_detail,
    load_page,
    load_told,
)
from trr_backend.repositories.catalogue.statements import Statement, statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction


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
        often=not showing.include and showing.language is None,
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
        **show_filter_parameters(wanted, window),
    }
    return await load_page(tx, query, params)


def list_statement(
    name: str,
    wanted: ShowFilter,
    sort: Sort,
    window: Window,
    showing: Showing | None = None,
) -> Statement:
    """Return a statement that has a list of shows in it."""
    return statement(
        name,
        **show_parts(wanted, sort, window),
        **(_fragments(showing) if showing else {}),
    )


def _fragments(showing: Showing) -> dict[str, str]:
    return {
        **including.in_listed_shows(showing.include),
        **texts.fragments(showing.language),
    }
