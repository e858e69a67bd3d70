"""What IMDb's API says of whole series: which are due, and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from trr_backend.errors import Suspicious
from trr_backend.models.imdb import ImdbSlice
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.imdb import (
    SliceOutcome,
    load_stored_titles,
    write_slice,
)
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("imdb_series")
# The larger of both may vanish at once.
_LIKELY_ROWS = 3
_LIKELY_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class DueSeries:
    """A show with an IMDb id and what a stage has to do for it."""

    id: UUID
    name: str
    imdb_id: str
    fetch: bool
    apply: bool


async def load_due_series(  # noqa: PLR0913 -- what makes a show due
    tx: Transaction,
    ids: Sequence[UUID],
    *,
    stage: str,
    mapping: int,
    max_age: timedelta,
    force: bool,
) -> list[DueSeries]:
    """Return the shows of these that have an IMDb id, and what they are due for."""
    cursor = await tx.execute(
        _SQL["due"],
        {
            "ids": list(ids),
            "stage": stage,
            "mapping": mapping,
            "max_age": max_age,
            "force": force,
        },
    )
    return [DueSeries(*row) for row in await cursor.fetchall()]


async def write_series(
    work: Work, series_id: str, label: str, records: ImdbSlice, *, accept: bool
) -> SliceOutcome:
    """Make the records all that is current of a series; what is gone is marked.

    Raises Suspicious, naming the show, where more of it would be gone than is likely,
    unless `accept` lets it.
    """
    stored = await load_stored_titles(work.tx, [series_id])
    titles = tuple(sorted({*records.title_ids, *stored}))
    whole = replace(records, title_ids=titles)
    outcome = await write_slice(work, whole, "imdb-api")
    for part, gone in sorted(outcome.gone.items()):
        before = gone + len(getattr(records, part)) - outcome.new[part]
        if not accept and gone > max(_LIKELY_ROWS, _LIKELY_SHARE * before):
            raise Suspicious(
                f"{label}: {gone} of {before} {part} would be marked as gone; if that "
                "is right, run the same command with --accept-removals"
            )
    return outcome
