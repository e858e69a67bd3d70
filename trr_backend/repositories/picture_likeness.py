"""Which of an entity's pictures are the same one, in better and worse copies."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from trr_backend.models.media import PictureOwner
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries
from trr_backend.utils.likeness import Likeness, groups

_SQL = queries("picture_likeness")
_OF = ("entity", "entity_id", "kind")


async def group(
    tx: Transaction, galleries: Sequence[tuple[PictureOwner, UUID, str]]
) -> None:
    """Note which better copy stands for each picture of these (entity, id, kind).

    Pictures in different languages are different ones. Unchanged rows stay untouched.
    """
    where = {name: [one[at] for one in galleries] for at, name in enumerate(_OF)}
    cursor = await tx.execute(_SQL["alike"], where)
    found: dict[tuple[object, ...], list[Likeness]] = defaultdict(list)
    rows = await cursor.fetchall()
    for (
        entity,
        entity_id,
        kind,
        language,
        *_,
        sha256,
        phash,
        colour,
        w,
        h,
        size,
        at,
    ) in rows:
        one = Likeness(sha256, phash, colour, w, h, size, at)
        found[entity, entity_id, kind, language].append(one)
    best = {place: groups(alike) for place, alike in found.items()}
    changed = []
    for entity, entity_id, kind, language, source, path, stands, sha256, *_ in rows:
        chosen = best[entity, entity_id, kind, language][sha256]
        by = None if chosen == sha256 else chosen
        if by != stands:
            changed.append((entity, entity_id, kind, source, path, by))
    if changed:
        names = (*_OF, "source", "path", "by")
        await tx.execute(
            _SQL["represent"],
            {name: [one[at] for one in changed] for at, name in enumerate(names)},
        )
