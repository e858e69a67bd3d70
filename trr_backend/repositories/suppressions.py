"""What was taken down and must not come back, known again by fingerprints alone."""

import json
from collections.abc import Iterable
from hashlib import sha256

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import queries

_SQL = queries("suppressions")


def fingerprint(kind: str, source: str, id: str) -> str:  # noqa: A002 -- what it is
    """Return the SHA-256 under which a person, fact or picture is known again.

    `kind` is person, fact or picture; `source` says whose id it is (tmdb, imdb ...; for
    a picture's bytes: sha256).
    """
    return sha256(json.dumps([kind, source, id]).encode()).hexdigest()


async def load_suppressed(
    tx: Transaction, kind: str, source: str, ids: Iterable[str]
) -> set[str]:
    """Return those of `ids` that were taken down."""
    known = {fingerprint(kind, source, one): one for one in ids}
    if not known:
        return set()
    cursor = await tx.execute(_SQL["known"], {"fingerprints": list(known)})
    return {known[found] for (found,) in await cursor.fetchall()}
