"""Which of an entity's pictures are the same one, in better and worse copies."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from trr_backend.models.shows import Entity
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.utils.likeness import Likeness, groups

_SQL = queries("picture_likeness")
_OF = ("entity", "entity_id", "kind")
# Of a row: what it is a picture of and in which language; then source, path and who
# represents it now; then its likeness.
_GALLERY, _SAID = 4, 7


async def group(tx: Transaction, galleries: Sequence[tuple[Entity, UUID, str]]) -> None:
    """Note which better copy stands for each picture of these (entity, id, kind).

    Pictures in different languages are different ones. Where several sources, or paths,
    have the very same bytes, one of them stands for the others. Unchanged rows stay
    untouched.
    """
    where = {name: [one[at] for one in galleries] for at, name in enumerate(_OF)}
    cursor = await tx.execute(_SQL["alike"], where)
    rows = await cursor.fetchall()
    found: dict[tuple[object, ...], list[Likeness]] = defaultdict(list)
    for row in rows:
        found[row[:_GALLERY]].append(Likeness(*row[_SAID:]))
    best = {gallery: groups(alike) for gallery, alike in found.items()}
    named: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in sorted(rows, key=_rank):
        named.setdefault((*row[:_GALLERY], row[_SAID]), row)
    changed = []
    for row in rows:
        gallery, sha256 = row[:_GALLERY], row[_SAID]
        chosen = best[gallery][sha256]
        is_best = chosen == sha256 and named[*gallery, sha256] is row
        by = None if is_best else chosen
        if by != row[_SAID - 1]:
            changed.append((*row[:3], *row[_GALLERY : _SAID - 1], by))
    if changed:
        names = (*_OF, "source", "path", "by")
        await tx.execute(
            _SQL["represent"],
            {name: [one[at] for one in changed] for at, name in enumerate(names)},
        )


def _rank(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return what comes first of rows with the same bytes."""
    *_, position, pinned, missing, standing = row
    return not pinned, missing, standing, position, row[_GALLERY : _SAID - 1]
