"""Whom somebody follows: the uuids of shows and people, by any id the API takes."""

from typing import TYPE_CHECKING
from uuid import UUID

from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.repositories.catalogue.people import person_parameters
from trr_backend.repositories.catalogue.reading import (
    Parameters,
    execute,
)
from trr_backend.repositories.catalogue.statements import statement
from trr_backend.repositories.refs import show_parameters

if TYPE_CHECKING:
    from trr_backend.repositories.db import Transaction


async def load_show_id(
    tx: "Transaction", ref: ShowRef, *, private: bool
) -> UUID | None:
    """Return the uuid that a show has now; None: nobody may see such a show."""
    return await _load(tx, "show_id", {**show_parameters(ref), "private": private})


async def load_person_id(
    tx: "Transaction", ref: PersonRef, *, private: bool
) -> UUID | None:
    """Return the uuid that a person has now; None: nobody may see such a person."""
    return await _load(tx, "person_id", {**person_parameters(ref), "private": private})


async def _load(tx: "Transaction", name: str, params: Parameters) -> UUID | None:
    cursor = await execute(tx, statement(name), params)
    row = await cursor.fetchone()
    return None if row is None else UUID(row[0])
