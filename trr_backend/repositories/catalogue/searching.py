"""Searching by name: words that may have slips, or the letters a word starts with."""

from typing import TYPE_CHECKING

from trr_backend.repositories.catalogue.reading import (
    Page,
    Parameters,
    Statement,
    execute,
    load_page,
    statement,
)

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction

# Fewer letters than a trigram has are like half of all names.
_FEWEST = 3


def alike(q: str | None) -> str:
    """Return the fragment that compares a folded name with `q`."""
    return "{starting}" if _is_short(q) else "{near}"


async def load_found(
    tx: "Transaction", query: Statement, params: Parameters, *, q: str | None
) -> Page:
    """Return a page of what `q` finds, of everything without it."""
    if q is None or _is_short(q):
        return await load_page(tx, query, params)
    async with tx.transaction():
        await execute(tx, statement("widen_search"), {})
        return await load_page(tx, query, params)


def _is_short(q: str | None) -> bool:
    return q is not None and sum(map(str.isalnum, q)) < _FEWEST
