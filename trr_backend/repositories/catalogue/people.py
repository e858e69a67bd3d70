"""People: found by name, one with everything, their credits and works."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from trr_backend.models.people import Category
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue import including, texts
from trr_backend.repositories.catalogue.reading import (
    Detail,
    Order,
    PartPage,
    Terms,
    ToldDetail,
    Window,
    load_detail,
    load_part_page,
    load_told,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction


@dataclass(frozen=True, slots=True)
class CreditFilter:
    """Which credits are wanted; `missing`: also those that vanished upstream."""

    show: ShowRef | None = None
    missing: bool = False
    category: Category | None = None


# Whether a value of IMDb is shown is only asked where one may be: a sixth of the time.
_NAMED = {True: "({attribution})::text", False: "{named_anyway}"}
_NEWEST = Order("g.sort_key", "date", "desc")


async def load_person(
    tx: "Transaction",
    ref: PersonRef,
    *,
    terms: Terms,
    include: frozenset[str] = frozenset(),
    language: texts.Language | None = None,
) -> ToldDetail:
    """Return PersonDetail with what `include` names embedded."""
    return await load_told(
        tx,
        statement(
            "person_detail",
            entity="'person'",
            owner="person",
            stated="{stated_of_person}",
            record="{record_of_person}",
            told="{person_fact}",
            sources=_NAMED[terms.site.private],
            pages="facts",
            **including.in_person(include),
            **texts.fragments(language),
        ),
        {
            **person_parameters(ref),
            **terms.parameters,
            **texts.parameters(language),
            **including.parameters(including.IN_DETAIL),
        },
        often=not include and language is None,
    )


async def load_credits(  # noqa: PLR0913 -- whose, which, and how they are told
    tx: "Transaction",
    ref: PersonRef,
    window: Window,
    *,
    wanted: CreditFilter,
    private: bool,
    language: texts.Language | None = None,
) -> PartPage:
    """Return a page of credits in our shows, newest first."""
    query = statement(
        "credits",
        seek=_NEWEST.seek(window.after, "g.id"),
        direction=_NEWEST.direction,
        **texts.fragments(language),
    )
    nobody = dict.fromkeys(("id", "slug", "source", "external_id"))
    params = {
        **person_parameters(ref),
        **(show_parameters(wanted.show) if wanted.show else nobody),
        **window.parameters,
        **texts.parameters(language),
        "in_show": wanted.show is not None,
        "missing": wanted.missing,
        "category": wanted.category,
        "private": private,
    }
    return await load_part_page(tx, query, params)


async def load_works(
    tx: "Transaction",
    ref: PersonRef,
    window: Window,
    *,
    private: bool,
    language: texts.Language | None = None,
) -> PartPage:
    """Return a page of what the source lists of a person anywhere, newest first."""
    query = statement(
        "works",
        seek=_NEWEST.seek(window.after, "g.id"),
        direction=_NEWEST.direction,
        **texts.fragments(language),
    )
    params = {
        **person_parameters(ref),
        **window.parameters,
        **texts.parameters(language),
        "private": private,
    }
    return await load_part_page(tx, query, params)


async def load_appearances(
    tx: "Transaction",
    ref: PersonRef,
    show: ShowRef,
    *,
    terms: Terms,
    language: texts.Language | None = None,
) -> Detail:
    """Return Appearances; a show in which the person has no credit is no part of it."""
    return await load_detail(
        tx,
        statement("appearances", shows="show", **texts.fragments(language)),
        {
            **person_parameters(ref),
            **show_parameters(show),
            **terms.parameters,
            **texts.parameters(language),
        },
    )


def person_parameters(ref: PersonRef) -> dict[str, object]:
    """Return the parameters of the statements that look a person up."""
    return {
        "person_id": None if ref.source else UUID(ref.value),
        "person_source": ref.source or None,
        "person_external_id": ref.value if ref.source else None,
    }
