"""What the pages for people read: each its own statement, smaller than the API's."""

from typing import TYPE_CHECKING

from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.listing import (
    ShowFilter,
    show_filter_parameters,
    show_parts,
)
from trr_backend.repositories.catalogue.people import person_parameters
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Page,
    Site,
    Window,
    load_detail,
    load_page,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

# The rest is in the API, page by page.
_CAST = 240
_PEOPLE = 8
# Of one season or episode.
_CROWD = 40
_WORKS = 60
# Of the season ledger, over all seasons.
_ENTRIES = 1000
# Of each kind, in a gallery.
_PICTURES = 12
# Of the feed, the last first.
_EVENTS = 40


async def load_search_page(
    tx: "Transaction", q: str, window: Window, *, media_base: str
) -> Page:
    """Return a page of shows that `q` finds, best first, and the people it finds.

    It is an object of `shows` and `people`, the place is that of the shows.
    """
    wanted = ShowFilter(q=q)
    params = {
        **show_filter_parameters(wanted, window),
        "media_base": media_base,
        "people": _PEOPLE,
    }
    # Both lists are of the same matches.
    parts = show_parts(wanted, "relevance", window)
    query = statement("search_page", **parts | {"found": "", "searched": "true"})
    return await load_page(tx, query, params)


async def load_show_page(tx: "Transaction", ref: ShowRef, *, site: Site) -> Detail:
    """Return what the page of a show says, as JSON."""
    return await load_detail(
        tx,
        statement(
            "show_page",
            entity="'show'",
            owner="show",
            total="{total_of_show}",
            stated="{stated_of_show}",
            record="{record_of_show}",
            parts="{parts_of_show}",
            told="{page_fact}",
        ),
        {
            **show_parameters(ref),
            **site.parameters,
            "region": None,
            "category": None,
            "cast": _CAST,
            "crowd": _CROWD,
            "entries": _ENTRIES,
            "pictures": _PICTURES,
        },
    )


async def load_person_page(tx: "Transaction", ref: PersonRef, *, site: Site) -> Detail:
    """Return what the page of a person says, as JSON."""
    return await load_detail(
        tx,
        statement(
            "person_page",
            entity="'person'",
            owner="person",
            shows="core.shows",
            stated="{stated_of_person}",
            record="{record_of_person}",
            parts="{parts_of_person}",
            told="{page_fact}",
        ),
        {
            **person_parameters(ref),
            **site.parameters,
            "works": _WORKS,
            "pictures": _PICTURES,
        },
    )


async def load_live_page(tx: "Transaction") -> bytes:
    """Return what the page of the feed says, as JSON."""
    found = await load_detail(tx, statement("live_page"), {"events": _EVENTS})
    if not isinstance(found, bytes):
        raise AssertionError("an aggregate over no rows is one row")  # noqa: TRY004 -- the statement is at fault, no caller
    return found
