"""What was taken down and must not come back, known again by fingerprints alone."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from trr_backend.models.shows import ExternalId
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.in_step import alone, once
from trr_backend.repositories.sql import queries
from trr_backend.repositories.work import Work

_SQL = queries("suppressions")


def fingerprint(kind: str, source: str, id: str) -> str:  # noqa: A002 -- what it is
    """Return the SHA-256 under which a person, fact or picture is known again.

    `kind` is person, fact or picture; `source` says whose id it is (tmdb, imdb ...; for
    a picture's bytes: sha256).
    """
    return sha256(json.dumps([kind, source, id]).encode()).hexdigest()


async def hold(work: Work) -> None:
    """Let nothing be taken down until what this transaction stores is committed.

    First of all its locks, so that nobody waits for one of them meanwhile. A rehearsal
    stores nothing: it would only keep everybody waiting.
    """
    if not work.rehearsal:
        await hold_in(work.tx)


async def hold_in(tx: Transaction) -> None:
    """Do the same in a transaction that is no rehearsal's."""
    await once(tx, _SQL["hold"])


async def take_turn(tx: Transaction) -> None:
    """Wait for those who `hold`: what they stored can be seen and taken down then."""
    alone(tx)
    await tx.execute(_SQL["take_turn"])


async def load_suppressed(
    tx: Transaction, kind: str, source: str, ids: Iterable[str]
) -> set[str]:
    """Return those of `ids` that were taken down."""
    known = {fingerprint(kind, source, one): one for one in ids}
    if not known:
        return set()
    cursor = await tx.execute(_SQL["known"], {"fingerprints": list(known)})
    return {known[found] for (found,) in await cursor.fetchall()}


async def is_taken_down(tx: Transaction, ids: Iterable[ExternalId]) -> bool:
    """Tell whether somebody with one of these ids was taken down."""
    known = [fingerprint("person", one.source, one.id) for one in ids]
    cursor = await tx.execute(_SQL["known"], {"fingerprints": known})
    return await cursor.fetchone() is not None


async def load_known(tx: Transaction) -> "Known":
    """Return what was taken down of people and facts, to cut it out of documents."""
    rows = await once(tx, _SQL["known_of_documents"])
    return Known(frozenset((kind, known) for kind, known in rows))


@dataclass(frozen=True, slots=True)
class Known:
    """What was taken down, as (kind, fingerprint)."""

    fingerprints: frozenset[tuple[str, str]]

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.fingerprints)

    def of(self, source: str) -> Callable[[str, str], bool]:
        """Return who tells of a kind and a source's id whether it was taken down."""
        kinds = {kind for kind, _ in self.fingerprints}

        def is_suppressed(kind: str, one: str) -> bool:
            return (
                kind in kinds
                and (kind, fingerprint(kind, source, one)) in self.fingerprints
            )

        return is_suppressed


async def keep(tx: Transaction, kind: str, source: str, id: str, reason: str) -> bool:  # noqa: A002 -- what it is
    """Note that something was taken down, and why; False where it was before.

    Others that share the transaction have looked what was taken down before: it raises
    AloneNeededError there.
    """
    alone(tx)
    cursor = await tx.execute(
        _SQL["keep"],
        {
            "fingerprint": fingerprint(kind, source, id),
            "kind": kind,
            "reason": reason,
        },
    )
    return await cursor.fetchone() is not None
