"""What pages of wikis state of a person or a show, and who took part in its seasons."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.people import person_parameters
from trr_backend.repositories.catalogue.reading import (
    Order,
    Page,
    PartPage,
    Terms,
    Window,
    load_page,
    load_part_page,
)
from trr_backend.repositories.catalogue.seasons import Part
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

_FACTS = Order("f.sort_key", "text", "asc")
_ENTRIES = Order("e.sort_key", "text", "asc")
_ON_PAGE = {
    "pages": "(select x.wiki_id from page x where {fits})",
    "sources": "{named_anyway}",
    "wanted_facts": "{wanted_or_gone}",
    "direction": "asc",
}
_OF_LEDGER = {
    **_ON_PAGE,
    "wanted": "{wanted_or_gone} and {of_season}",
    "pages": "told",
    "parts": "{parts_of_show}",
}
_OF_PERSON = {
    **_ON_PAGE,
    "owner": "person",
    "looked_up": "{person}",
    "stated": "{stated_of_person}",
    "record": "{record_of_person}",
    "told": "{person_fact}",
    "is_there": "true",
    "moved": "{moved_person}",
}
_OF_SHOW = {
    **_ON_PAGE,
    "owner": "show",
    "looked_up": "{show}",
    "stated": "{stated_of_show}",
    "record": "{record_of_show}",
    "told": "{fact}",
    "is_there": "{has_season}",
    "moved": "{moved_show}",
}


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts are wanted; `season` is a number, `scope` as a page names one.

    `missing`: also what its page no longer states; `conflicting`: only those that
    others state otherwise.
    """

    field: str | None = None
    season: int | None = None
    scope: str | None = None
    missing: bool = False
    conflicting: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statement."""
        return {
            "field": self.field,
            "season": self.season,
            "scope": self.scope,
            "missing": self.missing,
            "conflicting": self.conflicting,
        }


async def load_person_facts(
    tx: "Transaction",
    ref: PersonRef,
    window: Window,
    *,
    wanted: FactFilter,
    terms: Terms,
) -> PartPage:
    """Return a page of a person's facts, what holds always first, then by season."""
    params = {**person_parameters(ref), **terms.parameters, **wanted.parameters}
    return await _load(tx, _OF_PERSON, window, params)


async def load_show_facts(
    tx: "Transaction",
    ref: ShowRef,
    window: Window,
    *,
    wanted: FactFilter,
    terms: Terms,
) -> PartPage:
    """Return a page of a show's facts; no part where it has no such season."""
    params = {**show_parameters(ref), **terms.parameters, **wanted.parameters}
    return await _load(tx, _OF_SHOW, window, params)


async def _load(
    tx: "Transaction",
    of: dict[str, str],
    window: Window,
    params: dict[str, object],
) -> PartPage:
    seek = _FACTS.seek(window.after, "f.id")
    query = statement("stated_facts", seek=seek, **of)
    return await load_part_page(tx, query, {**params, **window.parameters})


async def load_ledger(
    tx: "Transaction", part: Part, window: Window, *, missing: bool, terms: Terms
) -> PartPage:
    """Return a page of who took part in a show or one of its seasons, newest first."""
    query = statement(
        "show_ledger",
        seek=_ENTRIES.seek(window.after, "e.id"),
        **_OF_LEDGER,
    )
    params = {
        **part.parameters,
        **terms.parameters,
        **window.parameters,
        "missing": missing,
    }
    return await load_part_page(tx, query, params)


async def load_sources(tx: "Transaction", *, attribution: bytes) -> Page:
    """Return who has to be named: those of `attribution`, and every wiki."""
    query = statement(
        "all_sources",
        sources="{named_anyway}",
        pages="(select g.wiki_id from core.wiki_pages g)",
    )
    return await load_page(tx, query, {"attribution": attribution.decode()})
